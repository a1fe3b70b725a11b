from __future__ import annotations

import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import SettingsError, TableError
from nodecluster.settings import Settings
from nodecluster.workflows.check import check


def test_what_was_checked_is_counted(small_cohort):
    rows = {"B": {"excluded": "too young"}, "C": {"clinical_n": "cN7"}}
    root = small_cohort(rows, patients=3)
    (root / "A" / "segmentations" / "LN_1.nii.gz").write_bytes(b"")
    (root / "NOTICE.txt").write_text("made up")
    run = check(root, settings=Settings(minimum_voxels=9))
    info = run.info
    assert (info["command"], info["settings"]["minimum_voxels"], info["notice"]) == ("check", 9, "made up")
    assert info["inputs"]["cohort"] == "cohort"
    assert set(info["inputs"]["files"]) == {"patients"}
    assert info["excluded"] == {"too young": 1}
    assert info["counts"] == {
        "patients": 2,  # the one whose row cannot be used is a patient too
        "excluded": 1,
        "nodes": 2,
        "node_verdicts": {"ok": 1, "warning": 0, "fails": 1},
        "patient_verdicts": {"ok": 0, "warning": 0, "fails": 1},
    }
    assert set(run.findings) == {("A", "LN_1"), ("C", "")}
    assert set(run.pictures) == {("A", "LN_2")}


def test_a_cohort_may_be_given_as_it_is(small_cohort):
    root = small_cohort(patients=1)
    assert check(read_cohort(root)).checks.equals(check(str(root)).checks)


def test_a_slip_in_the_settings_is_said_at_once(small_cohort):
    with pytest.raises(SettingsError, match="anny"):
        check(small_cohort(patients=1), settings=Settings(rule="anny"))


def test_a_features_table_is_no_cohort(tmp_path):
    (tmp_path / "features.csv").write_text("patient_id,node_id\nA,1\n")
    with pytest.raises(TableError, match="found a features table, which has been measured already; give a cohort"):
        check(tmp_path / "features.csv")
