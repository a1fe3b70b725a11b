"""The two groups: their sizes, which is which and why, and where the nodes lie."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.measured import measured_nodes, positions
from nodecluster.report.nodes.hover import hover_store, rows_of_nodes
from nodecluster.report.parts import Figure, Section, Table
from nodecluster.report.plots.label_bars import label_bars
from nodecluster.report.plots.scatter import groups_scatter
from nodecluster.results import Run
from nodecluster.tables import SHAPES

_UNSEEN, _SEEN_TOO = " of unseen patients", ", those the model was fitted on too"
_PATIENTS = {"": "", _UNSEEN: " that the model has not seen", _SEEN_TOO: _SEEN_TOO}
"""What is said of labelled nodes, and of their patients."""


def section(run: Run) -> Section | None:
    """Return the groups of a run; None where it has neither nodes nor model."""
    if run.nodes is None and run.model is None:
        return None
    tables: list[Table] = []
    folded: list[Table] = []
    figures = [_scatter(run)]
    if run.nodes is not None:
        sets = _labelled_sets(run.nodes, _seen(run, run.nodes))
        by_label = [_label_table(nodes, whose) for nodes, whose in sets]
        tables, folded = [_sizes(run.nodes), *by_label[:1]], by_label[1:]
        figures += [label_bars(nodes, _PATIENTS[whose]) for nodes, whose in sets[:1]]
    if run.model is not None and str(run.info.get("command")) != "fit":
        folded.append(_fitted(run.model))
    content = {
        "tables": tuple(tables),
        "folded": tuple(folded),
        "orientation": _orientation(run.model),
        "hover": hover_store(run),
    }
    return Section("groups", "Groups", content, tuple(figure for figure in figures if figure is not None))


def _sizes(nodes: pd.DataFrame) -> Table:
    """Return nodes and patients of each group in this run."""
    group = numbers(nodes, "group")
    rows = [_size_row(f"Group {number}", nodes[group == number], len(nodes)) for number in (1, 2)]
    rows.append(_size_row("Total", nodes, len(nodes)))
    head = ("Group", "Nodes", "Share of nodes", "Patients with such a node")
    return Table("Sizes of the groups in this run (a patient may have nodes in both)", head, tuple(rows))


def _size_row(name: str, nodes: pd.DataFrame, total: int) -> tuple[str, ...]:
    """Return one row of the sizes."""
    share = formats.percent(len(nodes) / total) if total else formats.ABSENT
    return (name, formats.count(len(nodes)), share, formats.count(nodes["patient_id"].nunique()))


def _seen(run: Run, nodes: pd.DataFrame) -> Collection[str]:
    """Return the patients of these nodes that the model was fitted on; a model knows them by the hash of their ids."""
    if run.metrics is not None or run.model is None:
        return (run.metrics or {}).get("seen_patients") or ()
    known = set(run.model["patients_sha256"])
    ids = {str(patient) for patient in nodes["patient_id"]}
    return {patient for patient in ids if hashlib.sha256(patient.encode()).hexdigest() in known}


def _labelled_sets(nodes: pd.DataFrame, seen: Collection[str]) -> list[tuple[pd.DataFrame, str]]:
    """Return the nodes to hold against their labels, and whose they are: of unseen patients, then of all.

    Only the former is a finding where the model was fitted on some of the patients. A set without a label is left out.
    """
    labelled = pd.Series(np.isin(numbers(nodes, "label"), (0, 1)), index=nodes.index)
    of_seen = nodes["patient_id"].astype(str).isin({str(patient) for patient in seen})
    whole = (nodes, _SEEN_TOO if (of_seen & labelled).any() else "")
    sets = [(nodes[~of_seen], _UNSEEN), whole] if whole[1] else [whole]
    return [(chosen, whose) for chosen, whose in sets if labelled[chosen.index].any()]


def _label_table(nodes: pd.DataFrame, whose: str) -> Table:
    """Return groups against labels of some nodes; ``whose`` they are stands in the caption."""
    group, label = numbers(nodes, "group"), numbers(nodes, "label")
    known = (label == 0) | (label == 1)
    rows = []
    for number in (1, 2):
        inside = group == number
        benign, metastatic = int((inside & (label == 0)).sum()), int((inside & (label == 1)).sum())
        rows.append(
            (
                f"Group {number}",
                _with_share(metastatic, benign + metastatic),
                _with_share(benign, benign + metastatic),
                formats.count(benign + metastatic),
                formats.count((inside & ~known).sum()),
            )
        )
    head = ("Group", "Metastatic", "Non-metastatic", "Labelled", "Unlabelled")
    caption = f"Groups against the nodes' labels{whose} (percent of the group's labelled nodes)"
    return Table(caption, head, tuple(rows))


def _with_share(part: int, whole: int) -> str:
    """Return a count and its share."""
    return f"{part:,} ({formats.percent(part / whole)})" if whole else f"{part:,}"


def _fitted(model: Mapping[str, Any]) -> Table:
    """Return the sizes of the groups on the nodes that the model was fitted on."""
    fitted = model.get("fitted") or {}
    rows = [
        (f"Group {n}", formats.count(fitted.get(f"nodes_group{n}")), formats.count(fitted.get(f"patients_group{n}")))
        for n in (1, 2)
    ]
    rows.append(("Total", formats.count(fitted.get("nodes")), formats.count(fitted.get("patients"))))
    head = ("Group", "Nodes", "Patients with such a node")
    return Table("Sizes of the groups when the model was fitted", head, tuple(rows))


def _orientation(model: Mapping[str, Any] | None) -> str:
    """Return which group is the metastatic-looking one, and why."""
    if model is None:
        return ""
    found = model["orientation"]
    feature = str(found["feature"])
    name, unit = SHAPES.get(feature, (f"{formats.short(feature)} ({formats.family(feature)})", ""))
    first, second = (f"{formats.significant(found[f'group{n}_mean'])}{unit}" for n in (1, 2))
    why = str(found["reason"])
    for each, (words, _) in SHAPES.items():
        why = why.replace(each, words)
    return (
        f"Which group is called metastatic-looking: {why}. "
        f"Mean {name} of the nodes it was fitted on: {first} in group 1, {second} in group 2."
    )


def _scatter(run: Run) -> Figure | None:
    """Return the nodes on the first two principal components, where features and model are at hand."""
    nodes = measured_nodes(run)
    if nodes is None or nodes.empty or run.model is None:
        return None
    rows = rows_of_nodes(run, nodes) if run.pictures else ()
    return groups_scatter(nodes, positions(nodes, run.model), run.model["projection"]["explained"], rows)
