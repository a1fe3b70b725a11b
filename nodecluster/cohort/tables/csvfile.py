"""Tables as analysts save them: comma, semicolon or tab, with or without Excel's mark, every cell as text first."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
from pathlib import Path

import pandas as pd

from nodecluster.errors import TableError, shown

SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
Row = tuple[int, list[str]]
"""A row as the spreadsheet numbers it, and its trimmed cells."""


def read_csv(path: Path) -> pd.DataFrame:
    """Read a table of text cells, trimmed; rows without any content are passed over.

    The separator is the one that the header has most of. Excel leaves out separators at the end of some rows, so a
    short row is filled up with empty cells; a row that is too long is an error.

    Returns
    -------
    a table whose index is the row as the spreadsheet shows it: the header is row 1 in a table without blank rows.

    Raises
    ------
    TableError
        the file is missing, is not UTF-8 text, has no row, has a row that is longer than the header, a quotation mark
        that is never closed, or a column's name twice.
    """
    rows = _rows(path, _text(path))
    if not rows:
        raise TableError(f"{path}: found nothing in it; expected a header and a row below it. Save the table again")
    names = rows[0][1]
    while names and not names[-1]:
        names.pop()  # a separator at the end of the header, as spreadsheets with emptied columns write
    _check_names(path, names)
    if len(rows) == 1:
        raise TableError(f"{path}: found no row below the header; expected at least one. Save the table again")
    width = len(names)
    for number, cells in rows[1:]:
        _check_length(path, number, cells, width)
    table = [[*cells[:width], *[""] * (width - len(cells))] for _, cells in rows[1:]]
    index = pd.Index([number for number, _ in rows[1:]], name="row")
    frame = pd.DataFrame(table, columns=pd.Index(names), index=index, dtype=str)
    return frame.loc[:, frame.columns != ""]  # a column without a name is the row number that pandas writes


def _text(path: Path) -> str:
    """Return the file's text, or say in one sentence why there is none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file{_neighbour(path)}; give the path of a table or of a cohort") from error
    except IsADirectoryError as error:
        raise TableError(f"{path}: found a folder; expected a table. Give the path of a .csv file") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}); check the path and your rights") from error
    if path.suffix.lower() in SPREADSHEETS or raw[:4] == b"PK\x03\x04":
        raise TableError(f"{path}: found a spreadsheet; expected text. Save it from there as 'CSV UTF-8'")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise TableError(
            f"{path}: row {row} is not UTF-8 text, perhaps for an accent or umlaut; "
            "save it from the spreadsheet as 'CSV UTF-8'"
        ) from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise TableError(f"{path}: row {row} holds a NUL character; expected text. Save it again as 'CSV UTF-8'")
    return text


def _neighbour(path: Path) -> str:
    """Return which file of the same folder may be meant, or nothing."""
    try:
        names = [other.name for other in path.parent.iterdir() if not other.name.startswith(".")]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name.lower(), [name.lower() for name in names], n=1, cutoff=0.75)
    meant = next((name for name in sorted(names) if near and name.lower() == near[0]), None)
    return f" (there is '{meant}')" if meant else ""


def _rows(path: Path, text: str) -> list[Row]:
    """Return the rows that have content, each with its number in the spreadsheet."""
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
    return rows


def _check_names(path: Path, names: list[str]) -> None:
    """Refuse a column's name that is there twice."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise TableError(f"{path}: found the column {shown(twice[0])} twice; expected it once. Rename or remove one")


def _check_length(path: Path, number: int, cells: list[str], width: int) -> None:
    """Refuse a row with content beyond the header's last column."""
    beyond = [cell for cell in cells[width:] if cell]
    if beyond:
        raise TableError(
            f"{path}: row {number} has {len(cells)} cells; expected {width}, as the header has. "
            f"Put cells that hold the separator into quotation marks ({shown(beyond[0])} is one too many)"
        )


def named_sha256(path: Path) -> dict[str, str]:
    """Return a file's name and SHA-256, as ``run.json`` names what a run has read: never where it lay."""
    with path.open("rb") as file:
        return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
