from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.areas.ordering import scored
from nodecluster.validation.values.clusters import Clusters
from tests.validation.areas.cohorts import shuffled, small_cohorts


@settings(max_examples=100, deadline=None)
@given(small_cohorts(), st.integers(0, 99))
def test_the_same_content_is_the_same_arrays(nodes, seed):
    truth, score, patient = nodes
    one = scored(truth, [score], Clusters.of(patient))
    labels, scores, clusters = shuffled(seed, truth, score, patient)
    other = scored(labels, [scores], clusters)
    np.testing.assert_array_equal(one.truth, other.truth)
    np.testing.assert_array_equal(one.rank, other.rank)
    np.testing.assert_array_equal(one.clusters.codes, other.clusters.codes)


@settings(max_examples=100, deadline=None)
@given(small_cohorts())
def test_patients_keep_their_nodes(nodes):
    truth, score, patient = nodes
    clusters = Clusters.of(patient)
    found = scored(truth, [score, -score], clusters)

    def contents(labels, values, codes):
        return sorted(sorted(zip(labels[codes == k], values[codes == k], strict=True)) for k in np.unique(codes))

    # Ranks of few distinct scores are matched with the scores by their order.
    levels = np.unique(score)[np.unique(found.rank, return_inverse=True)[1]]
    assert contents(found.truth, levels, found.clusters.codes) == contents(truth, score, patient)
    np.testing.assert_array_equal(found.ranks[0] + found.ranks[1], truth.size + 1)
    assert (np.diff(found.clusters.codes) >= 0).all()


@pytest.mark.parametrize(
    ("labels", "scores", "words"),
    [([0, 1], [0.0, np.nan], "NaN"), ([0, 1], [0.0], "as many"), ([0, 2], [0.0, 1.0], "0 and 1")],
)
def test_refuses(labels, scores, words):
    with pytest.raises(ValueError, match=words):
        scored(labels, [scores], Clusters.singletons(2))
