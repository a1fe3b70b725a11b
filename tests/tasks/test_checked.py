from __future__ import annotations

import pandas as pd

from nodecluster.imaging.inspection import Finding
from nodecluster.tables import CHECK_COLUMNS, SEPARATOR
from nodecluster.tasks.checked import NodeCheck, PatientCheck, check_table, with_failures

SMALL, SPLIT = Finding("it is small", "Draw it"), Finding("2 components", "Draw it")


def test_a_row_joins_as_many_remedies_as_findings():
    node = NodeCheck("n", "NIfTI", "same", 10, 12.34567, 2, 50.5, (SMALL,), (SPLIT, Finding("thick", "Export it")))
    assert tuple(node.row("A")) == CHECK_COLUMNS
    assert tuple(node.row("A").values()) == (
        *("A", "n", "NIfTI", "same", 10, 12.346, 2, 50.5),
        *("fails", "it is small | 2 components | thick", "Draw it | Draw it | Export it", 1),
    )
    assert [found.fails for found in node.findings()] == [True, False, False]
    assert NodeCheck("n", warnings=(SPLIT,)).verdict() == "warning"
    assert tuple(NodeCheck("n").row("A").values())[-4:] == ("ok", "", "", 0)


def test_both_columns_can_be_split():
    odd = [Finding("no | b.nii; cut", "Look | at it"), Finding("| |", "||"), Finding("end |", "Mend it")]
    row = NodeCheck("n", failures=(odd[0],), warnings=tuple(odd[1:])).row("A")
    assert row["finding"].split(SEPARATOR) == ["no / b.nii; cut", "/ /", "end /"]
    assert row["remedy"].split(SEPARATOR) == ["Look / at it", "//", "Mend it"]


def test_the_findings_one_by_one_are_those_of_the_table():
    """So that a page made of the table again is the page that was made of the findings."""
    node = NodeCheck("n", failures=(Finding("no | b.nii", "Look | at it"),), warnings=(Finding("thick", "|"),))
    assert node.findings() == (("no / b.nii", "Look / at it", True), ("thick", "/", False))


def test_a_patient_has_a_row_where_there_is_something_to_say():
    quiet = PatientCheck("B", (NodeCheck("2"), NodeCheck("1")))
    loud = PatientCheck("A", (NodeCheck("1", voxels=3),), warnings=(SMALL,))
    table = check_table([quiet, loud])
    assert tuple(table.columns) == CHECK_COLUMNS
    assert table[["patient_id", "node_id", "verdict"]].to_numpy().tolist() == [
        ["A", "", "warning"], ["A", "1", "ok"], ["B", "1", "ok"], ["B", "2", "ok"],
    ]  # fmt: skip
    assert (table["voxels"].dtype, table["volume_mm3"].dtype, table["failing"].dtype) == ("Int64", "float64", "int64")
    assert table["voxels"].tolist() == [pd.NA, 3, pd.NA, pd.NA]


def test_nobody_at_all_is_an_empty_table():
    assert tuple(check_table([]).columns) == CHECK_COLUMNS


def test_failures_of_the_table_are_added():
    rows = [("A", "", "table", "bad count", "Mend it"), ("Z", "", "table", "no CT", "Copy it"),
            ("Z", "", "table", "no masks", "Draw them")]  # fmt: skip
    first, second = with_failures([PatientCheck("A", (NodeCheck("1"),), warnings=(SPLIT,))], rows)
    assert (first.patient_id, first.failures, first.warnings) == ("A", (Finding("bad count", "Mend it"),), (SPLIT,))
    assert (second.patient_id, [finding.text for finding in second.failures]) == ("Z", ["no CT", "no masks"])
