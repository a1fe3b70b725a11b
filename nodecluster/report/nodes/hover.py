"""What is shown of a node when the scatter plot is pointed at: who it is, its score, and its axial picture."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nodecluster.report.columns import words
from nodecluster.report.nodes.cards import Nodes
from nodecluster.results import Run


def hover_store(run: Run) -> Mapping[str, Any] | None:
    """Return what ``static/hover.js`` shows, by the node's row of ``nodes.csv``; None for a run without pictures.

    A value is: who (patient and node), what is said of it, and of a node with a picture the WebP in base64, the
    columns and rows of the outline's pixels, width and height of one in mm, and the outline as the ``d`` of a path.
    """
    if not run.pictures or run.nodes is None:
        return None
    nodes = Nodes(run)
    return {str(row): _entry(run, nodes, row) for row in range(len(nodes.keys))}


def rows_of_nodes(run: Run, nodes: pd.DataFrame) -> list[int]:
    """Return the row of ``nodes.csv`` of each row of another table of the run's nodes."""
    places = {key: row for row, key in enumerate(Nodes(run).keys)}
    return [places[key] for key in zip(words(nodes, "patient_id"), words(nodes, "node_id"), strict=True)]


def _entry(run: Run, nodes: Nodes, row: int) -> list[Any]:
    """Return what is shown of one node."""
    said = nodes.said(row)
    patient, node = nodes.keys[row]
    axial = next((each for each in run.pictures.get((patient, node), ()) if each.plane == "axial"), None)
    if axial is None:
        return [f"{patient} · {node}", said]
    image = base64.b64encode(axial.image).decode()
    sizes = [axial.columns, axial.rows, round(axial.column_mm, 4), round(axial.row_mm, 4)]
    return [f"{patient} · {node}", said, image, *sizes, axial.outline]
