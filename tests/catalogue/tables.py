"""Tables of patients: rows that cost their patient, tables that cost the run, odd ones that have to be read right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tests.catalogue.case import NOBODY, Case, masks_of, table

FULL = "patient_id,cohort,clinical_n,nodes_examined,nodes_positive,excluded"
FOLDERS = "patient_id,image,segmentation"
HTML = "<img src=x onerror=alert(1)>"
GOOD = "patient_id;clinical_n;nodes_examined;nodes_positive;age\nA;cN0;9,0;0,0;61,5\nB;cN+;8;2,0;70,25\nC;;;;\n"


def _row(row: str, header: str = FULL) -> Callable[[Path], None]:
    """Give B another row."""
    return lambda root: table(root, "A,train,cN0,9,0,"[: None if header == FULL else 2], row, "C", header=header)


def _raw(content: bytes) -> Callable[[Path], object]:
    """Write the table byte by byte."""
    return lambda root: (root / "patients.csv").write_bytes(content)


def _text(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return _raw(text.encode(encoding))


def _named(patient: str) -> Callable[[Path], None]:
    """Give B another id, whose files are B's."""
    quoted = '"' + patient.replace('"', '""') + '"'
    return lambda root: table(root, "A,,", f"{quoted},B/ct.nii.gz,B/segmentations", "C,,", header=FOLDERS)


def _html_node(root: Path) -> None:
    (masks_of(root) / "LN_2.nii.gz").rename(masks_of(root) / "<b onclick=x>&amp;.nii.gz")


def _workbook(name: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        (root / "patients.csv").unlink()
        (root / name).write_bytes(b"PK\x03\x04" + bytes(60))

    return spoil


def _folder(root: Path) -> None:
    (root / "patients.csv").unlink()
    (root / "patients.csv").mkdir()


def _features(root: Path) -> None:
    pd.DataFrame({"patient_id": ["A", "A"], "node_id": ["1", "2"]}).to_csv(root / "patients.csv", index=False)


ROWS = (
    Case(
        "row: an id twice", lambda root: table(root, "A", "B", "C", "B"), ("row 5", "'B' again", "Row 3 has the same")
    ),
    Case(
        "row: no id",
        _row(",train,,,,"),
        ("row 3, column 'patient_id': found nothing", "Give each"),
        (("", ""),),
        gone=("B",),
    ),
    Case(
        "row: an id of two lines",
        _row('"B\nC",,,,,'),
        ("'B C' with a line break", "Type the id"),
        (("B C", ""),),
        gone=("B",),
    ),
    Case("row: an id with a bell", _row("B\x07,,,,,"), ("line break or a control character",)),
    Case(
        "row: an id without end", _row("B" * 4000 + ",,,,,"), ("File name too long",), (("B" * 4000, ""),), gone=("B",)
    ),
    Case("row: clinical_n N0", _row("B,,N0,,,"), ("column 'clinical_n': found 'N0'; expected cN0 or cN+", "Write cN0")),
    Case("row: a count in words", _row("B,,,three,1,"), ("found 'three'; expected a whole number", "such as 14")),
    Case("row: a negative count", _row("B,,,3,-1,"), ("found '-1'; expected a whole number of nodes",)),
    Case("row: half a node", _row("B,,,3,0.5,"), ("found '0.5'; expected a whole number of nodes",)),
    Case("row: more positive than examined", _row("B,,,3,4,"), ("found 4; expected at most nodes_examined, 3",)),
    Case(
        "row: one count alone", _row("B,,,3,,"), ("column 'nodes_positive': found nothing", "both counts, or neither")
    ),
    Case("row: none examined", _row("B,,,0,0,"), ("found 0; expected at least 1", "Leave both counts empty")),
    Case("row: excluded 'no'", _row("B,,,,,no"), ("column 'excluded': found 'no'; expected a reason, or nothing",)),
    Case(
        "row: more cells than columns", _row("B,train,cN0,9,0,,x,y"), ("row 3: found 8 cells; expected 6", "quotation")
    ),
)
TABLES = (
    Case(
        "table: a column misspelt", _row("B,x", "patient_id,clincal_n"), ("'clincal_n'; expected 'clinical_n'",), code=1
    ),
    Case("table: no column of ids", _row("B,x", "name,cohort"), ("found only 'name', 'cohort'",), code=1),
    Case("table: a column twice", _row("B,x", "patient_id,patient_id"), ("column 'patient_id' twice",), code=1),
    Case("table: a workbook as .csv", _raw(b"PK\x03\x04" + bytes(60)), ("found a spreadsheet", "CSV UTF-8"), code=1),
    Case("table: an old workbook", _raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("found a spreadsheet",), code=1),
    Case("table: a workbook beside", _workbook("patients.xlsx"), ("did you mean 'patients.xlsx'",), code=1),
    Case("table: a packed one", _raw(b"\x1f\x8b\x08" + bytes(9)), ("found a packed file", "Unpack"), code=1),
    Case("table: UTF-16 without its mark", _text(GOOD, "utf-16-le"), ("row 1 holds a NUL character",), code=1),
    Case("table: half a letter of UTF-16", _raw(GOOD.encode("utf-16")[:-1]), ("is not UTF-16 text",), code=1),
    Case("table: an umlaut of Windows", _text(GOOD + "Jäger;;;\n", "cp1252"), ("row 5 is not UTF-8 text",), code=1),
    Case("table: NUL bytes", _text("patient_id\nA\nB\0\n"), ("row 3 holds a NUL character",), code=1),
    Case("table: rubbish", _raw(bytes(range(1, 256)) * 9), ("not UTF-8 text",), code=1),
    Case("table: no byte", _raw(b""), ("found nothing in it",), code=1),
    Case("table: a header alone", _text("patient_id\n\n"), ("found no row below the header",), code=1),
    Case("table: a quotation mark left open", _text('patient_id\nA\n"B\nC\n'), ("row 3", "never closed"), code=1),
    Case("table: a folder", _folder, ("found a folder; expected a table",), code=1),
    Case("table: of nodes", _features, ("header", "features table"), code=1),
    Case(
        "table: everybody excluded",
        _text("patient_id,excluded\nA,moved\nB,moved\nC,moved\n"),
        ("every patient",),
        code=1,
    ),
    Case("table: nobody right", _text("patient_id\nA\nA\nX\n"), ("'A' again", "'X/ct.nii.gz', which"), code=1),
)
RIGHT = (
    Case("right: UTF-16 of Excel", _text(GOOD.replace(";", "\t"), "utf-16"), lost=NOBODY, code=0),
    Case("right: UTF-16, big end first", _raw(b"\xfe\xff" + GOOD.encode("utf-16-be")), lost=NOBODY, code=0),
    Case("right: semicolons and decimal commas", _text(GOOD), lost=NOBODY, code=0),
    Case(
        "right: Excel's mark and its own line",
        _text("\ufeffsep=;\r\n" + GOOD.replace("\n", "\r\n")),
        lost=NOBODY,
        code=0,
    ),
    Case(
        "right: blank rows and separators at the end",
        _text("\n\npatient_id,,\nA,,\n,,\n\nB,,,,\nC\n\n"),
        lost=NOBODY,
        code=0,
    ),
    Case("right: an id in HTML", _named(HTML), lost=NOBODY, code=0, renamed={"B": HTML}),
    Case("right: an id with /", _named('B/2024, "right"'), lost=NOBODY, code=0, renamed={"B": 'B/2024, "right"'}),
    Case("right: an id of dots", _named(".."), lost=NOBODY, code=0, renamed={"B": ".."}),
    Case("right: an id that is a formula", _named("=1+1"), lost=NOBODY, code=0, renamed={"B": "=1+1"}),
    Case("right: a node in HTML", _html_node, lost=NOBODY, code=0, renamed={"B:LN_2": "<b onclick=x>&amp;"}),
)
TABLE_CASES = (*ROWS, *TABLES, *RIGHT)
