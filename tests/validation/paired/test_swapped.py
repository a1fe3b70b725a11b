from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from nodecluster.validation.areas.delong import components
from nodecluster.validation.areas.ordering import scored
from nodecluster.validation.intervals.clustered import ONE_PATIENT
from nodecluster.validation.paired.delong import difference_of_areas
from nodecluster.validation.paired.swapped import DRAWN, EXACT, NO_SWAP, SWAPS, swapped_test, turned
from nodecluster.validation.values.clusters import Clusters
from tests.validation.areas.cohorts import cohort, shuffled, small_cohorts


def by_definition(truth, first, second, patients):
    """The share of all swaps whose areas differ by as much, each area counted anew."""
    ranks, codes = (rankdata(first), rankdata(second)), np.unique(patients, return_inverse=True)[1]
    found = []
    for swap in itertools.product([False, True], repeat=codes.max() + 1):
        there = np.array(swap)[codes]
        areas = [components(truth, np.where(there, *pair)).auc for pair in (ranks[::-1], ranks)]
        found.append(abs(areas[0] - areas[1]))
    return np.mean(np.array(found) >= found[0] - 1e-12)  # the first swaps nobody


@settings(max_examples=30, deadline=None)
@given(small_cohorts(), st.permutations(range(30)))
def test_few_patients_have_all_swaps_by_definition(nodes, places):
    truth, score, patient = nodes
    second, clusters = np.array(places[: truth.size]) // 3, Clusters.of(patient)
    found = swapped_test(truth, score, second, clusters)
    assert (found.method, found.n) == (EXACT, truth.size)
    if found.p is not None:
        assert found.p == pytest.approx(by_definition(truth, score, second, patient), abs=1e-12)
        assert found.p >= 2 / 2**clusters.count


@settings(max_examples=60, deadline=None)
@given(small_cohorts(), st.permutations(range(30)))
def test_the_numbers_add_up_to_the_difference(nodes, places):
    truth, score, patient = nodes
    second = np.array(places[: truth.size]) // 3
    sample = scored(truth, [score, second], Clusters.of(patient))
    unit = 4 * truth.sum() * (1 - truth).sum()
    numbers = turned(sample)
    assert (numbers == np.round(numbers)).all()
    difference = difference_of_areas(truth, score, second, Clusters.of(patient))[0]
    assert numbers.sum() / unit == pytest.approx(difference.value, abs=1e-12)


def mirrored(half, exchanged=0):
    """As many positives as negatives, whom the first score separates and the second turns round, but for some pairs."""
    low, high = np.arange(half), np.arange(half) + half
    first, second = np.concatenate([high, low]), np.concatenate([low, high])
    there = np.tile(np.arange(half) < exchanged, 2)
    return np.repeat([1, 0], half), np.where(there, second, first), np.where(there, first, second)


def test_by_hand():
    # The 1st positive has the ranks 4 and 1, the negatives 1, 2, 3 and 4, 5, 6: twice 3.5 below less twice 0.5 is 6, as
    # for each other positive and negative: 36 of 4 x 3 x 3. Of 64 swaps only none and all reach that.
    truth, first, second = mirrored(3)
    np.testing.assert_array_equal(turned(scored(truth, [first, second], Clusters.singletons(6))), [6] * 6)
    assert swapped_test(truth, first, second, Clusters.singletons(6)).p == 2 / 2**6


def test_random_swaps_are_fair_coins():
    # 20 numbers of one size, 6 of them below 0: as many heads as 14 or tails of 20 coins. 2 x 60460 / 2^20 = 0.1153.
    found = swapped_test(*mirrored(10, 3), Clusters.singletons(20))
    assert (found.p, found.method) == (pytest.approx(0.1153, abs=0.01), DRAWN)


def test_fourteen_patients_who_matter_are_the_most_of_whom_all_swaps_are_taken():
    assert swapped_test(*mirrored(7), Clusters.singletons(14)).method == EXACT
    assert swapped_test(*mirrored(8), Clusters.singletons(16)).method == DRAWN
    truth, first, second = mirrored(7)
    more = [np.append(part, ends) for part, ends in ((truth, [1, 0]), (first, [99, -99]), (second, [99, -99]))]
    found = swapped_test(*more, Clusters.singletons(16))  # two more who are the same by both
    assert (found.p, found.method) == (2 / 2**14, EXACT)


def test_a_difference_beyond_all_swaps_has_the_smallest_p():
    truth = np.repeat([1, 0], 40)
    found = swapped_test(truth, truth, -truth, Clusters.singletons(80))
    assert (found.p, found.method) == (1 / (SWAPS + 1), DRAWN)


@pytest.mark.parametrize("patients", [30, 12])
def test_names_order_scale_and_sides_change_nothing(patients):
    truth, first, patient = cohort(5, patients)
    second = np.round(np.random.default_rng(1).normal(size=truth.size) + truth, 1)
    found = swapped_test(truth, first, second, Clusters.of(patient))
    assert found.method == (DRAWN if patients == 30 else EXACT)
    labels, one, clusters = shuffled(9, truth, first, patient)
    _, other, _ = shuffled(9, truth, second, patient)
    assert swapped_test(labels, one, other, clusters) == found
    assert swapped_test(labels, other, one, clusters) == found
    assert swapped_test(1 - truth, -first, -second, Clusters.of(patient)) == found
    if patients == 30:
        assert swapped_test(truth, first, second, Clusters.of(patient), seed=1).p != found.p


@pytest.mark.parametrize(
    ("truth", "first", "second", "patients", "reason"),
    [
        ([0, 0], [1, 2], [1, 2], "ab", "pathology has no positives, and an AUC needs both classes"),
        ([], [], [], "", "nothing has both a prediction and a truth"),
        ([0, 1], None, [1, 2], "ab", "of one of the two predictions: the predictions carry no score"),
        ([0, 1, 1], [1, 2, 3], [1, np.nan, 3], "abc", "of one of the two predictions: 1 of 3 have no score"),
        ([0, 1, 0], [1, 2, 3], [1, 3, 2], "aaa", ONE_PATIENT),
        ([0, 1, 0, 1], [1, 2, 3, 4], [10, 20, 30, 40], "abcc", NO_SWAP),
    ],
)  # fmt: skip
def test_no_test_and_why(truth, first, second, patients, reason):
    found = swapped_test(truth, first, second, Clusters.of(list(patients)))
    assert (found.p, found.reason, found.n) == (None, reason, len(truth))


def test_a_class_of_one_is_enough():
    assert swapped_test([0, 0, 0, 1], [1, 2, 3, 2], [1, 2, 3, 4], Clusters.singletons(4)).p is not None


def test_type_one_error_of_few_patients():
    # 1000 cohorts of 24 patients with 1 to 6 nodes, all of a patient of one class; two scores of equal areas (0.86).
    rng, rejected = np.random.default_rng(8), 0
    for _ in range(1000):
        sizes = rng.integers(1, 7, 24)
        patient = np.repeat(np.arange(24), sizes)
        truth = np.repeat(rng.permutation([1] * 10 + [0] * 14), sizes)
        shared = rng.normal(size=24)[patient]
        scores = [1.5 * truth + 0.5 * shared + 0.8 * rng.normal(size=truth.size) for _ in range(2)]
        rejected += swapped_test(truth, *scores, Clusters(patient, 24)).p <= 0.05
    assert 0.03 <= rejected / 1000 <= 0.07


def test_refuses_what_is_no_class():
    with pytest.raises(ValueError, match="0 and 1"):
        swapped_test([0, 2], [1, 2], [1, 2], Clusters.singletons(2))
