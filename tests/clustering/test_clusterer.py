from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from nodecluster.clustering.clusterer import NodeClusterer
from nodecluster.tables import LEAST_AXIS, MESH_VOLUME


def two_groups(n: int = 60, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 5)) + 4.0 * (np.arange(n) % 2)[:, None]


def test_score_by_hand():
    # One feature, 0 0 10 10: mean 5, population sd 5, scaled -1 -1 1 1, centroids -1 and 1, border 0, and so the
    # score is the scaled value itself: (|x + 1|² - |x - 1|²) / (2 * 2) = x. At 15: (15 - 5) / 5 = 2.
    fitted = NodeClusterer().fit([[0.0], [0.0], [10.0], [10.0]])
    assert fitted.centroids_.tolist() == [[-1.0], [1.0]]
    assert fitted.decision_function([[15.0], [5.0], [0.0]]).tolist() == [2.0, 0.0, -1.0]
    assert fitted.predict([[15.0], [5.0], [0.0]]).tolist() == [1, 0, 0]


def test_the_order_of_rows_changes_nothing():
    X = two_groups()
    first = NodeClusterer(starts=10).fit(X)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(X))
        again = NodeClusterer(starts=10).fit(X[order])
        assert again.centroids_.tobytes() == first.centroids_.tobytes()
        assert again.scaler_.mean_.tobytes() == first.scaler_.mean_.tobytes()
        assert (again.labels_ == first.labels_[order]).all()


def test_memory_layout_and_threads_change_nothing():
    X = two_groups(500)
    first = NodeClusterer(starts=5).fit(X)
    with threadpool_limits(1):
        again = NodeClusterer(starts=5).fit(np.asfortranarray(X))
    assert again.centroids_.tobytes() == first.centroids_.tobytes()
    assert again.decision_function(X).tobytes() == first.decision_function(np.asfortranarray(X)).tobytes()


def test_a_node_scores_the_same_alone():
    X = two_groups()
    fitted = NodeClusterer(starts=5).fit(X)
    together = fitted.decision_function(X)
    assert [fitted.decision_function(X[i : i + 1])[0] for i in range(len(X))] == together.tolist()


def shapes(axis: list[float], volume: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"other": [9.0, 9.1, 0.0, 0.1], LEAST_AXIS: axis, MESH_VOLUME: volume})


def test_the_group_with_the_larger_least_axis_is_the_second():
    fitted = NodeClusterer(threshold=1.0).fit(shapes([3.0, 3.1, 8.0, 8.1], [500.0, 510, 90, 95]))
    assert fitted.labels_.tolist() == [0, 0, 1, 1]
    assert fitted.oriented_by_ == 1
    assert fitted.orientation_means_ == pytest.approx((3.05, 8.05))
    turned = NodeClusterer(threshold=1.0).fit(shapes([8.0, 8.1, 3.0, 3.1], [500.0, 510, 90, 95]))
    assert turned.labels_.tolist() == [1, 1, 0, 0]


def test_mesh_volume_decides_where_the_axis_ties():
    fitted = NodeClusterer(threshold=1.0).fit(shapes([3.0, 5.0, 5.0, 3.0], [500.0, 510, 90, 95]))
    assert fitted.oriented_by_ == 2
    assert fitted.labels_.tolist() == [1, 1, 0, 0]


def test_unknown_orienting_columns_are_refused():
    with pytest.raises(ValueError, match="orient_by"):
        NodeClusterer(orient_by=["nothing"]).fit(shapes([3.0, 3.1, 8.0, 8.1], [1.0, 2, 3, 4]))


def test_nodes_that_are_all_the_same_are_refused():
    with pytest.raises(ValueError, match="all 5 nodes are the same"):
        NodeClusterer().fit(np.ones((5, 3)))


def test_what_is_too_large_is_refused_and_not_grouped():
    X = np.random.default_rng(0).normal(size=(20, 3)) + np.repeat([[0.0], [9.0]], 10, axis=0)
    fitted = NodeClusterer().fit(X)
    with pytest.raises(ValueError, match="node 1 lies too far from those of the fit"):
        fitted.predict([X[0], [1e200, 0, 0]])
    with pytest.raises(ValueError, match="column 0 has values too large"):
        NodeClusterer().fit(X * [1e200, 1, 1])
