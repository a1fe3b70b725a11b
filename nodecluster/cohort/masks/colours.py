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
from nodecluster.errors import NodeError, TableError, shown

Names = dict[int, tuple[str, ...]]
"""By value, the names that a table has for it: one, or several that contradict each other."""

_ENDINGS = ("_ColorTable.csv", "_ColorTable.ctbl", "_ColorTable.txt", ".ctbl", ".csv")
_MOST_BYTES = 1 << 24
_NUMBER = r"\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_LINE = re.compile(rf"\s*(\d+)\s+(\S+|\S.*?\S)(?:\s+{_NUMBER}){{3,4}}(?:\s+[^\d\s].*)?\s*", re.ASCII)
_NO_NAME = ("", "(none)")
_AGAIN = "Save it from 3D Slicer again, or move it elsewhere: the values are the ids then"


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
        raise NodeError("mask", f"{labelmap.name} has {len(found)} colour tables, {names}", "Keep one of them")
    return found[0] if found else None


def read_colours(path: Path) -> Names:
    """Return the names in a colour table by value; values without a name, and the background, are left out.

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
    """Return whether a CSV file is a colour table: one that is named so, or that has a column of label values."""
    if path.name.endswith("_ColorTable.csv"):
        return True
    header = next(iter(top_of(path).splitlines()), "")
    return "labelvalue" in [cell.strip(' "').lower() for cell in re.split("[,;\t]", header)]


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield value and name of each row."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NodeError("mask", f"the colour table {path.name} cannot be read as CSV ({error})", _AGAIN) from error
    columns = [cell.strip().lower() for cell in next((row for row in rows if row), [])]
    if "labelvalue" not in columns:
        raise NodeError("mask", f"the colour table {path.name} has no column LabelValue", _AGAIN)
    value_at, name_at = columns.index("labelvalue"), columns.index("name") if "name" in columns else None
    started = False
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        if started:
            cell = row[value_at].strip() if value_at < len(row) else ""
            name = row[name_at].strip() if name_at is not None and name_at < len(row) else ""
            if not re.fullmatch(r"\d{1,19}", cell, re.ASCII):
                raise _no_value(path, number, cell)
            yield int(cell), name
        started = True


def _plain_rows(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield value and name of each line; a name in quotation marks of 3D Slicer's scenes, ', loses them."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line) if len(line) < 1000 else None
        if found is None or len(found[1]) > 19:
            raise _no_value(path, number, line)
        yield int(found[1]), found[2].strip("'")


def _no_value(path: Path, number: int, line: str) -> NodeError:
    """Return the failure of a line that names no value."""
    reason = f"line {number} of the colour table {path.name} is {shown(line)}, where a value and its name are expected"
    return NodeError("mask", reason, _AGAIN)
