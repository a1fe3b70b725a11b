"""``check.csv`` read back: the findings one by one, and what is said of a table that no check has written."""

from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.errors import CohortError
from nodecluster.imaging.inspection import Finding
from nodecluster.runs import csv_bytes
from nodecluster.runs.checks import read_checks
from nodecluster.tasks.checked import CohortCheck, NodeCheck, PatientCheck

ODD = Finding('it has a "," and a ; | and <b>', "Mend it,\nif you can")
THICK, SPLIT = Finding("thick", "Export it"), Finding("2 components", "")


def made() -> CohortCheck:
    first = PatientCheck(
        "007",
        (
            NodeCheck("NA", "NIfTI", "same", 10, 0.1 + 0.2, 1, -12.5),
            NodeCheck("1", "NRRD", failures=(ODD, THICK), warnings=(SPLIT,)),
        ),
        warnings=(THICK,),
    )
    return CohortCheck.of([first, PatientCheck("Ä", failures=(ODD,))])


def test_table_and_findings_come_back(tmp_path):
    (tmp_path / "check.csv").write_bytes(csv_bytes(made().table))
    table, findings = read_checks(tmp_path / "check.csv")
    pd.testing.assert_frame_equal(table, made().table, check_dtype=False)
    assert (table["voxels"].dtype, table["median_hu"].dtype, table["failing"].dtype) == ("Int64", "float64", "int64")
    assert findings == dict(made().findings)
    assert [found.fails for found in findings["007", "1"]] == [True, True, False]
    assert csv_bytes(table) == csv_bytes(made().table)


def test_nobody_at_all_is_read_back(tmp_path):
    (tmp_path / "check.csv").write_bytes(csv_bytes(CohortCheck.of([]).table))
    table, findings = read_checks(tmp_path / "check.csv")
    assert (len(table), findings) == (0, {})


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("failing", "3", "findings are not what"),  # it fails with two, and is warned of one: then it would be three
        ("failing", "4", "findings are not what"),
        ("failing", "-1", "findings are not what"),
        ("failing", "x", "findings are not what"),
        ("failing", "", "findings are not what"),
        ("failing", "0", "findings are not what"),  # but the verdict says that it fails
        ("remedy", "a | b", "findings are not what"),
        ("finding", "", "findings are not what"),
        ("verdict", "ok", "findings are not what"),
        ("verdict", "<b>", "findings are not what"),
        ("voxels", "many", "'many' is no count"),
        ("voxels", "1.5", "'1.5' is no count"),
        ("components", "9" * 30, "is no count"),
        ("median_hu", "warm", "could not convert"),
        ("node_id", "NA", "a node twice"),
    ],
)
def test_a_changed_table_is_refused(tmp_path, column, value, words):
    text = pd.read_csv(_written(tmp_path), dtype=str, keep_default_na=False)
    text.loc[text["node_id"] == "1", column] = value
    if column == "failing" and value == "3":
        text.loc[text["node_id"] == "1", ["finding", "remedy"]] = "one | two"
    (tmp_path / "check.csv").write_bytes(csv_bytes(text))
    with pytest.raises(ValueError, match=words):
        read_checks(tmp_path / "check.csv")


def test_a_missing_column_is_named(tmp_path):
    text = pd.read_csv(_written(tmp_path), dtype=str, keep_default_na=False)
    (tmp_path / "check.csv").write_bytes(csv_bytes(text.drop(columns="remedy")))
    with pytest.raises(CohortError, match="no column 'remedy'"):
        read_checks(tmp_path / "check.csv")


def test_a_check_of_an_earlier_version_is_called_that(tmp_path):
    text = pd.read_csv(_written(tmp_path), dtype=str, keep_default_na=False)
    (tmp_path / "check.csv").write_bytes(csv_bytes(text.drop(columns="failing")))
    with pytest.raises(ValueError, match="is of an earlier version"):
        read_checks(tmp_path / "check.csv")


def _written(tmp_path):
    path = tmp_path / "check.csv"
    path.write_bytes(csv_bytes(made().table))
    return path
