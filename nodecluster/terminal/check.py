"""What a check says on the terminal: a table by patient, what was found below each node that has it, and a summary."""

from __future__ import annotations

import math
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster.imaging.placing import SAME
from nodecluster.results import CheckFinding, Run
from nodecluster.tables import FAILS, OK, WARNING
from nodecluster.verdicts import ADVICE, Verdicts
from nodecluster.words import counted, listed

WIDTH = 120
"""Of the table where there is no terminal, and the most on one: longer lines are hard to follow."""
LEAST_WIDTH = 70
LEAST_NAME = 8
GAP = 2
INDENT = "  "
NO_ID = "(no id)"
SAME_GRID = "as CT"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the table: its head, what it shows of a row, and whether it is set right."""

    head: str
    cell: Callable[[Row], str]
    right: bool = False


def width() -> int:
    """Return how wide the table may be: the terminal, up to a limit."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    return min(max(columns, LEAST_WIDTH), WIDTH)


def table(run: Run, wide: int) -> Iterator[str]:
    """Yield the lines of a check's table, none longer than ``wide`` cells of the terminal."""
    rows: list[Row] = [] if run.checks is None else run.checks.to_dict("records")  # type: ignore[assignment]
    columns = _columns("components" if wide >= 100 else "comp.", "median HU" if wide >= 80 else "HU")
    sizes = _sizes(columns, [row for row in rows if row["node_id"]], wide)
    yield _line([column.head for column in columns], columns, sizes)
    patient: object = None
    for row in rows:
        if row["patient_id"] != patient:
            patient = row["patient_id"]
            yield _heading(row, sizes)
        if row["node_id"]:
            yield _line([column.cell(row) for column in columns], columns, sizes)
        for finding in run.findings.get((row["patient_id"], row["node_id"]), ()):
            yield from _told(finding, wide)


def summary(run: Run, wide: int = WIDTH) -> str:
    """Return the last lines: how many nodes there are of each verdict, what patients lose, and what to do next."""
    counts, found = run.info["counts"], Verdicts.of_table(run.checks)
    excluded = f" ({counts['excluded']} more excluded)" if counts["excluded"] else ""
    patients, nodes = counted(counts["patients"], "patient"), counted(sum(found.nodes.values()), "node")
    lines = [f"{_clean(run.info['inputs']['cohort'])}: {patients}{excluded}, {nodes}: {_tally(found)}"]
    lines += _of_patients(found)
    lines.append(f"{'' if found.worst == FAILS else 'Everything can be measured. '}{ADVICE[found.worst]}")
    if run.info["notice"]:
        lines.append(f"Note: {run.info['notice']}")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, wide, break_on_hyphens=False))


def fails(run: Run) -> bool:
    """Tell whether an extraction would fail somewhere."""
    return Verdicts.of_table(run.checks).worst == FAILS


def _tally(found: Verdicts) -> str:
    """Return ``35 ok, 3 with warnings, 2 would fail``."""
    return f"{found.nodes[OK]} ok, {found.nodes[WARNING]} with warnings, {found.nodes[FAILS]} would fail"


def _of_patients(found: Verdicts) -> Iterator[str]:
    """Yield what patients lose and are warned of, beside their nodes, in a sentence; nothing where that is nothing."""
    said = [
        _some(found.whole, "fail{s} as a whole (CT, masks or row of the patients' table cannot be used)"),
        _some(found.emptied, "lose{s} every node"),
        _some(found.part, "lose{s} a file of masks"),
        _some(found.patients[WARNING], "{has} warnings beside those of {its} nodes"),
    ]
    if any(said):
        yield f"Of the patients, {listed(list(filter(None, said)))}."


def _some(number: int, verb: str) -> str:
    """Return a number of patients with what they do, or nothing.

    >>> _some(1, "lose{s} a file"), _some(2, "{has} warnings"), _some(0, "lose{s} a file")
    ('1 loses a file', '2 have warnings', '')
    """
    one = {"s": "s", "has": "has", "its": "its"}
    several = {"s": "", "has": "have", "its": "their"}
    return f"{number} {verb.format(**(one if number == 1 else several))}" if number else ""


def _columns(components: str, median: str) -> tuple[Column, ...]:
    """Return the columns, the node's id first and the verdict last."""
    return (
        Column("node", lambda row: f"{INDENT}{_clean(row['node_id'])}"),
        Column("format", lambda row: _clean(row["format"])),
        Column("grid", lambda row: SAME_GRID if row["grid"] == SAME else _clean(row["grid"])),
        Column("voxels", lambda row: _number(row["voxels"]), right=True),
        Column("mm3", lambda row: _number(row["volume_mm3"], small=True), right=True),
        Column(components, lambda row: _number(row["components"]), right=True),
        Column(median, lambda row: _number(row["median_hu"]), right=True),
        Column("verdict", lambda row: _clean(row["verdict"])),
    )


def _sizes(columns: Sequence[Column], rows: Sequence[Row], wide: int) -> list[int]:
    """Return the columns' widths: as wide as their cells, the first (and if need be the words) cut to fit."""
    sizes = [max(_cells(text) for text in (column.head, *map(column.cell, rows))) for column in columns]
    for cut in (0, 2, 1):
        over = sum(sizes) + GAP * (len(sizes) - 1) - wide
        sizes[cut] = max(min(sizes[cut], LEAST_NAME), sizes[cut] - max(over, 0))
    return sizes


def _line(texts: Sequence[str], columns: Sequence[Column], sizes: Sequence[int]) -> str:
    """Return cells as a line."""
    fitted = [_fit(text, size, right=column.right) for text, column, size in zip(texts, columns, sizes, strict=True)]
    return (" " * GAP).join(fitted).rstrip()


def _heading(row: Row, sizes: Sequence[int]) -> str:
    """Return a patient's line, with a verdict where it is the patient that has one."""
    name = _clean(row["patient_id"]) or NO_ID
    before = sum(sizes[:-1]) + GAP * (len(sizes) - 2)
    if row["node_id"]:
        return _fit(name, sum(sizes) + GAP * (len(sizes) - 1)).rstrip()
    return f"{_fit(name, before)}{' ' * GAP}{_clean(row['verdict'])}"


def _told(finding: CheckFinding, wide: int) -> Iterator[str]:
    """Yield a finding as indented lines: whether it fails or only warns, and below it what to do."""
    verb = f"{INDENT * 2}{'fails:' if finding.fails else 'warns:'} "
    yield from _wrapped(finding.text, verb, wide)
    yield from _wrapped(finding.remedy, f"{' ' * len(verb)}> ", wide)


def _wrapped(text: str, before: str, wide: int) -> list[str]:
    """Return a text as lines below each other, the first of them behind what stands before."""
    return textwrap.wrap(_clean(text), wide, initial_indent=before, subsequent_indent=" " * len(before))


def _number(value: Any, *, small: bool = False) -> str:
    """Return a number without decimals (with one where ``small`` ones have to be told apart); nothing for none."""
    if not isinstance(value, int | float) or not math.isfinite(value):  # a missing count is pandas' own value
        return ""
    return f"{value:.1f}" if small and abs(value) < 10 else f"{round(value)}"


def _clean(text: object) -> str:
    """Return text for a terminal: what is no letter, such as a control character, is shown as a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))


def _cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: letters of East Asia take two, combining signs none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) != 0 for letter in text)


def _fit(text: str, size: int, *, right: bool = False) -> str:
    """Return a text of exactly ``size`` cells: filled up, or cut with an ellipsis."""
    if _cells(text) > size:
        while _cells(text) > size - 1:
            text = text[:-1]
        text += "…"
    space = " " * (size - _cells(text))
    return space + text if right else text + space
