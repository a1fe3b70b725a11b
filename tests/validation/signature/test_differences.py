"""Means, standard deviations and Cohen's d of two sides."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.signature.differences import side_differences


def test_groups_of_unequal_size():
    # Group 1: 1, 2, 3: mean 2, s² 1. Group 2: 4, 8: mean 6, s² 8. Pooled s² = (2·1 + 1·8) / 3 = 10/3; d = 4 / √(10/3).
    table = side_differences(np.array([[1.0], [4.0], [2.0], [8.0], [3.0]]), np.array([1, 2, 1, 2, 1]))
    assert table["mean1"][0] == 2
    assert table["mean2"][0] == 6
    assert table["sd1"][0] == 1
    assert table["sd2"][0] == pytest.approx(np.sqrt(8))
    assert table["d"][0] == pytest.approx(4 / np.sqrt(10 / 3))


def test_a_feature_smaller_in_group_2_has_a_negative_difference():
    # Means 6 and 2, both s² 2: pooled s = √2, d = −4 / √2.
    table = side_differences(np.array([[5.0], [7.0], [1.0], [3.0]]), np.array([1, 1, 2, 2]))
    assert table["d"][0] == pytest.approx(-4 / np.sqrt(2))


def test_a_group_of_one_takes_its_spread_from_the_other():
    # Group 1: 1, 3: mean 2, s² 2. Group 2: 5 alone. Pooled s² = (1·2 + 0) / 1 = 2; d = 3 / √2.
    table = side_differences(np.array([[1.0], [3.0], [5.0]]), np.array([1, 1, 2]))
    assert np.isnan(table["sd2"][0])
    assert table["d"][0] == pytest.approx(3 / np.sqrt(2))


@pytest.mark.parametrize(
    ("values", "groups"),
    [([2.0, 2.0, 5.0, 5.0], [1, 1, 2, 2]), ([1.0, 2.0, 3.0], [1, 1, 1]), ([1.0, 2.0], [1, 2]), ([], [])],
    ids=["no spread", "one group empty", "one node a group", "no nodes"],
)
def test_no_difference_without_spread_or_groups(values, groups):
    table = side_differences(np.array(values).reshape(-1, 1), np.array(groups, dtype=np.int64))
    assert np.isnan(table["d"][0])


def test_what_is_the_same_throughout_has_no_spread_though_its_sum_is_rounded():
    # The mean of 0.1, ten times, is not 0.1 as numpy adds it up; nor is that of 7.3, thirty times.
    values = np.repeat([0.1, 7.3], [10, 30]).reshape(-1, 1)
    table = side_differences(values, np.repeat([1, 2], [10, 30]))
    assert table[["mean1", "sd1", "mean2", "sd2"]].to_numpy().tolist() == [[0.1, 0.0, 7.3, 0.0]]
    assert np.isnan(table["d"][0])


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_the_unit_changes_no_d_however_small_or_large(unit):
    values, sides = np.array([[1.0], [4.0], [2.0], [8.0], [3.0]]), np.array([1, 2, 1, 2, 1])
    table = side_differences(unit * values, sides)
    assert table["d"][0] == pytest.approx(4 / np.sqrt(10 / 3))
    assert table["sd2"][0] == pytest.approx(unit * np.sqrt(8))
