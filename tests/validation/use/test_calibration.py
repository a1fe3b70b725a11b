from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.use.calibration import ADVISED, calibration, size_note
from nodecluster.validation.values.clusters import Clusters


def observations(patients, nodes, seed=0):
    """Scores whose logit of risk is 0.5 + 1.2 score."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=patients * nodes)
    labels = (rng.random(scores.size) < 1 / (1 + np.exp(-0.5 - 1.2 * scores))).astype(int)
    return scores, labels, Clusters.of(np.repeat(np.arange(patients), nodes))


def test_a_logistic_truth_is_found_calibrated():
    found = calibration(*observations(3000, 1))
    json.dumps(found, allow_nan=False)
    logistic = found["logistic"]
    for name, ideal in (("slope", 1), ("intercept", 0), ("in_the_large", 0)):
        assert logistic[name]["low"] < ideal < logistic[name]["high"]
        assert abs(logistic[name]["value"] - ideal) < 0.1
    assert logistic["mean_risk"] == pytest.approx(found["prevalence"], abs=0.005)
    assert logistic["brier"]["value"] < found["brier_prevalence"]
    assert logistic["brier_scaled"]["value"] == pytest.approx(
        1 - logistic["brier"]["value"] / found["brier_prevalence"]
    )
    groups = logistic["reliability"]["groups"]
    assert [group["n"] for group in groups] == [300] * 10
    assert sum(group["low"] <= group["predicted"] <= group["high"] for group in groups) >= 8
    assert not any("Small" in note for note in found["notes"])
    assert "size" not in found


def test_the_isotonic_risks_say_why_there_is_no_slope():
    isotonic = calibration(*observations(200, 1))["isotonic"]
    assert isotonic["slope"]["value"] is None
    assert "exactly 0 or 1" in isotonic["slope"]["reason"]
    assert isotonic["brier"]["value"] < 0.25


def test_nodes_of_patients():
    scores, labels, clusters = observations(60, 5)
    found = calibration(scores, labels, clusters)
    assert (found["n"], found["patients"], found["events"]) == (300, 60, labels.sum())
    assert "clusters are patients" in found["logistic"]["slope"]["method"]
    assert "clustered by patient" in found["logistic"]["reliability"]["method"]
    assert found["size"].startswith("Small for calibration")
    assert found["size"] == found["notes"][0]
    assert any("nodes of one patient are alike" in note for note in found["notes"])


def test_a_cohort_of_middling_size_is_told_so():
    found = calibration(*observations(320, 1))
    assert any("few for a calibration curve" in note for note in found["notes"])


SMALL, MIDDLING = "Small for calibration: ", "Enough for slope and intercept, few for a calibration curve: "


@pytest.mark.parametrize(("fewer", "begins"), [(99, SMALL), (100, MIDDLING), (199, MIDDLING), (200, "")])
@pytest.mark.parametrize("of", ["events", "non-events"])
def test_what_is_said_of_the_size_turns_at_100_and_200_patients(fewer, begins, of):
    labels = np.repeat([1, 0] if of == "events" else [0, 1], [fewer, 300])
    found = size_note(Clusters.singletons(labels.size), labels)
    counts = (fewer, 300) if of == "events" else (300, fewer)
    said = f"{begins}{counts[0]} patients with an event and {counts[1]} with a non-event. {ADVISED}."
    assert found == (said if begins else "")
    # Three nodes each: it is the patients that count.
    nodes = Clusters.of(np.repeat(np.arange(labels.size), 3))
    assert size_note(nodes, np.repeat(labels, 3)) == found


def test_a_useless_score_gains_nothing_on_the_prevalence():
    scores, labels, clusters = observations(400, 1)
    found = calibration(np.random.default_rng(9).permutation(scores), labels, clusters)["logistic"]["brier_scaled"]
    assert found["value"] < 0.02


def test_perfect_separation_is_named():
    found = calibration(np.arange(80.0), np.repeat([0, 1], 40), Clusters.singletons(80))
    json.dumps(found, allow_nan=False)
    assert found["logistic"]["slope"]["value"] is None
    assert found["logistic"]["slope"]["reason"].startswith("infinite, because")
    assert any("Platt" in note for note in found["notes"])


def test_too_few_is_a_reason_and_nothing_else():
    found = calibration(np.arange(30.0), np.arange(30) % 2, Clusters.singletons(30))
    assert set(found) == {"n", "patients", "events", "method", "notes", "reason"}
    assert "too few" in found["reason"]


@pytest.mark.parametrize(("scores", "clusters"), [(np.zeros(3), 4), (np.zeros(4), 3)])
def test_refuses_shapes_that_differ(scores, clusters):
    with pytest.raises(ValueError, match="as many"):
        calibration(scores, [0, 1, 0, 1], Clusters.singletons(clusters))
