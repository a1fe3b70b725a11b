"""``patients.csv``: read and checked as a whole, before any work, so that one look mends every problem.

Where images are to be measured, a problem of one row, or of the files that it names, costs its patient and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.images.files import ending
from nodecluster.cohort.tables.csvfile import OverlongRow, named_sha256, read_csv, read_table
from nodecluster.cohort.tables.file_checks import file_problems
from nodecluster.cohort.tables.patient_checks import COLUMNS, column_problems, count, nobody_left, value_problems
from nodecluster.cohort.tables.row_problems import READING, RowProblem
from nodecluster.cohort.tables.unusable import no_rows, parted
from nodecluster.errors import CohortError, Problem, TableError
from nodecluster.tables import FEATURES_CSV, NOTICE_TXT, PATIENTS_CSV, RUN_JSON, FailureRow, refuse_repeated
from nodecluster.words import did_you_mean, printable, printable_lines, shown

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
    name : the folder's name, made ``printable``.
    root : the folder that image and segmentation paths start from.
    patients : a row a patient: the columns of the contract, text or (the two counts) Int64, and every other column as
        a clinical variable. Rows that cannot be used are not among them.
    notice : what the cohort's owner wants every reader of a result to know (``NOTICE.txt``), or nothing.
    table : name and SHA-256 of the table's file; nothing where it was none.
    failures : the patients who cannot be measured because of their row or because their files are not there.
    unusable : those of them whose row is not among ``patients``: ``patient_id`` and ``cohort`` (None where the row
        does not tell).
    """

    name: str
    root: Path
    patients: pd.DataFrame
    notice: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[FailureRow, ...] = ()
    unusable: pd.DataFrame = field(default_factory=no_rows)

    def __post_init__(self) -> None:
        """Make the name one that can be written."""
        object.__setattr__(self, "name", printable(self.name))

    def sources(self) -> dict[str, Mapping[str, str]]:
        """Return what was read of the cohort's tables, for ``run.json``."""
        return {"patients": self.table} if self.table else {}

    def included(self) -> pd.DataFrame:
        """Return the patients that are not excluded."""
        return self.patients[self.patients["excluded"] == ""].reset_index(drop=True)

    def only(self, names: tuple[str, ...]) -> Cohort:
        """Return the cohort cut to the patients whose ``cohort`` is one of ``names``; all of them without names.

        Patients whose row cannot be used stay where it does not tell their cohort.

        Raises
        ------
        CohortError
            a name has no patient.
        """
        if not names:
            return self
        present = sorted({*self.patients["cohort"], *self.unusable["cohort"].dropna()} - {""})
        problems = [_unknown_cohort(name, present) for name in names if name not in present]
        if problems:
            raise CohortError(self.name, problems)
        kept = self.patients[self.patients["cohort"].isin(names)].reset_index(drop=True)
        unusable = self.unusable[self.unusable["cohort"].isna() | self.unusable["cohort"].isin(names)]
        ids = {*kept["patient_id"], *unusable["patient_id"]}
        failures = tuple(row for row in self.failures if row[0] in ids)
        return replace(self, patients=kept, failures=failures, unusable=unusable.reset_index(drop=True))

    def files(self) -> Iterator[PatientFiles]:
        """Yield where the files of each patient are who is not excluded and has not failed already."""
        rows = self.included()
        rows = rows[~rows["patient_id"].isin([failure[0] for failure in self.failures if failure[2] == READING])]
        for patient, image, masks in zip(rows["patient_id"], rows["image"], rows["segmentation"], strict=True):
            yield PatientFiles(patient, self.root / image, self.root / masks)


def read_cohort(path: str | Path, *, images: bool = True) -> Cohort:
    """Read and check a cohort.

    Parameters
    ----------
    path : a folder with ``patients.csv``, or the path of such a table.
    images : whether image and mask files have to be there. With them, what is wrong with a row or its files is that
        patient's failure; without them, mending costs nothing, and no figure may lose a patient: it is an error.

    Raises
    ------
    TableError
        the table cannot be read at all.
    CohortError
        with every problem of the table's header; of its rows and of the files that they name, where ``images`` is
        not asked for or no patient is left.
    """
    table = _table_of(Path(path))
    root = table.resolve().parent
    if not images:
        frame = _checked(read_csv(table), str(table))
        return Cohort(root.name, root, _typed(frame), _notice(root), named_sha256(table))
    text = read_table(table)
    frame, problems = _judged(text.frame, text.overlong, table)
    good, unusable = parted(frame, problems, text.overlong)
    failures = tuple(dict.fromkeys(problem.failure(table.name) for problem in problems))
    return Cohort(root.name, root, _typed(good), _notice(root), named_sha256(table), failures, unusable)


def cohort_of(patients: pd.DataFrame, name: str = "patients") -> Cohort:
    """Return a table that is already in memory as a cohort, checked as a file's would be; images are not looked for.

    Raises
    ------
    CohortError
        with every problem of the table.
    """
    refuse_repeated(patients, name)
    frame = patients.astype("string").fillna("").astype(object).apply(lambda column: column.str.strip())
    frame.columns = pd.Index([str(column) for column in frame.columns])
    return Cohort(name, Path(), _typed(_checked(frame, name)))


def _checked(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return a table with all columns, refused for whatever is wrong with it."""
    problems = column_problems(frame)
    if not problems:
        frame = _completed(frame)
        problems = [found.problem() for found in value_problems(frame)] or nobody_left(frame)
    if problems:
        raise CohortError(source, problems)
    return frame


def _judged(frame: pd.DataFrame, overlong: Sequence[OverlongRow], table: Path) -> tuple[pd.DataFrame, list[RowProblem]]:
    """Return a table with all columns, and what is wrong with its rows; refused where no patient is left."""
    problems = column_problems(frame)
    if problems:
        raise CohortError(str(table), problems)
    frame = _completed(frame)
    in_place = frame.drop(index=[row.row for row in overlong])  # others may have their paths in the wrong columns
    found = [*value_problems(frame, overlong), *file_problems(in_place, table.resolve().parent)]
    lost = {problem.patient for problem in found}
    if not ((frame["excluded"] == "") & ~frame["patient_id"].isin(lost)).any():
        raise CohortError(str(table), [problem.problem() for problem in found] or nobody_left(frame))
    return frame, found


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
    """Return the cohort's notice, or nothing; its lines stay lines."""
    try:
        text = (root / NOTICE_TXT).read_text(encoding="utf-8").strip()[:NOTICE_LENGTH]
    except (OSError, UnicodeDecodeError):
        return ""
    return printable_lines(text)
