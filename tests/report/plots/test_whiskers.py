from __future__ import annotations

import pytest

from nodecluster.report.drawing import static_picture
from nodecluster.report.plots.whiskers import band, faint, known, unless_missing, whiskers

ESTIMATE = {"value": 0.5, "low": 0.25, "high": 0.875}


def test_whiskers_reach_from_the_value_to_the_limits():
    found = whiskers([ESTIMATE, {"value": 1.0, "low": None, "high": None}])
    assert (found["array"], found["arrayminus"]) == ([0.375, None], [0.25, None])
    assert found["symmetric"] is False


def test_one_without_an_interval_is_drawn_without_one_and_said_to_be():
    """In the static picture; tests/browser/test_figures.py holds plotly to the same."""
    lone = {"value": 1.0, "low": None, "high": None}
    paths = []
    for estimates in ([ESTIMATE], [ESTIMATE, lone]):
        x = [each["value"] for each in estimates]
        look = {"marker": {"color": "#0072B2"}, "error_x": whiskers(estimates, color="#0072B2")}
        trace = {"type": "scatter", "mode": "markers", "x": x, "y": [0] * len(x), **look}
        axes = {"xaxis": {"range": [0, 2]}, "yaxis": {"range": [-1, 1]}}
        paths.append(str(static_picture({"data": [trace], "layout": axes | {"height": 300}}, "a")).count('fill="none"'))
    assert paths[0] == paths[1]
    assert unless_missing([ESTIMATE, lone]) == ", none where not estimable"
    assert unless_missing([ESTIMATE]) == ""


@pytest.mark.parametrize("gap", [None, {}, {"value": None}, {"value": float("nan")}])
def test_no_value_is_not_known(gap):
    assert not known(gap)
    assert known(ESTIMATE)


def test_a_band_goes_along_its_upper_limit_and_back_along_the_lower():
    found = band("b", [0, 1, 2], ([None, 0.1, 0.2], [None, 0.5, 0.6]), "#0072B2")
    assert (found["x"], found["y"]) == ([1, 2, 2, 1], [0.5, 0.6, 0.2, 0.1])
    assert found["fillcolor"] == faint("#0072B2", 0.18) == "rgba(0,114,178,0.18)"
