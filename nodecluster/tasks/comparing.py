"""What is found when the patients of a cohort are compared with each other and with pathology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from nodecluster.imaging.inspection import Finding
from nodecluster.tasks.checked import NodeCheck, PatientCheck
from nodecluster.words import first_few

NAMED = 3


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
    return f"patient{'s' if len(others) > 1 else ''} {first_few(others, NAMED)}" if others else ""


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


def _with_same_mask(node: NodeCheck, patient: PatientCheck, masks: Mapping[str, list[str]]) -> NodeCheck:
    """Return a node with a warning where another patient has the same mask at the same place."""
    others = _others(patient, node.fingerprint, masks)
    if not others:
        return node
    same = Finding(
        f"the same mask at the same place as in {others}",
        "Give each patient the masks that were drawn on the patient's own CT",
    )
    return replace(node, warnings=(*node.warnings, same))
