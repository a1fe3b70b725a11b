"""``signature.json``: what sets the groups apart, and the labels."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.cluster import KMeans

from nodecluster.validation.signature.columns import COLUMNS
from nodecluster.validation.signature.signature import signature
from tests.reference.reading import reference

from .nodes import FEATURES, reference_nodes, reference_sides, reference_values

R = reference("signature.csv")


def made(seen=(), **more):
    """Return the signature of the reference nodes, or of others."""
    nodes = reference_nodes()
    parts = {
        "values": reference_values(),
        "features": FEATURES,
        "patients": nodes["patient"].to_numpy(),
        "groups": nodes["group"].to_numpy(),
        "labels": nodes["label"].to_numpy(),
        "seen": nodes["patient"].isin(seen).to_numpy(),
    }
    return signature(**{**parts, **more})


def numbers(part):
    """Return the rows of one part as an array, NaN where a number is missing."""
    return np.array([[row[name] for name in COLUMNS] for row in part["rows"]], dtype=float)


@pytest.mark.parametrize("case", ["groups", "labels"])
def test_every_number_but_the_interval_is_another_programs(case):
    for row in made()[case]["rows"]:
        theirs = R[f"{case} {row['feature']}"]
        for name in set(COLUMNS) - {"low", "high"}:
            assert row[name] == pytest.approx(theirs[name], rel=1e-6), (row["feature"], name)
        assert row["low"] < row["d"] < row["high"]
        assert row["d"] - row["low"] == pytest.approx(row["high"] - row["d"])


def test_the_counts_and_the_words():
    found = made()
    nodes = reference_nodes()
    assert found["groups"]["nodes"] == [(nodes["group"] == 1).sum(), (nodes["group"] == 2).sum()]
    assert found["labels"]["patients"] == [18, 8]  # every third of 26 patients is metastatic
    assert found["groups"]["tests"] == found["labels"]["tests"] == 4
    assert (found["groups"]["tested"], found["labels"]["tested"]) == (False, True)
    assert "double dipping" in found["groups"]["notes"][0]
    assert found["labels"]["of"] == "labelled nodes of patients that the model has not seen"
    assert not any("Left out" in note for note in found["labels"]["notes"])
    assert found["left_out"] == 0


def test_names_of_patients_and_order_of_rows_change_nothing():
    order = np.random.default_rng(0).permutation(len(reference_nodes()))
    nodes = reference_nodes().iloc[order]
    other = made(
        values=reference_values()[order],
        patients=[f"q{97 - patient}" for patient in nodes["patient"]],
        groups=nodes["group"].to_numpy(),
        labels=nodes["label"].to_numpy(),
        seen=np.zeros(len(nodes), dtype=bool),
    )
    for part in ("groups", "labels"):
        np.testing.assert_allclose(numbers(made()[part]), numbers(other[part]), rtol=1e-9)


def test_swapped_groups_turn_the_sign():
    one, other = numbers(made()["groups"]), numbers(made(groups=3 - reference_nodes()["group"].to_numpy())["groups"])
    place = {name: index for index, name in enumerate(COLUMNS)}
    for name, its in (("d", "d"), ("low", "high"), ("t", "t")):
        np.testing.assert_allclose(one[:, place[name]], -other[:, place[its]], rtol=1e-9)
    for name, its in (("mean1", "mean2"), ("sd1", "sd2"), ("p", "p"), ("q_bh", "q_bh"), ("df", "df")):
        np.testing.assert_allclose(one[:, place[name]], other[:, place[its]], rtol=1e-9)


def test_another_unit_changes_the_means_alone():
    other = numbers(made(values=reference_values() * [1000, 1e-3, -1 / 7 * -1, 12])["groups"])
    np.testing.assert_allclose(numbers(made()["groups"])[:, 4:], other[:, 4:], rtol=1e-9)


def test_labels_are_those_of_unseen_patients_where_some_were_seen():
    seen = [1, 2, 3, 6]
    found, nodes = made(seen=seen), reference_nodes()
    fresh = nodes[~nodes["patient"].isin(seen)]
    assert found["labels"]["of"] == "labelled nodes of patients that the model has not seen"
    assert found["labels"]["nodes"] == [(fresh["label"] == 0).sum(), (fresh["label"] == 1).sum()]
    left = len(nodes) - len(fresh)
    assert f"Left out: {left} labelled nodes of patients that the model was fitted on." in found["labels"]["notes"]
    assert found["groups"] == made()["groups"]  # described on all nodes


def test_labels_of_patients_that_were_all_seen_are_said_to_be():
    found = made(seen=range(1, 27))["labels"]
    assert found["of"].endswith("that the model was fitted on")
    assert any(note.startswith("All labelled nodes are of patients") for note in found["notes"])
    assert found["rows"] == made()["labels"]["rows"]


def labels_of_patient_1_only():
    nodes = reference_nodes()
    return np.where(nodes["patient"] == 2, np.where(np.arange(len(nodes)) % 2, 1.0, 0.0), np.nan)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (np.full(86, np.nan), "no node has a label"),
        (np.zeros(86), "metastatic: no node"),
        (labels_of_patient_1_only(), "non-metastatic: all nodes are of one patient"),
    ],
    ids=["no label", "one class", "one patient"],
)
def test_what_cannot_be_estimated_has_a_reason(labels, reason):
    found = made(labels=labels)
    json.dumps(found, allow_nan=False)
    assert found["labels"]["reason"].startswith(reason)
    assert found["labels"]["tests"] == 0
    for row in found["labels"]["rows"]:
        assert row["reason"] == found["labels"]["reason"]
        assert row["p"] is None
        assert row["low"] is None


def test_one_patient_has_means_and_d_alone():
    found = made(patients=np.zeros(86))["groups"]
    np.testing.assert_allclose(numbers(found)[:, :5], numbers(made()["groups"])[:, :5])
    assert np.isnan(numbers(found)[:, 5:]).all()
    assert "one patient" in found["reason"]


def test_features_that_do_not_vary_have_no_test_and_count_in_no_family():
    values = reference_values()
    sides, _ = reference_sides("groups")
    flat = np.column_stack([values, np.full(86, 7.3), np.where(sides == 2, 0.1, 0.2)])
    found = made(values=flat, features=(*FEATURES, "flat", "apart"))
    json.dumps(found, allow_nan=False)
    assert [row.get("reason", "") for row in found["groups"]["rows"][4:]] == ["the feature varies on neither side"] * 2
    assert found["groups"]["rows"][:4] == made()["groups"]["rows"]
    assert found["groups"]["tests"] == 4
    # Labels do not part what the groups do.
    assert found["labels"]["rows"][4]["reason"]
    assert found["labels"]["tests"] == 5


def test_patients_who_do_not_differ_have_no_test():
    # Every patient has 1 and 3 on side 1, and 5 and 9 on side 2: nothing is left between patients.
    values, sides = np.tile([1.0, 3.0, 5.0, 9.0], 6)[:, None], np.tile([1, 1, 2, 2], 6)
    blank = np.full(24, np.nan)
    found = signature(values, ["x"], np.repeat(np.arange(6), 4), sides, blank, np.zeros(24, dtype=bool))
    (row,) = found["groups"]["rows"]
    assert row["reason"] == "the patients do not differ in the feature"
    assert (row["mean1"], row["mean2"], row["p"], row["low"]) == (2, 7, None, None)


def test_nodes_without_finite_features_are_left_out_and_counted():
    values = reference_values().copy()
    values[[0, 5], 1] = np.nan, np.inf
    found = made(values=values)
    assert found["left_out"] == 2
    assert sum(found["groups"]["nodes"]) == 84
    json.dumps(found, allow_nan=False)


def test_no_nodes_at_all():
    none = np.zeros(0)
    found = signature(np.zeros((0, 1)), ["x"], none, none.astype(int), none, none.astype(bool))
    assert found["groups"]["rows"] == found["labels"]["rows"] == []
    assert found["groups"]["reason"] == "no node has all features"


def test_shapes_and_groups_are_checked():
    with pytest.raises(ValueError, match="nodes and 3 features"):
        made(features=("a", "b", "c"))
    with pytest.raises(ValueError, match="1 or 2"):
        made(groups=np.zeros(86))


def test_groups_made_of_noise_look_real_and_labels_do_not():
    """Why q of the groups is no evidence: K-means finds two groups in noise, and every feature sets them apart."""
    rng = np.random.default_rng(7)
    patients = np.repeat(np.arange(100), 8)
    values, labels = rng.normal(size=(800, 6)), (patients % 2).astype(float)
    groups = 1 + KMeans(2, n_init=3, random_state=0).fit_predict(values)
    found = signature(values, list("abcdef"), patients, groups, labels, np.zeros(800, dtype=bool))
    assert sum(row["q_bh"] < 0.05 for row in found["groups"]["rows"]) >= 4
    assert all(row["q_bh"] > 0.05 for row in found["labels"]["rows"])
