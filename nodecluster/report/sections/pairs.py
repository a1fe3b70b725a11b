"""One pair of predictions against each other and against the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import Line, every_table, in_cell
from nodecluster.report.metrics.levels import equals, p_words
from nodecluster.report.metrics.sets import NODES, main_first, nodes_first, title
from nodecluster.report.parts import Estimates, Part, Row, Table

_QUANTITIES = {
    "auc_score": "AUC of the score",
    "ccr": "CCR",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
}
_CLASSES = {"events": "Metastatic", "non_events": "Non-metastatic"}


@dataclass(frozen=True)
class PairView:
    """A pair of predictions, ready to be shown.

    Attributes
    ----------
    title : which two.
    parts, folded : sets of nodes and patients, the main ones first, the others to be unfolded.
    notes : what only one of the two predicts.
    """

    title: str
    parts: tuple[Part, ...]
    folded: tuple[Part, ...]
    notes: Row


def pair_view(pair: Mapping[str, Any]) -> PairView:
    """Return a pair of the ``comparison`` of ``metrics.json``."""
    names = (str(pair["first"]), str(pair["second"]))
    patients = pair["patient"]
    of_nodes = [_part(NODES[name], pair[name], names, "nodes") for name in nodes_first(pair)]
    of_patients = [_part(title(name), patients[name], names, "patients") for name in main_first(patients)]
    return PairView(
        title=f"{names[1]} against {names[0]}",
        parts=(*of_nodes[:1], *of_patients[:1]),
        folded=(*of_nodes[1:], *of_patients[1:]),
        notes=tuple(str(note) for note in pair.get("notes") or ()),
    )


def _part(name: str, block: Mapping[str, Any], names: tuple[str, str], unit: str) -> Part:
    """Return one set of nodes or patients that both predict."""
    who = f"{formats.count(block['n'])} {unit}"
    if unit == "nodes":
        who += f" of {formats.count(block.get('patients'))} patients"
    said = f"Both predict {who}: {formats.count(block.get('positives'))} metastatic, "
    said += f"{formats.count(block.get('negatives'))} not."
    found = block.get("reclassification") or {}
    notes = (
        *tests_said(block),
        *(f"Net reclassification: {found['method']}." for _ in range(1) if found.get("method")),
        *(str(note) for note in found.get("notes") or ()),
        *(str(note) for note in block.get("notes") or ()),
    )
    tables = (
        _quantities(name, block, names),
        _moved(name, block),
        _net(name, block, unit),
        _agreed(name, block, names),
    )
    agreement = _agreement(name, block, unit)
    return Part(name, (said,), (*(table for table in tables if table is not None), agreement), notes)


def _quantities(name: str, block: Mapping[str, Any], names: tuple[str, str]) -> Table:
    """Return each quantity of both, their difference and its test."""
    rows = []
    for key, label in _QUANTITIES.items():
        found = block[key]
        form, apart = _forms(key)
        pairs = found.get("discordant")
        rows.append(
            (
                label,
                form(found.get("first")),
                form(found.get("second")),
                in_cell(found["difference"], apart),
                formats.p_value(found["test"].get("p")),
                formats.p_value(found.get("p_holm")),
                f"{formats.count(pairs['first_only'])} / {formats.count(pairs['second_only'])}"
                if pairs
                else formats.ABSENT,
            )
        )
    heading = formats.level(block["ccr"]["difference"])
    head = ("Quantity", *names, f"Difference, {heading} below", "p", "p (Holm)", "Only one right: first / second")
    return Table(f"{name}: {names[1]} less {names[0]}", head, tuple(rows))


def _forms(key: str) -> tuple[formats.Format, formats.Format]:
    """Return how a quantity and its difference are written."""
    if key.startswith("auc"):
        return formats.decimals, formats.signed
    return formats.percent, formats.change


def tests_said(block: Mapping[str, Any]) -> Row:
    """Return the name of each quantity's test, or why there is none, and the tests beside it, as sentences."""
    said = []
    for key, label in _QUANTITIES.items():
        test, difference = block[key]["test"], block[key]["difference"]
        why = test.get("reason") or difference.get("reason")
        sentence = f"{label}: {test.get('method')}; interval: {difference.get('method')}"
        if formats.number(block[key].get("mcnemar_midp")) is not None:
            sentence += f"; mid-p version: p {equals(formats.p_value(block[key]['mcnemar_midp']))}"
        swapped = block[key].get("permutation")
        if swapped and (formats.number(swapped.get("p")) is not None or swapped.get("reason") != test.get("reason")):
            sentence += f"; beside it {p_words(swapped)}"
        said.append(f"{sentence}{f'; {why}' if why else ''}.")
    return tuple(said)


def _moved(name: str, block: Mapping[str, Any]) -> Table | None:
    """Return how many change sides from the first prediction to the second."""
    found = block.get("reclassification")
    if not found:
        return None
    rows = tuple(
        (label, *(formats.count(found[key][part]) for part in ("n", "up", "down")))
        for key, label in _CLASSES.items()
        if key in found
    )
    head = ("By pathology", "n", "Up: negative to positive", "Down: positive to negative")
    return Table(f"{name}: reclassification from the first prediction to the second", head, rows)


def _net(name: str, block: Mapping[str, Any], unit: str) -> Estimates | None:
    """Return the net reclassification of each class, and the sum."""
    found = block.get("reclassification")
    if not found:
        return None
    lines: list[Line] = [
        (f"Net, {label.lower()}", found[key]["net"], formats.change) for key, label in _CLASSES.items()
    ]
    lines.append(("Sum (net reclassification index)", found["sum"], formats.change))
    return every_table(f"{name}: net reclassification", lines, unit)


def _agreed(name: str, block: Mapping[str, Any], names: tuple[str, str]) -> Table:
    """Return what the two say of the same."""
    cells = block["agreement"]["table"]
    rows = (
        ("Metastasis", formats.count(cells["both"]), formats.count(cells["first_only"])),
        ("No metastasis", formats.count(cells["second_only"]), formats.count(cells["neither"])),
    )
    head = (f"{names[0]} says", f"{names[1]}: metastasis", f"{names[1]}: no metastasis")
    return Table(f"{name}: agreement of the two", head, rows)


def _agreement(name: str, block: Mapping[str, Any], unit: str) -> Estimates:
    """Return the share of agreement and Cohen's kappa."""
    found = block["agreement"]
    lines: list[Line] = [
        ("Share on which both agree", found["share"], formats.percent),
        ("Cohen’s kappa", found["kappa"], formats.decimals),
    ]
    return every_table(f"{name}: how far the two agree", lines, unit)
