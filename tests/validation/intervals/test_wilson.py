from __future__ import annotations

import math

import pytest

from nodecluster.validation.intervals.wilson import WILSON, wilson, wilson_share

# R 4.2.2, prop.test(x, n, correct = FALSE)$conf.int, which is Wilson's interval.
FROM_R = [
    (368, 456, 0.768291828239340, 0.840613686104855),
    (111, 128, 0.797579833055046, 0.915397714681596),
    (7, 90, 0.038184815317289, 0.151938601825920),
    (0, 10, 0.000000000000000, 0.277532799862889),
    (306, 350, 0.835440916051829, 0.905003691183317),
]


@pytest.mark.parametrize(("count", "n", "low", "high"), FROM_R)
def test_agrees_with_r(count, n, low, high):
    assert wilson(count, n) == pytest.approx((low, high), abs=1e-12)


def test_one_of_one_by_hand():
    # p = 1, n = 1: centre (1 + z2/2) / (1 + z2), half width (z2/2) / (1 + z2), so from 1 / (1 + z2) to 1.
    z2 = 1.959963984540054**2
    assert wilson(1, 1) == pytest.approx((1 / (1 + z2), 1.0), abs=1e-12)


def test_a_count_that_is_not_whole_follows_the_formula():
    p, n, z = 0.8477170609840222, 1397, 1.959963984540054
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert wilson(p * n, n) == pytest.approx((centre - half, centre + half), abs=1e-12)


def test_a_higher_level_is_wider():
    narrow, wide = wilson(3, 10, 0.8), wilson(3, 10, 0.99)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]


def test_limits_mirror():
    low, high = wilson(2, 9)
    assert wilson(7, 9) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(("count", "n", "level"), [(0, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_refuses_what_is_no_proportion(count, n, level):
    with pytest.raises(ValueError, match="no Wilson interval"):
        wilson(count, n, level)


def test_a_share_has_the_interval_and_says_what_it_takes_for_granted():
    found = wilson_share(3, 4, 0.9, ", of a mean")
    assert (found.value, (found.low, found.high)) == (0.75, wilson(3, 4, 0.9))
    assert (found.level, found.method, found.n, found.reason) == (0.9, WILSON + ", of a mean", 4, "")
