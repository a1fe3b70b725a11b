from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from nodecluster.validation.subgroups import permuted
from nodecluster.validation.subgroups.clustered import chi_squared, patients_of
from nodecluster.validation.subgroups.permuted import permuted_p


def of_patients(hits, sizes, group):
    return patients_of(np.array(hits, float), np.array(sizes, float), np.array(group))


def listed(patients, few):
    """p over every way to choose the patients of the second subgroup."""
    found = float(chi_squared(patients, patients.sums()))
    others = []
    for chosen in combinations(range(patients.group.size), few):
        group = np.isin(np.arange(patients.group.size), chosen).astype(int)
        each = patients_of(patients.hits, patients.sizes, group)
        others.append(float(chi_squared(each, each.sums())))
    return np.mean(np.array(others) >= found * (1 - 1e-9))


@pytest.mark.parametrize("seed", range(4))
def test_near_the_share_of_all_ways(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 9, 10)
    patients = of_patients(rng.binomial(sizes, 0.7), sizes, [0] * 7 + [1] * 3)
    # 120 ways; 4,999 draws have a standard error of at most 0.007.
    assert permuted_p(patients) == pytest.approx(listed(patients, 3), abs=0.025)


def test_one_of_eight_cannot_get_below_an_eighth():
    assert permuted_p(of_patients([0] + [3] * 7, [3] * 8, [1] + [0] * 7)) == pytest.approx(1 / 8, abs=0.015)


def test_patients_who_are_all_alike():
    # Each has one hit of two: the shares are equal however they are dealt out, and every draw is as far apart.
    assert permuted_p(of_patients([1] * 6, [2] * 6, [0, 0, 0, 0, 1, 1])) == 1


def test_never_zero():
    # 40 against 40, all right against all wrong: no draw comes near.
    assert permuted_p(of_patients([4] * 40 + [0] * 40, [4] * 80, [0] * 40 + [1] * 40)) == 1 / 5000


def test_pieces_that_are_held_at_once_change_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    patients = of_patients(rng.binomial(5, 0.7, 30), [5] * 30, rng.integers(0, 3, 30))
    whole = permuted_p(patients)
    monkeypatch.setattr(permuted, "_CELLS", 1000)
    assert permuted_p(patients) == whole


def test_no_share_of_all():
    with pytest.raises(ValueError, match="must not be 0 or 1"):
        permuted_p(of_patients([2, 2, 2], [2, 2, 2], [0, 0, 1]))
