"""Everything that can be wrong with ``patients.csv`` itself: its columns and its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from nodecluster.cohort.tables.csvfile import OverlongRow
from nodecluster.cohort.tables.row_problems import RowProblem
from nodecluster.errors import Problem
from nodecluster.tables import CLINICAL_N
from nodecluster.words import shown

COLUMNS = (
    "patient_id",
    "image",
    "segmentation",
    "cohort",
    "clinical_n",
    "nodes_examined",
    "nodes_positive",
    "excluded",
)
NO_REASON = frozenset(("0", "0.0", "no", "n", "false", "not excluded", "nein", "na", "n/a", "nan", "none", "null", "-"))

CLINICAL_REMEDY = "Write cN0 or cN+, or leave it empty where it was not assessed"
CLINICAL_REMEDIES = {
    r"y?c?n[1-3](mi|[a-d])?(\([a-z]+\))?": "Write cN+ (cN1 to cN3 are cN+)",
    r"y?c?n(\+|pos\.?|positive)": "Write cN+",
    r"y?c?n0(\([a-z]+\))?": "Write cN0",
    r"y?c?n(-|neg\.?|negative)": "Write cN0, or leave it empty where it was not assessed",
    r"y?c?nx": "Leave it empty where it was not assessed",
    r"y?pn.*": "Write the clinical assessment; pathology's counts go into nodes_examined and nodes_positive",
}
"""By the form of a cell, without spaces and capitals: what is meant. The nearest word would be the clinical opposite,
as cN0 is to cN1, so nothing is guessed but what a category of TNM says."""


def column_problems(frame: pd.DataFrame) -> list[Problem]:
    """Return a problem for a missing ``patient_id`` and for each column whose name is nearly one of the contract's."""
    present = [str(name) for name in frame.columns]
    problems = []
    for name in present:
        meant = _nearly(name, [column for column in COLUMNS if column not in present])
        if meant:
            remedy = f"Rename it to '{meant}', or to something else if it is a clinical variable"
            if name.lower() == "included":  # the opposite, which no renaming makes right
                remedy = "Write into 'excluded' why a patient is left out, nothing for the others, and remove this one"
            problems.append(Problem("header", f"column {shown(name)}", f"'{meant}'", remedy))
    if "patient_id" not in present and not problems:
        remedy = "Add it, or rename the column that holds the patients' ids"
        found = f"only {', '.join(shown(name) for name in present[:8])}"
        problems.append(Problem("header", found, "a column 'patient_id'", remedy))
    if "node_id" in present:
        remedy = "Give patients.csv here; a features table goes where a cohort goes"
        problems.append(Problem("header", "a column 'node_id'", "a table with a row a patient", remedy))
    return problems


def _nearly(name: str, missing: list[str]) -> str | None:
    """Return the contract's column that a name is a slip of: other case or separators, or one or two letters off."""
    if re.fullmatch(r"clinical_[a-mo-z]", name):
        return None  # clinical_t and clinical_m are variables of their own
    plain = re.sub(r"[^a-z]", "", name.lower())
    for column in missing:
        target = column.replace("_", "")
        if plain == target or (len(target) > 5 and _edits(plain, target) <= 2):
            return column
    return None


def _edits(a: str, b: str) -> int:
    """Return the Levenshtein distance of two words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def value_problems(frame: pd.DataFrame, overlong: Sequence[OverlongRow] = ()) -> list[RowProblem]:
    """Return every cell that cannot be what it is, and the rows that are ``overlong``.

    Rows are counted as a spreadsheet shows them; the header is row 1.
    """
    problems: list[RowProblem] = []
    first_row: dict[str, int] = {}
    too_long = {row.row: row for row in overlong}
    for line, row in rows_of(frame):
        patient = row["patient_id"]
        found = _id_problems(patient, first_row.get(patient))
        first_row.setdefault(patient, line)
        if line in too_long:  # its cells may stand in the wrong columns; judging them would mislead
            found.append(_overlong_problem(too_long[line]))
        else:
            found += _cell_problems(row)
        problems += [RowProblem(line, patient, *problem) for problem in found]
    return problems


def nobody_left(frame: pd.DataFrame) -> list[Problem]:
    """Return a problem where there is no row, or every patient is excluded."""
    if frame.empty:
        return [Problem("table", "no row", "a row a patient", "Add the patients")]
    if not (frame["excluded"] != "").all():
        return []
    remedy = "Leave the cell empty where the patient is used"
    return [Problem("column 'excluded'", "a reason for every patient", "a patient without one", remedy)]


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's number in the spreadsheet, and its cells."""
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        yield int(line), {str(name): str(cell) for name, cell in row.items()}


Found = tuple[str, str, str, str]
"""Where in the row, what was found, what was expected, and the remedy."""


def _id_problems(patient: str, earlier: int | None) -> list[Found]:
    """Return what is wrong with a patient's id; ``earlier`` is the row that has the same one, if there is any."""
    where = "column 'patient_id'"
    if not patient:
        return [(where, "nothing", "an id", "Give each patient an id")]
    if not patient.isprintable():
        found = f"{shown(patient)} with a line break or a control character"
        return [(where, found, "an id on one line", "Type the id again")]
    if earlier is not None:
        remedy = f"Row {earlier} has the same id; give each patient one row"
        return [(where, f"{shown(patient)} again", "an id used once", remedy)]
    return []


def _overlong_problem(row: OverlongRow) -> Found:
    """Return what is wrong with a row that has cells beyond the header's last column."""
    return "", f"{row.cells} cells", f"{row.width}, as the header has", row.remedy


def _cell_problems(row: dict[str, str]) -> list[Found]:
    """Return what is wrong with a row's other cells."""
    problems: list[Found] = []
    if row["clinical_n"] not in ("", *CLINICAL_N):
        found = shown(row["clinical_n"])
        problems.append(("column 'clinical_n'", found, "cN0 or cN+", _clinical_remedy(row["clinical_n"])))
    problems += _count_problems(row["nodes_examined"], row["nodes_positive"])
    if row["excluded"].lower() in NO_REASON:
        remedy = "Leave the cell empty where the patient is used"
        problems.append(("column 'excluded'", shown(row["excluded"]), "a reason, or nothing", remedy))
    return problems


def _clinical_remedy(cell: str) -> str:
    """Return what to write instead of a clinical assessment that is neither cN0 nor cN+."""
    plain = "".join(cell.split()).lower()
    return next((remedy for form, remedy in CLINICAL_REMEDIES.items() if re.fullmatch(form, plain)), CLINICAL_REMEDY)


def _count_problems(examined: str, positive: str) -> list[Found]:
    """Return what is wrong with pathology's two counts of a patient."""
    problems: list[Found] = []
    counts = {"nodes_examined": examined, "nodes_positive": positive}
    for name, cell in counts.items():
        if cell and count(cell) is None:
            remedy = "Write a number such as 14"
            problems.append((f"column '{name}'", shown(cell), "a whole number of nodes", remedy))
        elif not cell and any(counts.values()):
            remedy = "Fill in both counts, or neither"
            problems.append((f"column '{name}'", "nothing", "a count, as the other count is given", remedy))
    if problems or not examined:
        return problems
    found, most = count(positive) or 0, count(examined) or 0
    if most == 0:
        remedy = "Leave both counts empty where pathology examined nothing"
        return [("column 'nodes_examined'", "0", "at least 1", remedy)]
    if found > most:
        remedy = "Correct one of the two counts"
        return [("column 'nodes_positive'", str(found), f"at most nodes_examined, {most}", remedy)]
    return []


def count(cell: str) -> int | None:
    """Return a cell as a count, or None.

    Spreadsheets write 3 as 3.0, or 3,0, once a column has an empty cell; 3.000 may be three thousand and is none.
    """
    match = re.fullmatch(r"([0-9]{1,6})([.,]0{0,2})?", cell)
    return int(match[1]) if match else None
