from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.intervals.clopper_pearson import clopper_pearson
from nodecluster.validation.intervals.clustered import clustered_proportion
from nodecluster.validation.intervals.proportions import proportion
from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import INDEPENDENT


def test_patients_wilson_first():
    found = proportion([1, 1, 0, 1, 0], [1, 1, 1, 0, 0], Clusters.singletons(5))  # 2 of 3
    (other,) = found.others
    assert (found.method, other.method, found.n, found.design_effect) == (
        "Wilson score",
        "Clopper-Pearson exact",
        3,
        None,
    )
    assert (found.value, found.low, found.high) == pytest.approx((2 / 3, *wilson(2, 3)))
    assert (other.value, other.low, other.high) == pytest.approx((2 / 3, *clopper_pearson(2, 3)))


def test_nodes_clustered_first_and_the_others_with_a_caveat():
    hit, among = np.array([1, 0, 1, 1, 0, 1], bool), np.array([1, 1, 1, 0, 1, 1], bool)
    clusters = Clusters.of(list("aabbcc"))
    found = proportion(hit, among, clusters, 0.9)
    alone = clustered_proportion([1, 0, 1, 0, 1], Clusters.of(list("aabcc")), 0.9, "")
    assert {**alone.as_dict(), "others": [other.as_dict() for other in found.others]} == found.as_dict()
    assert [other.method for other in found.others] == [
        "Wilson score" + INDEPENDENT,
        "Clopper-Pearson exact" + INDEPENDENT,
    ]
    assert (found.others[0].low, found.others[0].high) == pytest.approx(wilson(3, 5, 0.9))


@pytest.mark.parametrize("clusters", [Clusters.singletons(2), Clusters.of(["a", "a"])])
def test_nothing_to_count(clusters):
    found = proportion([1, 1], [0, 0], clusters, 0.95, "pathology has no positives")
    assert (found.value, found.reason, found.n) == (None, "pathology has no positives", 0)


def test_one_patient_keeps_the_others():
    found = proportion([1, 0, 1], [1, 1, 1], Clusters.of(["a"] * 3))
    assert found.low is None
    assert found.others[0].low is not None
    assert "one patient" in found.reason


def test_refuses_other_shapes():
    with pytest.raises(ValueError, match="not equal"):
        proportion([1, 0], [1], Clusters.singletons(2))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_a_share_and_its_complement_add_up_to_one(rows):
    patients, hit, among = (np.array(column) for column in zip(*rows, strict=True))
    clusters = Clusters.of(patients)
    found, other = (proportion(each, among, clusters) for each in (hit, ~hit))
    assert found.n == other.n == among.sum()
    if found.n:
        assert found.value + other.value == pytest.approx(1)
        assert [estimate.low is None for estimate in (found, *found.others)] == [
            estimate.high is None for estimate in (other, *other.others)
        ]
