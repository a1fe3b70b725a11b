from __future__ import annotations

import pytest

from nodecluster.report.plots.whiskers import band, faint, known, whiskers

ESTIMATE = {"value": 0.5, "low": 0.25, "high": 0.875}


def test_whiskers_reach_from_the_value_to_the_limits():
    found = whiskers([ESTIMATE, {"value": 1.0, "low": None, "high": None}])
    assert (found["array"], found["arrayminus"]) == ([0.375, 0.0], [0.25, 0.0])
    assert found["symmetric"] is False


@pytest.mark.parametrize("gap", [None, {}, {"value": None}, {"value": float("nan")}])
def test_no_value_is_not_known(gap):
    assert not known(gap)
    assert known(ESTIMATE)


def test_a_band_goes_along_its_upper_limit_and_back_along_the_lower():
    found = band("b", [0, 1, 2], ([None, 0.1, 0.2], [None, 0.5, 0.6]), "#0072B2")
    assert (found["x"], found["y"]) == ([1, 2, 2, 1], [0.5, 0.6, 0.2, 0.1])
    assert found["fillcolor"] == faint("#0072B2", 0.18) == "rgba(0,114,178,0.18)"
