"""Standardised mean differences by hand; against tableone in test_baseline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.description.differences import category_difference, named, number_difference

COUNTS = st.lists(st.integers(0, 30), min_size=3, max_size=3)


def test_two_means_by_hand():
    # means 2 and 5, variances 1 and 7: d = 3 / sqrt(4) = 1.5
    first, second = np.array([1.0, 2.0, 3.0]), np.array([5 - np.sqrt(7), 5.0, 5 + np.sqrt(7)])
    value, reason = number_difference(first, second)
    assert value == pytest.approx(1.5)
    assert reason == ""
    assert number_difference(second, first)[0] == pytest.approx(-1.5)


def test_two_shares_by_hand():
    # 1/2 against 4/5: d = 0.3 / sqrt((0.25 + 0.16) / 2)
    value, _ = category_difference(np.array([5, 5]), np.array([2, 8]))
    assert value == pytest.approx(0.3 / np.sqrt(0.205))


@pytest.mark.parametrize(
    ("first", "second", "value", "reason"),
    [
        ([1.0], [1.0, 2.0], None, "fewer than 2 values"),
        ([], [1.0, 2.0], None, "fewer than 2 values"),
        ([3.0, 3.0], [3.0, 3.0, 3.0], 0, ""),
        ([3.0, 3.0], [4.0, 4.0], None, "infinite, because"),
        ([1e16, 1e16 + 2], [2e16, 2e16], None, "within each group all values agree in 12 digits"),
        ([0.0, 1e-100], [0.0, 0.0], -0.5 / 0.5, ""),  # means 5e-101 and 0, variances 5e-201 and 0
        ([3.0, 3.0], [3.0, 5.0], 1 / 1.0, ""),  # variances 0 and 2: d = 1 / sqrt(1)
    ],
)
def test_numbers_without_spread(first, second, value, reason):
    found, said = number_difference(np.array(first), np.array(second))
    assert found == (value if value is None else pytest.approx(value))
    assert reason in said
    assert bool(said) == (found is None)


@pytest.mark.parametrize(
    ("first", "second", "value", "reason"),
    [
        ([0, 0], [1, 2], None, "no value"),
        ([3, 0], [5, 0], 0, ""),
        ([2, 2, 0], [4, 4, 0], 0, ""),
        ([3, 0], [0, 3], None, "infinite, because"),
        ([3, 0, 0], [0, 2, 2], None, "infinite, because"),
        ([3, 1], [3, 0], 0.25 / np.sqrt(0.1875 / 2), ""),
    ],
)
def test_categories_without_spread(first, second, value, reason):
    found, said = category_difference(np.array(first), np.array(second))
    assert found == (value if value is None else pytest.approx(value))
    assert reason in said
    assert bool(said) == (found is None)


@given(COUNTS, COUNTS, st.permutations(range(3)))
def test_neither_the_order_of_categories_nor_that_of_groups_matters(first, second, order):
    a, b = np.array(first), np.array(second)
    value, reason = category_difference(a, b)
    for other in (category_difference(b, a), category_difference(a[list(order)], b[list(order)])):
        assert other[1] == reason
        assert other[0] == (value if value is None else pytest.approx(value, rel=1e-6, abs=1e-9))


def test_a_reason_is_there_only_where_it_is_needed():
    assert named("a", "b", (0.5, "")) == {"first": "a", "second": "b", "value": 0.5}
    assert named("a", "b", (None, "why")) == {"first": "a", "second": "b", "value": None, "reason": "why"}
