"""Two or more predictions of the same nodes, each by itself and in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import in_cell, reasons
from nodecluster.report.metrics.levels import rate_form
from nodecluster.report.metrics.sets import main_first, nodes_first, title
from nodecluster.report.parts import Row, Section, Table
from nodecluster.report.sections.pairs import PairView, pair_view
from nodecluster.results import Run

_NODE = {"ccr": "Nodes: CCR", "auc_group": "Nodes: AUC, hard group", "auc_score": "Nodes: AUC, score"}
_PATIENT = {"ccr": "CCR", "sensitivity": "sensitivity", "specificity": "specificity", "auc_score": "AUC, score"}


def section(run: Run) -> Section | None:
    """Return the comparison; None where the run has one prediction only."""
    block = (run.metrics or {}).get("comparison")
    if not block:
        return None
    views: tuple[PairView, ...] = tuple(pair_view(pair) for pair in block["pairs"])
    own = block["predictions"]
    content = {
        "tables": (_nodes(own), _patients(own)),
        "pairs": views,
        "notes": tuple(str(note) for note in block.get("notes") or ()),
        "warnings": tuple(f"{each['name']}: {text}" for each in own for text in each.get("warnings") or ()),
    }
    return Section("comparison", "Comparison of predictions", content)


def _nodes(own: Sequence[Mapping[str, Any]]) -> Table:
    """Return the node figures of each prediction, on all nodes that it predicts."""
    rows: list[Row] = []
    found: list[tuple[str, Mapping[str, Any] | None]] = []
    for each in own:
        level = each[nodes_first(each)[0]]
        figures = (in_cell(level.get(key), rate_form(key)) for key in _NODE)
        rows.append((str(each["name"]), formats.count(each["n_nodes"]), formats.count(level["n"]), *figures))
        found += [(f"{name} of {each['name']}", level.get(key)) for key, name in _NODE.items()]
    fresh = ", of unseen patients" if any(each.get("node_unseen") for each in own) else ""
    head = ("Prediction", "Nodes", "Labelled", *_NODE.values())
    caption = f"Each prediction by itself, nodes{fresh}, {_heading(own)} below each figure"
    return Table(caption, head, tuple(rows), notes=reasons(found))


def _patients(own: Sequence[Mapping[str, Any]]) -> Table:
    """Return the patient figures of each prediction, on all patients that it predicts."""
    main = main_first(own[0]["patient"])[0]
    rows: list[Row] = []
    found: list[tuple[str, Mapping[str, Any] | None]] = []
    for each in own:
        level = each["patient"].get(main) or {}
        figures = (in_cell(level.get(key), rate_form(key)) for key in _PATIENT)
        rows.append((str(each["name"]), formats.count(each["n_patients"]), formats.count(level.get("n")), *figures))
        found += [(f"{name} of {each['name']}", level.get(key)) for key, name in _PATIENT.items()]
    head = ("Prediction", "Patients", "Judged", *(f"Patients: {name}" for name in _PATIENT.values()))
    caption = f"Each prediction by itself: {title(main).lower()}, {_heading(own)} below each figure"
    return Table(caption, head, tuple(rows), notes=reasons(found))


def _heading(own: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the intervals."""
    return formats.level(own[0]["node"].get("ccr"))
