"""The same figures in subgroups of the patients, and whether they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import in_cell, reasons
from nodecluster.report.metrics.levels import rate_form
from nodecluster.report.metrics.sets import without
from nodecluster.report.parts import Part, Row, Section, Table
from nodecluster.report.plots.forest import Column, forest_figure
from nodecluster.results import Run
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.subgroups.notes import OF_ALL
from nodecluster.words import listed

FIGURES = {"ccr": "CCR", "sensitivity": "Sensitivity", "specificity": "Specificity", "auc_score": "AUC of the score"}
LEVELS = {"patient": "patients", "node": "nodes"}
NO_TEST = "no test"
_CELLS = ("tp", "fp", "fn", "tn")
_NODE_SIZE = "node_size"

Block = Mapping[str, Any]


def section(run: Run) -> Section | None:
    """Return the subgroups; None where the run has no column for them."""
    blocks = [_printed(block) for block in (run.metrics or {}).get("subgroups") or ()]
    if not blocks:
        return None
    usable = [block for block in blocks if not block.get("reason")]
    shared = _shared(usable)
    unseen = any(str(block.get("population", "")).endswith(UNSEEN) for block in usable)
    content = {
        "unseen": unseen,
        "overview": _overview(usable) if usable else None,
        "folded": tuple(without(_part(block), shared) for block in usable),
        "notes": tuple(OF_ALL.get(note, note) for note in shared),
        "unused": _unused([block for block in blocks if block.get("reason")]),
    }
    columns = [
        Column(column_name(block), block["patient"], (block.get("interaction") or {}).get("patient") or {})
        for block in usable
    ]
    figure = forest_figure("plot-subgroups", columns, unseen=unseen)
    return Section("subgroups", "Subgroups", content, () if figure is None else (figure,))


def _printed(block: Block) -> Block:
    """Return a block with its unit as it is printed; columns that a user named stay as they are."""
    if block.get("column") != _NODE_SIZE:
        return block
    rows = {
        level: [{**row, "subgroup": _unit(row["subgroup"])} for row in block[level]]
        for level in LEVELS
        if block.get(level)
    }
    notes = [_unit(note) for note in block.get("notes") or ()]
    return {**block, **rows, "how": _unit(block.get("how") or ""), "notes": notes}


def _unit(text: object) -> str:
    """Return a text with cubic millimetres as they are printed."""
    return str(text).replace(" mm3", " mm³")


def column_name(block: Block) -> str:
    """Return what a block parts the patients by."""
    name = str(block.get("column", ""))
    return "Size of the largest node" if name == _NODE_SIZE else name


def _shared(blocks: Sequence[Block]) -> Row:
    """Return the notes that every column has, which are said once."""
    if len(blocks) < 2:
        return ()
    first, *rest = ([str(note) for note in block.get("notes") or ()] for block in blocks)
    return tuple(note for note in first if all(note in others for others in rest))


def _overview(blocks: Sequence[Block]) -> Table:
    """Return the tests of interaction of every column, at both levels."""
    head = ("Column", "Level", *FIGURES.values())
    rows = tuple(
        (column_name(block), unit, *(_p_cell(tests[name]) if name in tests else formats.ABSENT for name in FIGURES))
        for block in blocks
        for level, unit in LEVELS.items()
        for tests in (block["interaction"].get(level) or {},)
    )
    caption = "Tests of interaction: do the subgroups of a column differ? p, and below it p by Holm over the columns"
    return Table(caption, head, rows, words=frozenset({1}), notes=_untested(blocks))


def _untested(blocks: Sequence[Block]) -> Row:
    """Return why tests are missing: a sentence a reason, in which each figure stands once at each level."""
    missing: dict[str, dict[tuple[str, Row], list[str]]] = {}
    for name, label in FIGURES.items():
        for level, unit in LEVELS.items():
            tests = {column_name(block): (block["interaction"].get(level) or {}).get(name) or {} for block in blocks}
            for reason in dict.fromkeys(str(test["reason"]) for test in tests.values() if _is_gap(test)):
                columns = tuple(key for key, test in tests.items() if _is_gap(test) and str(test["reason"]) == reason)
                missing.setdefault(reason, {}).setdefault((label, columns), []).append(unit)
    return tuple(
        f"{'; '.join(_which(*figure, units, len(blocks)) for figure, units in where.items())}: {reason}."
        for reason, where in missing.items()
    )


def _is_gap(test: Mapping[str, Any]) -> bool:
    """Return whether a test has no p, and a reason for it."""
    return bool(test.get("reason")) and formats.number(test.get("p")) is None


def _which(label: str, columns: Row, units: Sequence[str], of: int) -> str:
    """Return which tests of a figure are meant."""
    by = "any column" if 1 < of == len(columns) else listed(columns)
    return f"{label} of {listed(units)} by {by}"


def _p_cell(test: Mapping[str, Any]) -> str:
    """Return p above Holm's p."""
    if formats.number(test.get("p")) is None:
        return NO_TEST
    return f"{formats.p_value(test['p'])}\nHolm {formats.p_value(test.get('p_holm'))}"


def _part(block: Block) -> Part:
    """Return one column: a table a level, and the tests."""
    name = column_name(block)
    tables = tuple(_rows(name, block[level], level) for level in LEVELS if block.get(level))
    return Part(
        f"{name}: {block['how']}" if block.get("how") else name,
        tables=(*tables, _tests(name, block["interaction"])),
        notes=tuple(str(note) for note in block.get("notes") or ()),
    )


def _rows(name: str, rows: Sequence[Mapping[str, Any]], level: str) -> Table:
    """Return the figures of each subgroup."""
    unit = LEVELS[level]
    counts = ("Patients",) if level == "patient" else ("Patients", "Nodes")
    head = ("Subgroup", *counts, *(cell.upper() for cell in _CELLS), *FIGURES.values())
    made = tuple(
        (
            str(row["subgroup"]),
            *(formats.count(row[key]) for key in ("patients", "n")[: len(counts)]),
            *(formats.count(row["confusion"][cell]) for cell in _CELLS),
            *(in_cell(row.get(figure), rate_form(figure)) for figure in FIGURES),
        )
        for row in rows
    )
    heading = formats.level(rows[0].get("ccr"))
    marked = frozenset(place for place, row in enumerate(rows) if row.get("role") == "all")
    missing = reasons(
        (f"{label} of {row['subgroup']}", row.get(figure)) for row in rows for figure, label in FIGURES.items()
    )
    return Table(f"{name}: {unit}, {heading} below each figure", head, made, marked=marked, notes=missing)


def _tests(name: str, interaction: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return the tests of interaction of a column, each with its name."""
    rows = tuple(
        (
            f"{label}, {unit}",
            formats.p_value(tests[figure].get("p")),
            formats.p_value(tests[figure].get("p_holm")),
            formats.count(tests[figure].get("n")),
            "; ".join(filter(None, [str(tests[figure].get("reason") or ""), str(tests[figure].get("method") or "")])),
        )
        for level, unit in LEVELS.items()
        for tests in (interaction.get(level) or {},)
        for figure, label in FIGURES.items()
        if figure in tests
    )
    head = ("Figure", "p", "p (Holm)", "n", "Method, or why there is none")
    return Table(f"{name}: tests of interaction", head, rows, words=frozenset({4}))


def _unused(blocks: Sequence[Block]) -> Table:
    """Return the columns that make no subgroups, and why."""
    rows = tuple((column_name(block), str(block["reason"])) for block in blocks)
    return Table("Columns that make no subgroups", ("Column", "Why not"), rows, words=frozenset({1}))
