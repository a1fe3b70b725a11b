"""``run.json``: what was done, with what, on how much, and what a reader must know."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from nodecluster.cohort.masks.dicom.contours import RULE
from nodecluster.cohort.masks.dicom.kind import RTSTRUCT
from nodecluster.cohort.tables.patients import Cohort
from nodecluster.loading import Loaded
from nodecluster.origin import UNKNOWN
from nodecluster.runs import versions
from nodecluster.tables import CLINICAL_N, FAILS
from nodecluster.variables import reasons_warning, shown_reasons
from nodecluster.verdicts import Verdicts
from nodecluster.words import counted, first_few, listed

_NAMED = 3
"""So many nodes with one remark are named, of more of them two."""


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
    files = {**({"model": model_file} if model_file else {}), **loaded.sources}
    return {
        **_head(command, clock, settings),
        "inputs": {
            "cohort": loaded.name,
            "cohorts": list(cohorts),
            "jobs": jobs,
            **({"features": loaded.origin} if loaded.origin else {}),
            **_masks(loaded.forms),
            "files": {part: dict(file) for part, file in files.items()},
        },
        "counts": _counts(loaded),
        "excluded": _excluded(loaded),
        "warnings": [*warnings, *_data_warnings(loaded)],
        "remarks": [list(remark) for remark in loaded.remarks],
        "notice": loaded.notice,
    }


def describe_check(
    clock: Clock, settings: Mapping[str, Any], cohort: Cohort, checks: pd.DataFrame, *, jobs: int = 1
) -> dict[str, Any]:
    """Return the content of ``run.json`` of a check: as of any run, with the verdicts counted.

    Parameters
    ----------
    clock, settings, jobs : as of ``describe``.
    cohort : what was checked.
    checks : what was found, a row a node or patient.
    """
    excluded = cohort.patients["excluded"]
    of_nodes = checks["node_id"] != ""
    found = Verdicts.of_table(checks)
    measurable = checks[of_nodes & (checks["verdict"] != FAILS)]
    return {
        **_head("check", clock, settings),
        "inputs": {
            "cohort": cohort.name,
            "cohorts": [],
            "jobs": jobs,
            **_masks(_tally(measurable["format"])),
            "files": {part: dict(file) for part, file in cohort.sources().items()},
        },
        "counts": {
            "patients": int((excluded == "").sum()) + len(cohort.unusable),
            "excluded": int((excluded != "").sum()),
            "nodes": sum(found.nodes.values()),
            "node_verdicts": dict(found.nodes),
            "patient_verdicts": dict(found.patients),
        },
        "excluded": _tally(shown_reasons(excluded)),
        "warnings": reasons_warning(excluded),
        "remarks": [],
        "notice": cohort.notice,
    }


def _head(command: str, clock: Clock, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of every run."""
    found = versions()
    return {
        "nodecluster": found["nodecluster"],
        "command": command,
        "started": clock.started,
        "seconds": clock.seconds(),
        "versions": found,
        "settings": dict(settings),
    }


def _counts(loaded: Loaded) -> dict[str, Any]:
    """Return how many patients and nodes there are, in all and by cohort and clinical assessment."""
    patients = loaded.known_patients()
    for name in ("cohort", "clinical_n", "excluded"):
        if name not in patients:
            patients = patients.assign(**{name: ""})
    lost = loaded.unusable["cohort"].fillna("")
    cohorts = sorted({*patients["cohort"], *lost})
    cohorts = cohorts if cohorts != [""] else []  # nobody is of a cohort
    return {
        **_part(loaded, patients, len(lost)),
        "cohorts": {
            name: _part(loaded, patients[patients["cohort"] == name], int((lost == name).sum())) for name in cohorts
        },
        "clinical_n": _clinical(patients.loc[patients["excluded"] == "", "clinical_n"]),
    }


def _clinical(assessed: pd.Series[str]) -> dict[str, int]:
    """Return how many patients each clinical assessment has, and how many none; nothing where nobody was assessed."""
    found = assessed.value_counts()
    return {} if set(found.index) <= {""} else {n: int(found[n]) for n in (*CLINICAL_N, "") if n in found.index}


def _part(loaded: Loaded, patients: pd.DataFrame, lost: int) -> dict[str, int]:
    """Return the counts of some patients, ``lost`` ones without a usable row among them.

    A patient failed of whom nothing could be measured.
    """
    used = patients.loc[patients["excluded"] == "", "patient_id"]
    nodes = loaded.features["patient_id"]
    failures = loaded.failures[loaded.failures["patient_id"].isin(used)]
    return {
        "patients": len(used) + lost,
        "patients_measured": int(used.isin(nodes).sum()),
        "excluded": len(patients) - len(used),
        "nodes": int(nodes.isin(used).sum()),
        "nodes_failed": int((failures["node_id"] != "").sum()),
        "patients_failed": int(failures.loc[~failures["patient_id"].isin(nodes), "patient_id"].nunique()) + lost,
    }


def _excluded(loaded: Loaded) -> dict[str, int]:
    """Return how many patients were excluded for each reason."""
    return {} if loaded.patients is None else _tally(shown_reasons(loaded.patients["excluded"]))


def _tally(values: pd.Series[str]) -> dict[str, int]:
    """Return how often each text occurs that is not empty, in order."""
    return {str(text): int(n) for text, n in values[values != ""].value_counts().sort_index().items()}


def _masks(forms: Mapping[str, int]) -> dict[str, Any]:
    """Return how many nodes came from masks of each format, and by what rule contours became voxels."""
    contours = {"contours": RULE} if RTSTRUCT in forms else {}
    return {"masks": dict(forms), **contours} if forms else {}


def _data_warnings(loaded: Loaded) -> list[str]:
    """Return the warnings on the nodes, their patients and their origin."""
    reasons = [] if loaded.patients is None else reasons_warning(loaded.patients["excluded"])
    return [*_origin_warnings(loaded), *reasons, *_failure_warnings(loaded), *_remarks(loaded)]


def _remarks(loaded: Loaded) -> list[str]:
    """Return the remarks on nodes as sentences, those that are the same of several nodes of a patient as one."""
    nodes: dict[tuple[str, str], list[str]] = {}
    for patient, text in loaded.remarks:
        node, _, rest = text.partition(": ") if text.startswith("node ") else ("", "", text)
        nodes.setdefault((patient, rest), []).append(node.removeprefix("node "))
    return [f"patient {patient}, {_whose(names)}{text}" for (patient, text), names in nodes.items()]


def _whose(names: Sequence[str]) -> str:
    """Return the nodes that a remark is of: ``node a: ``, ``nodes a, b and 3 more: ``; nothing where it names none."""
    named = list(filter(None, names))
    if not named:
        return ""
    few = listed(named) if len(named) <= _NAMED else first_few(sorted(named), _NAMED - 1)
    return f"node{'s' * (len(named) > 1)} {few}: "


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
    named = set(loaded.failures["patient_id"]) - set(loaded.unusable["patient_id"]) - {""}
    patients = counted(len(named) + len(loaded.unusable), "patient")
    said = [f"{failures} in {patients}: the nodes that failed are in no figure, see failures.csv"]
    if len(loaded.unusable):
        rows = counted(len(loaded.unusable), "patient")
        said.append(f"{rows} whose row in the patients' table cannot be used: counted as failed, and in no figure")
    return said
