from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.intervals.wilson import score_limits
from nodecluster.validation.paired.score import PairedVariance, score_difference

Z = 1.959963984540054


def test_the_variance_by_hand():
    # Shares 0.8 and 0.6 about their mean of 0.7: 2 x 0.16 + 3 x 0.24 - 2 x 0.5 x sqrt(0.32 x 0.72) = 0.56 over 10.
    variance = PairedVariance(0.7, 10, (2.0, 3.0), 0.5)
    assert variance.at(0.2) == pytest.approx((0.32 + 0.72 - math.sqrt(0.32 * 0.72)) / 10)
    # The other way round the shares are 0.6 and 0.8.
    assert variance.at(-0.2) == pytest.approx((0.48 + 0.48 - 0.48) / 10)


def test_shares_stay_between_0_and_1():
    # About 0.9 a difference of 0.6 would need 1.2 and 0.6: they are 1 and 0.4, and only the second varies.
    assert PairedVariance(0.9, 10, (2.0, 3.0), 0.5).at(0.6) == pytest.approx(3 * 0.24 / 10)
    assert PairedVariance(0.1, 10, (2.0, 3.0), 0.5).at(0.6) == pytest.approx(2 * 0.24 / 10)
    assert PairedVariance(0.5, 10, (2.0, 3.0), 0.5).at(1.0) == PairedVariance(0.3, 10, (2.0, 3.0), 0.5).at(-1.0) == 0


def test_a_share_against_certainty_has_wilsons_limits():
    # Where only one share varies, 1 - difference, its score limits are Wilson's: 20 of 25 found against 1.
    low, high = score_difference(0.2, lambda difference: difference * (1 - difference) / 25 if difference > 0 else 0, Z)
    assert (1 - high, 1 - low) == pytest.approx(score_limits(0.8, 25, Z))


def test_without_a_variance_there_is_no_width():
    assert score_difference(0.25, PairedVariance(0.5, 9, (0.0, 0.0), 0.0).at, Z) == (0.25, 0.25)
    assert score_difference(1.0, PairedVariance(0.5, 9, (1.0, 1.0), 0.0).at, Z) == (1.0, 1.0)


@given(
    st.floats(-0.9, 0.9), st.floats(0, 1), st.tuples(st.floats(0.2, 6), st.floats(0.2, 6)), st.floats(-1, 1),
    st.integers(5, 500), st.floats(1, 5),
)  # fmt: skip
def test_the_limits_are_as_far_as_the_quantile_says(found, place, effects, correlation, n, quantile):
    mean = abs(found) / 2 + place * (1 - abs(found))
    variance = PairedVariance(mean, n, effects, correlation)
    low, high = score_difference(found, variance.at, quantile)
    assert -1 <= low <= found <= high <= 1
    for limit in (low, high):
        assert abs(limit - found) == pytest.approx(quantile * math.sqrt(variance.at(limit)), abs=1e-6)
    swapped = PairedVariance(mean, n, effects[::-1], correlation)
    assert score_difference(-found, swapped.at, quantile) == pytest.approx((-high, -low), abs=1e-6)
