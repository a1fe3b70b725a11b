from __future__ import annotations

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from nodecluster.validation.use.folds import content_order, patient_folds
from nodecluster.validation.use.risks import FOLDS, out_of_fold, why_no_risks
from nodecluster.validation.values.clusters import Clusters


def cohort(patients, nodes, seed=0, effect=1.0):
    rng = np.random.default_rng(seed)
    ids = np.repeat(np.arange(patients), nodes)
    labels = np.repeat((np.arange(patients) % 2), nodes)
    scores = rng.normal(size=patients * nodes) + effect * labels + rng.normal(size=patients)[ids]
    return scores, labels, Clusters.of(ids)


def test_each_risk_is_of_the_other_folds():
    """Every risk comes out of scikit-learn's fit to the other nine folds, which hold no node of the same patient."""
    scores, labels, clusters = cohort(60, 3)
    found = out_of_fold(scores, labels, clusters, seed=2)
    ranks = np.argsort(np.argsort(scores))
    _, places = content_order(ranks, labels, clusters)
    fold = patient_folds(places, clusters.sums(labels) > 0, FOLDS, seed=2)[clusters.codes]
    logistic, isotonic = found.in_rows(found.logistic), found.in_rows(found.isotonic)
    for number in range(FOLDS):
        held, rest = fold == number, fold != number
        assert not set(clusters.codes[held]) & set(clusters.codes[rest])
        line = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(scores[rest, None], labels[rest])
        np.testing.assert_allclose(logistic[held], line.predict_proba(scores[held, None])[:, 1], atol=1e-5)
        steps = IsotonicRegression(out_of_bounds="clip").fit(ranks[rest], labels[rest])
        np.testing.assert_allclose(isotonic[held], steps.predict(ranks[held]), atol=1e-12)
    np.testing.assert_array_equal(found.in_rows(found.labels), labels)


@pytest.mark.parametrize("ties", [False, True])
def test_names_and_rows_change_nothing_to_the_last_bit(ties):
    scores, labels, clusters = cohort(50, 4)
    scores = scores.round() if ties else scores
    rng = np.random.default_rng(1)
    shuffled, names = rng.permutation(scores.size), rng.permutation(50)
    found = out_of_fold(scores, labels, clusters)
    again = out_of_fold(scores[shuffled], labels[shuffled], Clusters.of(names[clusters.codes][shuffled]))
    for name in ("labels", "logit", "isotonic"):
        np.testing.assert_array_equal(getattr(found, name), getattr(again, name))
    np.testing.assert_array_equal(found.clusters.codes, again.clusters.codes)


def test_a_monotone_change_of_the_score_leaves_the_isotonic_risk():
    scores, labels, clusters = cohort(60, 1)
    np.testing.assert_array_equal(
        out_of_fold(scores, labels, clusters).isotonic, out_of_fold(np.exp(scores), labels, clusters).isotonic
    )


def test_a_linear_change_of_the_score_leaves_the_logistic_risk():
    scores, labels, clusters = cohort(60, 1)
    np.testing.assert_allclose(
        out_of_fold(scores, labels, clusters).logistic,
        out_of_fold(3 * scores - 7, labels, clusters).logistic,
        atol=1e-9,
    )


def test_separated_scores_have_risks_off_nought_and_one():
    labels = np.repeat([0, 1], 30)
    found = out_of_fold(np.arange(60.0), labels, Clusters.singletons(60))
    assert ((found.logistic > 0.001) & (found.logistic < 0.999)).all()
    assert any("separates the classes in 10 of 10" in note for note in found.notes)


def test_infinite_scores_take_the_nearest_finite_one():
    scores, labels, clusters = cohort(60, 1)
    bounded, endless = scores.copy(), scores.copy()
    lowest = np.argsort(scores)[:3]
    bounded[lowest], endless[lowest] = np.sort(scores)[3], -np.inf
    found = out_of_fold(endless, labels, clusters)
    np.testing.assert_array_equal(found.logit, out_of_fold(bounded, labels, clusters).logit)
    assert found.notes[0].startswith("3 patients with a score of minus infinity")


def test_a_score_that_points_the_wrong_way_is_said():
    scores, labels, clusters = cohort(60, 1, effect=3)
    assert any("falls with the score in 10" in note for note in out_of_fold(-scores, labels, clusters).notes)


@pytest.mark.parametrize(
    ("scores", "labels", "words"),
    [
        ([], [], "nothing has both"),
        (np.full(60, np.nan), np.arange(60) % 2, "carry no score"),
        (np.r_[np.nan, np.arange(59)], np.arange(60) % 2, "1 of 60 have no score"),
        (np.arange(60), np.arange(60) < 19, "19 patients with metastasis and 41 without"),
        (np.arange(60), np.arange(60) < 41, "41 patients with metastasis and 19 without"),
        (np.ones(60), np.arange(60) % 2, "all scores tie"),
        (np.full(60, -np.inf), np.arange(60) % 2, "no score is finite"),
    ],
)
def test_what_cannot_be_had_says_why(scores, labels, words):
    assert words in why_no_risks(scores, np.asarray(labels, dtype=int), Clusters.singletons(len(labels)))


@pytest.mark.parametrize("events", [20, 40])
def test_exactly_twenty_of_each_are_enough(events):
    labels = (np.arange(60) < events).astype(int)
    scores = np.random.default_rng(3).normal(size=60) + labels
    assert why_no_risks(scores, labels, Clusters.singletons(60)) == ""
    risks = out_of_fold(scores, labels, Clusters.singletons(60))
    assert np.isfinite(risks.logit).all()


def test_exactly_twenty_patients_of_each_are_enough_for_nodes():
    scores, labels, clusters = cohort(40, 3)
    assert why_no_risks(scores, labels, clusters) == ""
    rest = np.arange(120) >= 3
    said = why_no_risks(scores[rest], labels[rest], clusters.only(rest))
    assert said.startswith("too few: 20 patients with a metastatic node and 19 with a non-metastatic one")


def test_nodes_are_counted_in_patients():
    scores, labels, clusters = cohort(30, 10)
    assert "15 patients with a metastatic node" in why_no_risks(scores, labels, clusters)
