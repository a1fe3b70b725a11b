"""Subgroups and predictions against each other, in brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nodecluster.formats import p_value
from nodecluster.terminal.figures.lines import Form, Paper, number, with_limits
from nodecluster.terminal.figures.table import NAME
from nodecluster.words import counted

Block = Mapping[str, Any]

_FIGURES: dict[str, tuple[str, Form]] = {
    "auc_score": ("AUC of the score", "area"),
    "ccr": ("CCR", "percent"),
    "sensitivity": ("Sensitivity", "percent"),
    "specificity": ("Specificity", "percent"),
}
_UNITS = {"patient": "patients", "node": "nodes"}


def subgroups(blocks: Sequence[Block], paper: Paper) -> Iterator[str]:
    """Yield one block with a line a column: the smallest p of interaction, or why there is none."""
    if not blocks:
        return
    lines = paper.title(f"Subgroups, {blocks[0]['population']}: tests of interaction")
    lines.append(f"  {'column':<{NAME + 1}}{'smallest p':>10}{'by Holm':>10}  of")
    for block in blocks:
        lines += _column(block, paper)
    said = (
        "Each column has several tests, so that the smallest p is small by chance too. Holm's correction is over the"
        " columns, for each figure."
    )
    yield "\n".join([*lines, paper.paragraph(said)])


def comparisons(block: Block, name: str, paper: Paper) -> Iterator[str]:
    """Yield a block for each pair of predictions: patients of the main set, then labelled nodes."""
    for pair in block["pairs"]:
        lines = paper.title(f"{pair['second']} against {pair['first']}")
        node = "node_unseen" if "node_unseen" in pair else "node"
        unseen = "labelled nodes of patients not seen" if node == "node_unseen" else "labelled nodes"
        lines += _pair(f"patients, {name}", pair["patient"][name], paper)
        lines += _pair(unseen, pair[node], paper)
        yield "\n".join([*lines, *paper.items(pair["notes"])])


def _column(block: Block, paper: Paper) -> list[str]:
    """Return the line of one column."""
    if "reason" in block:
        return paper.named(block["column"], NAME, f"no subgroups: {block['reason']}")
    tests = [(unit, name, test) for unit, found in block["interaction"].items() for name, test in found.items()]
    done = [each for each in tests if each[2]["p"] is not None]
    if not done:
        return paper.named(block["column"], NAME, f"no test: {tests[0][2]['reason']}")
    unit, name, test = min(done, key=lambda each: float(each[2]["p"]))
    of = f"{_FIGURES[name][0]}, {_UNITS[unit]}; {counted(len(done), 'test')}"
    return paper.named(block["column"], NAME, f"{p_value(test['p']):>10}{p_value(test['p_holm']):>10}  {of}")


def _pair(what: str, block: Block, paper: Paper) -> Iterator[str]:
    """Yield how two predictions compare on some nodes or patients."""
    reason = block["ccr"]["difference"].get("reason", "")
    if not block["n"]:
        yield paper.paragraph(f"{what}: not estimable, {reason}.")
        return
    yield paper.paragraph(f"{what}: {block['n']} with both predictions; the difference is second less first")
    difference = f"difference ({100 * block['ccr']['difference']['level']:g} %)"
    yield f"  {'':<17}{'first':>9}{'second':>9} {difference:<25}{'p':>8}{'by Holm':>9}"
    for key, (label, form) in _FIGURES.items():
        yield from _quantity(label, block[key], form, paper)
    methods = [found[part]["method"] for found in (block["auc_score"], block["ccr"]) for part in ("difference", "test")]
    yield paper.paragraph(f"Methods: {'; '.join(dict.fromkeys(methods))}.")
    net = block["reclassification"]
    moved = (f"{label} {with_limits(net[key]['net'], 'percent')}" for key, label in _MOVED.items())
    yield paper.paragraph(f"Net reclassification, %: {'; '.join(moved)}; sum {with_limits(net['sum'], 'percent')}.")


_MOVED = {"events": "with metastasis", "non_events": "without"}


def _quantity(label: str, found: Block, form: Form, paper: Paper) -> Iterator[str]:
    """Yield the line of one quantity, and why a part of it is missing."""
    values = (("-" if found[side] is None else number(found[side], form)) for side in ("first", "second"))
    first, second = values
    test = found["test"]
    p, holm = ("-" if value is None else p_value(value) for value in (test["p"], found["p_holm"]))
    yield f"  {label:<17}{first:>9}{second:>9} {with_limits(found['difference'], form):<25}{p:>8}{holm:>9}"
    why = [found["difference"].get("reason"), test.get("reason")]
    for reason in dict.fromkeys(reason for reason in why if reason):
        yield paper.paragraph(f"-: {reason}.", "    ")
