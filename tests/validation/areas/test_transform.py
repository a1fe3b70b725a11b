from __future__ import annotations

import math

import pytest

from nodecluster.validation.areas.transform import logit_interval, plain_interval


def test_plain_by_hand():
    # 0.8 -/+ 1.959964 x 0.05
    assert plain_interval(0.8, 0.0025, 0.95) == pytest.approx((0.7020018, 0.8979982), abs=1e-7)


def test_plain_is_cut_off():
    assert plain_interval(0.9, 0.04, 0.95) == (pytest.approx(0.5080072, abs=1e-7), 1.0)
    assert plain_interval(0.1, 0.04, 0.95)[0] == 0.0
    assert plain_interval(-0.1, 0.04, 0.95, floor=-1.0)[0] == pytest.approx(-0.4919928, abs=1e-7)


def test_logit_by_hand():
    # log odds of 0.8: log 4 = 1.3862944; standard error 0.05 / 0.16 = 0.3125; 1.3862944 -/+ 0.6124888
    low, high = logit_interval(0.8, 0.0025, 0.95)
    assert math.log(low / (1 - low)) == pytest.approx(1.3862944 - 0.6124888, abs=1e-6)
    assert math.log(high / (1 - high)) == pytest.approx(1.3862944 + 0.6124888, abs=1e-6)


def test_few_degrees_of_freedom_widen_both():
    for interval in (plain_interval, logit_interval):
        (low, high), (lower, higher) = interval(0.8, 0.0025, 0.95), interval(0.8, 0.0025, 0.95, 5)
        assert lower < low < high < higher


def test_no_log_odds_of_the_ends():
    with pytest.raises(ValueError, match="log odds"):
        logit_interval(1.0, 0.1, 0.95)
