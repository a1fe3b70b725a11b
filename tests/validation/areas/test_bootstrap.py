from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from nodecluster.validation.areas.area import auc_score
from nodecluster.validation.areas.bootstrap import Bootstrapped, acceleration
from nodecluster.validation.areas.resampling import Resampled
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference
from tests.validation.areas.cohorts import nodes_of


def drawn(areas, value=0.5, without_one=(0.4, 0.6), dropped=0, reason=""):
    return Bootstrapped(value, 9, Resampled(np.asarray(areas, dtype=float), dropped), np.asarray(without_one), reason)


def test_agrees_with_rs_boot():
    nodes, wanted = nodes_of("clustered_nodes.csv"), reference("areas.csv")["first"]
    area = auc_score(nodes["truth"], nodes["first"], Clusters.of(nodes["patient"]), resamples=40_000, seed=1)
    for name, found in zip(("bca", "percentile"), area.others[-2:], strict=True):
        limits = wanted[f"bootstrap_{name}_low_0.95"], wanted[f"bootstrap_{name}_high_0.95"]
        # Two programs draw differently: each limit has a standard error of about 0.0006 in either.
        assert (found.low, found.high) == pytest.approx(limits, abs=0.003)


def test_percentile_by_hand():
    # 0, 0.01, ..., 1: the 5 % and the 95 % quantile
    found = drawn(np.arange(101) / 100).percentile(0.9)
    assert (found.low, found.high) == pytest.approx((0.05, 0.95))
    assert found.method == "patient bootstrap, percentile of 101 resamples"


def test_bca_without_bias_and_skew_is_percentile():
    both = drawn(np.arange(101) / 100)
    assert (both.bca(0.9).low, both.bca(0.9).high) == pytest.approx((0.05, 0.95))


def test_bca_shifts_by_twice_the_bias():
    # 60 of 101 areas below 0.6 and one equal: z0 = normal quantile of 60.5 / 101; without skew the lower quantile is
    # taken at the share of 2 z0 - 1.644854.
    bias = norm.ppf(60.5 / 101)
    found = drawn(np.arange(101) / 100, value=0.6).bca(0.9)
    wanted = norm.cdf(2 * bias + np.array([-1.6448536, 1.6448536]))
    assert (found.low, found.high) == pytest.approx(tuple(wanted), abs=1e-6)


def test_areas_equal_to_the_value_count_half():
    # 40 below, 40 above and 20 equal: no bias.
    areas = np.r_[np.linspace(0.1, 0.4, 40), np.full(20, 0.5 + 1e-15), np.linspace(0.6, 0.9, 40)]
    both = drawn(areas)
    assert both.bca(0.9).low == pytest.approx(both.percentile(0.9).low)


def test_acceleration_by_hand():
    # Mean 0.5; 0.5 - x: 0.3, -0.1, -0.2. Cubes 0.027 - 0.001 - 0.008 = 0.018; squares 0.14: 0.018 / (6 x 0.14^1.5)
    assert acceleration(np.array([0.2, 0.6, np.nan, 0.7])) == pytest.approx(0.018 / (6 * 0.14**1.5))
    assert acceleration(np.array([0.5, 0.5])) == 0
    assert acceleration(np.array([np.nan])) == 0


@pytest.mark.parametrize(
    ("both", "reason"),
    [
        (drawn([0.7] * 50, value=0.7), "all resamples have the same area"),
        (drawn([0.6, 0.7], dropped=3), "3 of 5 resamples lack a class"),
        (drawn([0.6, 0.7], reason="because"), "because"),
    ],
)
def test_no_limits_and_why(both, reason):
    for found in (both.percentile(0.95), both.bca(0.95)):
        assert (found.value, found.low, found.high, found.reason) == (both.value, None, None, reason)


@pytest.mark.parametrize(
    "both",
    [
        drawn([0.6, 0.7, 0.8], value=0.1),  # every resample lies above: an infinite bias
        # 1999.5 of 2000 lie below, and one patient makes all the skew, 1/6: 1 - (3.48 + 4.42) / 6 is below 0.
        drawn(np.arange(1, 2001) / 2000, value=1.0, without_one=[0.0] + [0.5] * 4000),
    ],
)
def test_bca_gives_up_where_percentile_does_not(both):
    found = both.bca(0.99999)
    assert (found.low, found.reason) == (None, "the resampled areas are too lopsided for the correction")
    assert both.percentile(0.99999).low is not None


def test_dropped_resamples_are_counted_in_the_method():
    method = drawn([0.6, 0.7, 0.8], value=0.7, dropped=2).percentile(0.95).method
    assert method == "patient bootstrap, percentile of 5 resamples, 2 of them without a class dropped"
