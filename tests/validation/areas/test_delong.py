from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.areas.delong import components


def naive(labels, scores):
    """V10 and V01 straight from the definition: every positive against every negative."""
    positives, negatives = scores[labels == 1], scores[labels == 0]
    wins = (positives[:, None] > negatives).astype(float) + 0.5 * (positives[:, None] == negatives)
    return wins.mean(axis=1), wins.mean(axis=0)


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_the_definition(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(4, 200))
    labels = rng.permutation(np.r_[1, 1, 0, 0, rng.integers(0, 2, size - 4)])
    scores = rng.integers(0, 12, size) / 3 + labels  # many ties
    parts, (v10, v01) = components(labels, scores), naive(labels, scores)
    np.testing.assert_allclose(parts.positive, v10, atol=1e-12)
    np.testing.assert_allclose(parts.negative, v01, atol=1e-12)
    assert parts.auc == pytest.approx(v01.mean(), abs=1e-12)
    assert parts.variance() == pytest.approx(v10.var(ddof=1) / v10.size + v01.var(ddof=1) / v01.size, abs=1e-14)


def test_by_hand():
    # Negatives 1, 2, 4; positives 3, 4, 5. V10: 2/3, 2.5/3, 3/3; V01: 3/3, 3/3, 1.5/3. AUC 7.5 / 9.
    parts = components([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5])
    np.testing.assert_allclose(parts.positive, [2 / 3, 2.5 / 3, 1], atol=1e-15)
    np.testing.assert_allclose(parts.negative, [1, 1, 0.5], atol=1e-15)
    assert parts.auc == pytest.approx(7.5 / 9)
    # var(V10) = 1/36, var(V01) = 1/12: (1/36 + 1/12) / 3 = 1/27; pROC says 0.037037037037037.
    assert parts.variance() == pytest.approx(1 / 27)


def test_an_infinite_score_ranks_last():
    parts = components([0, 1, 1], [0.0, -np.inf, 1.0])
    np.testing.assert_array_equal(parts.positive, [0.0, 1.0])


@pytest.mark.parametrize(
    ("labels", "scores", "words"),
    [([1, 1], [0.0, 1.0], "both classes"), ([0, 1], [0.0, np.nan], "NaN"), ([0, 1], [0.0], "as many")],
)
def test_refuses(labels, scores, words):
    with pytest.raises(ValueError, match=words):
        components(labels, scores)
