"""Subgroups in brief: a line a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nodecluster.formats import p_value
from nodecluster.terminal.figures.lines import Paper
from nodecluster.terminal.figures.table import NAME
from nodecluster.words import counted

Block = Mapping[str, Any]

_FIGURES = {
    "auc_score": "AUC of the score",
    "ccr": "CCR",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
}
NODE_SIZE = "node_size"
MANY = (
    "Of a column's tests the smallest p is shown, which is often small by chance alone. By Holm: that p, corrected for"
    " the number of columns of which the same figure was tested."
)
_UNITS = {"patient": "patients", "node": "nodes"}


def subgroups(blocks: Sequence[Block], paper: Paper) -> Iterator[str]:
    """Yield one block with a line a column: the smallest p of interaction, or why there is none."""
    if not blocks:
        return
    lines = paper.title(f"Subgroups, {blocks[0]['population']}: tests of interaction")
    lines.append(f"  {'column':<{NAME + 1}}{'smallest p':>10}{'by Holm':>10}  of")
    for block in blocks:
        lines += _column(block, paper)
    yield "\n".join([*lines, *_said(blocks, paper)])


def _said(blocks: Sequence[Block], paper: Paper) -> Iterator[str]:
    """Yield what has to be known about the table: how p is to be read, which tests these are, what node_size is."""
    yield paper.paragraph(MANY)
    if any(block["column"] == NODE_SIZE for block in blocks):
        yield paper.paragraph(f"{NODE_SIZE}: the size (volume) of the patient's largest node.")
    methods = dict.fromkeys(test["method"] for block in blocks for _, _, test in _done(block))
    if methods:
        yield paper.paragraph("The tests:")
        yield from paper.items([f"{method}." for method in methods])


def _done(block: Block) -> list[tuple[str, str, Block]]:
    """Return the tests of a column that could be made, each with its unit and its figure."""
    tests = [(unit, name, test) for unit, found in block["interaction"].items() for name, test in found.items()]
    return [each for each in tests if each[2]["p"] is not None]


def _column(block: Block, paper: Paper) -> list[str]:
    """Return the line of one column."""
    if "reason" in block:
        return paper.named(block["column"], NAME, f"no subgroups: {block['reason']}")
    done = _done(block)
    if not done:
        (first, *_) = (test for found in block["interaction"].values() for test in found.values())
        return paper.named(block["column"], NAME, f"no test: {first['reason']}")
    unit, name, test = min(done, key=lambda each: float(each[2]["p"]))
    of = f"{_FIGURES[name]}, {_UNITS[unit]}; {counted(len(done), 'test')}"
    return paper.named(block["column"], NAME, f"{p_value(test['p']):>10}{p_value(test['p_holm']):>10}  {of}")
