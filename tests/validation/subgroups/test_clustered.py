from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.subgroups.clustered import clustered_chi_squared, intraclass, patients_of
from nodecluster.validation.subgroups.exact import pearson
from tests.reference.reading import reference

from .nodes import reference_nodes

R = reference("subgroups.csv")


def of_patients(hits, sizes, group):
    return patients_of(np.array(hits, float), np.array(sizes, float), np.array(group))


def reference_patients(case, figure):
    nodes = reference_nodes(case)
    chosen = nodes[nodes["truth"].isin({"ccr": (0, 1), "sensitivity": (1,), "specificity": (0,)}[figure])]
    hit = (chosen["truth"] == chosen["predicted"]).groupby(chosen["patient"])
    return of_patients(hit.sum(), hit.size(), chosen.groupby("patient")["group"].first())


@pytest.mark.parametrize("figure", ["ccr", "sensitivity", "specificity"])
@pytest.mark.parametrize("case", ["even", "uneven"])
def test_agrees_with_r(case, figure):
    patients, expected = reference_patients(case, figure), R[f"{case} {figure}"]
    assert intraclass(patients) == pytest.approx(expected["icc"], rel=1e-9)
    assert clustered_chi_squared(patients) == pytest.approx(expected["chi"], rel=1e-9)
    if case == "even":  # all design effects are the same, and the weights with them
        assert clustered_chi_squared(patients) == pytest.approx(expected["donner"], rel=1e-9)


def test_pearson_where_nothing_is_alike():
    # One node a patient: no correlation to estimate, no design effect.
    patients = of_patients([1, 1, 0, 1, 0, 0, 0], [1] * 7, [0, 0, 0, 0, 1, 1, 1])
    assert intraclass(patients) == 0
    assert clustered_chi_squared(patients) == pytest.approx(pearson([3, 0], [4, 3]))


def test_by_hand_where_patients_are_all_alike():
    # All nodes of a patient are hits or none is: W is 0 and rho (B - 0) / (B + (m - 1) 0) is 1. Two nodes each make
    # C 1 + (2 - 1) 1 = 2: half of Pearson's chi-squared of the nodes, which is that of the patients.
    patients = of_patients([2, 2, 0, 2, 0, 0], [2] * 6, [0, 0, 0, 1, 1, 1])
    assert intraclass(patients) == pytest.approx(1)
    assert clustered_chi_squared(patients) == pytest.approx(pearson([4, 2], [6, 6]) / 2)
    assert clustered_chi_squared(patients) == pytest.approx(pearson([2, 1], [3, 3]))


def test_a_negative_correlation_is_taken_for_none():
    # Every patient has one hit of two: patients are more alike than chance would make them.
    patients = of_patients([1, 1, 1, 1], [2] * 4, [0, 0, 1, 1])
    assert intraclass(patients) == 0


def test_no_variation_at_all():
    assert intraclass(of_patients([2, 2, 2], [2, 2, 2], [0, 0, 1])) == 0
    with pytest.raises(ValueError, match="must not be 0 or 1"):
        clustered_chi_squared(of_patients([2, 2, 2], [2, 2, 2], [0, 0, 1]))


def test_the_order_of_patients_changes_no_digit():
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 12, 200)
    hits, group = rng.binomial(sizes, 0.7), rng.integers(0, 3, 200)
    found = clustered_chi_squared(of_patients(hits, sizes, group))
    for _ in range(5):
        order = rng.permutation(200)
        assert clustered_chi_squared(of_patients(hits[order], sizes[order], group[order])) == found
