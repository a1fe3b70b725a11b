"""How well the score, turned into a risk, says how many are metastatic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import in_cell, reasons
from nodecluster.report.metrics.sets import NODES, folded_parts, main_first, nodes_first, parts_of, title
from nodecluster.report.parts import Figure, Part, Row, Section, Table
from nodecluster.report.plots.curves import calibration_figure
from nodecluster.results import Run
from nodecluster.words import counted

CALIBRATORS = {"logistic": "Logistic", "isotonic": "Isotonic"}
_MEASURES = {
    "brier": ("Brier score (0 is best)", "Brier score"),
    "brier_scaled": ("Scaled Brier score (1 perfect, 0 useless)", "scaled Brier score"),
    "slope": ("Calibration slope (ideal 1)", "slope"),
    "intercept": ("Calibration intercept (ideal 0)", "intercept"),
    "in_the_large": ("Calibration in the large (ideal 0)", "calibration in the large"),
}


def section(run: Run) -> Section | None:
    """Return the calibration of patients and nodes; None where the run has none."""
    block = (run.metrics or {}).get("calibration")
    if not block:
        return None
    patients = parts_of(block["patient"], _part) if block.get("patient") else {"parts": (), "folded": (), "empty": ""}
    nodes = {NODES[name]: block[name] for name in nodes_first(block)}
    first = [_part(name, nodes[name]) for name in list(nodes)[:1]]
    folded, empty = folded_parts(dict(list(nodes.items())[1:]), _part)
    content = {
        "parts": (*patients["parts"], *first),
        "folded": (*folded, *patients["folded"]),
        "empty": f"{empty} {patients['empty']}".strip(),
    }
    return Section("calibration", "Calibration", content, _figures(block))


def _figures(block: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Return the reliability of the main set of patients and of the nodes, where there is one."""
    shown = {}
    if block.get("patient"):
        main = main_first(block["patient"])[0]
        shown["plot-calibration-patients"] = (title(main), block["patient"][main])
    for name in nodes_first(block)[:1]:
        shown["plot-calibration-nodes"] = (NODES[name], block[name])
    made = [calibration_figure(key, name, each) for key, (name, each) in shown.items()]
    return tuple(figure for figure in made if figure is not None)


def _part(name: str, block: Mapping[str, Any]) -> Part:
    """Return one set of patients or nodes."""
    notes = tuple(str(note) for note in block.get("notes") or ())
    if block.get("reason"):
        return Part(name, (f"Not estimable: {block['reason']}.",), notes=notes)
    there = {key: label for key, label in CALIBRATORS.items() if block.get(key)}
    missing = [
        sentence
        for key, label in there.items()
        for sentence in reasons((f"{label} {short}", block[key].get(what)) for what, (_, short) in _MEASURES.items())
    ]
    tables = (_measures(name, block, there), *(_reliability(name, block[key], label) for key, label in there.items()))
    return Part(name, (_who(block),), tables, (*missing, *_methods(block, there), *notes), shown=1)


def _who(block: Mapping[str, Any]) -> str:
    """Return how many there are, and what the prevalence alone is worth."""
    n, patients = int(block["n"]), int(block["patients"])
    who = counted(n, "patient") if n == patients else f"{counted(n, 'node')} of {counted(patients, 'patient')}"
    return (
        f"{who}, {formats.count(block.get('events'))} metastatic ({formats.percent(block.get('prevalence'))}). To give "
        f"everybody this share as a risk has a Brier score of {formats.decimals(block.get('brier_prevalence'))}."
    )


def _measures(name: str, block: Mapping[str, Any], there: Mapping[str, str]) -> Table:
    """Return the measures of calibration, a column a calibrator."""
    rows: list[Row] = [("Mean risk", *(formats.percent(block[key].get("mean_risk")) for key in there))]
    for what, (label, _) in _MEASURES.items():
        rows.append((label, *(in_cell(block[key].get(what), formats.decimals) for key in there)))
    heading = formats.level(block[next(iter(there))].get("brier") if there else None)
    return Table(f"{name}: calibration, {heading} below each", ("Measure", *there.values()), tuple(rows))


def _reliability(name: str, calibrator: Mapping[str, Any], label: str) -> Table:
    """Return predicted against observed by rising risk."""
    found = calibrator["reliability"]
    rows = tuple(
        (
            f"{number}",
            formats.count(group["n"]),
            formats.count(group["events"]),
            formats.percent(group["predicted"]),
            formats.percent(group["observed"]),
            formats.interval(group | {"value": group["observed"]}, formats.percent) or formats.ABSENT,
        )
        for number, group in enumerate(found["groups"], 1)
    )
    heading = formats.level(found).capitalize()
    head = ("Group", "n", "Metastatic", "Mean predicted risk", "Observed", heading)
    return Table(f"{name}: {label.lower()} risk against what was observed, by rising risk", head, rows)


def _methods(block: Mapping[str, Any], there: Mapping[str, str]) -> Row:
    """Return how the risks and their groups were made."""
    by = (
        f"{label} risk: {block[key].get('method')}; observed shares: {block[key]['reliability'].get('method')}."
        for key, label in there.items()
    )
    return (f"Method: {block.get('method')}.", *by)
