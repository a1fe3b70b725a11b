"""What makes a score: the shares of the features, and which nodes are called uncertain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.clustering.scoring import contributions, signed_distance, uncertain_below

ALL = np.array([True, True])


def test_two_features_by_hand():
    # c1 (-1, 0), c2 (3, 3): 5 apart. The middle is (1, 1.5). The node (2, 0) is 1 beyond it along the first feature,
    # 1.5 short of it along the second: 4 x 1 / 5 = 0.8 and 3 x -1.5 / 5 = -0.9.
    centroids = np.array([[-1.0, 0.0], [3.0, 3.0]])
    found = contributions(np.array([[2.0, 0.0]]), np.zeros(2), np.ones(2), ALL, centroids)
    assert found == pytest.approx(np.array([[0.8, -0.9]]))
    # And so the score: (|(3, 0)|² - |(-1, -3)|²) / 10 = (9 - 10) / 10.
    assert signed_distance(np.array([[2.0, 0.0]]), np.zeros(2), np.ones(2), ALL, centroids) == pytest.approx([-0.1])


def test_features_are_scaled_and_those_not_kept_left_out():
    # The second of three features is not kept; the third, 14 of mean 10 and SD 2, is z = 2.
    kept = np.array([True, False, True])
    centroids = np.array([[0.0, -1.0], [0.0, 1.0]])
    found = contributions(np.array([[5.0, 99.0, 14.0]]), np.array([5.0, 0, 10]), np.array([1.0, 1, 2]), kept, centroids)
    assert found.tolist() == [[0.0, 2.0]]


def test_the_middle_adds_nothing_and_the_centres_half_the_way():
    centroids = np.array([[1.0, 2.0], [4.0, 6.0]])  # 5 apart
    nodes = np.array([[2.5, 4.0], [1.0, 2.0], [4.0, 6.0]])
    sums = contributions(nodes, np.zeros(2), np.ones(2), ALL, centroids).sum(axis=1)
    assert sums == pytest.approx([0, -2.5, 2.5])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_they_sum_to_the_score(nodes, features, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(scale=10 ** rng.uniform(-3, 3), size=(nodes, features))
    kept = rng.random(features) < 0.7
    kept[rng.integers(features)] = True
    mean, sd = rng.normal(size=features), rng.uniform(0.1, 5, size=features)
    centroids = rng.normal(size=(2, int(kept.sum())))
    found = contributions(X, mean, sd, kept, centroids)
    assert found.shape == (nodes, kept.sum())
    scores = signed_distance(X, mean, sd, kept, centroids)
    # To the rounding of the squares, which are larger than their difference.
    size = (((X[:, kept] - mean[kept]) / sd[kept]) ** 2).sum(axis=1) / np.linalg.norm(centroids[1] - centroids[0])
    assert np.all(np.abs(found.sum(axis=1) - scores) <= 1e-12 * (1 + size))


def test_uncertain_is_a_quarter_of_the_way_to_a_centre():
    assert uncertain_below(np.array([[0.0, 0.0], [6.0, 8.0]])) == pytest.approx(1.25)  # 10 apart, 5 to a centre
