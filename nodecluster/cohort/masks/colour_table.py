"""3D Slicer's colour tables: the names of a labelmap's values, in a file beside it.

Formats, from 3D Slicer's documentation (developer guide, "Colors"): ``.csv`` with the columns LabelValue and Name
among others, and ``.ctbl`` (or ``.txt``) with a line a value, ``value name red green blue opacity``, in which spaces of
names are written as ``_``. Slicer saves the table of ``X.nrrd`` as ``X_ColorTable.ctbl`` or ``.csv``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from nodecluster.cohort.images.files import stem
from nodecluster.cohort.text import table_text, top_of
from nodecluster.errors import NodeError, TableError
from nodecluster.words import shown

Names = dict[int, tuple[str, ...]]
"""By value, the names that a table has for it: one, or several that contradict each other."""

_ENDINGS = ("_ColorTable.csv", "_ColorTable.ctbl", "_ColorTable.txt", ".ctbl", ".csv")
_MOST_BYTES = 1 << 24
_NUMBER = r"\s+(\d+(?:\.\d+)?(?:e[-+]?\d+)?)"
_THREE, _FOUR = (
    re.compile(rf"\s*(\d{{1,19}})\s+(\S+|\S.*?\S){_NUMBER * count}(?:\s+[^\d\s].*)?\s*", re.ASCII) for count in (3, 4)
)
OPAQUE = 255
_VALUE_CELL = re.compile(r"(?:^|[#,;\t\"])[ \"]*label[ _]?value[ \"]*(?:$|[,;\t\r])", re.IGNORECASE | re.MULTILINE)
_NO_NAME = ("", "(none)")
_AGAIN = "Save the colour table from 3D Slicer again, or move it elsewhere; the values are the ids then"


def colour_table(labelmap: Path) -> Path | None:
    """Return the colour table beside a labelmap, or None.

    Raises
    ------
    NodeError
        there are several, which may contradict each other.
    """
    beside = [labelmap.with_name(stem(labelmap) + end) for end in _ENDINGS]
    found = [path for path in beside if path.is_file() and (path.suffix != ".csv" or _is_table(path))]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        reason = f"{labelmap.name} has {len(found)} colour tables, {names}"
        raise NodeError("mask", reason, "Keep one colour table beside the labelmap")
    return found[0] if found else None


def read_colours(path: Path) -> Names:
    """Return the names in a colour table by value; values without a name, and the background, are left out.

    A line that can be read in two ways gives both names: ``1 LN 4 241 214 145`` may be "LN" with four numbers, or
    "LN 4" with three. It is "LN" where the opacity is 255, as 3D Slicer writes it, and no other line has three.

    Raises
    ------
    NodeError
        the table cannot be read, or is no table of values.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TableError("it is larger than any colour table")
        text = table_text(path)
    except TableError as error:
        why = str(error).removeprefix(f"{path}: ").partition(";")[0]
        raise NodeError("mask", f"the colour table {path.name} cannot be read: {why}", _AGAIN) from error
    rows = _csv_rows(path, text) if path.suffix == ".csv" else _plain_rows(path, text)
    names: dict[int, dict[str, None]] = {}
    for value, name in rows:
        if value > 0 and name not in _NO_NAME:
            names.setdefault(value, {})[name] = None
    return {value: tuple(found) for value, found in names.items()}


def _is_table(path: Path) -> bool:
    """Return whether a CSV file is a colour table: one that is named so, or that has a cell which says LabelValue."""
    return path.name.endswith("_ColorTable.csv") or _VALUE_CELL.search(top_of(path)) is not None


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield value and name of each row; comments, and Excel's ``sep=;``, may stand before the names of the columns."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise NodeError("mask", f"the colour table {path.name} cannot be read as CSV ({error})", _AGAIN) from error
    columns: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not columns:
            columns = [] if cells[0].lower().startswith(("#", "sep=")) else _columns(path, cells)
            continue
        cells += [""] * (len(columns) - len(cells))
        value, name = cells[columns.index("labelvalue")], cells[columns.index("name")]
        if re.fullmatch(r"\d{1,19}", value, re.ASCII):
            yield int(value), name
        elif not cells[0].startswith("#"):
            raise _no_value(path, number, value)
    if not columns:
        _columns(path, [])


def _separator(text: str) -> str:
    """Return what stands between the cells: what the first line, ``sep=`` or the columns' names, has most of."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return max(",;\t", key=next(lines, "").count)


def _columns(path: Path, cells: list[str]) -> list[str]:
    """Return the names of the columns as they are compared; refuse a table without one that is needed."""
    columns = [re.sub("[ _]", "", cell).lower() for cell in cells]
    for needed in ("LabelValue", "Name"):
        if needed.lower() not in columns:
            raise NodeError("mask", f"the colour table {path.name} has no column {needed}", _AGAIN)
    return columns


def _plain_rows(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield value and name of each line, and twice where a line may give either of two names."""
    found: list[tuple[re.Match[str], re.Match[str] | None]] = []
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        three = _THREE.fullmatch(line)
        if three is None:
            raise _no_value(path, number, line)
        found.append((three, _FOUR.fullmatch(line)))
    all_four = all(four for _, four in found)
    for three, four in found:
        name = _unquoted((four or three)[2])
        yield int(three[1]), name
        if four and not (all_four and float(four[6]) == OPAQUE) and name == four[2] and name not in _NO_NAME:
            yield int(three[1]), three[2]


def _unquoted(name: str) -> str:
    """Return a name without the quotation marks around it, as scenes of 3D Slicer and people write them."""
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name


def _no_value(path: Path, number: int, line: str) -> NodeError:
    """Return the failure of a line that names no value."""
    reason = f"line {number} of the colour table {path.name} is {shown(line)}, where a value and its name are expected"
    return NodeError("mask", reason, _AGAIN)
