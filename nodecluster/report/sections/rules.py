"""Every patient rule on the same patients, the one that was used marked, and how it was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.estimates import in_cell, reasons
from nodecluster.report.metrics.levels import rate_form
from nodecluster.report.metrics.sets import main_first, parts_of, title
from nodecluster.report.parts import Figure, Part, Row, Section, Table
from nodecluster.report.plots.bars import RATES
from nodecluster.report.plots.rate_dots import Line, dots_figure
from nodecluster.report.sections.tuned import tuned
from nodecluster.results import Run

CELLS = ("tp", "fp", "fn", "tn")
_RATES = {"ccr": "CCR", "sensitivity": "Sensitivity", "specificity": "Specificity"}
_BESIDE = {"ppv": "PPV", "npv": "NPV", "auc_group": "AUC of the hard group", "auc_score": "AUC of the score"}


def section(run: Run) -> Section | None:
    """Return the rules side by side, and of a tuned one how it was chosen; None where the run has neither."""
    block = (run.metrics or {}).get("rules") or {}
    choice = (run.model or {}).get("rule_choice")
    sets = {name: {"n": _counted(rows), "rows": rows} for name, rows in (block.get("sets") or {}).items()}
    if not sets and not choice:
        return None
    content = {
        "chosen": str(block.get("chosen") or (choice or {}).get("rule") or ""),
        "how": str(block.get("chosen_how") or ""),
        "notes": tuple(str(note) for note in block.get("notes") or ()),
        "sets": parts_of(sets, _part) if sets else None,
        "tuned": tuned(choice) if choice else None,
    }
    figure = _figure(sets) if sets else None
    figures = () if figure is None else (figure,)
    return Section("rules", "Patient rules side by side" if sets else "Patient rule", content, figures)


def _figure(sets: Mapping[str, Mapping[str, Any]]) -> Figure | None:
    """Return the rates of every rule on the main set."""
    main = main_first(sets)[0]
    rows, most = sets[main]["rows"], sets[main]["n"]
    lines = [
        Line(
            _head(row)[0],
            {rate: row.get(rate) or {} for rate in RATES},
            None if row.get("n") == most else row.get("n"),
            bool(row.get("chosen")),
        )
        for row in rows
    ]
    n = formats.count(most)
    caption = (
        f"{title(main)} (n = {n}): every rule on the same patients, with intervals. In bold the rule that was used."
    )
    alt = f"Dot plot: CCR, sensitivity and specificity of {len(lines)} rules. The numbers are in this section's tables."
    return dots_figure("plot-rules", lines, caption, alt)


def _counted(rows: Sequence[Mapping[str, Any]]) -> int:
    """Return how many patients the rules of a set are held against, at most."""
    return max((int(row.get("n") or 0) for row in rows), default=0)


def _part(name: str, block: Mapping[str, Any]) -> Part:
    """Return the rules on one set of patients."""
    rows = block["rows"]
    given = [row for row in rows if "confusion" in row]
    tables = (_rates(name, given), _beside(name, given)) if given else ()
    missing = tuple(f"{row['rule']}: {row['reason']}." for row in rows if row.get("reason"))
    return Part(name, tables=tables, notes=missing, shown=1)


def _rates(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the counts and rates of each rule."""
    head = ("Rule", "n", *(cell.upper() for cell in CELLS), *_RATES.values())
    made = tuple(
        (*_head(row), *(formats.count(row["confusion"][cell]) for cell in CELLS), *_figures(row, tuple(_RATES)))
        for row in rows
    )
    caption = f"{name}: rules against pathology, {_level(rows)} below each rate"
    return Table(caption, head, made, marked=_marked(rows), notes=_why(rows, _RATES))


def _beside(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the predictive values and the areas under the curve of each rule."""
    made = tuple((*_head(row), *_figures(row, tuple(_BESIDE))) for row in rows)
    caption = f"{name}: predictive values and areas under the curve by rule, {_level(rows)} below each"
    return Table(caption, ("Rule", "n", *_BESIDE.values()), made, marked=_marked(rows), notes=_why(rows, _BESIDE))


def _why(rows: Sequence[Mapping[str, Any]], figures: Mapping[str, str]) -> Row:
    """Return why figures or intervals are missing, each reason once, in sentences."""
    return reasons((f"{name} of {row['rule']}", row.get(key)) for row in rows for key, name in figures.items())


def _head(row: Mapping[str, Any]) -> Row:
    """Return the name of a rule, and on how many patients it is judged."""
    return (f"{row['rule']} (used)" if row.get("chosen") else str(row["rule"]), formats.count(row.get("n")))


def _figures(row: Mapping[str, Any], names: Row) -> Row:
    """Return estimates as cells."""
    return tuple(in_cell(row.get(name), rate_form(name)) for name in names)


def _marked(rows: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """Return which row is that of the rule that was used."""
    return frozenset(place for place, row in enumerate(rows) if row.get("chosen"))


def _level(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the intervals."""
    return formats.level(rows[0].get("ccr"))
