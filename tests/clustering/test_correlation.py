from __future__ import annotations

import numpy as np
import pytest

from nodecluster.clustering.correlation import CorrelationFilter


def test_the_first_of_two_alike_stays_and_the_reason_is_kept():
    # Columns: a, -2a (r = -1 with a), b (unrelated), b + a little (r near 1 with b), constant.
    a = np.array([0.0, 1, 2, 3, 4, 5])
    b = np.array([1.0, -1, -1, 1, 1, -1])
    X = np.column_stack([a, -2 * a, b, b + 0.01 * a, np.full(6, 7.0)])
    fitted = CorrelationFilter(0.9).fit(X)
    assert fitted.support_.tolist() == [True, False, True, False, False]
    assert fitted.because_.tolist() == [0, 0, 2, 2, -1]
    assert fitted.correlation_[1] == pytest.approx(-1)
    assert fitted.correlation_[3] == pytest.approx(np.corrcoef(b, b + 0.01 * a)[0, 1])
    assert fitted.correlation_[4] == 0


def test_a_dropped_feature_drops_no_other():
    # y = x + noise (r(x, y) = 0.95), z = y + noise: z is near y, but y is gone, and r(x, z) is below 0.9.
    rng = np.random.default_rng(0)
    x = rng.normal(size=4000)
    y = x + 0.33 * rng.normal(size=4000)
    z = y + 0.40 * rng.normal(size=4000)
    r = np.corrcoef([x, y, z])
    assert r[0, 1] > 0.9 > r[0, 2]
    assert r[1, 2] > 0.9
    assert CorrelationFilter(0.9).fit(np.column_stack([x, y, z])).support_.tolist() == [True, False, True]


def test_exactly_the_threshold_stays():
    # r of (0, 0, 1, 1) with (0, 1, 1, 1) is 1/sqrt(3) = 0.57735...
    X = np.array([[0.0, 0], [0, 1], [1, 1], [1, 1]])
    r = 1 / np.sqrt(3)
    assert CorrelationFilter(r + 1e-9).fit(X).support_.tolist() == [True, True]
    assert CorrelationFilter(r - 1e-9).fit(X).support_.tolist() == [True, False]


def test_a_large_constant_is_seen_as_constant():
    X = np.column_stack([np.arange(7.0), np.full(7, 0.1 + 0.2) * 1e8])
    assert CorrelationFilter().fit(X).because_.tolist() == [0, -1]


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold"):
        CorrelationFilter(threshold).fit([[0.0], [1.0]])


def test_nothing_that_varies_is_refused():
    with pytest.raises(ValueError, match="no feature varies"):
        CorrelationFilter().fit([[1.0, 2.0], [1.0, 2.0]])
