from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.subgroups.clustered import chi_squared, intraclass, patients_of
from nodecluster.validation.subgroups.exact import pearson
from tests.reference.reading import reference

from .nodes import reference_nodes

R = reference("subgroups.csv")


def chi_of(patients):
    return float(chi_squared(patients, patients.sums()))


def alike(patients):
    return float(intraclass(patients, patients.sums()))


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
    assert alike(patients) == pytest.approx(expected["icc"], rel=1e-9)
    assert chi_of(patients) == pytest.approx(expected["chi"], rel=1e-9)
    if case == "even":  # all design effects are the same, and the weights with them
        assert chi_of(patients) == pytest.approx(expected["donner"], rel=1e-9)


def test_pearson_where_nothing_is_alike():
    # One node a patient: no correlation to estimate, no design effect.
    patients = of_patients([1, 1, 0, 1, 0, 0, 0], [1] * 7, [0, 0, 0, 0, 1, 1, 1])
    assert alike(patients) == 0
    assert chi_of(patients) == pytest.approx(pearson([3, 0], [4, 3]))


def test_by_hand_where_patients_are_all_alike():
    # All nodes of a patient are hits or none is: W is 0 and rho (B - 0) / (B + (m - 1) 0) is 1. Two nodes each make
    # C 1 + (2 - 1) 1 = 2: half of Pearson's chi-squared of the nodes, which is that of the patients.
    patients = of_patients([2, 2, 0, 2, 0, 0], [2] * 6, [0, 0, 0, 1, 1, 1])
    assert alike(patients) == pytest.approx(1)
    assert chi_of(patients) == pytest.approx(pearson([4, 2], [6, 6]) / 2)
    assert chi_of(patients) == pytest.approx(pearson([2, 1], [3, 3]))


def test_a_negative_correlation_is_kept_until_the_design_effect_is_a_half():
    # Every patient has one hit of two: B is 0, W 4 x 1 (1 - 1/2) / 4 = 1/2, and rho (0 - W) / (0 + (2 - 1) W) = -1,
    # which would leave no variance. 1 + (2 - 1) rho is a half where rho is -1/2.
    assert alike(of_patients([1, 1, 1, 1], [2] * 4, [0, 0, 1, 1])) == -0.5
    # 10 patients of 2 nodes in each of two subgroups, 2 with both hit, 6 with one, 2 with none: the share is 1/2.
    # B: 2 x 4 x 2 (1/2)^2 / (20 - 2) = 4/18; W: 12 x 1 (1 - 1/2) / 20 = 3/10; rho (4/18 - 3/10) / (4/18 + 3/10).
    patients = of_patients([2, 2, 1, 1, 1, 1, 1, 1, 0, 0] * 2, [2] * 20, [0] * 10 + [1] * 10)
    assert alike(patients) == pytest.approx(-7 / 47)


def test_no_variation_at_all():
    assert alike(of_patients([2, 2, 2], [2, 2, 2], [0, 0, 1])) == 0
    with pytest.raises(ValueError, match="must not be 0 or 1"):
        chi_of(of_patients([2, 2, 2], [2, 2, 2], [0, 0, 1]))


def test_the_order_of_patients_changes_no_digit():
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 12, 200)
    hits, group = rng.binomial(sizes, 0.7), rng.integers(0, 3, 200)
    found = chi_of(of_patients(hits, sizes, group))
    for _ in range(5):
        order = rng.permutation(200)
        assert chi_of(of_patients(hits[order], sizes[order], group[order])) == found


def test_many_ways_to_deal_out_at_once():
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 9, 12)
    hits, group = rng.binomial(sizes, 0.6).astype(float), np.repeat([0, 1, 2], 4)
    dealt = [of_patients(hits, sizes, rng.permutation(group)) for _ in range(7)]
    together = chi_squared(dealt[0], np.stack([each.sums() for each in dealt]))
    assert together == pytest.approx([chi_of(each) for each in dealt], rel=1e-12)
