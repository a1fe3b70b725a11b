"""Everything that can be wrong with ``patients.csv``: its columns, its cells, the files that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from nodecluster.cohort.images.files import OPENERS, ending
from nodecluster.cohort.masks.find import problems_of
from nodecluster.errors import SHOWN_LETTERS, Problem, did_you_mean, shown
from nodecluster.tables import CLINICAL_N

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


def value_problems(frame: pd.DataFrame) -> list[Problem]:
    """Return every cell that cannot be what it is; rows are counted as a spreadsheet shows them, the header is 1."""
    problems: list[Problem] = []
    first_row: dict[str, int] = {}
    for line, row in _rows(frame):
        patient = row["patient_id"]
        where = f"row {line}, column "
        problems.extend(_id_problems(patient, first_row.get(patient), f"{where}'patient_id'"))
        first_row.setdefault(patient, line)
        if row["clinical_n"] not in ("", *CLINICAL_N):
            remedy = f"Write one of these, or leave it empty{did_you_mean(row['clinical_n'], CLINICAL_N)}"
            problems.append(Problem(f"{where}'clinical_n'", shown(row["clinical_n"]), "cN0 or cN+", remedy))
        problems.extend(_count_problems(row["nodes_examined"], row["nodes_positive"], where))
        if row["excluded"].lower() in NO_REASON:
            remedy = "Leave the cell empty where the patient is used"
            problems.append(Problem(f"{where}'excluded'", shown(row["excluded"]), "a reason, or nothing", remedy))
    if (frame["excluded"] != "").all() and not problems:
        remedy = "Leave the cell empty where the patient is used"
        problems.append(Problem("column 'excluded'", "a reason for every patient", "a patient without one", remedy))
    return problems


def _rows(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's number in the spreadsheet, and its cells."""
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        yield int(line), {str(name): str(cell) for name, cell in row.items()}


def _id_problems(patient: str, earlier: int | None, where: str) -> list[Problem]:
    """Return what is wrong with a patient's id; ``earlier`` is the row that has the same one, if there is any."""
    if not patient:
        return [Problem(where, "nothing", "an id", "Give each patient an id")]
    if not patient.isprintable():
        return [Problem(where, f"{shown(patient)} with a line break or a control character", "an id on one line",
                        "Type the id again")]  # fmt: skip
    if earlier is not None:
        remedy = f"Row {earlier} has the same id; give each patient one row"
        return [Problem(where, f"{shown(patient)} again", "an id used once", remedy)]
    return []


def _count_problems(examined: str, positive: str, where: str) -> list[Problem]:
    """Return what is wrong with pathology's two counts of a patient."""
    problems = []
    counts = {"nodes_examined": examined, "nodes_positive": positive}
    for name, cell in counts.items():
        if cell and count(cell) is None:
            remedy = "Write a number such as 14"
            problems.append(Problem(f"{where}'{name}'", shown(cell), "a whole number of nodes", remedy))
        elif not cell and any(counts.values()):
            remedy = "Fill in both counts, or neither"
            problems.append(Problem(f"{where}'{name}'", "nothing", "a count, as the other count is given", remedy))
    if problems or not examined:
        return problems
    found, most = count(positive) or 0, count(examined) or 0
    if most == 0:
        remedy = "Leave both counts empty where pathology examined nothing"
        return [Problem(f"{where}'nodes_examined'", "0", "at least 1", remedy)]
    if found > most:
        remedy = "Correct one of the two counts"
        return [Problem(f"{where}'nodes_positive'", str(found), f"at most nodes_examined, {most}", remedy)]
    return []


def file_problems(frame: pd.DataFrame, root: Path) -> list[Problem]:
    """Return the image and mask files that are missing or of no known format, of patients that are not excluded."""
    problems = []
    for line, row in _rows(frame):
        if row["excluded"] or not row["patient_id"]:
            continue
        where = f"row {line} (patient {row['patient_id'][:SHOWN_LETTERS]}), column "
        try:
            problems.extend(_image_problems(root / row["image"], f"{where}'image'", row["image"]))
            problems.extend(problems_of(root / row["segmentation"], f"{where}'segmentation'", row["segmentation"]))
        except OSError as error:  # such as a name that is too long for the disk
            remedy = "Check the paths, which are relative to the table, and your rights"
            found = f"a path that cannot be looked at ({error.strerror})"
            problems.append(Problem(where.removesuffix(", column "), found, "the patient's files", remedy))
    return problems


def _image_problems(image: Path, where: str, cell: str) -> list[Problem]:
    """Return what is wrong with the path of a CT."""
    if not image.is_file():
        remedy = "Put the CT there, or give its path, relative to the table, in the column 'image'"
        if "\\" in cell:
            remedy = "Write / between folders, which works on every system"
        found = f"{shown(cell)}, which {'is a folder' if image.is_dir() else 'does not exist'}"
        return [Problem(where, found, "the patient's CT", remedy)]
    if ending(image) is None:
        return [Problem(where, shown(cell), f"a file ending in {', '.join(OPENERS)}", "Export it as NIfTI or NRRD")]
    return []


def count(cell: str) -> int | None:
    """Return a cell as a count, or None; spreadsheets write 3 as 3.0 once a column has an empty cell."""
    match = re.fullmatch(r"([0-9]{1,6})([.,]0*)?", cell)
    return int(match[1]) if match else None
