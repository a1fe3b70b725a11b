from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.use.reliability import LONE_PATIENT, reliability
from nodecluster.validation.values.clusters import Clusters


def test_by_hand():
    # Twenty observations make two groups of ten: risks 0.00 to 0.09 with two events, 0.50 to 0.59 with seven.
    risks = np.concatenate([np.arange(10) / 100, 0.5 + np.arange(10) / 100])
    labels = np.array([1, 1] + [0] * 8 + [1] * 7 + [0] * 3)
    first, second = reliability(labels, risks, Clusters.singletons(20))["groups"]
    assert first == {
        "n": 10,
        "events": 2,
        "predicted": pytest.approx(0.045),
        "observed": 0.2,
        "low": wilson(2, 10)[0],
        "high": wilson(2, 10)[1],
    }
    assert (second["events"], second["observed"]) == (7, 0.7)


def test_ties_stay_together():
    found = reliability(np.tile([0, 1], 50), np.repeat([0.2, 0.7], [30, 70]), Clusters.singletons(100))["groups"]
    assert [group["n"] for group in found] == [30, 70]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 30)), min_size=1, max_size=300))
def test_every_observation_is_in_one_group(rows):
    labels, risks = (np.array(column) for column in zip(*rows, strict=True))
    groups = reliability(labels, risks / 30, Clusters.singletons(labels.size))["groups"]
    assert sum(group["n"] for group in groups) == labels.size
    assert sum(group["events"] for group in groups) == labels.sum()
    assert len(groups) <= 10
    means = [group["predicted"] for group in groups]
    assert means == sorted(means)


def test_nodes_of_a_patient_widen_the_limits():
    # Forty nodes of one risk: ten patients of four alike nodes each are ten observations, not forty.
    labels, risks = np.repeat([0, 1, 0, 0, 1, 1, 0, 0, 1, 0], 4), np.full(40, 0.4)
    found = reliability(labels, risks, Clusters.of(np.repeat(range(10), 4)))
    alone = reliability(labels, risks, Clusters.singletons(40))
    assert "clustered" in found["method"]
    (group,), (plain,) = found["groups"], alone["groups"]
    assert group["observed"] == plain["observed"] == 0.4
    assert group["high"] - group["low"] > 1.8 * (plain["high"] - plain["low"])


def test_a_group_of_one_patient_has_no_limits():
    groups = reliability(np.tile([0, 1], 10), np.repeat([0.2, 0.7], 10), Clusters.of(np.repeat([1, 2], 10)))["groups"]
    assert [(group["low"], group["high"], group["reason"]) for group in groups] == [(None, None, LONE_PATIENT)] * 2
