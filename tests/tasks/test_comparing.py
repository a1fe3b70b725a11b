from __future__ import annotations

from nodecluster.imaging.inspection import Finding
from nodecluster.tasks.checked import NodeCheck, PatientCheck
from nodecluster.tasks.comparing import compared


def test_patients_are_compared():
    patients = [
        PatientCheck(name, (NodeCheck("n", fingerprint=mask), NodeCheck("m")), fingerprint=ct)
        for name, ct, mask in (("A", "1", "x"), ("B", "1", "y"), ("C", "2", "y"), ("D", "", ""), ("E", "", ""))
    ]
    found = compared(patients, {"A": 1, "B": 2})
    texts = [[finding.text for finding in patient.warnings] for patient in found]
    assert texts == [
        ["the same CT as patient B", "2 nodes are segmented, but pathology examined 1 (nodes_examined)"],
        ["the same CT as patient A"],
        *([], [], []),  # who was not read is not the same as who else was not
    ]
    masks = [[finding.text for finding in patient.nodes[0].warnings] for patient in found]
    assert masks == [
        [], ["the same mask at the same place as in patient C"], ["the same mask at the same place as in patient B"],
        [], [],
    ]  # fmt: skip


def test_many_of_the_same_are_not_all_named():
    found = compared([PatientCheck(name, fingerprint="1") for name in "EDCBA"], {})
    assert found[4].warnings[0].text == "the same CT as patients B, C, D and 1 more"


def test_nodes_that_failed_count_against_pathology_too():
    patient = PatientCheck("A", (NodeCheck("1"), NodeCheck("2", failures=(Finding("it is small", "Draw it"),))))
    assert len(compared([patient], {"A": 1})[0].warnings) == 1
