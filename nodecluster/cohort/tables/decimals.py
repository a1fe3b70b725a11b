"""Numbers as the countries write them: a comma before the decimals where it is not the table's separator.

A German or French spreadsheet writes "1,5" and puts semicolons or tabs between cells. It may also put a mark between
thousands, which differs from country to country. What can be read in two ways is refused and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from nodecluster.errors import TableError
from nodecluster.words import shown

WITH_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?")
WITH_POINT = re.compile(r"[+-]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""One and a bit, or more than a thousand."""

Cell = tuple[int, str, str]
"""Row, column, text."""


def with_points(frame: pd.DataFrame, columns: Iterable[str], path: Path) -> pd.DataFrame:
    """Return a table whose cells are not separated by commas, with points for the decimal commas of number columns.

    All numbers of a table have to be written alike: with commas, or with points. "1,234" alone may be a good one or
    more than a thousand; it is a decimal only beside a number that can be nothing else, such as "0,5". Cells that are
    no number at all, among them "1.234,5", stay as they are, to be named where the number is needed.

    Parameters
    ----------
    frame : cells of text; the index is the row in the spreadsheet.
    columns : those that hold numbers; ones that are not there are passed over.
    path : of the table, for messages.

    Raises
    ------
    TableError
        decimal commas and decimal points in one table, or nothing but numbers that can be read in two ways.
    """
    numeric = [name for name in dict.fromkeys(columns) if name in frame.columns]
    commas = list(_cells(frame, numeric, WITH_COMMA))
    points = list(_cells(frame, numeric, WITH_POINT))
    if commas and points:
        raise TableError(
            f"{path}: found decimal commas ({_place(commas[0])}) and decimal points ({_place(points[0])}); expected "
            "one of them in all the table. Correct the cells, or save the table again from where it was made"
        )
    fractions = commas or points
    if fractions and all(MAYBE_THOUSANDS.fullmatch(text) for _, _, text in fractions):
        digits = re.sub(r"[.,]", "", fractions[0][2])
        decimal = fractions[0][2].replace(",", ".")
        raise TableError(
            f"{path}: found {_place(fractions[0])}, which may be {decimal} or {digits}, and no other number tells "
            "which; expected numbers that can be read in one way. Save the table with commas between the cells and "
            "points in the numbers"
        )
    if not commas:
        return frame
    changed = {name: [_pointed(cell) for cell in frame[name]] for name in numeric}
    return frame.assign(**changed)


def _cells(frame: pd.DataFrame, columns: Iterable[str], form: re.Pattern[str]) -> Iterator[Cell]:
    """Yield the cells that have a form, column by column."""
    for name in columns:
        for row, text in zip(frame.index, frame[name], strict=True):
            if form.fullmatch(text):
                yield int(row), name, text


def _pointed(cell: str) -> str:
    """Return a number with a point for its decimal comma, and any other cell as it is."""
    return cell.replace(",", ".") if WITH_COMMA.fullmatch(cell) else cell


def _place(cell: Cell) -> str:
    """Return a cell and where it is."""
    return f"{shown(cell[2])} in row {cell[0]}, column '{cell[1]}'"
