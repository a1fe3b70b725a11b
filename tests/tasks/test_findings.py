from __future__ import annotations

import pandas as pd

from nodecluster.imaging.inspection import Finding
from nodecluster.tables import CHECK_COLUMNS, SEPARATOR
from nodecluster.tasks.findings import Checked, PatientCheck, check_table, compared, with_failures

SMALL, SPLIT = Finding("it is small", "Draw it"), Finding("2 components", "Draw it")


def test_a_row_joins_as_many_remedies_as_findings():
    node = Checked("n", "NIfTI", "same", 10, 12.34567, 2, 50.5, (SMALL,), (SPLIT, Finding("thick", "Export it")))
    assert node.row("A") == (
        *("A", "n", "NIfTI", "same", 10, 12.346, 2, 50.5),
        *("fails", "it is small | 2 components | thick", "Draw it | Draw it | Export it"),
    )
    assert [found.fails for found in node.findings()] == [True, False, False]
    assert Checked("n", warnings=(SPLIT,)).verdict() == "warning"
    assert Checked("n").row("A")[-3:] == ("ok", "", "")


def test_both_columns_can_be_split():
    odd = [Finding("no | b.nii; cut", "Look | at it"), Finding("| |", "||"), Finding("end |", "Mend it")]
    finding, remedy = Checked("n", failures=(odd[0],), warnings=tuple(odd[1:])).row("A")[-2:]
    assert finding.split(SEPARATOR) == ["no / b.nii; cut", "/ /", "end /"]
    assert remedy.split(SEPARATOR) == ["Look / at it", "//", "Mend it"]


def test_a_patient_has_a_row_where_there_is_something_to_say():
    quiet = PatientCheck("B", (Checked("2"), Checked("1")))
    loud = PatientCheck("A", (Checked("1", voxels=3),), warnings=(SMALL,))
    table = check_table([quiet, loud])
    assert tuple(table.columns) == CHECK_COLUMNS
    assert table[["patient_id", "node_id", "verdict"]].to_numpy().tolist() == [
        ["A", "", "warning"], ["A", "1", "ok"], ["B", "1", "ok"], ["B", "2", "ok"],
    ]  # fmt: skip
    assert (table["voxels"].dtype, table["volume_mm3"].dtype) == ("Int64", "float64")
    assert table["voxels"].tolist() == [pd.NA, 3, pd.NA, pd.NA]


def test_nobody_at_all_is_an_empty_table():
    assert tuple(check_table([]).columns) == CHECK_COLUMNS


def test_patients_are_compared():
    patients = [
        PatientCheck(name, (Checked("n", fingerprint=mask), Checked("m")), fingerprint=ct)
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
    patient = PatientCheck("A", (Checked("1"), Checked("2", failures=(SMALL,))))
    assert len(compared([patient], {"A": 1})[0].warnings) == 1


def test_failures_of_the_table_are_added():
    rows = [("A", "", "table", "bad count", "Mend it"), ("Z", "", "table", "no CT", "Copy it"),
            ("Z", "", "table", "no masks", "Draw them")]  # fmt: skip
    first, second = with_failures([PatientCheck("A", (Checked("1"),), warnings=(SPLIT,))], rows)
    assert (first.patient_id, first.failures, first.warnings) == ("A", (Finding("bad count", "Mend it"),), (SPLIT,))
    assert (second.patient_id, [finding.text for finding in second.failures]) == ("Z", ["no CT", "no masks"])
