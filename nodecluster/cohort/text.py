"""From a table's file to its text: the encodings that spreadsheets write, and what is no text at all."""

from __future__ import annotations

import codecs
import difflib
from pathlib import Path

from nodecluster.errors import TableError

SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
PACKED = {
    b"PK\x03\x04": ("a spreadsheet", "Save it from there as 'CSV UTF-8'"),  # .xlsx, .ods and .numbers are zip archives
    b"\xd0\xcf\x11\xe0": ("a spreadsheet", "Save it from there as 'CSV UTF-8'"),  # .xls
    b"\x1f\x8b": ("a packed file", "Unpack it first"),
}
"""How files begin that are no text, whatever their ending says: what it is, and what to do."""

MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
TOP = 65536


def table_text(path: Path) -> str:
    """Return the text of a table's file: UTF-8 with or without Excel's mark, or UTF-16 with its mark.

    Other encodings are not guessed: the same byte is an umlaut in one and another letter in the next, and an id that
    is read wrong belongs to nobody.

    Raises
    ------
    TableError
        the file is missing, a folder or a spreadsheet, may not be read, or is no such text.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file{_neighbour(path)}; give the path of a table or of a cohort") from error
    except IsADirectoryError as error:
        raise TableError(f"{path}: found a folder; expected a table. Give the path of a .csv file") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}); check the path and your rights") from error
    _refuse_packed(path, raw)
    encoding = MARKS.get(raw[:2], "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        row = raw[: error.start].decode(encoding, "ignore").count("\n") + 1
        utf_8, utf_16 = "UTF-8 text, perhaps for an accent or umlaut", "UTF-16 text, as the file's first bytes promise"
        raise TableError(
            f"{path}: row {row} is not {utf_16 if raw[:2] in MARKS else utf_8}; "
            "save it from the spreadsheet as 'CSV UTF-8'"
        ) from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise TableError(f"{path}: row {row} holds a NUL character; expected text. Save it again as 'CSV UTF-8'")
    return text


def top_of(path: Path) -> str:
    """Return the beginning of a table's text as well as it can be read, for a look at the header."""
    with path.open("rb") as file:
        raw = file.read(TOP)
    return raw.decode(MARKS.get(raw[:2], "utf-8-sig"), errors="replace")


def _refuse_packed(path: Path, raw: bytes) -> None:
    """Refuse a workbook or an archive, known by its ending or by how it begins."""
    if path.suffix.lower() in SPREADSHEETS:
        raise TableError(f"{path}: found a spreadsheet; expected text. Save it from there as 'CSV UTF-8'")
    for start, (what, remedy) in PACKED.items():
        if raw.startswith(start):
            raise TableError(f"{path}: found {what}; expected text. {remedy}")


def _neighbour(path: Path) -> str:
    """Return which file of the same folder may be meant, or nothing."""
    try:
        names = [other.name for other in path.parent.iterdir() if not other.name.startswith(".")]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name.lower(), [name.lower() for name in names], n=1, cutoff=0.75)
    meant = next((name for name in sorted(names) if near and name.lower() == near[0]), None)
    return f" (there is '{meant}')" if meant else ""
