from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from nodecluster.validation.areas.area import auc_score
from nodecluster.validation.paired.delong import difference_of_areas
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference
from tests.validation.areas.cohorts import cohort, nodes_of, shuffled, small_cohorts

REFERENCE = reference("areas.csv")


@pytest.mark.parametrize("pair", ["even-skewed", "coarse-even", "coarse-skewed"])
def test_patients_agree_with_proc(pair):
    made, wanted = nodes_of("observations.csv"), REFERENCE[pair]
    first, second = pair.split("-")
    difference, test = difference_of_areas(made["truth"], made[first], made[second], Clusters.singletons(113))
    assert difference.value == pytest.approx(wanted["difference"], abs=1e-12)
    assert (test.statistic, test.p) == pytest.approx((wanted["delong_statistic"], wanted["delong_p"]), abs=1e-10)
    assert (test.n, test.df, difference.method) == (113, None, "DeLong, paired")
    # The interval holds 0 where p says so.
    assert (difference.low > 0) == (test.p < 0.05)


def test_nodes_agree_with_the_definition():
    nodes, wanted = nodes_of("clustered_nodes.csv"), REFERENCE["first-second"]
    clusters = Clusters.of(nodes["patient"])
    difference, test = difference_of_areas(nodes["truth"], nodes["first"], nodes["second"], clusters)
    assert difference.value == pytest.approx(wanted["difference"], abs=1e-12)
    assert test.statistic == pytest.approx(wanted["obuchowski_statistic"], rel=1e-10)
    assert test.p == pytest.approx(2 * t.sf(abs(wanted["obuchowski_statistic"]), test.df), rel=1e-9)
    assert 2 < test.df < 24
    half = t.ppf(0.975, test.df) * np.sqrt(wanted["obuchowski_variance"])
    assert (difference.low, difference.high) == pytest.approx((difference.value - half, difference.value + half))
    assert (difference.method, test.method) == (
        "Obuchowski, paired, clustered by patient (t)",
        "DeLong test of two correlated areas, clustered by patient (Obuchowski, t), two-sided",
    )
    (independent,) = difference.others
    assert independent.method == "DeLong, paired (nodes treated as independent)"
    naive = difference_of_areas(nodes["truth"], nodes["first"], nodes["second"], Clusters.singletons(len(nodes)))[0]
    assert (independent.low, independent.high) == pytest.approx((naive.low, naive.high), abs=1e-12)
    se = (naive.high - naive.low) / 2 / norm.ppf(0.975)
    assert difference.design_effect == pytest.approx(wanted["obuchowski_variance"] / se**2)


def test_by_hand():
    # Negatives 1 and 2 against positives 2 and 3: V10 3/4, 1; V01 1, 3/4. Of the second score, negatives 1 and 3 and
    # positives 2 and 4: V10 1/2, 1; V01 1, 1/2. Differences 1/4, 0 and 0, 1/4: 1/8; variance 2 (1/32) / 2 = 1/32.
    difference, test = difference_of_areas([0, 0, 1, 1], [1, 2, 2, 3], [1, 3, 2, 4], Clusters.singletons(4))
    assert difference.value == 0.125
    assert test.statistic == pytest.approx(0.125 * np.sqrt(32))


def test_the_areas_are_those_of_each_score():
    truth, score, patient = cohort(7)
    other = np.roll(score, 3)
    clusters = Clusters.of(patient)
    areas = [auc_score(truth, each, clusters, resamples=0).value for each in (score, other)]
    assert difference_of_areas(truth, score, other, clusters)[0].value == pytest.approx(areas[0] - areas[1])


@settings(max_examples=60, deadline=None)
@given(small_cohorts(), st.permutations(range(30)), st.integers(0, 99))
def test_names_order_and_scale_change_nothing(nodes, places, seed):
    truth, score, patient = nodes
    second = np.array(places[: truth.size]) // 3
    labels, first, clusters = shuffled(seed, truth, score, patient)
    _, other, _ = shuffled(seed, truth, second, patient)
    assert difference_of_areas(labels, first, other, clusters) == difference_of_areas(
        truth, score, second, Clusters.of(patient)
    )


@settings(max_examples=60, deadline=None)
@given(small_cohorts(), st.permutations(range(30)))
def test_the_other_way_round_is_the_negative(nodes, places):
    truth, score, patient = nodes
    second, clusters = np.array(places[: truth.size]) // 3, Clusters.of(patient)
    (one, test), (back, again) = (
        difference_of_areas(truth, *pair, clusters) for pair in ((score, second), (second, score))
    )
    assert one.value == pytest.approx(-back.value, abs=1e-12)
    assert (test.p, one.reason) == (pytest.approx(again.p) if again.p is not None else None, back.reason)


@pytest.mark.parametrize("patients", ["abcdef", "aabbcd"])
def test_scores_that_order_alike_leave_nothing_to_test(patients):
    truth, score = [0, 1, 0, 1, 0, 1], np.array([1.0, 2, 3, 4, 4, 6])
    difference, test = difference_of_areas(truth, score, score**3 + 1, Clusters.of(list(patients)))
    reason = "both scores put every pair in the same order: there is no difference to test"
    assert (difference.value, difference.low, difference.reason) == (0, None, reason)
    assert (test.p, test.reason) == (None, reason)


def test_right_against_wrong_throughout():
    difference, test = difference_of_areas([0, 0, 1, 1], [1, 2, 3, 4], [4, 3, 2, 1], Clusters.singletons(4))
    assert (difference.value, difference.low) == (1, None)
    assert test.reason == "the variance of the difference is 0 because all have the same share in it"


@pytest.mark.parametrize(
    ("truth", "first", "second", "patients", "value", "reason"),
    [
        ([0, 0], [1, 2], [1, 2], "ab", None, "pathology has no positives, and an AUC needs both classes"),
        ([], [], [], "", None, "nothing has both a prediction and a truth"),
        ([0, 1], None, None, "ab", None, "the predictions carry no score"),
        ([0, 1], [1, 2], None, "ab", None, "of one of the two predictions: the predictions carry no score"),
        ([0, 1, 1], [1, 2, 3], [1, np.nan, 3], "abc", None, "of one of the two predictions: 1 of 3 have no score"),
        ([0, 0, 1], [1, 3, 2], [1, 2, 3], "abc", -0.5, "a class has one member only, and DeLong's variance needs two"),
        ([0, 0, 1, 1], [1, 3, 2, 4], [1, 2, 3, 4], "abcc", -0.25,
         "all positives are of one patient, and a clustered variance needs two"),
    ],
)  # fmt: skip
def test_no_test_and_why(truth, first, second, patients, value, reason):
    difference, test = difference_of_areas(truth, first, second, Clusters.of(list(patients)))
    assert (difference.value, difference.low, difference.reason) == (value, None, reason)
    assert (test.p, test.reason, test.n) == (None, reason, len(truth))
