"""What the flat tables have in common: an estimate and a test as cells, and rows as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

Row = dict[str, Any]
Block = Mapping[str, Any]

ESTIMATE = ("value", "low", "high", "level", "method", "first", "n", "design_effect", "reason")
"""Columns of an estimate: ``first`` is 1 on the interval that is shown first, 0 on those beside it."""

TEST = ("p", "p_holm", "method", "statistic", "df", "n", "reason")
"""Columns of a test; ``p_holm`` is there where p belongs to a family."""

NODE_SETS = {"node": "labelled nodes", "node_unseen": "labelled nodes (unseen)"}
"""What the node levels of ``metrics.json`` are called in the column ``set``."""

_FORMULA = re.compile(r"\s*([=@]|[+-].*\w)", re.DOTALL)
_PRINTED = re.compile(r"[+-][0-9.,]+([eE][+-]?[0-9]+)?( ?%)?( \([-0-9.,% ]*( to [-0-9.,% ]*)?\))?")
"""What begins like a formula and may be one; and a number as this program or the analyst prints it, which is none."""


def estimate_row(found: Block, *, first: bool = True) -> Row:
    """Return an ESTIMATE as cells, without those by other methods.

    >>> estimate_row({"value": 0.5, "low": None, "high": None, "level": 0.95, "method": "m", "n": 2, "reason": "why"})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'value': 0.5, 'low': None, 'high': None, 'level': 0.95, 'method': 'm', 'first': 1, 'n': 2, 'design_effect': None,
     'reason': 'why'}
    """
    return {**{name: found.get(name) for name in ESTIMATE}, "first": int(first), "reason": found.get("reason", "")}


def estimate_rows(found: Block) -> Iterator[Row]:
    """Yield an ESTIMATE and those by other methods beside it."""
    for place, each in enumerate((found, *found.get("others", ()))):
        yield estimate_row(each, first=place == 0)


def tested_row(found: Block) -> Row:
    """Return a TEST as cells."""
    return {**{name: found.get(name) for name in TEST}, "reason": found.get("reason", "")}


def wide(estimates: Mapping[str, Block]) -> Row:
    """Return several ESTIMATEs as cells of one row: value and limits each, then what is said of all of them.

    >>> half = {"value": 0.5, "low": 0.2, "high": 0.8, "level": 0.95, "method": "Wilson score", "n": 9}
    >>> wide({"ccr": half})
    {'ccr': 0.5, 'ccr_low': 0.2, 'ccr_high': 0.8, 'level': 0.95, 'method': 'Wilson score (ccr)', 'reason': ''}
    """
    methods: dict[str, list[str]] = {}
    cells: Row = {}
    for name, found in estimates.items():
        cells |= {name: found["value"], f"{name}_low": found["low"], f"{name}_high": found["high"]}
        methods.setdefault(found["method"], []).append(name)
    return {
        **cells,
        "level": next((found["level"] for found in estimates.values()), None),
        "method": "; ".join(f"{method} ({', '.join(names)})" for method, names in methods.items()),
        "reason": "; ".join(f"{name}: {found['reason']}" for name, found in estimates.items() if found.get("reason")),
    }


def wide_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that ``wide`` makes of estimates of these names."""
    limits = (f"{name}{part}" for name in names for part in ("", "_low", "_high"))
    return (*limits, "level", "method", "reason")


def frame(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table; what a row has not stays empty, and whole numbers stay whole.

    Texts may be the analyst's: what a spreadsheet would take for a formula is given an apostrophe in front.
    """
    # Row by row, because pandas fills what a record has not with NaN.
    return pd.DataFrame(
        [[_safe(row.get(name)) for name in columns] for row in rows], columns=list(columns), dtype="object"
    )


def _safe(cell: object) -> object:
    """Return a cell that no spreadsheet reckons with.

    >>> [_safe(cell) for cell in ("=1+1", "+A1", "-2+3", "+", "-1.5 (0.2)", "cN+", -1)]
    ["'=1+1", "'+A1", "'-2+3", '+', '-1.5 (0.2)', 'cN+', -1]
    """
    formula = isinstance(cell, str) and _FORMULA.match(cell) and not _PRINTED.fullmatch(cell)
    return f"'{cell}" if formula else cell
