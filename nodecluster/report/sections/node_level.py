"""How the groups of nodes agree with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nodecluster.report.figures import level_curve, roc
from nodecluster.report.levels import NAMES, Level, level_view
from nodecluster.report.parts import Figure, Section
from nodecluster.report.sets import NODES, nodes_first
from nodecluster.results import Run
from nodecluster.words import counted


def section(run: Run) -> Section | None:
    """Return the node level; None where no node has a label."""
    metrics = run.metrics
    if metrics is None or not (metrics.get("node") or {}).get("n"):
        return None
    views = tuple(level_view(NODES[name], metrics[name], "nodes") for name in nodes_first(metrics))
    figure = None if run.nodes is None else _roc(run.nodes, metrics)
    patients = metrics["node"].get("patients")
    content = {
        "views": views[:1],
        "folded": views[1:],
        "patients": counted(patients, "patient") if patients else "",
        "clustered": _clustered(metrics["node"]),
    }
    return Section("node-level", "Node level", content, () if figure is None else (figure,))


def _clustered(level: Level) -> bool:
    """Return whether any first interval of a LEVEL respects the patients; those of version 0.2.0 do not."""
    return any("clustered" in str((level.get(name) or {}).get("method")) for name in NAMES)


def _roc(nodes: pd.DataFrame, metrics: Mapping[str, Any]) -> Figure | None:
    """Return the ROC curve of the labelled nodes, and of those the model has not seen."""
    curves = [level_curve("labelled nodes", nodes, "label", metrics["node"])]
    if metrics.get("node_unseen"):
        seen = {str(patient) for patient in metrics.get("seen_patients") or ()}
        fresh = nodes[~nodes["patient_id"].astype(str).isin(seen)]
        curves.append(level_curve("unseen patients' nodes", fresh, "label", metrics["node_unseen"]))
    return roc("plot-roc-nodes", curves, "nodes")
