"""The entry point on a cohort small enough to work out by hand."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from nodecluster.errors import CohortError, SettingsError, TableError
from nodecluster.terminal.figures.summary import summary
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions

from .counts import nodes_from, patients_from

NODES = nodes_from(
    [
        ("p1", "a", 2, 2.0),
        ("p1", "b", 1, -1.0),
        ("p2", "a", 1, -2.0),
        ("p2", "b", 1, -3.0),
        ("p3", "a", 2, 0.5),
        ("p3", "b", 1, -0.5),
        ("p4", "a", 1, -4.0),
        ("p5", "a", 2, 9.0),
    ]
)
PATIENTS = patients_from(
    [
        ("p1", "train", "cN+", 2, 2, ""),  # predicted 1, true 1; clinic 1
        ("p2", "train", "cN0", 5, 0, ""),  # predicted 0, true 0; clinic 0
        ("p3", "test", "cN+", 5, 0, ""),  # predicted 1, true 0; clinic 1
        ("p4", "test", "cN0", 6, 2, ""),  # predicted 0, true 1; clinic 0; nodes unlabelled
        ("p5", "test", "", 4, 0, "scan too coarse"),  # used nowhere
        ("p6", "test", "cN0", 4, 0, ""),  # has no node
    ]
)


@pytest.fixture(scope="module")
def validation():
    return validate_predictions(NODES, PATIENTS, seen={"p1", "p2", "stranger"})


def test_node_level_by_hand(validation):
    # Labelled: p1 a, b (1); p2 a, b (0); p3 a, b (0). Group 2: p1 a, p3 a.
    node = validation.metrics["node"]
    assert (node["n"], node["patients"]) == (6, 3)
    assert node["confusion"] == {"tp": 1, "fp": 1, "fn": 1, "tn": 3}
    # p1's 2.0 beats four, its -1.0 beats -2 and -3: 6 of 8
    assert node["auc_score"]["value"] == 0.75
    assert "1 node without a label: not counted." in node["notes"]
    unseen = validation.metrics["node_unseen"]
    assert (unseen["n"], unseen["confusion"]) == (2, {"tp": 0, "fp": 1, "fn": 0, "tn": 1})


def test_patient_levels_by_hand(validation):
    levels = validation.metrics["patient"]
    confusions = {name: tuple(level["confusion"].values()) for name, level in levels.items()}
    assert confusions == {
        "all": (1, 1, 1, 1),
        "all (unseen)": (0, 1, 1, 0),
        "cN0": (0, 0, 1, 1),
        "cN0 (unseen)": (0, 0, 1, 0),
        "cN+": (1, 1, 0, 0),
        "cN+ (unseen)": (0, 1, 0, 0),
        "test": (0, 1, 1, 0),
        "train": (1, 0, 0, 1),
        "train (unseen)": (0, 0, 0, 0),
    }
    assert levels["all"]["clinical"]["ccr"]["value"] == 0.5
    assert levels["all"]["notes"][0] == "1 patient without a node: not counted."


def test_nobody_left_unseen_says_so(validation):
    empty = validation.metrics["patient"]["train (unseen)"]
    assert empty["n"] == 0
    assert empty["ccr"]["reason"] == "nothing has both a prediction and a truth"
    assert "clinical" not in empty
    line = "train (unseen)            0  not estimable: nothing has both a prediction and a truth"
    assert line in summary(validation.metrics)


def test_no_unseen_level_without_need():
    metrics = validate_predictions(NODES, PATIENTS).metrics
    assert "node_unseen" not in metrics
    assert set(metrics["patient"]) == {"all", "cN0", "cN+", "test", "train"}
    # p4's nodes have no label: at node level nothing was seen, at patient level p4 was.
    metrics = validate_predictions(NODES, PATIENTS, seen=["p4"]).metrics
    assert "node_unseen" not in metrics
    assert "cN0 (unseen)" in metrics["patient"]
    assert "cN+ (unseen)" not in metrics["patient"]


def test_output_tables(validation):
    assert list(validation.nodes) == ["patient_id", "node_id", "cohort", "group", "score", "label"]
    assert validation.nodes["label"].tolist() == [1, 1, 0, 0, 0, 0, pd.NA]
    assert validation.nodes["cohort"].tolist() == ["train"] * 4 + ["test"] * 3
    assert list(validation.patients) == [
        "patient_id",
        "cohort",
        "clinical_n",
        "nodes",
        "nodes_group2",
        "predicted",
        "truth",
    ]
    assert validation.patients["patient_id"].tolist() == ["p1", "p2", "p3", "p4", "p6"]
    assert validation.patients["predicted"].tolist() == [1, 0, 1, 0, pd.NA]
    assert validation.patients["truth"].tolist() == [1, 0, 0, 1, 0]
    assert validation.patients["nodes"].tolist() == [2, 2, 2, 1, 0]


def test_warnings_name_who(validation):
    assert validation.metrics["warnings"] == list(validation.warnings)
    text = "\n".join(validation.warnings)
    assert "1 node of 1 excluded patient (p5) left out." in text
    assert "1 patient without a node in the table, so without a prediction: p6." in text
    assert "2 of the 4 judged patients have the id of a patient that the model was fitted on" in text
    assert validation.metrics["seen_patients"] == ["p1", "p2"]


def test_where_failures_are_known_the_nodes_are_those_that_were_measured():
    text = "\n".join(validate_predictions(NODES, PATIENTS, failed={}).warnings)
    assert "1 patient without a measured node, so without a prediction: p6." in text


def test_fitted_patients_whom_nothing_judges_are_not_held_against_it():
    found = validate_predictions(NODES, PATIENTS, seen=["p6"])  # in the table, without a node
    assert found.metrics["seen_patients"] == ["p6"]
    assert not any("fitted on" in text for text in (*found.warnings, *found.metrics["rules"]["notes"]))


def test_excluded_patients_are_used_nowhere(validation):
    without = validate_predictions(NODES[NODES["patient_id"] != "p5"], PATIENTS[PATIENTS["patient_id"] != "p5"])
    again = validate_predictions(NODES, PATIENTS)
    assert {**without.metrics, "warnings": []} == {**again.metrics, "warnings": []}


def test_the_order_of_rows_and_the_types_of_columns_do_not_matter(validation):
    nodes = NODES.sample(frac=1, random_state=4).astype({"group": "float64", "patient_id": "category"})
    patients = PATIENTS.sample(frac=1, random_state=5).astype({"nodes_positive": "float64"})
    again = validate_predictions(nodes, patients, seen=["p2", "p1"])
    assert again.metrics == validation.metrics
    pd.testing.assert_frame_equal(again.nodes, validation.nodes)
    pd.testing.assert_frame_equal(again.patients, validation.patients)


def test_its_own_output_validates_to_the_same(validation):
    again = validate_predictions(validation.nodes, PATIENTS, seen=["p1", "p2"])
    assert again.metrics["node"] == validation.metrics["node"]
    assert again.metrics["patient"] == validation.metrics["patient"]


def test_a_label_in_the_table_overrides_the_counts():
    nodes = NODES.assign(label=[0, None, None, None, None, None, 1, None])
    validation = validate_predictions(nodes, PATIENTS)
    assert validation.nodes["label"].tolist() == [0, 1, 0, 0, 0, 0, 1]
    assert any("1 node with a label that the patient's counts contradict" in text for text in validation.warnings)


def test_labels_against_the_orientation_warn_and_flip_nothing():
    nodes = NODES.assign(group=3 - NODES["group"], score=-NODES["score"])
    validation = validate_predictions(nodes, PATIENTS)
    assert validation.metrics["node"]["confusion"] == {"tp": 1, "fp": 3, "fn": 1, "tn": 1}
    warning = validation.warnings[-1]  # of two patients, chance may explain anything
    assert warning.startswith("The AUC of the hard group lies below 0.5 (0.375, no interval: all positives are of one")
    assert warning.endswith("do not show which group is the metastatic-looking one. Nothing was flipped.")


def test_the_orientation_is_held_against_unseen_patients_where_there_are_any():
    nodes = NODES.assign(group=3 - NODES["group"], score=-NODES["score"])
    some, everybody = (validate_predictions(nodes, PATIENTS, seen=seen) for seen in (["p1"], ["p1", "p2", "p3", "p4"]))
    assert some.metrics["node_unseen"]["auc_group"]["value"] is None  # without p1 no node is positive
    assert not any("hard group" in text for text in some.warnings)
    assert "6 labelled nodes" in everybody.warnings[-1]


def test_a_score_that_runs_against_the_groups_warns():
    warnings = validate_predictions(NODES.assign(score=-NODES["score"]), PATIENTS).warnings
    assert any(text.startswith("Score and group disagree: 2 nodes of group 2") for text in warnings)


def test_patients_without_an_examined_node_are_pointed_at():
    patients = PATIENTS.assign(nodes_examined=PATIENTS["nodes_examined"].mask(PATIENTS["patient_id"] == "p2", 0))
    warnings = validate_predictions(NODES, patients).warnings
    assert any("1 patient with nodes_examined 0 counted as free of metastasis" in text for text in warnings)


def test_rule_and_level_reach_the_figures():
    volumes = [1.0, 9.0, 1.0, 2.0, 1.0, 9.0, 1.0, 1.0]
    metrics = validate_predictions(
        NODES.assign(volume_mm3=volumes), PATIENTS, Judging(rule="largest", level=0.9)
    ).metrics
    assert (metrics["rule"], metrics["node"]["ccr"]["level"]) == ("largest", 0.9)
    assert metrics["patient"]["all"]["confusion"] == {"tp": 0, "fp": 0, "fn": 2, "tn": 2}


def test_a_foreign_table_without_scores():
    metrics = validate_predictions(NODES.drop(columns="score"), PATIENTS).metrics
    assert metrics["node"]["auc_score"]["reason"] == "the predictions carry no score"
    assert metrics["patient"]["all"]["auc_score"]["reason"] == "the predictions carry no score"
    assert metrics["patient"]["all"]["auc_group"]["value"] == 0.5


def test_a_cohort_named_as_a_level_does_not_hide_it():
    patients = PATIENTS.assign(cohort=PATIENTS["cohort"].replace("train", "cN0"))
    levels = validate_predictions(NODES, patients).metrics["patient"]
    assert levels["cN0"]["confusion"] == {"tp": 0, "fp": 0, "fn": 1, "tn": 1}
    assert levels["cohort cN0"]["confusion"] == {"tp": 1, "fp": 0, "fn": 0, "tn": 1}


@pytest.mark.parametrize("kept", [[], ["p1"], ["p2"]])
def test_one_patient_or_none(kept):
    nodes, patients = (table[table["patient_id"].isin(kept)] for table in (NODES, PATIENTS))
    validation = validate_predictions(nodes, patients, seen=kept)
    json.dumps(validation.metrics, allow_nan=False)
    assert validation.metrics["patient"]["all"]["n"] == len(kept)
    assert "not estimable" in summary(validation.metrics)
    assert len(validation.patients) == len(kept)


def test_patients_without_any_nodes():
    validation = validate_predictions(NODES.iloc[:0], PATIENTS)
    assert validation.metrics["node"]["n"] == 0
    assert validation.patients["predicted"].isna().all()


def test_errors_are_the_packages_own():
    with pytest.raises(CohortError, match="patient_id p1"):
        validate_predictions(NODES, PATIENTS.iloc[1:])
    with pytest.raises(SettingsError, match="did you mean 'any'"):
        validate_predictions(NODES, PATIENTS, Judging(rule="anyy"))
    with pytest.raises(SettingsError, match="level"):
        validate_predictions(NODES, PATIENTS, Judging(level=95))
    with pytest.raises(TableError, match="volume_mm3"):
        validate_predictions(NODES, PATIENTS, Judging(rule="largest"))
