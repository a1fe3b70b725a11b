"""From whatever a command was given (a cohort, its path, a features table) to measured nodes and their patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeGuard

import pandas as pd

from nodecluster.cohort.tables.csvfile import named_sha256
from nodecluster.cohort.tables.node_tables import checked_features, is_node_table, read_features
from nodecluster.cohort.tables.patients import Cohort, cohort_of, read_cohort
from nodecluster.cohort.tables.unusable import no_rows
from nodecluster.errors import NothingMeasuredError, TableError
from nodecluster.imaging.picture import Pictures
from nodecluster.imaging.placing import PatientMasks
from nodecluster.imaging.shape import Shape
from nodecluster.origin import MEASURED, check_measured_alike, origin_of
from nodecluster.results import Run
from nodecluster.settings import Settings
from nodecluster.tables import KEY, Remark, failure_lines, failure_rows, failures_table
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.tasks.running import Progress
from nodecluster.words import brief, printable

Patients = str | Path | Cohort | pd.DataFrame
"""A patients' table, its path, or a cohort that has one."""

Source = str | Path | Cohort | pd.DataFrame | Run
"""A cohort folder, its patients.csv, a features table, one of these already read, or a run with features."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """Measured nodes and what is known of their patients.

    Attributes
    ----------
    name : of the cohort or table, without its folder.
    features : the features table, sorted.
    failures : the nodes that could not be measured.
    remarks : on nodes that were measured, by this run or the one that made the table.
    patients : a row a patient, excluded ones too; None where nothing but features was given.
    notice : of the cohort.
    origin : how the features were come by (``MEASURED``, ``OUR_TABLE`` or ``UNKNOWN``); nothing where there are none.
    sources : name and SHA-256 of each table that was read, by its part.
    masks : of the measured nodes, where images and masks were read.
    unusable : the failed patients who are not in ``patients``, as a cohort has them.
    forms : how many of the nodes were read from masks of each format, where masks were read.
    set_aside : how many nodes of excluded patients a table of nodes has, by patient; None where there was no table of
        nodes, or no patients' table to tell who is excluded.
    pictures, shapes : by patient and node, as of a run: made by this run or by the one that made the table. There may
        be some of nodes that have been left out since; ``imaged`` tells which are wanted.
    """

    name: str
    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[Remark, ...]
    patients: pd.DataFrame | None
    notice: str = ""
    origin: str = ""
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    masks: tuple[PatientMasks, ...] = ()
    unusable: pd.DataFrame = field(default_factory=no_rows)
    forms: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[str, int] | None = None
    pictures: Mapping[tuple[str, str], Pictures] = field(default_factory=dict)
    shapes: Mapping[tuple[str, str], Shape] = field(default_factory=dict)

    def imaged(self) -> dict[str, Any]:
        """Return ``pictures`` and ``shapes`` for a run: those of the nodes that are left, and of their patients."""
        nodes = set(self.features[list(KEY)].itertuples(index=False, name=None))
        wanted = nodes | {(patient, "") for patient, _ in nodes}
        return {
            "pictures": {key: found for key, found in self.pictures.items() if key in nodes},
            "shapes": {key: found for key, found in self.shapes.items() if key in wanted},
        }

    def known_patients(self) -> pd.DataFrame:
        """Return the patients' table, or the ids alone where no table was given."""
        if self.patients is not None:
            return self.patients
        ids = {*self.features["patient_id"], *self.failures["patient_id"]} - {""}  # a row without an id has failed too
        return pd.DataFrame({"patient_id": sorted(ids)}, dtype=object)

    def failed_nodes(self) -> dict[str, int]:
        """Return how many nodes of each patient could not be measured."""
        of_nodes = self.failures[self.failures["node_id"] != ""]
        return {str(patient): int(n) for patient, n in of_nodes["patient_id"].value_counts().items()}


def load(
    source: Source,
    settings: Settings,
    *,
    patients: Patients | None = None,
    cohorts: Sequence[str] = (),
    jobs: int = 1,
    progress: Progress | None = None,
) -> Loaded:
    """Measure a cohort's nodes, or take those of a features table.

    Parameters
    ----------
    source : a cohort or a features table.
    settings : of the extraction.
    patients : the patients' table that goes with a features table.
    cohorts : names of cohorts to keep; none keeps all.
    jobs, progress : of the extraction.

    Raises
    ------
    CohortError, TableError
        something that was given cannot be used, or no node could be measured.
    """
    names = (cohorts,) if isinstance(cohorts, str) else tuple(cohorts)
    if is_cohort(source):
        loaded = _from_cohort(source, settings, patients, names, jobs, progress)
    else:
        loaded = _from_table(source, patients, names, settings)
    if loaded.features.empty:
        raise NothingMeasuredError(loaded.name, list(failure_lines(loaded.failures)))
    return loaded


def is_cohort(source: object) -> TypeGuard[Cohort | str | Path]:
    """Return whether a source is a cohort, whose nodes are to be measured, and not a table of measured ones."""
    return isinstance(source, Cohort) or (isinstance(source, str | Path) and not is_node_table(usable_path(source)))


def as_cohort(patients: Patients) -> Cohort:
    """Return a patients' table as a cohort, read and checked if need be; its images and masks need not be there."""
    if isinstance(patients, Cohort):
        return patients
    if isinstance(patients, pd.DataFrame):
        return cohort_of(patients)
    if not isinstance(patients, str | Path):
        raise TableError(f"patients: found a {type(patients).__name__}; expected a path, a cohort or a DataFrame")
    return read_cohort(usable_path(patients), images=False)


def usable_path(given: str | Path) -> Path:
    """Return a path, whether anything is there or not.

    Raises
    ------
    TableError
        nothing can be there, as the name is too long, or may be looked for.
    """
    path = Path(given)
    try:
        path.exists()
    except OSError as error:
        raise TableError(f"{brief(path)}: cannot be read ({error.strerror}); give the path of a table") from error
    return path


def _from_cohort(
    source: Cohort | str | Path,
    settings: Settings,
    patients: Patients | None,
    names: tuple[str, ...],
    jobs: int,
    progress: Progress | None,
) -> Loaded:
    """Measure a cohort's nodes."""
    if patients is not None:
        raise TableError("--patients goes with a features table; a cohort has its own patients.csv")
    cohort = (source if isinstance(source, Cohort) else read_cohort(source)).only(names)
    found = extract_cohort(cohort, settings, jobs, progress)
    return Loaded(
        cohort.name,
        found.features,
        failures_table([*cohort.failures, *failure_rows(found.failures)]),
        found.remarks,
        cohort.patients,
        cohort.notice,
        MEASURED,
        cohort.sources(),
        found.masks,
        cohort.unusable,
        found.forms,
        pictures=found.pictures,
        shapes=found.shapes,
    )


def _from_table(source: object, patients: Patients | None, cohorts: tuple[str, ...], settings: Settings) -> Loaded:
    """Take the nodes of a features table, with all that is known of its making, and join them with their patients."""
    if isinstance(source, str | Path):
        path = Path(source)
        features, failures = read_features(path)
        name, sources, origin = printable(path.name), {"features": named_sha256(path)}, origin_of(path, features)
    else:
        if not isinstance(source, pd.DataFrame | Run):
            kind = type(source).__name__
            raise TableError(f"nodes: found a {kind}; expected a path, a cohort, a DataFrame or a run with features")
        table = source if isinstance(source, pd.DataFrame) else source.features
        if table is None:
            raise TableError("the run has no features; give one that extract, fit, predict or validate returned")
        features, failures = checked_features(table, "features table")
        name, sources = "features table", {}
        origin = origin_of(source if isinstance(source, Run) else None, features)
    check_measured_alike(name, origin, settings)
    failures = failures_table([*failure_rows(failures), *failure_rows(origin.failures)])
    loaded = Loaded(
        name, features, failures, origin.remarks, None, origin.notice, origin.kind, sources, **origin.imaged()
    )
    if patients is not None:
        return with_patients(loaded, as_cohort(patients), cohorts)
    if cohorts:
        raise TableError(f"{name}: a features table names no cohort; give its patients' table with --patients")
    return loaded


def with_patients(loaded: Loaded, whole: Cohort, cohorts: tuple[str, ...] = ()) -> Loaded:
    """Add the patients of a table of nodes; what is known of excluded ones, and of other cohorts, is left out.

    Nodes of patients who are not in the patients' table at all stay, to be refused by name.
    """
    known = whole.only(cohorts)
    used, unusable = set(known.included()["patient_id"]), set(known.unusable["patient_id"])
    lost = [row for row in known.failures if row[0] in unusable]
    failed = failure_rows(loaded.failures[loaded.failures["patient_id"].isin(used)])
    left_out = set(whole.patients["patient_id"]) - used
    return replace(
        loaded,
        features=loaded.features[~loaded.features["patient_id"].isin(left_out)].reset_index(drop=True),
        failures=failures_table([*lost, *failed]),
        remarks=tuple(remark for remark in loaded.remarks if remark[0] in used),
        patients=known.patients,
        notice=known.notice or loaded.notice,
        sources={**loaded.sources, **known.sources()},
        unusable=known.unusable,
        set_aside=_nodes_of(loaded, known.patients.loc[known.patients["excluded"] != "", "patient_id"]),
    )


def _nodes_of(loaded: Loaded, ids: pd.Series[str]) -> dict[str, int]:
    """Return how many nodes each of some patients has in a table of nodes, those among them that have failed."""
    failed = loaded.failures.loc[loaded.failures["node_id"] != "", "patient_id"]
    counts = pd.concat([loaded.features["patient_id"], failed]).value_counts()
    return {str(patient): int(counts[patient]) for patient in sorted(ids) if patient in counts.index}
