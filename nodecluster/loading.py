"""From whatever a command was given (a cohort, its path, a features table) to measured nodes and their patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from nodecluster.cohort.csvfile import file_sha256
from nodecluster.cohort.node_tables import checked_features, is_node_table, read_features
from nodecluster.cohort.patients import Cohort, cohort_of, read_cohort
from nodecluster.errors import NothingMeasuredError, TableError
from nodecluster.extraction import Progress, extract_cohort
from nodecluster.results import Run
from nodecluster.runs import read_origin
from nodecluster.settings import Settings
from nodecluster.tables import FAILURE_COLUMNS, failure_lines, failures_table

Patients = str | Path | Cohort | pd.DataFrame
"""A patients' table, its path, or a cohort that has one."""

Source = str | Path | Cohort | pd.DataFrame
"""A cohort folder, its patients.csv, a features table, or one of these already read."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """Measured nodes and what is known of their patients.

    Attributes
    ----------
    name : of the cohort or table, without its folder.
    features : the features table, sorted.
    failures : the nodes that could not be measured.
    remarks : on nodes that were measured.
    patients : a row a patient, excluded ones too; None where nothing but features was given.
    notice : of the cohort.
    features_table : whether the features were taken from a table, and not measured here.
    sources : the SHA-256 of the tables that were read, by name.
    """

    name: str
    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[str, ...]
    patients: pd.DataFrame | None
    notice: str = ""
    features_table: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)

    def known_patients(self) -> pd.DataFrame:
        """Return the patients' table, or the ids alone where no table was given."""
        if self.patients is not None:
            return self.patients
        return pd.DataFrame({"patient_id": sorted(self.features["patient_id"].unique())}, dtype=object)

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
    table = _as_features(source)
    if table is not None:
        loaded = _from_table(source, *table, patients, names, settings)
    else:
        loaded = _from_cohort(source, settings, patients, names, jobs, progress)
    if loaded.features.empty:
        raise NothingMeasuredError(loaded.name, list(failure_lines(loaded.failures)))
    return loaded


def as_cohort(patients: Patients) -> Cohort:
    """Return a patients' table as a cohort, read and checked if need be; its images and masks need not be there."""
    if isinstance(patients, Cohort):
        return patients
    if isinstance(patients, pd.DataFrame):
        return cohort_of(patients)
    return read_cohort(patients, images=False)


def _from_cohort(
    source: Source,
    settings: Settings,
    patients: Patients | None,
    names: tuple[str, ...],
    jobs: int,
    progress: Progress | None,
) -> Loaded:
    """Measure a cohort's nodes."""
    if patients is not None:
        raise TableError("--patients goes with a features table; a cohort has its own patients.csv")
    cohort = (source if isinstance(source, Cohort) else read_cohort(Path(str(source)))).only(names)
    found = extract_cohort(cohort, settings, jobs, progress)
    return Loaded(
        cohort.name,
        found.features,
        found.failures,
        found.remarks,
        cohort.patients,
        cohort.notice,
        sources=cohort.sources(),
    )


def _as_features(source: Source) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Return the nodes and failures of a features table, or None where the source is a cohort."""
    if isinstance(source, pd.DataFrame):
        return checked_features(source, "features table")
    if isinstance(source, Cohort) or not is_node_table(Path(source)):
        return None
    return read_features(Path(source))


def _from_table(
    source: Source,
    features: pd.DataFrame,
    failures: pd.DataFrame,
    patients: Patients | None,
    cohorts: tuple[str, ...],
    settings: Settings,
) -> Loaded:
    """Join a features table with its patients, and with what the run that made it says, where it lies beside it."""
    if isinstance(source, pd.DataFrame):
        name, sources, origin = "features table", {}, None
    else:
        path = Path(str(source))
        name, sources, origin = path.name, {path.name: file_sha256(path)}, read_origin(path)
    notice = ""
    if origin is not None:
        _check_measured_alike(name, origin, settings)
        failures = failures_table([*_rows(failures), *_rows(origin.failures)])
        notice = str(origin.info.get("notice", ""))
    loaded = Loaded(name, features, failures, (), None, notice, features_table=True, sources=sources)
    if patients is not None:
        return _with_patients(loaded, as_cohort(patients), cohorts)
    if cohorts:
        raise TableError(f"{name}: a features table names no cohort; give its patients' table with --patients")
    return loaded


def _with_patients(loaded: Loaded, whole: Cohort, cohorts: tuple[str, ...]) -> Loaded:
    """Add the patients of a features table; the nodes of excluded ones, and of other cohorts, are left out."""
    known = whole.only(cohorts)
    left_out = set(whole.patients["patient_id"]) - set(known.included()["patient_id"])
    return replace(
        loaded,
        features=loaded.features[~loaded.features["patient_id"].isin(left_out)].reset_index(drop=True),
        failures=loaded.failures[~loaded.failures["patient_id"].isin(left_out)].reset_index(drop=True),
        patients=known.patients,
        notice=known.notice or loaded.notice,
        sources={**loaded.sources, **known.sources()},
    )


def _rows(failures: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    """Return a table of failures as rows."""
    return [tuple(row) for row in failures[list(FAILURE_COLUMNS)].itertuples(index=False, name=None)]


def _check_measured_alike(name: str, origin: Run, settings: Settings) -> None:
    """Refuse a features table of ours that was measured otherwise than the settings say.

    A table from elsewhere tells nothing of it, and the report says so.
    """
    measured = origin.info.get("settings", {})
    for setting in ("bin_width", "spacing_mm", "minimum_voxels"):
        wanted = getattr(settings, setting)
        if measured.get(setting, wanted) != wanted:
            raise TableError(
                f"{name}: measured with {setting} = {measured[setting]}, but {wanted} is asked for; "
                "give the cohort itself, or settings that agree"
            )
