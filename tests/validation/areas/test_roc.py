from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.areas.area import auc_score
from nodecluster.validation.areas.roc import roc_points
from nodecluster.validation.values.clusters import Clusters


def test_by_hand():
    # Negatives 1, 2, 4; positives 3, 4, 5. Thresholds 5, 4 (a tie), 3, 2, 1; as pROC 1.18.0's coords gives them,
    # which leaves out the point on a straight line.
    false_rate, true_rate = roc_points([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5])
    np.testing.assert_allclose(false_rate, [0, 0, 1 / 3, 1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(true_rate, [0, 1 / 3, 2 / 3, 1, 1, 1])


def test_the_area_under_the_points_is_the_auc():
    rng = np.random.default_rng(3)
    labels, scores = rng.integers(0, 2, 60), rng.integers(0, 9, 60).astype(float)
    false_rate, true_rate = roc_points(labels, scores)
    assert np.trapezoid(true_rate, false_rate) == pytest.approx(
        auc_score(labels, scores, Clusters.singletons(60), resamples=0).value, abs=1e-12
    )


def test_nothing_but_ties_is_the_diagonal():
    false_rate, true_rate = roc_points([0, 1, 1], [2.0, 2.0, 2.0])
    assert (false_rate.tolist(), true_rate.tolist()) == ([0, 1], [0, 1])


@pytest.mark.parametrize("labels", [[], [0, 0], [1]])
def test_no_curve_without_both_classes(labels):
    false_rate, true_rate = roc_points(labels, np.arange(len(labels)))
    assert (false_rate.size, true_rate.size) == (0, 0)


def test_refuses_missing_scores():
    with pytest.raises(ValueError, match="none NaN"):
        roc_points([0, 1], [np.nan, 1.0])
