from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.subgroups.exact import MOST_TABLES, exact_p, pearson
from tests.reference.reading import reference

R = reference("subgroups.csv")
CASES = {
    "two": ([28, 9], [38, 20]),
    "sparse": ([12, 3], [12, 5]),
    "three": ([10, 7, 15], [12, 12, 16]),
    "ties": ([4, 6, 5], [8, 8, 8]),
    "four": ([9, 3, 4, 1], [10, 6, 5, 4]),
}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    assert pearson(*CASES[case]) == pytest.approx(R[case]["chi"], rel=1e-10)
    assert exact_p(*CASES[case]) == pytest.approx(R[case]["mid_p"], rel=1e-9)


def test_by_hand():
    # Of 4 hits among 2 + 4: (0, 4) 1 way, (1, 3) 2 * 4 = 8, (2, 2) 1 * 6 = 6; 15 in all. Expected 4/3 and 8/3.
    # Distances of the first: 4/3, 1/3, 2/3. Found (2, 2): 1 way is farther, 6 are as far.
    assert exact_p([2, 2], [2, 4]) == pytest.approx((1 + 6 / 2) / 15)
    assert exact_p([1, 3], [2, 4]) == pytest.approx((1 + 6 + 8 / 2) / 15)


def test_draws_where_there_are_too_many_tables():
    hits, sizes = [30, 38, 33, 25], [45, 45, 45, 45]
    assert MOST_TABLES < 46**3
    expected = R["drawn"]["mid_p"]
    error = np.sqrt(expected * (1 - expected) / 20_000)
    assert exact_p(hits, sizes, seed=1) == pytest.approx(expected, abs=4 * error)
    assert exact_p(hits, sizes, seed=1) == exact_p(hits, sizes, seed=1) != exact_p(hits, sizes, seed=2)


def test_never_0_where_drawn():
    assert 0 < exact_p([60, 0, 60, 0], [60, 60, 60, 60]) < 1e-4


subgroups = st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1)), min_size=2, max_size=4)


@given(subgroups, st.randoms())
def test_neither_order_nor_naming_of_hits_matters(drawn, random):
    pairs = [(round(size * share), size) for size, share in drawn]
    hits, sizes = map(sum, zip(*pairs, strict=True))
    if hits in (0, sizes):
        return
    p = exact_p(*zip(*pairs, strict=True))
    assert 0 < p <= 1
    misses = [(size - hit, size) for hit, size in pairs]
    assert exact_p(*zip(*misses, strict=True)) == pytest.approx(p, rel=1e-9)
    random.shuffle(pairs)
    assert exact_p(*zip(*pairs, strict=True)) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize(("hits", "sizes"), [([0, 0], [3, 4]), ([3, 4], [3, 4]), ([0, 1], [0, 4]), ([0, 0], [0, 0])])
def test_refuses(hits, sizes):
    with pytest.raises(ValueError, match="must not be 0 or 1"):
        exact_p(hits, sizes)
