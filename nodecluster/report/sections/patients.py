"""Patient by patient: nodes, prediction and, where it is known, pathology; the way in to each patient's nodes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import words
from nodecluster.report.nodes.outcomes import RIGHT, WRONG, outcomes, patient_anchor
from nodecluster.report.parts import Row, Section, Table
from nodecluster.report.sections.patient_sheets import with_sheet
from nodecluster.results import Run

OPEN_UP_TO = 40
_OPTIONAL = ("Cohort", "Clinical", "Nodes failed", "Pathology", "Prediction is")
_NOTHING = {"", "0", formats.ABSENT}
_OUTCOME = {"1": "metastasis", "0": "no metastasis", "": formats.ABSENT}
_MARKS = {RIGHT: "✓ right", WRONG: "✗ wrong"}
_WORDY = ("Cohort", "Clinical", "Predicted", "Pathology", "Prediction is")


@dataclass(frozen=True)
class Line:
    """A row of the table and where it leads.

    Attributes
    ----------
    cells : as in the table.
    outcome : ``right``, ``wrong`` or nothing.
    anchor : of the patient's nodes on the page, or nothing.
    atlas : the patient, where the atlas has it, or nothing.
    """

    cells: Row
    outcome: str
    anchor: str
    atlas: str


def section(run: Run) -> Section | None:
    """Return a row a patient; None for a fit, whose own patients it does not predict, and where there are none."""
    if run.patients is None or run.patients.empty or run.info.get("command") == "fit":
        return None
    table = _table(run, run.patients)
    lines = _lines(run, run.patients, table)
    content = {
        "table": table,
        "lines": lines,
        "leads": any(line.anchor for line in lines),
        "atlas": any(line.atlas for line in lines),
        "wrong": sum(line.outcome == WRONG for line in lines),
        "open": len(lines) <= OPEN_UP_TO,
        "unjudged": run.metrics is None and "Pathology" in table.head,
    }
    return Section("patients", "Patients", content)


def _table(run: Run, patients: pd.DataFrame) -> Table:
    """Return the table without the columns that say nothing."""
    names = words(patients, "patient_id")
    failed = run.failures.loc[run.failures["node_id"] != "", "patient_id"].value_counts()
    columns = {
        "Patient": names,
        "Cohort": words(patients, "cohort"),
        "Clinical": words(patients, "clinical_n"),
        "Nodes": words(patients, "nodes"),
        "Nodes failed": [str(failed.get(patient, 0)) for patient in names],
        "Nodes in group 2": words(patients, "nodes_group2"),
        "Predicted": [_OUTCOME.get(value, value) for value in words(patients, "predicted")],
        "Pathology": [_OUTCOME.get(value, value) for value in words(patients, "truth")],
        "Prediction is": [_MARKS.get(value, "") for value in outcomes(run)],
    }
    shown = {name: values for name, values in columns.items() if name not in _OPTIONAL or not set(values) <= _NOTHING}
    rows = tuple(tuple(cell or formats.ABSENT for cell in row) for row in zip(*shown.values(), strict=True))
    wordy = frozenset(i for i, name in enumerate(shown) if name in _WORDY)
    return Table("Patient by patient", tuple(shown), rows, words=wordy)


def _lines(run: Run, patients: pd.DataFrame, table: Table) -> tuple[Line, ...]:
    """Return the rows and where each leads."""
    placed = {patient for patient, node in run.shapes if node}
    sheets = with_sheet(run)
    lines = []
    for row, (patient, outcome) in enumerate(zip(words(patients, "patient_id"), outcomes(run), strict=True)):
        told = patient in sheets or outcome == WRONG
        anchor = patient_anchor(row) if told else ""
        lines.append(Line(table.rows[row], outcome, anchor, patient if patient in placed else ""))
    return tuple(lines)
