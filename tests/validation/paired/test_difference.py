from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.paired.clustered import (
    CLUSTERED_DIFFERENCE,
    CLUSTERED_TEST,
    DIFFERENCE_OF_TWO,
    DIFFERENCE_ONCE,
    clustered_mcnemar,
)
from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.paired.newcombe import NEWCOMBE_PAIRED, Pairs, newcombe_paired
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import INDEPENDENT
from tests.reference.reading import HERE
from tests.validation.intervals.pairs import two_shares

PAIRED = pd.read_csv(HERE / "paired.csv", comment="#")
FROM_R = PAIRED[PAIRED["method"] == "difference"]

rows = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), min_size=1, max_size=40)


def of(rows, level=0.95):
    patients, first, second = zip(*rows, strict=True)
    return difference_of_shares(np.array(first, int), np.array(second, int), Clusters.of(patients), level)


def outcome(rows):
    patients, first, second = zip(*rows, strict=True)
    return clustered_mcnemar(np.array(first, int), np.array(second, int), Clusters.of(patients))


@pytest.mark.parametrize("row", list(FROM_R.itertuples()), ids=lambda row: f"{row.data} {row.level}")
def test_the_clustered_interval_agrees_with_r(row):
    found = difference_of_shares(*two_shares(f"{row.data}.csv"), row.level)
    assert (found.value, found.low, found.high) == pytest.approx((row.value, row.low, row.high), abs=1e-9)
    assert (found.method, found.n) == (CLUSTERED_DIFFERENCE, row.count)


def test_patients_are_newcombes():
    first, second = np.repeat([1, 1, 0, 0], (14, 5, 0, 22)), np.repeat([1, 0, 1, 0], (14, 5, 0, 22))
    found = difference_of_shares(first, second, Clusters.singletons(41))
    assert (found.method, found.n, found.others, found.design_effect) == (NEWCOMBE_PAIRED, 41, (), None)
    assert (found.low, found.high) == pytest.approx(newcombe_paired(Pairs(14, 5, 0, 22)))


def test_nodes_have_newcombes_beside():
    first, second, clusters = two_shares("clustered_pairs.csv")
    found = difference_of_shares(first, second, clusters)
    (other,) = found.others
    assert other.method == NEWCOMBE_PAIRED + INDEPENDENT
    assert found.low < other.low < other.high < found.high
    assert found.design_effect > 2


def test_design_effect_of_nodes_that_repeat_their_patient():
    # 12 patients with 3 nodes alike: the effect is 3 x 12 / 11.
    first, second = (np.repeat(right, 3) for right in ([1] * 7 + [0] * 5, [1] * 4 + [0] * 6 + [1] * 2))
    found = difference_of_shares(first, second, Clusters.of(np.repeat(np.arange(12), 3)))
    assert found.design_effect == pytest.approx(3 * 12 / 11)


@pytest.mark.parametrize(
    ("first", "second", "once"),
    [
        ([1, 1, 1, 0, 0, 0, 1, 1], [1, 1, 1, 0, 0, 0, 1, 1], Pairs(2.5, 0, 0, 1.5)),  # nothing discordant: 5 of 8
        ([1] * 8, [0] * 8, Pairs(0, 4, 0, 0)),
        ([1, 0] * 4, [0, 1] * 4, Pairs(0, 2, 2, 0)),
    ],
)
def test_differences_that_do_not_vary_count_every_patient_once(first, second, once):
    found = difference_of_shares(first, second, Clusters.of(np.repeat(np.arange(4), 2)))
    assert (found.method, found.design_effect) == (DIFFERENCE_ONCE, None)
    assert (found.low, found.high) == pytest.approx(newcombe_paired(once))


def test_two_patients_are_said_to_be_too_few():
    # Their differences, 1 of 2 and 0 of 2, do vary.
    found = difference_of_shares([1, 1, 1, 0], [0, 1, 1, 0], Clusters.of([1, 1, 2, 2]))
    assert (found.method, found.design_effect) == (DIFFERENCE_OF_TWO, None)
    assert (found.low, found.high) == pytest.approx(newcombe_paired(Pairs(1, 0.5, 0, 0.5)))


def test_nearly_the_same_predictions_have_a_narrow_interval():
    # Of 40 patients with 10 nodes the second is wrong on all nodes of 8 patients and right on those of 32; the first is
    # right on one node more of each of the 8: 8 of 400. Limits put together of the two shares' own would be -0.024 and
    # 0.088, although the standard error (8 patients 0.8, 32 -0.2) is sqrt(40/39 x 6.4) / 400 = 0.0064.
    second = np.repeat([0, 1], (80, 320))
    first = second.copy()
    first[0:80:10] = 1
    found = difference_of_shares(first, second, Clusters.of(np.repeat(np.arange(40), 10)))
    assert found.value == pytest.approx(0.02)
    assert 0 < found.low < 0.02 < found.high < 0.04


@given(rows, st.sampled_from([0.8, 0.9, 0.95]))
def test_the_clustered_interval_holds_0_just_where_the_test_does_not_reject(rows, level):
    found, test = of(rows, level), outcome(rows)
    if found.method == CLUSTERED_DIFFERENCE and test.method == CLUSTERED_TEST and found.low is not None:
        assert test.p is not None
        if abs(test.p - (1 - level)) > 1e-6:
            assert (found.low <= 0 <= found.high) == (test.p > 1 - level)


def test_one_patient_and_none():
    found = difference_of_shares([1, 0], [0, 0], Clusters.of(["a", "a"]))
    assert (found.value, found.low, found.others[0].method) == (0.5, None, NEWCOMBE_PAIRED + INDEPENDENT)
    assert "one patient" in found.reason
    assert difference_of_shares([], [], Clusters.singletons(0)).reason == "nothing is classified by both"


@given(rows)
def test_swapping_mirrors(rows):
    found, swapped = of(rows), of([(patient, second, first) for patient, first, second in rows])
    for one, other in zip((found, *found.others), (swapped, *swapped.others), strict=True):
        assert one.value == pytest.approx(-other.value)
        if one.low is not None:
            assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-9)
            assert -1 <= one.low <= one.value <= one.high <= 1


@given(rows, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(rows, random):
    renamed = [(f"patient {7 * patient % 11}", *right) for patient, *right in rows]
    random.shuffle(renamed)
    assert of(renamed).as_dict() == of(rows).as_dict()
