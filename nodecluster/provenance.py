"""``run.json``: what was done, with what, on how much, and what a reader must know."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from nodecluster.loading import Loaded
from nodecluster.origin import UNKNOWN
from nodecluster.runs import versions
from nodecluster.tables import CLINICAL_N
from nodecluster.validation.naming import counted


class Clock:
    """When a run began, and how long it has taken; a clock that is set in between does not matter."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC).isoformat(timespec="seconds")
        self._begin = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return round(time.monotonic() - self._begin, 2)


def describe(
    command: str,
    clock: Clock,
    settings: Mapping[str, Any],
    loaded: Loaded,
    *,
    jobs: int = 1,
    cohorts: Sequence[str] = (),
    model_file: Mapping[str, str] | None = None,
    warnings: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the content of ``run.json``.

    Parameters
    ----------
    command : as the analyst types it.
    clock : running since the command began.
    settings : of this run, plain values.
    loaded : the nodes, their patients and what is known of both.
    jobs, cohorts : as asked for.
    model_file : name and SHA-256 of the model that was applied; of files the names only, never where they lie.
    warnings : of the command itself; those on the nodes and their origin follow them.
    """
    found = versions()
    files = {**({"model": model_file} if model_file else {}), **loaded.sources}
    return {
        "nodecluster": found["nodecluster"],
        "command": command,
        "started": clock.started,
        "seconds": clock.seconds(),
        "versions": found,
        "settings": dict(settings),
        "inputs": {
            "cohort": loaded.name,
            "cohorts": list(cohorts),
            "jobs": jobs,
            **({"features": loaded.origin} if loaded.origin else {}),
            "files": {part: dict(file) for part, file in files.items()},
        },
        "counts": _counts(loaded),
        "excluded": _excluded(loaded),
        "warnings": [*warnings, *_origin_warnings(loaded), *_failure_warnings(loaded), *_remarks(loaded)],
        "remarks": [list(remark) for remark in loaded.remarks],
        "notice": loaded.notice,
    }


def _counts(loaded: Loaded) -> dict[str, Any]:
    """Return how many patients and nodes there are, in all and by cohort and clinical assessment."""
    patients = loaded.known_patients()
    for name in ("cohort", "clinical_n", "excluded"):
        if name not in patients:
            patients = patients.assign(**{name: ""})
    cohorts = sorted(set(patients["cohort"]))
    cohorts = cohorts if cohorts != [""] else []  # nobody is of a cohort
    return {
        **_part(loaded, patients),
        "cohorts": {name: _part(loaded, patients[patients["cohort"] == name]) for name in cohorts},
        "clinical_n": _clinical(patients.loc[patients["excluded"] == "", "clinical_n"]),
    }


def _clinical(assessed: pd.Series[str]) -> dict[str, int]:
    """Return how many patients each clinical assessment has, and how many none; nothing where nobody was assessed."""
    found = assessed.value_counts()
    return {} if set(found.index) <= {""} else {n: int(found[n]) for n in (*CLINICAL_N, "") if n in found.index}


def _part(loaded: Loaded, patients: pd.DataFrame) -> dict[str, int]:
    """Return the counts of some patients; a patient failed of whom nothing could be measured."""
    used = patients.loc[patients["excluded"] == "", "patient_id"]
    nodes = loaded.features["patient_id"]
    failures = loaded.failures[loaded.failures["patient_id"].isin(used)]
    return {
        "patients": len(used),
        "patients_measured": int(used.isin(nodes).sum()),
        "excluded": len(patients) - len(used),
        "nodes": int(nodes.isin(used).sum()),
        "nodes_failed": int((failures["node_id"] != "").sum()),
        "patients_failed": int(failures.loc[~failures["patient_id"].isin(nodes), "patient_id"].nunique()),
    }


def _excluded(loaded: Loaded) -> dict[str, int]:
    """Return how many patients were excluded for each reason."""
    return {} if loaded.patients is None else _tally(loaded.patients["excluded"])


def _tally(values: pd.Series[str]) -> dict[str, int]:
    """Return how often each text occurs that is not empty, in order."""
    return {str(text): int(n) for text, n in values[values != ""].value_counts().sort_index().items()}


def _remarks(loaded: Loaded) -> list[str]:
    """Return the remarks on nodes as sentences."""
    return [f"patient {patient}, {text}" for patient, text in loaded.remarks]


def _origin_warnings(loaded: Loaded) -> list[str]:
    """Say what is not known of a table from elsewhere."""
    if loaded.origin != UNKNOWN:
        return []
    return [
        f"{loaded.name} lies in no run folder of this tool: with what settings its nodes were measured, and which "
        "nodes could not be, is not known"
    ]


def _failure_warnings(loaded: Loaded) -> list[str]:
    """Say how much is missing from the figures."""
    if loaded.failures.empty:
        return []
    failures = counted(len(loaded.failures), "failure")
    patients = counted(loaded.failures["patient_id"].nunique(), "patient")
    return [f"{failures} in {patients}: the nodes that failed are in no figure, see failures.csv"]
