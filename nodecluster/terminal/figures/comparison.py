"""Predictions against each other, in brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nodecluster.formats import p_value
from nodecluster.terminal.figures.lines import LEAST_WIDTH, Form, Paper, number, with_limits
from nodecluster.validation.levels.naming import node_set

Block = Mapping[str, Any]

_FIGURES: dict[str, tuple[str, Form]] = {
    "auc_score": ("AUC score", "area"),
    "ccr": ("CCR", "percent"),
    "sensitivity": ("Sensitivity", "percent"),
    "specificity": ("Specificity", "percent"),
}
_MOVED = {"events": "with metastasis", "non_events": "without"}
LABEL, DIFFERENCE, P = 12, 25, 8
LEAST_NAME = 12


def whose(block: Block) -> str:
    """Return which of several predictions the figures are of."""
    return (
        f"Figures of: {block['predictions'][0]['name']} (the first table). The other tables are compared with it, and"
        " with each other, further below; figures of their own are in the report."
    )


def comparisons(block: Block, name: str, paper: Paper) -> Iterator[str]:
    """Yield a block for each pair of predictions: patients of the main set, then labelled nodes."""
    for pair in block["pairs"]:
        names = (str(pair["first"]), str(pair["second"]))
        lines = paper.title(f"Comparison: {names[0]} and {names[1]}")
        node = node_set(name, pair)
        unseen = "labelled nodes of patients not seen" if node == "node_unseen" else "labelled nodes"
        lines += _pair(f"patients, {name}", pair["patient"][name], names, paper)
        lines += _pair(unseen, pair[node], names, paper)
        yield "\n".join([*lines, *paper.items(pair["notes"])])


def short(name: str, size: int) -> str:
    """Return a name of at most ``size`` letters; a long one loses its middle, for the ends tell names apart.

    >>> short("reader", 8), short("first reader, 2024", 8), short("second reader, 2025", 8)
    ('reader', 'fir…2024', 'sec…2025')
    """
    if len(name) <= size:
        return name
    end = size // 2
    return f"{name[: size - 1 - end]}…{name[-end:]}"


def _pair(what: str, block: Block, names: tuple[str, str], paper: Paper) -> Iterator[str]:
    """Yield how two predictions compare on some nodes or patients."""
    reason = block["ccr"]["difference"].get("reason", "")
    if not block["n"]:
        yield paper.paragraph(f"{what}: not estimable, {reason}.")
        return
    yield paper.paragraph(
        f"{what}: {block['n']} with both predictions; the difference is {names[1]} less {names[0]}, of percentages in"
        " points"
    )
    size = min(LEAST_NAME + (paper.wide - LEAST_WIDTH) // 2, max(LEAST_NAME, *(len(name) + 1 for name in names)))
    first, second = (short(name, size - 1) for name in names)
    difference = f"difference ({100 * block['ccr']['difference']['level']:g} %)"
    yield f"  {'':<{LABEL}}{first:>{size}}{second:>{size}} {difference:<{DIFFERENCE}}{'p':>{P}}{'Holm p':>{P}}"
    for key, (label, form) in _FIGURES.items():
        yield from _quantity(label, block[key], form, size, paper)
    parts = [found[part] for found in (block["auc_score"], block["ccr"]) for part in ("difference", "test")]
    methods = [part["method"] for part in parts if part.get("value", part.get("p")) is not None]
    yield paper.paragraph(f"Methods: {'; '.join(dict.fromkeys(methods))}.")
    yield from map(paper.paragraph, _other_tests(block))
    net = block["reclassification"]
    moved = (f"{label} {with_limits(net[key]['net'], 'points')}" for key, label in _MOVED.items())
    yield paper.paragraph(f"Net reclassification, points: {'; '.join(moved)}; sum {with_limits(net['sum'], 'points')}.")


def _quantity(label: str, found: Block, form: Form, size: int, paper: Paper) -> Iterator[str]:
    """Yield the line of one quantity, and why a part of it is missing."""
    values = (("-" if found[side] is None else number(found[side], form)) for side in ("first", "second"))
    first, second = values
    test = found["test"]
    p, holm = ("-" if value is None else p_value(value) for value in (test["p"], found["p_holm"]))
    apart = with_limits(found["difference"], "points" if form == "percent" else form)
    yield f"  {label:<{LABEL}}{first:>{size}}{second:>{size}} {apart:<{DIFFERENCE}}{p:>{P}}{holm:>{P}}"
    why = [found["difference"].get("reason"), test.get("reason")]
    for reason in dict.fromkeys(reason for reason in why if reason):
        yield paper.paragraph(f"-: {reason}.", "    ")


def _other_tests(block: Block) -> Iterator[str]:
    """Yield the p of the tests that stand beside those of the table, where there are any."""
    midps = {label: block[key].get("mcnemar_midp") for key, (label, _) in _FIGURES.items()}
    said = [f"{label} {p_value(p)}" for label, p in midps.items() if p is not None]
    if said:
        yield f"p by McNemar's test with mid-p: {', '.join(said)}."
    swapped = block["auc_score"].get("permutation")
    if swapped and swapped["p"] is not None:
        yield f"p of the AUC score by another test: {p_value(swapped['p'])} ({swapped['method']})."
