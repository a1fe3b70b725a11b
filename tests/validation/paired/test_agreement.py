from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from nodecluster.validation.paired.agreement import KAPPA, KAPPA_CLUSTERED, agreement_table, kappa
from nodecluster.validation.values.clusters import Clusters

pairs = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 5)), min_size=2, max_size=60)


def from_table(both: int, first_only: int, second_only: int, neither: int):
    counts = [both, first_only, second_only, neither]
    return np.repeat([1, 1, 0, 0], counts), np.repeat([1, 0, 1, 0], counts)


def test_by_hand():
    # 20 both, 5 the first only, 10 the second only, 15 neither: o = 35/50 = 0.7; the first says positive in 25/50, the
    # second in 30/50: e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = (0.7 - 0.5) / (1 - 0.5) = 0.4
    first, second = from_table(20, 5, 10, 15)
    assert agreement_table(first, second) == {"both": 20, "first_only": 5, "second_only": 10, "neither": 15}
    found = kappa(first, second, Clusters.singletons(50))
    assert (found.value, found.method, found.n) == (pytest.approx(0.4), KAPPA, 50)


@pytest.mark.parametrize("cells", [(20, 5, 10, 15), (3, 1, 2, 40), (118, 5, 14, 2), (2, 9, 8, 3)])
def test_independent_pairs_as_statsmodels_has_them(cells):
    both, first_only, second_only, neither = cells
    found = kappa(*from_table(*cells), Clusters.singletons(sum(cells)))
    theirs = cohens_kappa([[both, first_only], [second_only, neither]])
    assert found.value == pytest.approx(theirs.kappa, abs=1e-12)
    low, high = theirs.kappa - 1.959963984540054 * theirs.std_kappa, theirs.kappa + 1.959963984540054 * theirs.std_kappa
    assert (found.low, found.high) == (pytest.approx(max(low, -1), abs=1e-9), pytest.approx(min(high, 1), abs=1e-9))


def test_nodes_that_are_copies_of_their_patient_add_no_information():
    first, second = from_table(20, 5, 10, 15)
    once = kappa(first, second, Clusters.singletons(50))
    thrice = kappa(np.repeat(first, 3), np.repeat(second, 3), Clusters.of(np.repeat(np.arange(50), 3)))
    assert thrice.method == KAPPA_CLUSTERED
    assert thrice.value == pytest.approx(once.value)
    # sqrt(50 / 49) for the few patients, and t with 49 degrees of freedom (2.009575) in place of 1.959964
    wider = np.sqrt(50 / 49) * 2.009575 / 1.959964
    assert thrice.high - thrice.value == pytest.approx((once.high - once.value) * wider, rel=1e-6)


def test_what_cannot_be_estimated_says_why():
    always = kappa([1, 1, 1], [1, 1, 1], Clusters.singletons(3))
    assert always.value is None
    assert "all on one side" in always.reason
    nothing = kappa([], [], Clusters.singletons(0))
    assert (nothing.value, nothing.reason) == (None, "nothing has both predictions")
    perfect = kappa([1, 0, 1], [1, 0, 1], Clusters.singletons(3))
    assert (perfect.value, perfect.low, perfect.high) == (1, None, None)
    assert "agree on all" in perfect.reason
    lonely = kappa([1, 0, 1], [1, 0, 0], Clusters.of([7, 7, 7]))
    assert (lonely.value is not None, lonely.low) == (True, None)
    assert "one patient only" in lonely.reason
    with pytest.raises(ValueError, match="2 and 1 values"):
        kappa([1, 0], [1], Clusters.singletons(2))


@given(pairs, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_or_on_names(rows, random):
    first, second, ids = (np.array(column) for column in zip(*rows, strict=True))
    found = kappa(first, second, Clusters.of(ids))
    order = list(range(len(rows)))
    random.shuffle(order)
    for again in (
        kappa(first[order], second[order], Clusters.of([f"P{9 - i}" for i in ids[order]])),
        kappa(second, first, Clusters.of(ids)),  # agreement has no direction
        kappa(1 - first, 1 - second, Clusters.of(ids)),  # nor a favourite class
    ):
        for name in ("value", "low", "high"):
            one, two = getattr(found, name), getattr(again, name)
            assert (one is None) == (two is None)
            assert one is None or one == pytest.approx(two, abs=1e-9)
    assert sum(agreement_table(first, second).values()) == len(rows)
    assert found.value is None or -1 <= found.value <= 1
