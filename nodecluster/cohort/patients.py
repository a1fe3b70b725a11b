"""``patients.csv``: read and checked as a whole, before any work, so that one look mends every problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.csvfile import read_csv
from nodecluster.cohort.files import READERS, ending
from nodecluster.cohort.masks import problems_of
from nodecluster.errors import CohortError, Problem, TableError, did_you_mean

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
CLINICAL_N = ("cN0", "cN+")
TABLE = "patients.csv"
NOTICE = "NOTICE.txt"
NOTICE_LENGTH = 2000


@dataclass(frozen=True)
class PatientFiles:
    """Where the files of one patient are."""

    patient_id: str
    image: Path
    segmentation: Path


@dataclass(frozen=True, eq=False)
class Cohort:
    """A named set of patients.

    Attributes
    ----------
    name : the folder's name.
    root : the folder that image and segmentation paths start from.
    patients : a row a patient: the columns of the contract, text or (the two counts) Int64, and every other column as
        a clinical variable.
    notice : what the cohort's owner wants every reader of a result to know (``NOTICE.txt``), or nothing.
    """

    name: str
    root: Path
    patients: pd.DataFrame
    notice: str = ""

    def included(self) -> pd.DataFrame:
        """Return the patients that are not excluded."""
        return self.patients[self.patients["excluded"] == ""].reset_index(drop=True)

    def only(self, names: tuple[str, ...]) -> Cohort:
        """Return the cohort cut to the patients whose ``cohort`` is one of ``names``; all of them without names.

        Raises
        ------
        CohortError
            a name has no patient.
        """
        if not names:
            return self
        present = sorted(set(self.patients["cohort"]) - {""})
        problems = [
            Problem("column 'cohort'", "no such patient", f"patients of cohort '{name}'", _have(name, present))
            for name in names
            if name not in present
        ]
        if problems:
            raise CohortError(self.name, problems)
        kept = self.patients[self.patients["cohort"].isin(names)].reset_index(drop=True)
        return replace(self, patients=kept)

    def files(self) -> Iterator[PatientFiles]:
        """Yield where the files of each patient that is not excluded are."""
        rows = self.included()
        for patient, image, masks in zip(rows["patient_id"], rows["image"], rows["segmentation"], strict=True):
            yield PatientFiles(patient, self.root / image, self.root / masks)


def read_cohort(path: str | Path, *, images: bool = True) -> Cohort:
    """Read and check a cohort.

    Parameters
    ----------
    path : a folder with ``patients.csv``, or the path of such a table.
    images : whether image and mask files have to be there.

    Raises
    ------
    TableError
        the table cannot be read at all.
    CohortError
        with every problem of the table and the files that it names.
    """
    table = Path(path)
    if table.is_dir():
        table = table / TABLE
        if not table.is_file():
            raise TableError(f"{path}: found no {TABLE} in it; expected one row a patient (README, 'Your own cohort')")
    frame = read_csv(table)
    root = table.resolve().parent
    problems = _column_problems(frame)
    if not problems:
        frame = _completed(frame)
        problems = [*_value_problems(frame), *(_file_problems(frame, root) if images else [])]
    if problems:
        raise CohortError(str(path), problems)
    return Cohort(root.name, root, _typed(frame), _notice(root))


def _have(name: str, present: list[str]) -> str:
    return f"The table has {', '.join(present) or 'no cohort names'}{did_you_mean(name, present)}"


def _column_problems(frame: pd.DataFrame) -> list[Problem]:
    """Return a problem for a missing ``patient_id`` and for each column whose name is nearly one of the contract's."""
    present = [str(name) for name in frame.columns]
    problems = []
    for name in present:
        meant = _nearly(name, [column for column in COLUMNS if column not in present])
        if meant:
            remedy = f"Rename it to '{meant}', or to something else if it is a clinical variable"
            problems.append(Problem(f"column '{name}'", f"'{name}'", f"'{meant}'", remedy))
    if "patient_id" not in present and not problems:
        remedy = "Add the column; each patient needs an id of its own"
        problems.append(Problem("header", ", ".join(present[:8]), "a column 'patient_id'", remedy))
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


def _completed(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that are not there, and the default paths, without judging anything."""
    frame = frame.copy()
    for name in COLUMNS:
        if name not in frame.columns:
            frame[name] = ""
    defaults = {"image": "/ct.nii.gz", "segmentation": "/segmentations"}
    for name, tail in defaults.items():
        frame[name] = frame[name].where(frame[name] != "", frame["patient_id"] + tail)
    others = [name for name in frame.columns if name not in COLUMNS]
    return frame[[*COLUMNS, *others]]


def _value_problems(frame: pd.DataFrame) -> list[Problem]:
    """Return every cell that cannot be what it is; rows are counted as a spreadsheet shows them, the header is 1."""
    problems: list[Problem] = []
    first_row: dict[str, int] = {}
    for line, row in enumerate(frame.to_dict("records"), 2):
        patient = row["patient_id"]
        where = f"row {line}, column "
        if not patient:
            problems.append(Problem(f"{where}'patient_id'", "nothing", "an id", "Give each patient an id"))
        elif patient in first_row:
            remedy = f"Row {first_row[patient]} has the same id; give each patient one row"
            problems.append(Problem(f"{where}'patient_id'", f"'{patient}' again", "an id used once", remedy))
        first_row.setdefault(patient, line)
        if row["clinical_n"] not in ("", *CLINICAL_N):
            remedy = f"Write one of these, or leave it empty{did_you_mean(row['clinical_n'], CLINICAL_N)}"
            problems.append(Problem(f"{where}'clinical_n'", f"'{row['clinical_n']}'", "cN0 or cN+", remedy))
        problems.extend(_count_problems(row["nodes_examined"], row["nodes_positive"], where))
    return problems


def _count_problems(examined: str, positive: str, where: str) -> list[Problem]:
    """Return what is wrong with pathology's two counts of a patient."""
    problems = []
    counts = {"nodes_examined": examined, "nodes_positive": positive}
    for name, cell in counts.items():
        if cell and _count(cell) is None:
            remedy = "Write a number such as 14"
            problems.append(Problem(f"{where}'{name}'", f"'{cell}'", "a whole number of nodes", remedy))
        elif not cell and any(counts.values()):
            remedy = "Fill in both counts, or neither"
            problems.append(Problem(f"{where}'{name}'", "nothing", "a count, as the other count is given", remedy))
    if problems or not examined:
        return problems
    found, most = _count(positive) or 0, _count(examined) or 0
    if most == 0:
        remedy = "Leave both counts empty where pathology examined nothing"
        return [Problem(f"{where}'nodes_examined'", "0", "at least 1", remedy)]
    if found > most:
        remedy = "Correct one of the two counts"
        return [Problem(f"{where}'nodes_positive'", str(found), f"at most nodes_examined, {most}", remedy)]
    return []


def _count(cell: str) -> int | None:
    """Return a cell as a count, or None; spreadsheets write 3 as 3.0 once a column has an empty cell."""
    match = re.fullmatch(r"(\d+)([.,]0*)?", cell)
    return int(match[1]) if match else None


def _file_problems(frame: pd.DataFrame, root: Path) -> list[Problem]:
    """Return the image and mask files that are missing or of no known format, of patients that are not excluded."""
    problems = []
    for line, row in enumerate(frame.to_dict("records"), 2):
        if row["excluded"] or not row["patient_id"]:
            continue
        image, where = root / row["image"], f"row {line} (patient {row['patient_id']}), column "
        if not image.is_file():
            remedy = "Put the CT there, or give its path in the column 'image'"
            found = f"'{row['image']}', which {'is a folder' if image.is_dir() else 'does not exist'}"
            problems.append(Problem(f"{where}'image'", found, "the patient's CT", remedy))
        elif ending(image) is None:
            known = ", ".join(READERS)
            problems.append(Problem(f"{where}'image'", f"'{row['image']}'", f"a file ending in {known}", "Convert it"))
        problems.extend(problems_of(root / row["segmentation"], f"{where}'segmentation'", row["segmentation"]))
    return problems


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the checked table with pathology's counts as nullable integers."""
    frame = frame.copy()
    for name in ("nodes_examined", "nodes_positive"):
        frame[name] = pd.array([_count(cell) if cell else None for cell in frame[name]], dtype="Int64")
    return frame


def _notice(root: Path) -> str:
    """Return the cohort's notice, or nothing."""
    try:
        return (root / NOTICE).read_text(encoding="utf-8").strip()[:NOTICE_LENGTH]
    except (OSError, UnicodeDecodeError):
        return ""
