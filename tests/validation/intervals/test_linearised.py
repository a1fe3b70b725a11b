from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.intervals.linearised import between, cluster_error, correlation, satterthwaite, variance
from nodecluster.validation.values.clusters import Clusters


def test_single_observations_give_the_usual_error():
    values = np.array([1.0, 4, 2, 7])
    about = values - values.mean()
    assert cluster_error(about, Clusters.singletons(4)) == pytest.approx(values.std(ddof=1) / 2)


def test_doubled_observations_of_the_same_patients_win_nothing():
    values = np.array([1.0, 4, 2, 7])
    about = np.repeat(values - values.mean(), 2)
    assert cluster_error(about, Clusters.of(np.repeat(range(4), 2))) == pytest.approx(values.std(ddof=1) / 2)


def test_one_patient_has_no_error():
    with pytest.raises(ValueError, match="two patients"):
        cluster_error(np.zeros(3), Clusters.of([1, 1, 1]))


def test_variance_by_hand():
    residuals = np.array([2.0, -1.0, -1.0])  # squares add up to 6
    assert between(3) == 1.5
    assert variance(residuals) == 9
    assert variance(residuals, corrected=False) == 6


def test_the_order_of_patients_changes_nothing():
    generator = np.random.default_rng(0)
    one, other = generator.standard_t(2, (2, 50))
    order = generator.permutation(50)
    assert variance(one[order]) == variance(one)
    assert satterthwaite(one[order]) == satterthwaite(one)
    assert correlation(one[order], other[order]) == correlation(one, other)


def test_correlation():
    one, other = np.array([1.0, -1.0, 0.0]), np.array([2.0, 0.0, -2.0])
    assert correlation(one, other) == pytest.approx(2 / np.sqrt(2 * 8))
    assert (correlation(one, one), correlation(one, -one)) == (pytest.approx(1), pytest.approx(-1))
    assert correlation(one, np.zeros(3)) == 0


def test_degrees_of_freedom():
    # Squares 4, 1, 1 and fourth powers 16, 1, 1: 2 x 36 / (18 - 36 / 3) is 12, but there are 3 patients.
    assert satterthwaite(np.array([2.0, -1.0, -1.0])) == 2
    # One patient decides it all: 2 x 8^2 / (64 - 64 / 8).
    assert satterthwaite(np.array([np.sqrt(8), *[0.0] * 7])) == pytest.approx(128 / 56)
    assert satterthwaite(np.zeros(5)) == 1
