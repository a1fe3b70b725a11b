"""The figures of use and of subgroups: they draw what metrics.json says, and nothing where there is nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nodecluster.report.plots.curves import calibration_figure, decision_figure
from nodecluster.report.plots.forest import Column, forest_figure

from ..conftest import EVIL

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
    assert figure.plot["layout"]["margin"]["r"] >= 20  # or plotly leaves out the label of 100 %
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
    assert trace["error_y"]["array"] == [pytest.approx(0.4), None]
    assert trace["error_y"]["arrayminus"] == [pytest.approx(0.15), None]
    assert "observed share, none where not estimable." in figure.caption
    assert calibration_figure("k", "Everybody", {"reason": "too few"}) is None


def row(name, role="subgroup", n=7, **rates):
    return {"subgroup": name, "role": role, "n": n, "ccr": ESTIMATE, **rates}


def test_a_forest_plot_has_everybody_once_and_every_subgroup_below_its_column():
    gap = {"value": None, "low": None, "high": None, "reason": "nobody"}
    stage = Column("stage", [row("all", "all"), row("T1"), row(EVIL), row("T3", ccr=gap)])
    figure = forest_figure("k", [stage, Column("grade", [row("all", "all"), row("1")])])
    axis = figure.plot["layout"]["yaxis"]
    labels = axis["ticktext"]
    assert labels[:3] == ["All (7)", "<b>stage</b>", "T1 (7)"]
    assert labels[3].startswith("&lt;img src=x<br>onerror")
    assert labels[4:] == ["<b>grade</b>", "1 (7)"]
    _, points = figure.plot["data"]
    places = axis["tickvals"]
    assert points["y"] == [places[0], *places[2:4], places[5]]  # from the top; a column's name has no point
    steps = [above - below for above, below in pairwise(places)]
    assert min(steps) == 1
    assert steps[2] == steps[3] > 1  # the evil name has further lines, above and below which there is room
    assert forest_figure("k", []) is None
    assert forest_figure("k", [Column("stage", [row("all", "all", ccr=gap)])]) is None


def test_the_test_of_interaction_stands_beside_the_column():
    tests = {"ccr": {"p": 0.01, "p_holm": 0.04}, "sensitivity": {"p": None, "reason": "too few"}}
    rows = [row("all", "all", sensitivity=ESTIMATE), row("T1", sensitivity=ESTIMATE)]
    layout = forest_figure("k", [Column("stage", rows, tests)]).plot["layout"]
    notes = {note["xref"]: (note["text"], note["y"]) for note in layout["annotations"]}
    place = layout["yaxis"]["tickvals"][1]
    assert notes == {"x": ("p = 0.0400", place), "x2": ("no test", place)}
    assert "xaxis3" not in layout  # nobody has a specificity
    assert "annotations" not in forest_figure("k", [Column("stage", rows)]).plot["layout"]


def test_the_rates_stand_side_by_side_and_their_labels_once():
    gap = {"value": None, "low": None, "high": None, "reason": "no positives"}
    rows = [row("all", "all", sensitivity=ESTIMATE), row("T1", sensitivity=gap), row("T2", sensitivity=ESTIMATE)]
    plot = forest_figure("k", [Column("stage", rows)]).plot
    points = {trace["xaxis"]: trace["y"] for trace in plot["data"] if trace["mode"] == "markers"}
    places = plot["layout"]["yaxis"]["tickvals"]
    assert points == {"x": [places[0], *places[2:]], "x2": [places[0], places[3]]}  # T1 has no sensitivity
    left, right = (plot["layout"][axis]["domain"] for axis in ("xaxis", "xaxis2"))
    assert left[1] < right[0]
    assert [plot["layout"][axis]["title"]["text"] for axis in ("xaxis", "xaxis2")] == ["CCR", "Sensitivity"]
    assert not [name for name in plot["layout"] if name.startswith("yaxis") and name != "yaxis"]


def test_long_names_are_wrapped_and_only_very_long_ones_cut():
    def names(name):
        figure = forest_figure("k", [Column(name, [row("all", "all"), row("T1")])])
        return figure.plot["layout"]["yaxis"]["ticktext"][1]

    assert names("Size of the largest node") == "<b>Size of the largest</b><br><b>node</b>"
    assert names("word " * 30).endswith("…</b>")
    assert names("word " * 30).count("<br>") == 2


def test_everybody_is_said_to_be_the_unseen_alone():
    rows = [row("all", "all", n=58), row("T1")]
    for unseen, label, words in ((True, "All unseen (58)", "everybody, unseen."), (False, "All (58)", "everybody.")):
        figure = forest_figure("k", [Column("stage", rows)], unseen=unseen)
        assert figure.plot["layout"]["yaxis"]["ticktext"][0] == label
        assert f"dashed grey: {words}" in figure.caption


def test_the_larger_a_subgroup_the_larger_its_square():
    rows = [row("all", "all", n=100), row("T1", n=25), row("T2", n=1)]
    for each in rows:
        each["ccr"] = {**ESTIMATE, "n": each["n"]}
    _, points = forest_figure("k", [Column("stage", rows)]).plot["data"]
    assert points["marker"]["size"] == [14.0, 7.0, 6.0]  # the area as n, but for the smallest


def test_the_band_of_a_decision_curve_is_the_models():
    model = {"label": "Model", "net_benefit": [0.4, 0.3], "low": [0.3, None], "high": [0.5, None]}
    block = {"thresholds": [0.1, 0.5], "level": 0.9, "strategies": {"model": model, "all": curve("All", 0.4, 0.1)}}
    band, *lines = decision_figure("k", "Everybody", block).plot["data"]
    assert (band["x"], band["y"]) == ([0.1, 0.1], [0.5, 0.3])
    assert band["name"] == "90 % interval, Model"
    assert [trace["name"] for trace in lines] == ["Model", "All"]


def test_the_larger_a_group_of_risk_the_larger_its_mark():
    groups = [{"n": n, "events": 1, "predicted": 0.2, "observed": 0.2, "low": 0.1, "high": 0.3} for n in (50, 200)]
    figure = calibration_figure("k", "Everybody", {"logistic": {"reliability": {"groups": groups}}})
    assert figure.plot["data"][1]["marker"]["size"] == [7.0, 14.0]
