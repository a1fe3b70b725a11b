"""What a check knows of patients and nodes, and the table of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nodecluster.imaging.inspection import Finding
from nodecluster.imaging.picture import Picture, Pictures
from nodecluster.results import CheckFinding
from nodecluster.tables import CHECK_COLUMNS, CHECK_TYPES, FAILS, OK, SEPARATOR, WARNING, FailureRow, sorted_by_node


@dataclass(frozen=True, eq=False)
class NodeCheck:
    """What is known of a node, or (without an id) what was found of its patient.

    Attributes
    ----------
    node_id : nothing where it is the patient.
    form, grid : the format of the mask's file, and how its grid lies to the CT's (``placing.GRIDS``).
    voxels, volume_mm3, components, median_hu : as of ``Inspection``; None where the node could not be placed.
    failures : why it cannot be measured.
    warnings : what should be looked at.
    fingerprint : of the mask at its place.
    picture : of the node, where there is one.
    """

    node_id: str
    form: str = ""
    grid: str = ""
    voxels: int | None = None
    volume_mm3: float | None = None
    components: int | None = None
    median_hu: float | None = None
    failures: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    fingerprint: str = ""
    picture: Picture | None = None

    def verdict(self) -> str:
        """Return ``fails``, ``warning`` or ``ok``."""
        return FAILS if self.failures else WARNING if self.warnings else OK

    def findings(self) -> tuple[CheckFinding, ...]:
        """Return all that was found, what fails first."""
        failures = (_told(failure, fails=True) for failure in self.failures)
        return (*failures, *(_told(warning, fails=False) for warning in self.warnings))

    def row(self, patient: str) -> dict[str, object]:
        """Return it as a row of ``check.csv``: as many remedies as findings, in the same order (``SEPARATOR``)."""
        found = self.findings()
        return {
            "patient_id": patient,
            "node_id": self.node_id,
            "format": self.form,
            "grid": self.grid,
            "voxels": self.voxels,
            "volume_mm3": None if self.volume_mm3 is None else round(self.volume_mm3, 3),
            "components": self.components,
            "median_hu": self.median_hu,
            "verdict": self.verdict(),
            "finding": SEPARATOR.join(finding.text for finding in found),
            "remedy": SEPARATOR.join(finding.remedy for finding in found),
            "failing": len(self.failures),
        }


@dataclass(frozen=True, eq=False)
class PatientCheck:
    """What was found of a patient and of each node; ``fingerprint`` is that of the CT, where it could be read."""

    patient_id: str
    nodes: tuple[NodeCheck, ...] = ()
    failures: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    fingerprint: str = ""

    def rows(self) -> Iterator[NodeCheck]:
        """Yield the patient, where there is something to say, and the nodes."""
        if self.failures or self.warnings:
            yield NodeCheck("", failures=self.failures, warnings=self.warnings)
        yield from self.nodes


@dataclass(frozen=True, eq=False)
class CohortCheck:
    """What was found of a cohort.

    Attributes
    ----------
    table : ``check.csv``, sorted by patient and node.
    findings : one by one, by patient and node (nothing where it is the patient).
    pictures : of the nodes, by patient and node.
    """

    table: pd.DataFrame
    findings: Mapping[tuple[str, str], tuple[CheckFinding, ...]]
    pictures: Mapping[tuple[str, str], Pictures]

    @classmethod
    def of(cls, patients: Sequence[PatientCheck]) -> CohortCheck:
        """Put patients together."""
        rows = {(patient.patient_id, row.node_id): row for patient in patients for row in patient.rows()}
        return cls(
            check_table(patients),
            {key: row.findings() for key, row in rows.items() if row.findings()},
            {key: (row.picture,) for key, row in rows.items() if row.picture},
        )


def with_failures(patients: Sequence[PatientCheck], rows: Iterable[FailureRow]) -> list[PatientCheck]:
    """Return the patients with those who failed before any file was opened, because of the patients' table."""
    found = {patient.patient_id: patient for patient in patients}
    for patient_id, _, _, reason, remedy in rows:
        patient = found.get(patient_id, PatientCheck(patient_id))
        found[patient_id] = replace(patient, failures=(*patient.failures, Finding(reason, remedy)))
    return list(found.values())


def check_table(patients: Sequence[PatientCheck]) -> pd.DataFrame:
    """Return ``check.csv``: a row a node and for each patient of whom there is something to say, sorted.

    Of what was found of a row, ``finding`` and ``remedy`` hold as many texts in the same order, what fails first, with
    ``SEPARATOR`` between them, which stands in none of them.
    """
    rows = [checked.row(patient.patient_id) for patient in patients for checked in patient.rows()]
    frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS), dtype=object)
    return sorted_by_node(frame.astype(CHECK_TYPES))


def _told(finding: Finding, *, fails: bool) -> CheckFinding:
    """Return a finding for the table, whose texts can be joined by ``SEPARATOR`` and split at it again."""
    text, remedy = (each.replace(SEPARATOR.strip(), "/") for each in finding)
    return CheckFinding(text, remedy, fails)
