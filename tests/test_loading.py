"""From what a command was given to measured nodes and their patients."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import CohortError, NothingMeasuredError, TableError
from nodecluster.loading import as_cohort, load
from nodecluster.provenance import Clock, describe
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES

TRUTH = "patient_id,cohort,excluded\nP00,train,\nP01,train,no contrast\nP02,validation,\nP03,,\n"


@pytest.fixture
def truth(tmp_path):
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def ids(frame: pd.DataFrame) -> list[str]:
    return frame["patient_id"].unique().tolist()


def test_a_cohort_however_it_is_given(small_cohort):
    root = small_cohort()
    given = [root, str(root), root / "patients.csv", read_cohort(root)]
    loaded = [load(source, Settings()) for source in given]
    for one in loaded:
        assert (one.name, len(one.features), ids(one.features)) == ("cohort", 4, ["A", "B"])
        pd.testing.assert_frame_equal(one.features, loaded[0].features)
        assert one.known_patients() is one.patients


def test_a_table_however_it_is_given(features_table, tmp_path):
    table = features_table(patients=4)
    table.to_csv(tmp_path / "f.csv", index=False)
    table.to_parquet(tmp_path / "f.parquet")
    shuffled = table.sample(frac=1, random_state=0)
    for source, name in (
        (tmp_path / "f.csv", "f.csv"),
        (str(tmp_path / "f.parquet"), "f.parquet"),
        (shuffled, "features table"),
    ):
        loaded = load(source, Settings())
        assert loaded.name == name
        pd.testing.assert_frame_equal(loaded.features, table, check_dtype=False)
        assert loaded.patients is None
        assert ids(loaded.known_patients()) == ["P00", "P01", "P02", "P03"]


def test_a_table_in_memory_is_checked_like_a_file(features_table):
    table = features_table(patients=2)
    table.loc[1, FEATURES[3]] = np.nan
    loaded = load(table, Settings())
    assert (len(loaded.features), loaded.failures["node_id"].tolist()) == (5, ["LN_1"])
    with pytest.raises(CohortError, match="each node of a patient once"):
        load(pd.concat([table, table]), Settings())
    with pytest.raises(CohortError, match="no column 'node_id'"):
        load(table.drop(columns="node_id"), Settings())


def test_cohorts_and_exclusions_leave_nodes_and_failures_out(features_table, truth):
    table = features_table(patients=4)
    table.loc[table["node_id"] == "LN_2", FEATURES[0]] = np.inf
    everyone = load(table, Settings(), patients=truth)
    assert ids(everyone.features) == ids(everyone.failures) == ["P00", "P02", "P03"]
    assert len(everyone.patients) == 4  # an excluded patient is counted in the flow
    trained = load(table, Settings(), patients=read_cohort(truth, images=False), cohorts=("train",))
    assert ids(trained.features) == ids(trained.failures) == ["P00"]
    assert ids(trained.patients) == ["P00", "P01"]


def test_patients_who_are_not_in_the_table_are_not_dropped_in_silence(features_table, truth):
    loaded = load(features_table(patients=5), Settings(), patients=truth)
    assert ids(loaded.features) == ["P00", "P02", "P03", "P04"]  # validation refuses P04 by name


def test_the_cohort_option_on_a_cohort(small_cohort):
    root = small_cohort({"A": {"cohort": "train"}, "B": {"cohort": "validation"}})
    (root / "NOTICE.txt").write_text("made up")
    loaded = load(root, Settings(), cohorts=("validation",))
    assert (ids(loaded.features), ids(loaded.patients), loaded.notice) == (["B"], ["B"], "made up")


def test_who_cannot_be_measured_is_counted_and_named(small_cohort):
    root = small_cohort(patients=3)
    (root / "B" / "ct.nii.gz").unlink()
    rows = "A,train,cN0\nB,train,cN0\nC,train,cN7\n,train,\nD,other,cN+,1\n"
    (root / "patients.csv").write_text(f"patient_id,cohort,clinical_n\n{rows}")
    loaded = load(root, Settings())
    assert ids(loaded.features) == ["A"]
    assert loaded.failures[["patient_id", "stage"]].to_numpy().tolist() == [
        ["", "table"],
        ["B", "reading"],
        ["C", "table"],
        ["D", "table"],
    ]
    assert ids(loaded.known_patients()) == ["A", "B"]
    info = describe("extract", Clock(), Settings().as_dict(), loaded)
    counts = info["counts"]
    assert (counts["patients"], counts["patients_measured"], counts["patients_failed"]) == (5, 1, 4)
    train = counts["cohorts"]["train"]
    assert (train["patients"], train["patients_measured"], train["patients_failed"]) == (4, 1, 3)
    assert counts["cohorts"][""]["patients_failed"] == 1  # D's cells may stand in the wrong columns
    assert sum(part["patients"] for part in counts["cohorts"].values()) == counts["patients"]
    assert info["warnings"] == [
        "4 failures in 4 patients: the nodes that failed are in no figure, see failures.csv",
        "3 patients whose row in the patients' table cannot be used: counted as failed, and in no figure",
    ]


def test_a_cohort_that_has_lost_patients_says_so_beside_a_features_table(small_cohort, features_table):
    root = small_cohort()
    (root / "patients.csv").write_text("patient_id,clinical_n\nA,cN0\nB,cN7\n")
    table = features_table(patients=2)
    table["patient_id"] = table["patient_id"].replace({"P00": "A", "P01": "B"})
    loaded = load(table, Settings(), patients=read_cohort(root))
    assert loaded.failures["patient_id"].tolist() == ["B"]
    assert describe("fit", Clock(), {}, loaded)["counts"]["patients_failed"] == 1
    assert ids(loaded.features) == ["A", "B"]  # validation refuses B by name


def test_nobody_measured_in_a_cohort_is_said_with_its_reasons(small_cohort):
    root = small_cohort()
    (root / "patients.csv").write_text("patient_id,cohort,clinical_n\nA,train,\nB,test,cN7\n")
    with pytest.raises(NothingMeasuredError, match=r"patient B \(table\): patients\.csv, row 3, column 'clinical_n'"):
        load(root, Settings(), cohorts=("test",))


def test_options_that_do_not_go_together(features_table, small_cohort, truth):
    with pytest.raises(TableError, match="give its patients' table with --patients"):
        load(features_table(patients=1), Settings(), cohorts=("train",))
    with pytest.raises(TableError, match=r"a cohort has its own patients\.csv"):
        load(small_cohort(), Settings(), patients=truth)
    with pytest.raises(CohortError, match="no patient of cohort 'test'"):
        load(features_table(patients=1), Settings(), patients=truth, cohorts=("test",))


def test_nodes_of_excluded_patients_are_counted_before_they_are_left_out(tmp_path, features_table):
    (tmp_path / "patients.csv").write_text(TRUTH, encoding="utf-8")
    table = features_table(patients=4).astype({FEATURES[0]: object})
    table.loc[table.index[3], FEATURES[0]] = "no number"  # a node of P01, who is excluded
    everyone = load(table, Settings(), patients=tmp_path / "patients.csv")
    assert everyone.set_aside == {"P01": 3}
    assert everyone.failures.empty
    assert load(table, Settings(), patients=tmp_path / "patients.csv", cohorts=["validation"]).set_aside == {}
    assert load(table.drop(index=table.index[3]), Settings()).set_aside is None


def test_paths_that_can_be_none_are_said():
    for read in (lambda: load("x" * 5000, Settings()), lambda: as_cohort("x" * 5000)):
        with pytest.raises(TableError, match=r"^x{60}\.\.\.: cannot be read \(File name too long\)"):
            read()


def test_a_patients_table_in_memory_without_rows_or_with_a_column_twice():
    with pytest.raises(CohortError, match=r"^patients: table: found no row; expected a row a patient"):
        as_cohort(pd.DataFrame({"patient_id": []}))
    table = pd.DataFrame([["P", "a", "b"]], columns=["patient_id", "centre", "centre"])
    with pytest.raises(CohortError, match=r"^patients: header: found the column 'centre' twice"):
        as_cohort(table)
