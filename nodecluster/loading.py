"""From whatever a command was given (a cohort, its path, a features table) to measured nodes and their patients."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nodecluster.cohort.node_tables import checked_features, is_node_table, read_features
from nodecluster.cohort.patients import Cohort, read_cohort
from nodecluster.errors import TableError
from nodecluster.extraction import Progress, extract_cohort
from nodecluster.settings import Settings

Patients = str | Path | Cohort
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
    """

    name: str
    features: pd.DataFrame
    failures: pd.DataFrame
    remarks: tuple[str, ...]
    patients: pd.DataFrame | None
    notice: str = ""

    def known_patients(self) -> pd.DataFrame:
        """Return the patients' table, or the ids alone where no table was given."""
        if self.patients is not None:
            return self.patients
        return pd.DataFrame({"patient_id": sorted(self.features["patient_id"].unique())}, dtype=object)


def load(
    source: Source,
    settings: Settings,
    *,
    patients: Patients | None = None,
    cohorts: tuple[str, ...] = (),
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
        something that was given cannot be used.
    """
    table = _as_features(source)
    if table is not None:
        return _from_table(source, *table, patients, cohorts)
    if patients is not None:
        raise TableError("--patients goes with a features table; a cohort has its own patients.csv")
    cohort = (source if isinstance(source, Cohort) else read_cohort(Path(str(source)))).only(cohorts)
    extraction = extract_cohort(cohort, settings, jobs, progress)
    return Loaded(
        cohort.name, extraction.features, extraction.failures, extraction.remarks, cohort.patients, cohort.notice
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
    if patients is None:
        if cohorts:
            raise TableError(f"{name}: a features table names no cohort; give its patients' table with --patients")
        return Loaded(name, features, failures, (), None)
    whole = patients if isinstance(patients, Cohort) else read_cohort(patients, images=False)
    known = whole.only(cohorts)
    left_out = set(whole.patients["patient_id"]) - set(known.included()["patient_id"])
    features = features[~features["patient_id"].isin(left_out)].reset_index(drop=True)
    failures = failures[~failures["patient_id"].isin(left_out)].reset_index(drop=True)
    return Loaded(name, features, failures, (), known.patients, known.notice)
