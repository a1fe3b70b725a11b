"""What a check knows of patients and nodes, what it finds when it compares patients, and the table of it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nodecluster.imaging.inspection import Finding
from nodecluster.imaging.preview import Preview
from nodecluster.results import CheckFinding
from nodecluster.tables import CHECK_COLUMNS, FAILS, OK, SEPARATOR, WARNING, FailureRow, sorted_by_node

NAMED = 3


@dataclass(frozen=True, eq=False)
class Checked:
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
    picture: Preview | None = None

    def verdict(self) -> str:
        """Return ``fails``, ``warning`` or ``ok``."""
        return FAILS if self.failures else WARNING if self.warnings else OK

    def findings(self) -> tuple[CheckFinding, ...]:
        """Return all that was found, what fails first."""
        failures = (CheckFinding(*failure, fails=True) for failure in self.failures)
        return (*failures, *(CheckFinding(*warning, fails=False) for warning in self.warnings))

    def row(self, patient: str) -> tuple[object, ...]:
        """Return it as a row of ``check.csv``: as many remedies as findings, in the same order (``SEPARATOR``)."""
        found = self.findings()
        volume = None if self.volume_mm3 is None else round(self.volume_mm3, 3)
        return (
            *(patient, self.node_id, self.form, self.grid, self.voxels, volume, self.components, self.median_hu),
            *(self.verdict(), _joined(finding.text for finding in found), _joined(finding.remedy for finding in found)),
        )


@dataclass(frozen=True, eq=False)
class PatientCheck:
    """What was found of a patient and of each node; ``fingerprint`` is that of the CT, where it could be read."""

    patient_id: str
    nodes: tuple[Checked, ...] = ()
    failures: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    fingerprint: str = ""

    def rows(self) -> Iterator[Checked]:
        """Yield the patient, where there is something to say, and the nodes."""
        if self.failures or self.warnings:
            yield Checked("", failures=self.failures, warnings=self.warnings)
        yield from self.nodes


@dataclass(frozen=True, eq=False)
class CohortCheck:
    """What was found of a cohort.

    Attributes
    ----------
    table : ``check.csv``, sorted by patient and node.
    findings : one by one, by patient and node (nothing where it is the patient).
    previews : pictures of the nodes, by patient and node.
    """

    table: pd.DataFrame
    findings: Mapping[tuple[str, str], tuple[CheckFinding, ...]]
    previews: Mapping[tuple[str, str], Preview]

    @classmethod
    def of(cls, patients: Sequence[PatientCheck]) -> CohortCheck:
        """Put patients together."""
        rows = {(patient.patient_id, row.node_id): row for patient in patients for row in patient.rows()}
        return cls(
            check_table(patients),
            {key: row.findings() for key, row in rows.items() if row.findings()},
            {key: row.picture for key, row in rows.items() if row.picture},
        )


def compared(patients: Sequence[PatientCheck], examined: Mapping[str, int]) -> list[PatientCheck]:
    """Return the patients with what is found when they are compared with each other and with pathology.

    Parameters
    ----------
    patients : each checked by itself.
    examined : how many nodes pathology examined, of those patients where it is known.
    """
    cts = _groups((patient.fingerprint, patient.patient_id) for patient in patients)
    masks = _groups((node.fingerprint, patient.patient_id) for patient in patients for node in patient.nodes)
    return [
        replace(
            patient,
            warnings=(*patient.warnings, *_same_ct(patient, cts), *_too_many(patient, examined)),
            nodes=tuple(_with_same_mask(node, patient, masks) for node in patient.nodes),
        )
        for patient in patients
    ]


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
    kinds = {"voxels": "Int64", "components": "Int64", "volume_mm3": "float64", "median_hu": "float64"}
    return sorted_by_node(frame.astype(kinds))


def _joined(texts: Iterable[str]) -> str:
    """Return texts as one that can be split at ``SEPARATOR`` again."""
    return SEPARATOR.join(text.replace(SEPARATOR.strip(), "/") for text in texts)


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the patients who share a fingerprint, by the fingerprint."""
    found: dict[str, list[str]] = defaultdict(list)
    for fingerprint, patient in pairs:
        if fingerprint and patient not in found[fingerprint]:
            found[fingerprint].append(patient)
    return found


def _others(patient: PatientCheck, fingerprint: str, groups: Mapping[str, list[str]]) -> str:
    """Return the other patients with a fingerprint, for a message; nothing where there are none."""
    others = sorted(set(groups.get(fingerprint, ())) - {patient.patient_id})
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"patient{'s' if len(others) > 1 else ''} {', '.join(others[:NAMED])}{more}" if others else ""


def _same_ct(patient: PatientCheck, cts: Mapping[str, list[str]]) -> Iterator[Finding]:
    others = _others(patient, patient.fingerprint, cts)
    if others:
        yield Finding(
            f"the same CT as {others}",
            "Correct the paths in patients.csv, or keep one of the patients with the same CT",
        )


def _too_many(patient: PatientCheck, examined: Mapping[str, int]) -> Iterator[Finding]:
    most, number = examined.get(patient.patient_id), len(patient.nodes)
    if most is not None and number > most:
        yield Finding(
            f"{number} nodes are segmented, but pathology examined {most} (nodes_examined)",
            "Check nodes_examined, and that no node is segmented twice",
        )


def _with_same_mask(node: Checked, patient: PatientCheck, masks: Mapping[str, list[str]]) -> Checked:
    """Return a node with a warning where another patient has the same mask at the same place."""
    others = _others(patient, node.fingerprint, masks)
    if not others:
        return node
    same = Finding(
        f"the same mask at the same place as in {others}",
        "Give each patient the masks that were drawn on the patient's own CT",
    )
    return replace(node, warnings=(*node.warnings, same))
