"""The tests of a baseline table against R (tests/reference/baseline.R), and what cannot be tested."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nodecluster.description.outcomes import (
    TABLES,
    compared_counts,
    compared_means,
    compared_ranks,
    equal_variances,
    normality,
)
from tests.conftest import ROOT
from tests.reference.reading import HERE, reference

R = reference("baseline.csv")
PATIENTS, MADE = ROOT / "segmentations" / "patients.csv", HERE / "observations.csv"
UNTIED = pd.DataFrame(
    {"x": [1.1, 2.3, 3.7, 4.2, 5.9, 2.8, 4.9, 6.1, 7.3, 8.8, 9.4], "g": ["a"] * 5 + ["b"] * 6}
)  # fmt: skip
NUMBERS = {
    "example age": (PATIENTS, "age", "cohort"),
    "example ki67": (PATIENTS, "ki67", "cohort"),
    "t_stage age": (PATIENTS, "age", "t_stage"),
    "made skewed": (MADE, "skewed", "truth"),
    "made even": (MADE, "even", "coarse"),
    "untied": (None, "x", "g"),
}
TABLES_OF = {  # columns of R's matrices
    "yates": [[28, 10], [12, 31]],
    "large": [[20, 14, 9], [8, 17, 22], [30, 21, 15]],
    "sparse2": [[3, 1], [2, 9]],
    "sparse3": [[3, 7, 0], [1, 2, 8], [5, 1, 2]],
    "sparse4": [[8, 4, 1, 0], [2, 5, 6, 3]],
}


def data(case):
    path, value, by = NUMBERS[case]
    frame = UNTIED if path is None else pd.read_csv(path, comment="#")
    groups = {str(name): part[value].to_numpy(dtype=float) for name, part in frame.groupby(by)}
    return frame[value].to_numpy(dtype=float), groups


def assert_as_r(found, case, test):
    assert found["p"] == pytest.approx(R[case][f"{test} p"], rel=1e-6, abs=1e-12)
    assert found["statistic"] == pytest.approx(R[case][f"{test} statistic"], rel=1e-6)


@pytest.mark.parametrize("case", NUMBERS)
def test_numbers_are_tested_as_r_does(case):
    every, groups = data(case)
    values = list(groups.values())
    for name, part in {"All": every, **groups}.items():
        assert_as_r(normality(part), f"{case} {name}", "shapiro")
    assert_as_r(equal_variances(values), case, "bartlett")
    assert_as_r(compared_means(values, equal=True), case, "student" if len(values) == 2 else "anova")
    assert_as_r(compared_means(values, equal=False), case, "welch")
    exact = "ranks exact p" in R[case]
    assert_as_r(compared_ranks(values), case, "ranks exact" if exact else "ranks")
    assert compared_ranks(values)["method"].endswith("(exact)") == exact


@pytest.mark.parametrize("case", ["yates", "large"])
def test_chi_square_is_rs(case):
    found = compared_counts(np.array(TABLES_OF[case]).T)
    assert found["method"] == "chi-square test" + (" with Yates' correction" if case == "yates" else "")
    assert_as_r(found, case, "chi-square")


def test_fishers_test_is_rs():
    found = compared_counts(np.array(TABLES_OF["sparse2"]).T)
    assert found == {"p": pytest.approx(R["sparse2"]["fisher p"], rel=1e-9), "method": "Fisher's exact test", "n": 15}


@pytest.mark.parametrize("case", ["sparse3", "sparse4"])
def test_fishers_test_of_larger_tables_is_rs_within_its_random_error(case):
    table = np.array(TABLES_OF[case]).T
    found, exact = compared_counts(table), R[case]["fisher p"]
    assert found["method"] == "Fisher-Freeman-Halton test (10,000 random tables)"
    assert found["p"] == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / TABLES) + 1 / TABLES)
    assert compared_counts(table) == found  # the seed is fixed
    assert compared_counts(table.T)["p"] == pytest.approx(exact, abs=0.005)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "fewer than 3"),
        ([1, 2], "fewer than 3"),
        ([4, 4, 4], "the same"),
        (range(5001), "more than 5,000"),
    ],
)
def test_normality_that_cannot_be_tested_says_why(values, reason):
    found = normality(np.array(values, dtype=float))
    assert found["p"] is None
    assert reason in found["reason"]


def test_ranks_that_are_all_ties_say_so():
    for groups in ([[1, 1], [1]], [[2], [2], [2, 2]]):
        found = compared_ranks([np.array(group, dtype=float) for group in groups])
        assert found["p"] is None
        assert found["reason"] == "all values are the same"


def test_counts_of_one_category_say_so():
    assert compared_counts(np.array([[3, 4]]))["reason"] == "all values are the same"


def test_normality_does_not_depend_on_the_unit():
    values = np.array([1.0, 2.0, 2.5, 4.0, 9.0])
    assert normality(values * 1e12 + 3e12)["p"] == pytest.approx(normality(values)["p"], rel=1e-6)


def test_mann_whitney_by_hand():
    # 1, 2 against 3, 4: of the 6 orders of two and two, this one and its mirror are the most extreme. p = 2/6.
    found = compared_ranks([np.array([1.0, 2.0]), np.array([3.0, 4.0])])
    assert found["p"] == pytest.approx(1 / 3)
    assert found["statistic"] == 0


def untied(first, second):
    values = np.random.default_rng(1).permutation(first + second).astype(float)
    return [values[:first], values[first:]]


@pytest.mark.parametrize(("first", "second", "exact"), [(49, 49, True), (50, 49, False), (49, 50, False)])
def test_ranks_are_exact_below_fifty_in_each_group(first, second, exact):
    assert compared_ranks(untied(first, second))["method"].endswith("(exact)") is exact


@pytest.mark.parametrize(
    ("table", "method"),
    [
        ([[3, 6], [7, 4]], "Fisher's exact test"),  # 9 * 10 / 20 = 4.5 are expected in two cells
        ([[3, 7], [7, 3]], "chi-square test with Yates' correction"),  # 10 * 10 / 20 = 5 in each
    ],
)
def test_fishers_test_where_fewer_than_five_are_expected(table, method):
    assert compared_counts(np.array(table))["method"] == method


def test_a_table_rarer_than_every_random_one_counts_itself():
    # 14 * 14 / 42 < 5 are expected; of 42! / 14!^3 = 2e18 orders 6 are as rare, so none of the random ones is
    assert compared_counts(np.diag([14, 14, 14]))["p"] == 1 / (TABLES + 1)


@pytest.mark.parametrize("unit", [1e-100, 1e-90, 1e-30, 1e80, 1e98])
def test_no_test_depends_on_the_unit(unit):
    a, b, c = np.array([1.0, 2, 4, 7]), np.array([3.0, 5, 6, 9.5]), np.array([2.0, 8, 9])
    for test in (
        equal_variances,
        compared_ranks,
        lambda groups: compared_means(groups, equal=True),
        lambda groups: compared_means(groups, equal=False),
    ):
        for groups in ([a, b], [a, b, c]):
            found, expected = test([group * unit for group in groups]), test(groups)
            assert found["p"] == pytest.approx(expected["p"], rel=1e-9)
            assert found["statistic"] == pytest.approx(expected["statistic"], rel=1e-9)


def test_almost_equal_values_are_not_tested_for_normality():
    for values in ([1e16, 1e16 + 2, 1e16 + 4], [1, np.nextafter(1, 2), 1]):
        assert normality(np.array(values))["reason"] == "all values agree in 12 digits"
