from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.areas.newcombe import newcombe
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import INDEPENDENT
from tests.reference.reading import reference
from tests.validation.areas.cohorts import cohort, nodes_of, shuffled, small_cohorts, study_nodes

REFERENCE = reference("areas.csv")
PERFECT = "the score separates the classes perfectly"


def single(labels):
    return Clusters.singletons(len(labels))


def by_method(area):
    return {each.method: each for each in (area, *area.others)}


@pytest.mark.parametrize("score", ["even", "skewed", "coarse"])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_delong_agrees_with_proc(score, level):
    made, wanted = nodes_of("observations.csv"), REFERENCE[score]
    area = auc_score(made["truth"], made[score], single(made), level, resamples=0)
    assert area.value == pytest.approx(wanted["auc"], abs=1e-12)
    plain = by_method(area)["DeLong"]
    limits = wanted[f"delong_low_{level:g}"], wanted[f"delong_high_{level:g}"]
    assert (plain.low, plain.high) == pytest.approx(limits, abs=1e-12)
    assert (plain.n, plain.level) == (113, level)


@pytest.mark.parametrize("score", ["first", "second"])
def test_obuchowski_agrees_with_the_definition(score):
    nodes, wanted = nodes_of("clustered_nodes.csv"), REFERENCE[score]
    area = auc_score(nodes["truth"], nodes[score], Clusters.of(nodes["patient"]), resamples=0)
    assert area.value == pytest.approx(wanted["auc"], abs=1e-12)
    plain = by_method(area)["Obuchowski, clustered by patient"]
    assert (plain.low, plain.high) == pytest.approx(
        (wanted["obuchowski_low_0.95"], wanted["obuchowski_high_0.95"]), abs=1e-12
    )


def test_the_study():
    truth, group = study_nodes()
    area = auc_group(truth, group, single(truth), resamples=200)
    methods = by_method(area)
    assert area.value == (368 / 456 + 836 / 941) / 2
    wilson = methods["Wilson score of the AUC as a proportion of n"]
    assert f"{wilson.low:.3f} {wilson.high:.3f}" == "0.828 0.866"
    newcombe = methods["Newcombe score, method 5"]
    assert f"{newcombe.low:.3f} {newcombe.high:.3f}" == "0.824 0.868"
    # pROC 1.18.0 on the 0/1 groups: the area is the hard group's, the interval DeLong's.
    delong = methods["DeLong"]
    assert (delong.low, delong.high) == pytest.approx((0.826980623802436, 0.868453498165609), abs=1e-12)
    score = auc_score(truth, 7.0 * group, single(truth), resamples=200)
    assert score.others[-1].low == area.others[-1].low


def test_nodes_that_are_alike_widen_the_interval():
    # Every node stands for four of its patient: DeLong's variance is a quarter, Obuchowski's is as it was.
    truth, score, _ = cohort(2)
    copies = np.tile(np.arange(truth.size), 4)
    area = auc_score(truth[copies], score[copies], Clusters.of(copies), resamples=0)
    alone = auc_score(truth, score, single(truth), resamples=0)
    plain = by_method(area)["Obuchowski, clustered by patient"]
    assert (plain.low, plain.high) == pytest.approx(
        (by_method(alone)["DeLong"].low, by_method(alone)["DeLong"].high), abs=1e-12
    )
    # Both are over k - 1, where k is 4 times as many once: 4, but for that.
    assert area.design_effect == pytest.approx(4, rel=0.05)
    assert area.low < by_method(area)["DeLong" + INDEPENDENT].low


@settings(max_examples=60, deadline=None)
@given(small_cohorts(), st.integers(0, 99))
def test_names_order_and_scale_change_nothing(nodes, seed):
    truth, score, patient = nodes
    area = auc_score(truth, score, Clusters.of(patient), resamples=60)
    assert auc_score(*shuffled(seed, truth, score, patient), resamples=60) == area
    group = (score > 3).astype(int)
    other_truth, other_group, other_clusters = shuffled(seed, truth, group, patient)
    other = auc_group(other_truth, (other_group > other_group.mean()).astype(int), other_clusters, resamples=60)
    if np.ptp(group):
        assert other == auc_group(truth, group, Clusters.of(patient), resamples=60)


@settings(max_examples=60, deadline=None)
@given(small_cohorts())
def test_swapped_classes_and_a_negated_score_leave_the_area(nodes):
    truth, score, patient = nodes
    clusters = Clusters.of(patient)
    area, swapped = (auc_score(*each, clusters, resamples=0) for each in ((truth, score), (1 - truth, -score)))
    for one, other in zip((area, *area.others), (swapped, *swapped.others), strict=True):
        assert (one.value, one.low or 0, one.high or 0) == pytest.approx(
            (other.value, other.low or 0, other.high or 0), abs=1e-9
        )


def test_reversing_the_score_mirrors_the_limits():
    truth, score, patient = cohort(3)
    area, mirrored = (auc_score(truth, each, Clusters.of(patient), resamples=0) for each in (score, -score))
    for one, other in zip((area, *area.others), (mirrored, *mirrored.others), strict=True):
        assert (one.low, one.value, one.high) == pytest.approx((1 - other.high, 1 - other.value, 1 - other.low))


def test_the_interval_on_the_area_stops_at_one_and_the_logit_before():
    # 7.5 / 9 + 1.96 sqrt(1 / 27) is 1.21; pROC gives 0.456138088641276 to 1.
    area = auc_score([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5], Clusters.singletons(6), resamples=0)
    plain = by_method(area)["DeLong"]
    assert (plain.low, plain.high) == (pytest.approx(0.456138088641276, abs=1e-12), 1.0)
    # log odds of 5/6: log 5; half width 1.959964 sqrt(1 / 27) / (5 / 36): 1.609438 -/+ 2.715806
    odds = np.exp([np.log(5) - 2.715806, np.log(5) + 2.715806])
    assert (area.low, area.high) == pytest.approx(tuple(odds / (1 + odds)), abs=1e-6)


@pytest.mark.parametrize(
    ("labels", "scores", "value", "reason"),
    [
        ([0, 0, 1, 1], [2, 2, 2, 2], 0.5, "DeLong's variance is 0 because all scores tie"),
        ([0, 0, 1], [1, 3, 2], 0.5, "a class has one member only, and DeLong's variance needs two"),
        ([0, 0, 1], [1, 2, 3], 1.0, "a class has one member only, and DeLong's variance needs two"),
    ],
)
def test_patients_without_an_interval(labels, scores, value, reason):
    area = auc_score(labels, scores, single(labels), resamples=200)
    assert (area.value, area.low, area.high, area.reason) == (value, None, None, reason)
    others = by_method(area)
    assert others["DeLong"].reason == reason
    newcombe = others["Newcombe score, method 5"]
    assert newcombe.low < newcombe.high
    assert area.others[-1].low is None
    assert area.others[-1].reason


@pytest.mark.parametrize(
    ("labels", "scores", "patients", "reason"),
    [
        ([0, 0, 1, 1, 1], [1, 2, 3, 4, 5], "aabbc",
         "all negatives are of one patient, and a clustered variance needs two"),
        ([0, 0, 1, 1], [1, 3, 2, 4], "aaaa", "all positives are of one patient, and a clustered variance needs two"),
        ([0, 0, 0, 1, 1], [3, 3, 3, 3, 3], "aabcd", "the clustered variance is 0 because all scores tie"),
        # Each patient has two nodes of either class, one in the midst of the other's two: every share is 1/2.
        ([1, 0, 0, 1] * 2, [1, 2, 3, 4] * 2, "aaaabbbb",
         "the clustered variance is 0 because all have the same share of pairs in order"),
    ],
)  # fmt: skip
def test_nodes_without_an_interval(labels, scores, patients, reason):
    area = auc_score(labels, scores, Clusters.of(list(patients)), resamples=200)
    assert (area.low, area.high, area.reason, area.design_effect) == (None, None, reason, None)
    assert area.value is not None
    assert by_method(area)["Obuchowski, clustered by patient"].reason == reason
    assert by_method(area)["Newcombe score, method 5" + INDEPENDENT].low is not None


def test_perfect_separation_of_patients_has_newcombes_interval():
    labels, scores = [0, 0, 0, 1, 1], [1, 2, 3, 4, 5]
    low, high = newcombe(1.0, 2, 3)
    for area in (auc_score(labels, scores, single(labels)), auc_group(labels, labels, single(labels))):
        assert (area.value, area.low, area.high, area.reason) == (1.0, low, high, "")
        assert area.method == f"Newcombe score, method 5 (DeLong's variance is 0 because {PERFECT})"
        assert by_method(area)["DeLong"].reason == f"DeLong's variance is 0 because {PERFECT}"
        assert area.others[-1].reason == "all resamples have the same area"
    wrong = auc_score(labels, [-score for score in scores], single(labels), resamples=0)
    assert (wrong.value, wrong.low, wrong.high) == (0.0, 0.0, pytest.approx(1 - low))


def test_perfect_separation_of_nodes_counts_every_patient_once_in_a_class():
    # Positives of a, b and c, negatives of b, d, e and f: classes of 3 and 4 patients.
    patients = Clusters.of(list("aaabbcbdddeeff"))
    labels = [1] * 6 + [0] * 8
    for area in (auc_score(labels, np.arange(14, 0, -1), patients), auc_group(labels, labels, patients)):
        assert (area.value, area.low, area.high) == (1.0, *newcombe(1.0, 3, 4))
        assert area.method == (
            "Newcombe score, method 5, every patient counted once in a class"
            f" (the clustered variance is 0 because {PERFECT})"
        )
        assert (area.reason, area.design_effect, area.n) == ("", None, 14)
        naive = by_method(area)["Newcombe score, method 5" + INDEPENDENT]
        assert area.low < naive.low == newcombe(1.0, 6, 8)[0]


def test_nodes_that_repeat_their_patient_say_no_more_than_the_patient():
    labels, scores = np.array([0, 0, 0, 1, 1]), np.array([1, 2, 3, 4, 5])
    copies = np.repeat(np.arange(5), 4)
    area = auc_score(labels[copies], scores[copies], Clusters.of(copies), resamples=0)
    alone = auc_score(labels, scores, single(labels), resamples=0)
    assert (area.low, area.high) == (alone.low, alone.high)


@pytest.mark.parametrize(
    ("labels", "scores", "reason"),
    [
        ([0, 0], [1, 2], "pathology has no positives, and an AUC needs both classes"),
        ([1], [1], "pathology has no negatives, and an AUC needs both classes"),
        ([], [], "nothing has both a prediction and a truth"),
        ([0, 1], None, "the predictions carry no score"),
        ([0, 1], [np.nan, np.nan], "the predictions carry no score"),
        ([0, 1, 1], [1, np.nan, 2], "1 of 3 have no score"),
    ],
)
def test_no_value_and_why(labels, scores, reason):
    area = auc_score(labels, scores, single(labels))
    assert (area.value, area.reason, area.n, area.others) == (None, reason, len(labels), ())


def test_group_by_hand():
    # sensitivity 3/4, specificity 1/2: 0.625
    area = auc_group([1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 0, 0], Clusters.singletons(8), resamples=0)
    assert area.value == 0.625


def test_group_at_the_ends():
    truth = np.repeat([1, 0], 5)
    perfect = auc_group(truth, truth, Clusters.singletons(10), resamples=200)
    # Wilson at p = 1 runs from n / (n + z2) = 10 / 13.8415 to 1.
    assert (perfect.value, perfect.others[0].low, perfect.others[0].high) == (1, pytest.approx(0.7224672), 1)
    assert auc_group(truth, 1 - truth, Clusters.singletons(10), resamples=200).others[0].low == 0


def test_group_without_a_class():
    reason = "pathology has no positives, and an AUC needs both classes"
    assert auc_group([0, 0], [0, 1], Clusters.singletons(2)).reason == reason
    assert auc_group([], [], Clusters.singletons(0)).reason == "nothing has both a prediction and a truth"


def test_refuses_patients_that_are_not_as_many():
    with pytest.raises(ValueError, match="3 labels, but 2 observations"):
        auc_score([0, 1, 1], [1, 2, 3], Clusters.singletons(2))
