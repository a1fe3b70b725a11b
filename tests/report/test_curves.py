"""The figures of use and of subgroups: they draw what metrics.json says, and nothing where there is nothing."""

from __future__ import annotations

import pytest

from nodecluster.report.curves import calibration_figure, decision_figure
from nodecluster.report.forest import forest_figure

from .conftest import EVIL

ESTIMATE = {"value": 0.8, "low": 0.6, "high": 0.9, "level": 0.95}


def curve(label, *values):
    return {"label": label, "net_benefit": list(values), "low": [None] * len(values), "high": [None] * len(values)}


def test_a_decision_curve_leaves_out_what_has_no_curve():
    strategies = {"model": {"label": "Model", "reason": "too few"}, "all": curve("All", 0.4, -2.0)}
    figure = decision_figure("k", "Everybody", {"thresholds": [0.1, 0.5], "strategies": strategies})
    (trace,) = figure.plot["data"]
    assert (trace["name"], trace["x"], trace["y"]) == ("All", [0.1, 0.5], [0.4, -2.0])
    low, high = figure.plot["layout"]["yaxis"]["range"]
    assert (low, high) == (pytest.approx(-0.1), pytest.approx(0.44))  # a quarter of 0.4 below zero
    assert decision_figure("k", "Everybody", {"reason": "nobody"}) is None
    assert decision_figure("k", "Everybody", {"strategies": {"model": strategies["model"]}}) is None


def test_a_calibration_draws_groups_with_their_intervals():
    groups = [
        {"n": 5, "events": 1, "predicted": 0.25, "observed": 0.2, "low": 0.05, "high": 0.6},
        {"n": 4, "events": 4, "predicted": 0.9, "observed": 1.0, "low": None, "high": None},
    ]
    figure = calibration_figure("k", "Everybody", {"logistic": {"reliability": {"groups": groups}}})
    ideal, trace = figure.plot["data"]
    assert ideal["x"] == ideal["y"] == [0, 1]
    assert (trace["x"], trace["y"]) == ([0.25, 0.9], [0.2, 1.0])
    assert trace["error_y"]["array"] == [pytest.approx(0.4), 0.0]
    assert trace["error_y"]["arrayminus"] == [pytest.approx(0.15), 0.0]
    assert calibration_figure("k", "Everybody", {"reason": "too few"}) is None


def row(name, role="subgroup", ccr=ESTIMATE):
    return {"subgroup": name, "role": role, "n": 7, "ccr": ccr}


def test_a_forest_plot_has_everybody_once_and_every_subgroup_below_its_column():
    gap = {"value": None, "low": None, "high": None, "reason": "nobody"}
    columns = [
        ("stage", [row("all", "all"), row("T1"), row(EVIL), row("T3", ccr=gap)]),
        ("grade", [row("all", "all"), row("1")]),
    ]
    figure = forest_figure("k", columns)
    axis = figure.plot["layout"]["yaxis"]
    labels = [text.strip() for text in axis["ticktext"]]
    assert labels[:3] == ["All", "<b>stage</b>", "T1 (7)"]
    assert labels[3].startswith("&lt;img src=x onerror=alert")
    assert labels[4:] == ["<b>grade</b>", "1 (7)"]
    _, points = figure.plot["data"]
    assert points["y"] == [5, 3, 2, 0]  # from the top; a column's name has no point
    assert forest_figure("k", []) is None
    assert forest_figure("k", [("stage", [row("all", "all", gap)])]) is None
