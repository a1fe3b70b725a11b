from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.values.estimate import Estimate, not_estimable


def test_plain_values_whatever_came_in():
    estimate = Estimate(np.float64(0.5), np.float64(0.25), np.float64(0.75), 0.95, "Wilson score", np.int64(8))
    assert json.loads(json.dumps(estimate.as_dict())) == {
        "value": 0.5,
        "low": 0.25,
        "high": 0.75,
        "level": 0.95,
        "method": "Wilson score",
        "n": 8,
    }


def test_not_estimable_says_why():
    plain = not_estimable("pathology has no positives", "Wilson score", 0.9, n=3).as_dict()
    assert (plain["value"], plain["low"], plain["high"]) == (None, None, None)
    assert (plain["reason"], plain["level"], plain["n"]) == ("pathology has no positives", 0.9, 3)


def test_nan_never_gets_in():
    with pytest.raises(ValueError, match="finite"):
        Estimate(float("nan"), 0.0, 1.0, 0.95, "m", 1)


def test_a_gap_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Estimate(1.0, None, None, 0.95, "m", 1)
