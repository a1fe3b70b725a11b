"""Patient by patient: nodes, prediction and, where it is known, pathology."""

from __future__ import annotations

from nodecluster import formats
from nodecluster.report.columns import words
from nodecluster.report.parts import Section, Table
from nodecluster.results import Run

OPEN_UP_TO = 40
_OPTIONAL = ("Cohort", "Clinical", "Nodes failed", "Pathology")
_NOTHING = {"", "0", formats.ABSENT}
_OUTCOME = {"1": "metastasis", "0": "no metastasis", "": formats.ABSENT}


def section(run: Run) -> Section | None:
    """Return a row a patient; None for a fit, whose own patients it does not predict, and where there are none."""
    if run.patients is None or run.patients.empty or run.info.get("command") == "fit":
        return None
    patients = run.patients
    failed = run.failures.loc[run.failures["node_id"] != "", "patient_id"].value_counts()
    columns = {
        "Patient": words(patients, "patient_id"),
        "Cohort": words(patients, "cohort"),
        "Clinical": words(patients, "clinical_n"),
        "Nodes": words(patients, "nodes"),
        "Nodes failed": [str(failed.get(patient, 0)) for patient in words(patients, "patient_id")],
        "Nodes in group 2": words(patients, "nodes_group2"),
        "Predicted": [_OUTCOME.get(value, value) for value in words(patients, "predicted")],
        "Pathology": [_OUTCOME.get(value, value) for value in words(patients, "truth")],
    }
    shown = {name: values for name, values in columns.items() if name not in _OPTIONAL or not set(values) <= _NOTHING}
    rows = tuple(tuple(cell or formats.ABSENT for cell in row) for row in zip(*shown.values(), strict=True))
    wordy = frozenset(i for i, name in enumerate(shown) if name in ("Cohort", "Clinical", "Predicted", "Pathology"))
    table = Table("Patient by patient", tuple(shown), rows, words=wordy)
    return Section("patients", "Patients", {"table": table, "open": len(rows) <= OPEN_UP_TO})
