from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from nodecluster.validation.areas.band import MOST_RESAMPLES, roc_curve
from nodecluster.validation.areas.drawn import STEPS, resampled_sensitivities, sensitivities
from nodecluster.validation.areas.ordering import scored
from nodecluster.validation.areas.roc import roc_points
from nodecluster.validation.values.clusters import Clusters
from tests.validation.areas.cohorts import cohort, small_cohorts


def grid(truth, score):
    """The sensitivity at each rate of the grid, by the definition: the curve's highest point there."""
    false, true = roc_points(truth, score)
    found = []
    for step in range(STEPS + 1):
        upright = np.flatnonzero(np.abs(false - step / STEPS) < 1e-9)
        found.append(true[upright].max() if upright.size else np.interp(step / STEPS, false, true))
    return np.array(found)


def test_by_hand():
    # Scores 3 (1), 2 (0), 1 (1), 0 (0): upright to ½ at 0, along to ½, upright to 1. At ½ the upper end counts.
    found = roc_curve([0, 1, 0, 1], [0.0, 1.0, 2.0, 3.0], Clusters.singletons(4), resamples=50)
    assert found["fpr"][:2] == [0.0, 0.01]
    assert found["fpr"][-1] == 1.0
    assert found["tpr"] == [0.5] * 50 + [1.0] * 51
    # Two negatives lie above the cut-off only where both do.
    assert found["low"][:-1] == found["high"][:-1] == [None] * 100
    assert found["low"][-1] == found["high"][-1] == 1.0
    assert found["n"] == 4


def test_tied_scores_share_their_step():
    found = roc_curve([0, 1, 0, 1], [1.0, 1.0, 1.0, 1.0], Clusters.singletons(4), resamples=50)
    assert found["tpr"] == pytest.approx(found["fpr"])


def test_a_score_of_minus_infinity_ranks_last():
    labels, clusters = [1, 1, 0, 0] * 5, Clusters.singletons(20)
    infinite = [2.0, -np.inf, 1.0, -np.inf] * 5
    finite = [2.0, -9.0, 1.0, -9.0] * 5
    assert roc_curve(labels, infinite, clusters) == roc_curve(labels, finite, clusters)
    assert roc_curve(labels, infinite, clusters)["tpr"] == pytest.approx(grid(np.array(labels), np.array(infinite)))


@settings(max_examples=60, deadline=None)
@given(small_cohorts())
def test_agrees_with_copying_the_nodes(nodes):
    truth, score, patient = nodes
    sample = scored(truth, [score], Clusters.of(patient))
    weights = np.random.default_rng(0).integers(0, 3, size=(sample.clusters.count, 6))
    for counts, found in zip(weights.T, sensitivities(sample, weights.astype(float)), strict=True):
        rows = np.repeat(np.arange(sample.truth.size), counts[sample.clusters.codes])
        if np.unique(sample.truth[rows]).size < 2:
            assert np.isnan(found).all()
        else:
            np.testing.assert_allclose(found, grid(sample.truth[rows], sample.rank[rows]), atol=1e-12)


def test_names_rows_and_monotone_scores_change_nothing():
    truth, score, patient = (np.asarray(part) for part in cohort(3))
    plain = roc_curve(truth, score, Clusters.of(patient))
    order = np.random.default_rng(1).permutation(truth.size)
    renamed = np.array([f"P{99 - int(code):03d}" for code in np.unique(patient, return_inverse=True)[1]])
    assert roc_curve(truth[order], np.exp(score)[order], Clusters.of(renamed[order])) == plain
    assert roc_curve(truth, score, Clusters.of(patient), seed=1)["low"] != plain["low"]


def test_limits_hold_the_curve_and_rise_with_it():
    truth, score, patient = cohort(4)
    found = roc_curve(truth, score, Clusters.of(patient))
    known = [at for at, low in enumerate(found["low"]) if low is not None]
    low, high, tpr = (np.array([found[name][at] for at in known]) for name in ("low", "high", "tpr"))
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) >= 0).all()
    assert (low <= tpr).all()
    assert (tpr <= high).all()
    assert (low >= 0).all()
    assert (high <= 1).all()
    inside = (tpr > 0) & (tpr < 1)
    assert inside.sum() > 20
    assert (high - low)[inside].min() > 0


def test_alike_nodes_count_as_one():
    # Five copies of every patient's one node tell no more than the node.
    rng = np.random.default_rng(2)
    truth = np.arange(60) % 2
    score = rng.normal(size=60) + truth
    once = roc_curve(truth, score, Clusters.singletons(60))
    five = roc_curve(np.repeat(truth, 5), np.repeat(score, 5), Clusters.of(np.repeat(np.arange(60), 5)))
    blind = roc_curve(np.repeat(truth, 5), np.repeat(score, 5), Clusters.singletons(300))
    width = {name: found["high"][20] - found["low"][20] for name, found in (("1", once), ("5", five), ("b", blind))}
    assert width["5"] == pytest.approx(width["1"], rel=0.1)  # but for the draws
    assert width["b"] < 0.6 * width["5"]


def test_perfect_separation_claims_no_certainty():
    # 10 positives, all above: Wilson of 10 out of 10 with as many positives, 10 / (10 + 3.8415).
    truth = np.repeat([1, 0], [10, 40])
    found = roc_curve(truth, np.arange(50.0)[::-1], Clusters.singletons(50))
    assert set(found["tpr"]) == {1.0}
    assert found["low"][50] == pytest.approx(10 / 13.8415, abs=1e-5)
    assert found["high"][50] == 1.0


def test_why_there_is_none():
    alone = Clusters.of(["a"] * 6)
    assert "negatives" in roc_curve([1, 1], [0.1, 0.2], Clusters.singletons(2))["reason"]
    assert roc_curve([], [], Clusters.singletons(0))["reason"]
    assert roc_curve([0, 1], None, Clusters.singletons(2))["reason"] == "the predictions carry no score"
    assert roc_curve([0, 1], [0.1, np.nan], Clusters.singletons(2))["reason"] == "1 of 2 have no score"
    found = roc_curve([0, 1, 0, 1, 0, 1], np.arange(6.0), alone)
    assert set(found["low"]) == set(found["high"]) == {None}
    assert len(found["tpr"]) == STEPS + 1
    assert found["notes"] == ["No interval: all positives are of one patient."]


def test_no_limits_where_single_negatives_decide():
    # 20 negatives: two of them lie above from a rate of 0.1 on.
    truth = np.repeat([1, 0], 20)
    found = roc_curve(truth, np.random.default_rng(0).normal(size=40) + truth, Clusters.singletons(40))
    assert [low is None for low in found["low"]] == [True] * 10 + [False] * 91
    assert "below 0.100" in found["notes"][1]
    assert "20 patients with a negative" in found["notes"][1]


def test_many_nodes_of_few_patients_are_few_negatives():
    # 20 patients with 10 negative nodes each: two nodes lie above from 0.01 on, two patients' worth from 0.1 on.
    truth = np.repeat([1, 0], 200)
    patients = np.repeat(np.arange(40), 10)
    found = roc_curve(truth, np.random.default_rng(0).normal(size=400) + truth, Clusters.of(patients))
    assert [low is None for low in found["low"]] == [True] * 10 + [False] * 91
    assert "20 patients with a negative" in found["notes"][1]


def test_more_resamples_than_a_variance_needs_are_not_drawn():
    truth, score, patient = cohort(5)
    clusters = Clusters.of(patient)
    assert roc_curve(truth, score, clusters, resamples=5000) == roc_curve(truth, score, clusters)
    assert f"{MOST_RESAMPLES} resamples" in roc_curve(truth, score, clusters)["method"]
    assert "200 resamples" in roc_curve(truth, score, clusters, resamples=200)["method"]


def test_portions_change_nothing():
    # More levels x resamples than are held at once.
    rng = np.random.default_rng(3)
    truth = np.arange(4000) % 2
    sample = scored(truth, [rng.normal(size=4000) + truth], Clusters.singletons(4000))
    found = resampled_sensitivities(sample, 300, seed=0)
    assert found.shape == (300, STEPS + 1)
    assert found.mean(axis=0) == pytest.approx(sensitivities(sample, np.ones((4000, 1)))[0], abs=0.02)
