"""Every node that was checked, patient by patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.report.checks.checked import Checked, summary
from nodecluster.report.parts import Section
from nodecluster.tables import OK


@dataclass(frozen=True)
class Patient:
    """A patient's rows.

    Attributes
    ----------
    name : the patient's id.
    summary : how many nodes of each verdict.
    shared : format and grid, where all nodes have the same; else they are a fact of each.
    whole : what was found of the patient as a whole.
    nodes : what was found of each node, and the facts that it shows.
    """

    name: str
    summary: str
    shared: str
    whole: tuple[Checked, ...]
    nodes: tuple[tuple[Checked, tuple[tuple[str, str], ...]], ...]


def section(rows: Sequence[Checked]) -> Section | None:
    """Return every node; None where there is none."""
    if not rows:
        return None
    by_patient: dict[str, list[Checked]] = {}
    for row in rows:
        by_patient.setdefault(row.patient, []).append(row)
    patients = tuple(_patient(name, found) for name, found in by_patient.items())
    kept = tuple(row for row in rows if row.picture and row.mark != OK)
    return Section("nodes", "Every node", {"patients": patients, "kept": kept})


def _patient(name: str, rows: Sequence[Checked]) -> Patient:
    """Return one patient."""
    nodes = [row for row in rows if row.node]
    forms = {row.form for row in nodes if row.form}
    shared = forms.pop() if len(forms) == 1 else ""
    cards = tuple((row, row.facts if shared or not row.form else (*row.facts, ("Mask", row.form))) for row in nodes)
    return Patient(name, summary(rows), shared, tuple(row for row in rows if not row.node), cards)
