"""The two groups: their sizes, which is which and why, and where the nodes lie."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.figures import groups_scatter
from nodecluster.report.measured import measured_nodes, positions
from nodecluster.report.parts import Figure, Section, Table
from nodecluster.results import Run


def section(run: Run) -> Section | None:
    """Return the groups of a run; None where it has neither nodes nor model."""
    if run.nodes is None and run.model is None:
        return None
    tables = []
    if run.nodes is not None:
        tables = [_sizes(run.nodes), *_by_label(run.nodes, (run.metrics or {}).get("seen_patients") or ())]
    if run.model is not None and str(run.info.get("command")) != "fit":
        tables.append(_fitted(run.model))
    scatter = _scatter(run)
    content = {"tables": tuple(tables), "orientation": _orientation(run.model)}
    return Section("groups", "Groups", content, () if scatter is None else (scatter,))


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


def _by_label(nodes: pd.DataFrame, seen: Collection[str]) -> list[Table]:
    """Return groups against labels, where any node has a label: of patients that the model has not seen, then of all.

    Only the former is a finding where the model was fitted on some of the patients.
    """
    of_seen = nodes["patient_id"].astype(str).isin({str(patient) for patient in seen})
    labelled = numbers(nodes, "label")
    if not of_seen[(labelled == 0) | (labelled == 1)].any():
        return _label_table(nodes, "")
    whole = _label_table(nodes, ", those the model was fitted on too")
    return [*_label_table(nodes[~of_seen], " of unseen patients"), *whole]


def _label_table(nodes: pd.DataFrame, whose: str) -> list[Table]:
    """Return groups against labels of some nodes, where any has a label; ``whose`` they are stands in the caption."""
    group, label = numbers(nodes, "group"), numbers(nodes, "label")
    known = (label == 0) | (label == 1)
    if not known.any():
        return []
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
    return [Table(caption, head, tuple(rows))]


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
    first, second = (formats.significant(found[f"group{n}_mean"]) for n in (1, 2))
    name = f"{formats.short(str(found['feature']))} ({formats.family(str(found['feature']))})"
    return (
        f"Which group is called metastatic-looking: {found['reason']}. "
        f"Training mean of {name}: {first} in group 1, {second} in group 2."
    )


def _scatter(run: Run) -> Figure | None:
    """Return the nodes on the first two principal components, where features and model are at hand."""
    nodes = measured_nodes(run)
    if nodes is None or nodes.empty or run.model is None:
        return None
    return groups_scatter(nodes, positions(nodes, run.model), run.model["projection"]["explained"])
