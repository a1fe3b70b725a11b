from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.judging import Judging
from nodecluster.validation.use.blocks import use_blocks


def tables(patients, nodes=10, seed=0, labelled=0.8):
    """Nodes and patients of a cohort in three parts, as a validation holds them."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"P{i:05d}" for i in range(patients)])
    truth = rng.random(patients) < 0.45
    scores = rng.normal(size=(patients, nodes)) + (1.5 * truth + 0.7 * rng.normal(size=patients))[:, None] - 1.5
    known = np.where(rng.random(patients) < labelled, truth.astype(float), np.nan)
    node_table = pd.DataFrame({"patient_id": np.repeat(ids, nodes), "score": scores.ravel()})
    node_table["label"] = pd.array(np.repeat(known, nodes), dtype="Int64")
    best = scores.max(axis=1)
    patient_table = pd.DataFrame({"patient_id": ids, "cohort": rng.choice(["train", "validation", "other"], patients)})
    patient_table["clinical_n"] = rng.choice(["cN0", "cN+"], patients)
    patient_table["predicted"] = pd.array((best > 0).astype(int), dtype="Int64")
    patient_table["truth"] = pd.array(truth.astype(int), dtype="Int64")
    return node_table, patient_table.assign(score=best)


@pytest.fixture(scope="module")
def cohort():
    nodes, patients = tables(240)
    seen = list(patients["patient_id"][patients["cohort"] == "train"])
    return nodes, patients, seen, use_blocks(nodes, patients, Judging(prevalences=(0.2, 0.5)), seen)


def test_every_set_has_every_block(cohort):
    *_, found = cohort
    names = ["all", "all (unseen)", "cN0", "cN0 (unseen)", "cN+", "cN+ (unseen)"]
    names += ["other", "train", "train (unseen)", "validation"]
    json.dumps(found, allow_nan=False)
    assert list(found) == ["prevalence", "decision_curve", "calibration"]
    assert list(found["calibration"]) == ["node", "node_unseen", "patient"]
    for part in (found["prevalence"], found["decision_curve"], found["calibration"]["patient"]):
        assert list(part) == names
        for block in part.values():
            assert block["method"]
            assert isinstance(block["notes"], list)
            assert "n" in block
            assert "events" in block
    assert [row["prevalence"] for row in found["prevalence"]["all"]["stated"]] == [0.2, 0.5]


def test_a_set_that_is_empty_says_so(cohort):
    *_, found = cohort
    for part in (found["prevalence"], found["decision_curve"], found["calibration"]["patient"]):
        assert part["train (unseen)"]["n"] == 0
        assert part["train (unseen)"]["reason"] == "nothing has both a prediction and a truth"


def test_the_counts_are_of_the_countable(cohort):
    nodes, patients, seen, found = cohort
    gone = patients.assign(truth=patients["truth"].mask(patients["cohort"] == "other"))
    again = use_blocks(nodes, gone, None, seen)
    kept = patients[patients["cohort"] != "other"]
    assert again["prevalence"]["all"]["n"] == again["calibration"]["patient"]["all"]["n"] == len(kept)
    assert again["decision_curve"]["all"]["events"] == kept["truth"].sum()
    assert found["calibration"]["node"]["n"] == nodes["label"].notna().sum()
    unseen = nodes[~nodes["patient_id"].isin(seen)]
    assert found["calibration"]["node_unseen"]["n"] == unseen["label"].notna().sum()


def test_the_curve_is_of_the_calibrated_risk(cohort):
    """Summed over thresholds or not, true and false positives of the curve are those of the out-of-fold risks."""
    *_, found = cohort
    curve, calibrated = found["decision_curve"]["all"], found["calibration"]["patient"]["all"]
    model, everybody = (curve["strategies"][name]["net_benefit"] for name in ("model", "all"))
    lowest = min(group["predicted"] for group in calibrated["logistic"]["reliability"]["groups"])
    below = [i for i, threshold in enumerate(curve["thresholds"]) if threshold < lowest / 10]
    assert [model[i] for i in below] == pytest.approx([everybody[i] for i in below])
    assert curve["better"]


def test_relabelled_patients_and_reordered_rows_change_nothing(cohort):
    nodes, patients, seen, found = cohort
    rng = np.random.default_rng(1)
    names = dict(zip(patients["patient_id"], rng.permutation(len(patients)).astype(str), strict=True))
    moved = [
        table.assign(patient_id=table["patient_id"].map(names)).sample(frac=1, random_state=3)
        for table in (nodes, patients)
    ]
    again = use_blocks(*moved, Judging(prevalences=(0.2, 0.5)), [names[name] for name in seen])
    assert json.dumps(again) == json.dumps(found)


def test_without_scores_the_counts_stay(cohort):
    nodes, patients, *_ = cohort
    found = use_blocks(nodes.assign(score=np.nan), patients.assign(score=np.nan))
    json.dumps(found, allow_nan=False)
    assert found["calibration"]["node"]["reason"] == "the predictions carry no score"
    assert found["decision_curve"]["all"]["strategies"]["model"]["reason"] == "the predictions carry no score"
    assert found["prevalence"]["all"]["own"]["ppv"]["value"] is not None


@pytest.mark.parametrize("patients", [0, 1, 2])
def test_hardly_anybody(patients):
    nodes, people = tables(3)
    blocks = use_blocks(nodes.head(10 * patients), people.head(patients))
    json.dumps(blocks, allow_nan=False)
    assert blocks["calibration"]["node"]["reason"]
