"""How the groups of nodes agree with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nodecluster.report.figures import level_curve, roc
from nodecluster.report.levels import level_view
from nodecluster.report.parts import Figure, Section
from nodecluster.results import Run


def section(run: Run) -> Section | None:
    """Return the node level; None where no node has a label."""
    metrics = run.metrics
    if metrics is None or not (metrics.get("node") or {}).get("n"):
        return None
    views = [level_view("Labelled nodes", metrics["node"], "nodes")]
    if metrics.get("node_unseen"):
        views.append(level_view("Labelled nodes of unseen patients", metrics["node_unseen"], "nodes"))
    figure = None if run.nodes is None else _roc(run.nodes, metrics)
    content = {"views": tuple(views), "patients": metrics["node"].get("patients")}
    return Section("node-level", "Node level", content, () if figure is None else (figure,))


def _roc(nodes: pd.DataFrame, metrics: Mapping[str, Any]) -> Figure | None:
    """Return the ROC curve of the labelled nodes, and of those the model has not seen."""
    curves = [level_curve("labelled nodes", nodes, "label", metrics["node"])]
    if metrics.get("node_unseen"):
        seen = {str(patient) for patient in metrics.get("seen_patients") or ()}
        fresh = nodes[~nodes["patient_id"].astype(str).isin(seen)]
        curves.append(level_curve("unseen patients' nodes", fresh, "label", metrics["node_unseen"]))
    return roc("plot-roc-nodes", curves, "nodes")
