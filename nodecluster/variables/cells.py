"""The cells of a column as texts or numbers, and which of them say nothing."""

from __future__ import annotations

import re

import pandas as pd

from nodecluster.words import one_line

MISSING = frozenset((
    "", "na", "n/a", "n.a.", "#n/a", "#na", "nan", "<na>", "nat", "null", "unk", "unknown", "not known",
    "not stated", "not available", "not done", "not recorded", "nd", "n.d.", "missing", "unbekannt", "k.a.", "k. a.",
    "ka", "keine angabe", "fehlt", "fehlend", "inconnu", "desconocido", "sconosciuto", "-", "--", "\N{EN DASH}",
    "\N{EM DASH}", ".", "?", "??",
))  # fmt: skip
"""What a cell says, in small letters, that has no value."""

_POINT = re.compile(r"[+-]?(0|[1-9][0-9]*|(?=\.[0-9]))(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?")
_COMMA = re.compile(r"[+-]?(0|[1-9][0-9]*)?,[0-9]+")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
"""A number does not begin with a 0 that it could do without: 007 is a code."""

TWO_WAYS = "its numbers can be read in two ways (a comma before decimals, or between thousands)"
TOO_FAR = "a number beyond 1e100, or too small to be told from 0; correct it"
_LARGEST, _SMALLEST = 1e100, 1e-100
"""No measurement lies beyond; the squares of squares of what does cannot be reckoned with."""


def as_texts(cells: pd.Series) -> pd.Series:
    """Return cells as texts on one line, trimmed, with the index of the column; "" where a cell says nothing."""
    texts = ["" if _nothing(cell) else one_line(cell) for cell in cells.astype("object")]
    return pd.Series(["" if text.casefold() in MISSING else text for text in texts], index=cells.index, dtype="object")


def stated(texts: pd.Series) -> pd.Series:
    """Return the texts that say something."""
    return texts[texts != ""]


def as_numbers(texts: pd.Series) -> pd.Series | str | None:
    """Return texts as numbers, float64 with NaN where there is nothing; None where one is no number.

    Decimal commas are read where no number of the column has a point, and a percent sign where each has one. Where
    each comma may as well stand between thousands, or commas and points are mixed, the reason is returned;
    so it is where a number is beyond 1e100 or, but for 0, nearer to it than 1e-100.
    """
    said = stated(texts)
    if said.str.endswith("%").all():
        said = said.str.removesuffix("%").str.strip()
    said = said.str.replace("\N{MINUS SIGN}", "-", regex=False)
    commas = said[said.str.contains(",", regex=False)]
    if not all(map(is_number, said)):
        return None
    if len(commas):
        if said.str.contains(".", regex=False).any() or all(_THOUSANDS.fullmatch(text) for text in commas):
            return TWO_WAYS
        said = said.str.replace(",", ".", regex=False)
    numbers = said.astype("float64") + 0.0  # no -0.0
    size = numbers.abs()
    nothing = ~said.str.contains("^[^eE]*[1-9]", regex=True)  # 1e-999 is read as 0
    if not ((size <= _LARGEST) & ((size >= _SMALLEST) | nothing)).all():
        return TOO_FAR
    return numbers.reindex(texts.index)


def is_number(text: str) -> bool:
    """Return whether a text is a number by itself, with a decimal point or comma."""
    return bool(_POINT.fullmatch(text) or _COMMA.fullmatch(text))


def _nothing(cell: object) -> bool:
    """Return whether a cell is one of the objects that stand for no value."""
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell
