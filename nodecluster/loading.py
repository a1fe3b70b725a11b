"""From whatever a command was given (a cohort, its path, a features table) to measured nodes and their patients."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from nodecluster.cohort.csvfile import file_sha256
from nodecluster.cohort.node_tables import checked_features, is_node_table, read_features
from nodecluster.cohort.patients import Cohort, cohort_of, read_cohort
from nodecluster.errors import NothingMeasuredError, TableError
from nodecluster.extraction import Progress, extract_cohort
from nodecluster.runs import INFO
from nodecluster.settings import Settings
from nodecluster.tables import failure_lines

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
        loaded = _from_table(source, *table, patients, names)
        _check_measured_alike(source, settings)
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
) -> Loaded:
    """Join a features table with its patients."""
    name = "features table" if isinstance(source, pd.DataFrame) else Path(str(source)).name
    sources = {} if isinstance(source, pd.DataFrame) else {name: file_sha256(Path(str(source)))}
    if patients is None:
        if cohorts:
            raise TableError(f"{name}: a features table names no cohort; give its patients' table with --patients")
        return Loaded(name, features, failures, (), None, features_table=True, sources=sources)
    whole = as_cohort(patients)
    known = whole.only(cohorts)
    left_out = set(whole.patients["patient_id"]) - set(known.included()["patient_id"])
    features = features[~features["patient_id"].isin(left_out)].reset_index(drop=True)
    failures = failures[~failures["patient_id"].isin(left_out)].reset_index(drop=True)
    sources |= known.sources()
    return Loaded(name, features, failures, (), known.patients, known.notice, features_table=True, sources=sources)


def _check_measured_alike(source: Source, settings: Settings) -> None:
    """Refuse a features table of ours that was measured otherwise than the settings say.

    The run that made it lies beside it; a table from elsewhere tells nothing, and the report says so.
    """
    if isinstance(source, (pd.DataFrame, Cohort)) or not (Path(source).parent / INFO).is_file():
        return
    try:
        measured = json.loads((Path(source).parent / INFO).read_text(encoding="utf-8"))["settings"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in ("bin_width", "spacing_mm", "minimum_voxels"):
        wanted = getattr(settings, name)
        if measured.get(name, wanted) != wanted:
            raise TableError(
                f"{Path(source).name}: measured with {name} = {measured[name]}, but {wanted} is asked for; "
                "give the cohort itself, or settings that agree"
            )
