"""``patients.csv``: read and checked as a whole, before any work, so that one look mends every problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.images.files import ending
from nodecluster.cohort.tables.csvfile import named_sha256, read_csv
from nodecluster.cohort.tables.patient_checks import COLUMNS, column_problems, count, file_problems, value_problems
from nodecluster.errors import CohortError, Problem, TableError, did_you_mean, shown
from nodecluster.tables import FEATURES_CSV, NOTICE_TXT, PATIENTS_CSV, RUN_JSON

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
    notice : what the cohort's owner wants every reader of a result to know (``NOTICE_TXT.txt``), or nothing.
    table : name and SHA-256 of the table's file; nothing where it was none.
    """

    name: str
    root: Path
    patients: pd.DataFrame
    notice: str = ""
    table: Mapping[str, str] = field(default_factory=dict)

    def sources(self) -> dict[str, Mapping[str, str]]:
        """Return what was read of the cohort's tables, for ``run.json``."""
        return {"patients": self.table} if self.table else {}

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
        problems = [_unknown_cohort(name, present) for name in names if name not in present]
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
    table = _table_of(Path(path))
    frame = read_csv(table)
    root = table.resolve().parent
    problems = column_problems(frame)
    if not problems:
        frame = _completed(frame)
        problems = [*value_problems(frame), *(file_problems(frame, root) if images else [])]
    if problems:
        raise CohortError(str(table), problems)
    return Cohort(root.name, root, _typed(frame), _notice(root), named_sha256(table))


def cohort_of(patients: pd.DataFrame, name: str = "patients") -> Cohort:
    """Return a table that is already in memory as a cohort, checked as a file's would be; images are not looked for.

    Raises
    ------
    CohortError
        with every problem of the table.
    """
    frame = patients.astype("string").fillna("").astype(object).apply(lambda column: column.str.strip())
    frame.columns = pd.Index([str(column) for column in frame.columns])
    problems = column_problems(frame)
    if not problems:
        frame = _completed(frame)
        problems = list(value_problems(frame))
    if problems:
        raise CohortError(name, problems)
    return Cohort(name, Path(), _typed(frame))


def _table_of(path: Path) -> Path:
    """Return the patients' table of what was given as a cohort, or say what was given instead."""
    if ending(path):
        raise TableError(f"{path}: found an image; expected a folder with {PATIENTS_CSV}, or such a table")
    if not path.is_dir():
        return path
    names = sorted(file.name for file in path.iterdir())
    if RUN_JSON in names or (PATIENTS_CSV not in names and FEATURES_CSV in names):
        what = "the folder of a finished run" if RUN_JSON in names else f"no {PATIENTS_CSV} in it"
        raise TableError(f"{path}: found {what}; expected a cohort. Give the path of its features.csv, or of a cohort")
    if PATIENTS_CSV not in names:
        raise TableError(
            f"{path}: found no {PATIENTS_CSV} in it{did_you_mean(PATIENTS_CSV, names)}; expected a row a patient there "
            "(README, 'Your own cohort')"
        )
    return path / PATIENTS_CSV


def _unknown_cohort(name: str, present: list[str]) -> Problem:
    """Return what is wrong with a cohort's name that no patient has."""
    where, found = "column 'cohort'", f"no patient of cohort {shown(name)}"
    if not present:
        return Problem(where, found, "a name for each patient", "Fill in the column, or do without --cohort")
    return Problem(where, found, f"one of {', '.join(present)}", f"Correct the name{did_you_mean(name, present)}")


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


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the checked table with pathology's counts as nullable integers."""
    frame = frame.reset_index(drop=True)
    for name in ("nodes_examined", "nodes_positive"):
        frame[name] = pd.array([count(cell) if cell else None for cell in frame[name]], dtype="Int64")
    return frame


def _notice(root: Path) -> str:
    """Return the cohort's notice, or nothing."""
    try:
        return (root / NOTICE_TXT).read_text(encoding="utf-8").strip()[:NOTICE_LENGTH]
    except (OSError, UnicodeDecodeError):
        return ""
