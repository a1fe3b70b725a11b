from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.intervals.clustered import (
    WILSON_CLUSTERED,
    WILSON_ONCE,
    clustered_proportion,
    clustered_share,
)
from nodecluster.validation.intervals.linearised import correlation
from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE
from tests.validation.intervals.pairs import two_shares

PROPORTIONS = pd.read_csv(HERE / "proportions.csv", comment="#")
PAIRED = pd.read_csv(HERE / "paired.csv", comment="#")

nodes = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40)


def of(nodes, level=0.95):
    patients, hits = zip(*nodes, strict=True)
    return clustered_proportion(np.array(hits), Clusters.of(patients), level, "empty")


@pytest.mark.parametrize("which", [0, 1])
def test_variance_and_design_effect_agree_with_the_r_package_survey(which):
    *shares, clusters = two_shares("clustered_pairs.csv")
    row = PROPORTIONS[PROPORTIONS["method"] == "clustered"].iloc[which]
    found = clustered_share(shares[which], clusters)
    assert (found.share, found.nodes) == pytest.approx((row["value"], row["n"]), abs=1e-12)
    assert found.variance() == pytest.approx(row["low"] ** 2, rel=1e-9)
    assert found.design_effect() == pytest.approx(row["high"], rel=1e-9)


def test_the_interval_agrees_with_r():
    rows = PAIRED[PAIRED["method"] == "proportion"]
    assert len(rows) == 8
    for row in rows.itertuples():
        *shares, clusters = two_shares(f"{row.data.split()[0]}.csv")
        hit = shares[row.data.endswith("second")]
        found = clustered_proportion(hit, clusters, row.level, "")
        assert (found.value, found.low, found.high) == pytest.approx((row.value, row.low, row.high), abs=1e-9)


def test_by_hand():
    # Hits 3/3, 1/2, 0/2, 1/1: share 5/8, residuals 1.125, -0.25, -1.25, 0.375; sum of squares 3.03125.
    found = clustered_share([1, 1, 1, 0, 1, 0, 0, 1], Clusters.of([1, 1, 1, 2, 2, 3, 3, 4]))
    np.testing.assert_array_equal(found.residuals, [1.125, -0.25, -1.25, 0.375])
    assert found.variance() == pytest.approx(4 / 3 * 3.03125 / 64)
    assert found.design_effect() == pytest.approx(4 / 3 * 3.03125 / 64 / (15 / 64 / 8))
    # Fourth powers add up to 1.6018066 + 0.0039063 + 2.4414063 + 0.0197754 = 4.0668945; 3.03125^2 = 9.1884766.
    assert found.freedom() == pytest.approx(min(2 * 9.1884766 / (4.0668945 - 9.1884766 / 4), 3), abs=1e-6)


def test_few_patients_with_the_misses_leave_few_degrees_of_freedom():
    # 50 patients with 4 nodes each, one of whom has all the misses. Residuals -3.92, and 0.08 of the 49 others: squares
    # add up to 15.68, fourth powers to 236.12826; 2 x 15.68^2 / (236.12826 - 15.68^2 / 50) = 2.12674.
    hits = np.ones(200, dtype=bool)
    hits[:4] = False
    assert clustered_share(hits, Clusters.of(np.repeat(np.arange(50), 4))).freedom() == pytest.approx(2.12674, abs=1e-5)


def test_nodes_that_repeat_their_patient_count_once():
    # 12 patients, 8 right, each with 5 nodes alike: the design effect is 5 x 12 / 11, patients - 1 for patients.
    hits = np.repeat([True] * 8 + [False] * 4, 5)
    found = clustered_proportion(hits, Clusters.of(np.repeat(np.arange(12), 5)), 0.95, "")
    assert found.design_effect == pytest.approx(5 * 12 / 11)
    low, high = wilson(8, 12)
    assert found.low < low < high < found.high


def test_clustering_never_narrows():
    # Every patient has one hit of two: they differ less than independent nodes would; the effect is 1.
    found = clustered_proportion([1, 0] * 30, Clusters.of(np.repeat(np.arange(30), 2)), 0.95, "")
    low, high = wilson(30, 60)
    assert found.design_effect == 1
    assert found.low <= low < high <= found.high


@pytest.mark.parametrize("hit", [0, 1])
def test_all_alike_counts_every_patient_once(hit):
    found = clustered_proportion([hit] * 12, Clusters.of(np.repeat(np.arange(4), 3)), 0.95, "")
    assert (found.value, found.method, found.n, found.design_effect) == (hit, WILSON_ONCE, 12, None)
    assert (found.low, found.high) == pytest.approx(wilson(4 * hit, 4), abs=1e-12)


def test_one_patient_has_no_interval():
    found = clustered_proportion([1, 0, 1], Clusters.of(["a"] * 3), 0.95, "")
    assert (found.low, found.high, found.design_effect) == (None, None, None)
    assert found.value == pytest.approx(2 / 3)
    assert "one patient" in found.reason


def test_no_node():
    found = clustered_proportion([], Clusters.of([]), 0.95, "nobody")
    assert (found.value, found.reason, found.method, found.n) == (None, "nobody", WILSON_CLUSTERED, 0)


def test_refuses_another_number_of_values():
    with pytest.raises(ValueError, match="expected as many"):
        clustered_share([1, 0], Clusters.of([1, 2, 3]))


def test_correlation_of_shares():
    clusters = Clusters.of([1, 1, 2, 2, 3])
    hits = [1, 1, 0, 0, 1], [0, 0, 1, 1, 0], [1] * 5
    one, other, every = (clustered_share(hit, clusters).residuals for hit in hits)
    assert correlation(one, one) == pytest.approx(1)
    assert correlation(one, other) == pytest.approx(-1)
    assert correlation(one, every) == 0


@given(nodes, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(nodes, random):
    renamed = [(f"patient {7 * patient % 11}", hit) for patient, hit in nodes]
    random.shuffle(renamed)
    assert of(renamed).as_dict() == of(nodes).as_dict()


@given(nodes)
def test_misses_mirror_hits(nodes):
    found, other = of(nodes), of([(patient, not hit) for patient, hit in nodes])
    assert found.value == pytest.approx(1 - other.value)
    if found.low is not None:
        assert (found.low, found.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-9)
        assert 0 <= found.low <= found.value <= found.high <= 1


@settings(max_examples=50)
@given(nodes)
def test_a_higher_level_is_wider(nodes):
    narrow, wide = of(nodes, 0.8), of(nodes, 0.99)
    if narrow.low is not None:
        assert wide.low <= narrow.low <= narrow.high <= wide.high


def test_coverage_of_clustered_nodes():
    # 400 cohorts of 40 patients with 2 to 16 nodes; a patient's chance of a hit is Beta(4, 1), 0.8 on average.
    rng = np.random.default_rng(5)
    held = naive = 0
    for _ in range(400):
        sizes = rng.integers(2, 17, 40)
        hits = rng.random(sizes.sum()) < np.repeat(rng.beta(4, 1, 40), sizes)
        found = clustered_proportion(hits, Clusters.of(np.repeat(np.arange(40), sizes)), 0.95, "")
        held += found.low <= 0.8 <= found.high
        low, high = wilson(int(hits.sum()), hits.size)
        naive += low <= 0.8 <= high
    assert 0.93 <= held / 400 <= 0.98
    assert naive / 400 < 0.85
