from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.subgroups.areas import POOLED, equal_areas
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference

from .nodes import reference_nodes

R = reference("subgroups.csv")


def areas_of(truth, scores, group, clusters):
    """The test where two patients of a class are enough, so that samples can be counted by hand."""
    return equal_areas(truth, scores, group, clusters, least=2)


@pytest.mark.parametrize("case", ["even", "uneven", "single"])
def test_agrees_with_r(case):
    nodes = reference_nodes("uneven" if case == "single" else case)
    single = case == "single"
    clusters = Clusters.singletons(len(nodes)) if single else Clusters.of(nodes["patient"])
    found = areas_of(nodes["truth"], nodes["score"], nodes["group"], clusters)
    assert found.method == POOLED.format("DeLong's" if single else "clustered (Obuchowski)")
    assert found.statistic == pytest.approx(R[f"{case} auc"]["q"], rel=1e-9)
    assert found.p == pytest.approx(R[f"{case} auc"]["p"], rel=1e-8)
    assert (found.n, found.df) == (len(nodes), 2)


def test_by_hand():
    # Both subgroups: positives 2, 4; negatives 1, 3. V10 1/2, 1; V01 1, 1/2: AUC 3/4 in either, so Q is 0 and p 1.
    truth, scores = np.tile([1, 1, 0, 0], 2), np.r_[2, 4, 1, 3, 20, 40, 10, 30]
    found = areas_of(truth, scores, np.repeat([0, 1], 4), Clusters.singletons(8))
    assert (found.statistic, found.p) == (0, 1)
    # The second's scores turned round: V10 of 1, 3 against 2, 4 are 0, 1/2, AUC 1/4. Components less the area are
    # +-1/4: squares of a class 4 / 16 over both, over 4 - 2 are 1/8; an area's variance 1/8/2 + 1/8/2 = 1/8.
    # Q = 2 (1/4)^2 / (1/8) = 1.
    turned = areas_of(truth, np.r_[2, 4, 1, 3, 1, 3, 2, 4], np.repeat([0, 1], 4), Clusters.singletons(8))
    assert turned.statistic == pytest.approx(1)


def test_a_subgroup_that_is_separated_is_tested_still():
    # Its own variance would be 0; the pooled one is not.
    truth = np.tile([0, 0, 0, 1, 1, 1], 2)
    scores = np.r_[1, 2, 3, 4, 5, 6, 1, 4, 6, 2, 3, 5]
    found = areas_of(truth, scores, np.repeat([0, 1], 6), Clusters.singletons(12))
    assert 0 < found.p < 0.5


def test_subgroups_with_one_patient_of_a_class_are_passed_over():
    truth = np.r_[np.tile([1, 1, 0, 0], 2), 1, 0, 0]
    scores = np.r_[2, 4, 1, 3, 1, 3, 2, 4, 9, 1, 2].astype(float)
    group = np.r_[np.repeat([0, 1], 4), 2, 2, 2]
    found = areas_of(truth, scores, group, Clusters.singletons(11))
    assert (found.n, found.df) == (8, 1)
    assert found.statistic == pytest.approx(1)


@pytest.mark.parametrize(
    ("truth", "scores", "group", "ids", "reason"),
    [
        ([1, 1, 0, 0] * 2, [np.nan] * 8, [0] * 4 + [1] * 4, range(8), "carry no score"),
        ([1, 1, 0, 0] * 2, [1.0] * 7 + [np.nan], [0] * 4 + [1] * 4, range(8), "1 of 8 have no score"),
        ([1, 1, 0, 0] * 2, [1.0] * 8, [0] * 4 + [1] * 4, range(8), "pooled variance of the areas is 0"),
        ([1, 1, 0, 0] * 2, [4, 3, 2, 1] * 2, [0] * 4 + [1] * 4, range(8), "pooled variance of the areas is 0"),
        ([1, 1, 0, 0], [4, 3, 2, 1], [0, 0, 0, 0], range(4), "fewer than two subgroups"),
        ([1, 1, 0, 0] * 2, range(8), [0] * 4 + [1] * 4, [0, 0, 1, 1, 2, 2, 3, 3], "fewer than two subgroups"),
        ([1] * 8, range(8), [0] * 4 + [1] * 4, range(8), "fewer than two subgroups"),
        ([], [], [], [], "fewer than two subgroups"),
    ],
)
def test_says_why_there_is_no_p(truth, scores, group, ids, reason):
    found = areas_of(np.array(truth, dtype=int), np.array(scores, dtype=float), group, Clusters.of(list(ids)))
    assert found.p is None
    assert reason in found.reason


def test_a_missing_score_outside_the_subgroups_does_no_harm():
    truth, scores = np.r_[np.tile([1, 1, 0, 0], 2), 1], np.r_[2, 4, 1, 3, 1, 3, 2, 4, np.nan]
    found = areas_of(truth, scores, np.r_[np.repeat([0, 1], 4), -1], Clusters.singletons(9))
    assert found.statistic == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_names_order_and_monotone_transforms_change_no_digit(seed):
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(24), rng.integers(1, 5, 24))
    truth, group = rng.integers(0, 2, 24)[owner], (np.arange(24) % 3)[owner]
    scores = rng.integers(-9, 9, owner.size) / 4 + truth
    found = areas_of(truth, scores, group, Clusters.of(owner))
    order, names = rng.permutation(owner.size), rng.permutation(24)
    other = areas_of(truth[order], np.exp(scores[order]), group[order], Clusters.of(names[owner[order]]))
    assert other == found


def test_five_patients_of_either_class_are_needed():
    rng = np.random.default_rng(0)
    truth, group, scores = np.repeat([1, 0, 1, 0], [9, 9, 5, 5]), np.repeat([0, 1], [18, 10]), rng.random(28)
    assert equal_areas(truth, scores, group, Clusters.singletons(28)).p is not None
    for fewer in (np.arange(28) != 18, np.arange(28) != 27):  # four positives, four negatives in the second
        found = equal_areas(truth[fewer], scores[fewer], group[fewer], Clusters.singletons(27))
        assert found.reason == "fewer than two subgroups have 5 patients of either class"
    # Nodes do not make up for patients: two nodes each of four.
    ids = np.r_[np.arange(18), np.repeat([20, 21, 22, 23, 24, 25, 26, 27], 2)]
    truth, group = np.r_[truth[:18], np.repeat([1, 0], 8)], np.repeat([0, 1], [18, 16])
    assert equal_areas(truth, rng.random(34), group, Clusters.of(ids)).p is None
