"""Tables as analysts save them: comma, semicolon or tab, with or without Excel's mark, every cell as text first."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nodecluster.cohort.tables.decimals import with_points
from nodecluster.cohort.text import table_text
from nodecluster.errors import TableError
from nodecluster.words import printable, shown

Row = tuple[int, list[str]]
"""A row as the spreadsheet numbers it, and its trimmed cells."""


@dataclass(frozen=True)
class OverlongRow:
    """A row with content beyond the header's last column: nobody knows which cell belongs where.

    Attributes
    ----------
    row : as the spreadsheet numbers it.
    cells : how many it has.
    width : how many the header has.
    beyond : the first cell that has no column.
    """

    row: int
    cells: int
    width: int
    beyond: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return f"Put cells that hold the separator into quotation marks ({shown(self.beyond)} is one too many)"


@dataclass(frozen=True, eq=False)
class TextTable:
    """A table of text cells.

    Attributes
    ----------
    frame : trimmed cells; the index is the row as the spreadsheet shows it.
    separator : what stood between the cells.
    overlong : the rows that have more cells than the header; in ``frame`` they are cut.
    """

    frame: pd.DataFrame
    separator: str
    overlong: tuple[OverlongRow, ...]


def read_csv(path: Path, numbers: Iterable[str] = ()) -> pd.DataFrame:
    """Read a table of text cells of which none may be too many.

    Parameters
    ----------
    path : of the table.
    numbers : the columns that hold numbers: their decimal commas become points where commas do not separate cells.

    Returns
    -------
    a table whose index is the row as the spreadsheet shows it: the header is row 1 in a table without blank rows.

    Raises
    ------
    TableError
        as ``read_table`` and ``with_points``, and for a row that is longer than the header.
    """
    table = read_table(path)
    if table.overlong:
        row = table.overlong[0]
        expected = f"expected {row.width}, as the header has"
        raise TableError(f"{path}: row {row.row} has {row.cells} cells; {expected}. {row.remedy}")
    return table.frame if table.separator == "," else with_points(table.frame, numbers, path)


def read_table(path: Path) -> TextTable:
    """Read a table of text cells, trimmed; rows without any content are passed over.

    The separator is the one that the header has most of. Excel leaves out separators at the end of some rows, so a
    short row is filled up with empty cells; a row that is too long is told.

    Raises
    ------
    TableError
        the file is missing, is not text in UTF-8 or (with its mark) UTF-16, has no row, a quotation mark that is never
        closed, or a column's name twice.
    """
    separator, rows = _rows(path, table_text(path))
    if not rows:
        raise TableError(f"{path}: found nothing in it; expected a header and a row below it. Save the table again")
    names = rows[0][1]
    while names and not names[-1]:
        names.pop()  # a separator at the end of the header, as spreadsheets with emptied columns write
    _check_names(path, names)
    if len(rows) == 1:
        raise TableError(f"{path}: found no row below the header; expected at least one. Save the table again")
    width = len(names)
    overlong = [
        OverlongRow(number, len(cells), width, next(cell for cell in cells[width:] if cell))
        for number, cells in rows[1:]
        if any(cells[width:])
    ]
    table = [[*cells[:width], *[""] * (width - len(cells))] for _, cells in rows[1:]]
    index = pd.Index([number for number, _ in rows[1:]], name="row")
    frame = pd.DataFrame(table, columns=pd.Index(names), index=index, dtype=str)
    named = frame.loc[:, frame.columns != ""]  # a column without a name is the row number that pandas writes
    return TextTable(named, separator, tuple(overlong))


def _rows(path: Path, text: str) -> tuple[str, list[Row]]:
    """Return the separator, and the rows that have content, each with its number in the spreadsheet."""
    directive = re.match(r"sep=([,;\t])\r?\n", text)  # Excel's own line, which it does not show
    text = text[directive.end() :] if directive else text
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = directive[1] if directive else max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                rows.append((number, trimmed))
    except csv.Error as error:
        reason = {"unexpected end of data": "a quotation mark is opened and never closed"}.get(str(error), str(error))
        raise TableError(f"{path}: row {number + 1} cannot be read ({reason}); save it again as CSV") from error
    return separator, rows


def _check_names(path: Path, names: list[str]) -> None:
    """Refuse a column's name that is there twice."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise TableError(f"{path}: found the column {shown(twice[0])} twice; expected it once. Rename or remove one")


def named_sha256(path: Path) -> dict[str, str]:
    """Return a file's name and SHA-256, as ``run.json`` names what a run has read: never where it lay."""
    with path.open("rb") as file:
        return {"name": printable(path.name), "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
