"""How the groups of nodes agree with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nodecluster.report.metrics.levels import NAMES, Level, level_view
from nodecluster.report.metrics.sets import NODES, nodes_first
from nodecluster.report.parts import Figure, Section
from nodecluster.report.plots.bars import bars_figure
from nodecluster.report.plots.roc import level_curve, roc
from nodecluster.results import Run
from nodecluster.words import counted

_SHORT = {"node": "Labelled nodes", "node_unseen": "Nodes of unseen patients"}


def section(run: Run) -> Section | None:
    """Return the node level; None where no node has a label."""
    metrics = run.metrics
    if metrics is None or not (metrics.get("node") or {}).get("n"):
        return None
    views = tuple(level_view(NODES[name], metrics[name], "nodes") for name in nodes_first(metrics))
    main = nodes_first(metrics)[0]
    drawn = [bars_figure("plot-rates-nodes", [(_SHORT[main], metrics[main])], "nodes")]
    drawn += [_roc(run.nodes, metrics)] if run.nodes is not None else []
    patients = metrics["node"].get("patients")
    content = {
        "views": views[:1],
        "folded": views[1:],
        "patients": counted(patients, "patient") if patients else "",
        "clustered": _clustered(metrics["node"]),
    }
    return Section("node-level", "Node level", content, tuple(figure for figure in drawn if figure is not None))


def _clustered(level: Level) -> bool:
    """Return whether any first interval of a LEVEL respects the patients; those of version 0.2.0 do not."""
    return any("clustered" in str((level.get(name) or {}).get("method")) for name in NAMES)


def _roc(nodes: pd.DataFrame, metrics: Mapping[str, Any]) -> Figure | None:
    """Return the ROC curve of the nodes that the model has not seen, and of all that are labelled."""
    curves, seen = [], {str(patient) for patient in metrics.get("seen_patients") or ()}
    for name in nodes_first(metrics):
        fresh = nodes if name == "node" else nodes[~nodes["patient_id"].astype(str).isin(seen)]
        drawn = (metrics.get("roc") or {}).get(name)
        curves.append(level_curve(NODES[name], fresh, "label", metrics[name], drawn))
    return roc("plot-roc-nodes", curves, "nodes")
