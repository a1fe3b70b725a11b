from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.subgroups import shares
from nodecluster.validation.subgroups.clustered import DONNER
from nodecluster.validation.subgroups.exact import EXACT, exact_p
from nodecluster.validation.subgroups.shares import CLUSTERED_FEW, equal_shares
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference

from .nodes import reference_nodes

R = reference("subgroups.csv")


def test_one_observation_a_patient_is_tested_exactly():
    hit, group = np.repeat([1, 0, 1, 0], [28, 10, 9, 11]), np.repeat([0, 0, 1, 1], [28, 10, 9, 11])
    found = equal_shares(hit, group, Clusters.singletons(58))
    assert (found.method, found.n, found.df) == (EXACT, 58, 1)
    assert found.p == pytest.approx(R["two"]["mid_p"], rel=1e-9)
    assert found.statistic == pytest.approx(R["two"]["chi"], rel=1e-9)


@pytest.mark.parametrize("case", ["even", "uneven"])
def test_nodes_agree_with_r(case, monkeypatch):
    monkeypatch.setattr(shares, "ENOUGH_PATIENTS", 0)  # R has the F test alone
    nodes = reference_nodes(case)
    hit, clusters = nodes["truth"] == nodes["predicted"], Clusters.of(nodes["patient"])
    found = equal_shares(hit, nodes["group"], clusters)
    assert (found.method, found.n, found.df) == (DONNER, len(nodes), 2)
    assert found.p == pytest.approx(R[f"{case} ccr"]["p"], rel=1e-9)
    only = equal_shares(hit, nodes["group"].where(nodes["truth"] == 1, -1), clusters)
    assert only.n == int(nodes["truth"].sum())
    assert only.p == pytest.approx(R[f"{case} sensitivity"]["p"], rel=1e-9)


def test_where_a_subgroup_has_few_patients_p_is_no_less_than_by_permutation():
    # 13 patients of two nodes, all right but those of two, who alone are in the second subgroup: 1 in 78 draws.
    hit, group, ids = np.repeat([1, 0], [22, 4]), np.repeat([0, 1], [22, 4]), np.repeat(np.arange(13), 2)
    found = equal_shares(hit, group, Clusters.of(ids))
    assert found.method == CLUSTERED_FEW
    assert found.p == pytest.approx(1 / 78, abs=0.004)
    # As many patients as it takes: no permutation.
    many = np.repeat([0, 1], [60, 40]), np.repeat(np.arange(50), 2)
    wrong = np.arange(100) % 7 > 0
    assert equal_shares(wrong, many[0], Clusters.of(many[1])).method == DONNER


def test_a_seed_decides_the_draws():
    rng = np.random.default_rng(5)
    group, ids = np.repeat([0, 1], [70, 30]), np.repeat(np.arange(20), 5)
    hit = rng.random(100) < 0.7
    found = {equal_shares(hit, group, Clusters.of(ids), seed=seed).p for seed in (0, 0, 1, 2)}
    assert len(found) > 1
    assert max(found) - min(found) < 0.05


def test_subgroups_without_observations_are_passed_over():
    hit, group = np.array([1, 1, 0, 1, 0, 0]), np.array([0, 0, 0, 2, 2, 2])
    found = equal_shares(hit, group, Clusters.singletons(6))
    assert (found.df, found.p) == (1, pytest.approx(exact_p([2, 1], [3, 3])))


@pytest.mark.parametrize(
    ("hit", "group", "ids", "reason"),
    [
        ([], [], [], "fewer than two subgroups"),
        ([1, 0, 1], [0, 0, -1], "abc", "fewer than two subgroups"),
        ([1, 1, 1], [0, 0, 1], "abc", "the figure is 1 in every subgroup"),
        ([0, 0, 0], [0, 0, 1], "aab", "the figure is 0 in every subgroup"),
        ([1, 0, 1], [0, 0, 1], "aab", "not more patients than subgroups"),
    ],
)
def test_says_why_there_is_no_p(hit, group, ids, reason):
    found = equal_shares(hit, group, Clusters.of(list(ids)))
    assert found.p is None
    assert reason in found.reason


def test_alike_nodes_weigh_less():
    # Ten copies of each patient's one node say nothing that the one node did not.
    rng = np.random.default_rng(4)
    group, hit = np.repeat([0, 1], 40), np.r_[rng.random(40) < 0.85, rng.random(40) < 0.6]
    once = equal_shares(hit, group, Clusters.singletons(80))
    copied = equal_shares(np.repeat(hit, 10), np.repeat(group, 10), Clusters.of(np.repeat(np.arange(80), 10)))
    naive = equal_shares(np.repeat(hit, 10), np.repeat(group, 10), Clusters.singletons(800))
    assert copied.statistic == pytest.approx(once.statistic)
    assert naive.statistic == pytest.approx(10 * once.statistic)
