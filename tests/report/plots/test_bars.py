"""The bars of CCR, sensitivity and specificity: what the metrics say, no more."""

from __future__ import annotations

import pytest

from nodecluster.report.drawing.text import width
from nodecluster.report.plots.bars import bars_figure

from ..conftest import EVIL, clinical, estimate, level


def drawn(figure):
    """Value by label, and by heading."""
    labels = figure.plot["layout"]["yaxis"]
    names = dict(zip(labels["tickvals"], labels["ticktext"], strict=True))
    bars = [trace for trace in figure.plot["data"] if trace["type"] == "bar"]
    return {names[y]: x for trace in bars for x, y in zip(trace["x"], trace["y"], strict=True)}


def test_the_study_in_cn0():
    # 28, 7, 10, 83 of 128: Table 2 of the study; the assessment calls all negative and is right in 90.
    figure = bars_figure("k", [("cN0", level(28, 7, 10, 83, clinical=clinical(90, 128, 0.0006, 28, 7)))], "patients")
    found = drawn(figure)
    assert found["CCR, model"] == pytest.approx(111 / 128, abs=1e-5)
    assert found["CCR, clinical"] == pytest.approx(90 / 128, abs=1e-5)
    assert found["Sensitivity"] == pytest.approx(28 / 38, abs=1e-5)
    assert found["Specificity"] == pytest.approx(83 / 90, abs=1e-5)
    heading, below = figure.plot["layout"]["annotations"]
    assert (heading["text"], below["text"]) == ("<b>cN0</b> (n = 128)", "p = 0.0006")
    assert heading["y"] - below["y"] == pytest.approx(1)
    assert "exact McNemar test" in figure.caption
    assert "not drawn" in figure.caption
    assert "CCR of the clinical assessment 70.31 %" in figure.alt


def test_without_an_assessment_there_is_the_model_alone():
    figure = bars_figure("k", [("all", level(28, 7, 10, 83))], "nodes")
    assert list(drawn(figure)) == ["CCR", "Sensitivity", "Specificity"]
    assert "clinical" not in figure.caption
    assert figure.plot["layout"]["annotations"][0]["text"] == "<b>all</b> (n = 128)"


def test_the_model_stands_twice_where_not_all_were_assessed():
    partly = clinical(10, 40, 0.5, 20, 10) | {"n": 40, "model_ccr": estimate(20, 40)}
    found = drawn(bars_figure("k", [("all", level(28, 7, 10, 83, clinical=partly))], "patients"))
    assert found["on 40 assessed"] == 0.5
    assert found["CCR, clinical"] == 0.25


def test_what_cannot_be_estimated_has_no_bar():
    figure = bars_figure("k", [("all", level(3, 0, 1, 0)), ("none", level(0, 0, 0, 0))], "patients")
    assert list(drawn(figure)) == ["CCR", "Sensitivity"]
    assert "none: nothing to draw" in figure.alt
    assert bars_figure("k", [("none", level(0, 0, 0, 0))], "patients") is None
    assert bars_figure("k", [], "patients") is None


def test_bars_do_not_lie_on_each_other_and_whiskers_fit_them():
    levels = [(str(i), level(28, 7, 10, 83, clinical=clinical(90, 128, 0.0006, 28, 7))) for i in range(3)]
    figure = bars_figure("k", levels, "patients")
    bars = [trace for trace in figure.plot["data"] if trace["type"] == "bar"]
    places = [y for trace in bars for y in trace["y"]]
    assert len(places) == len(set(places)) == 12
    headings = [note["y"] for note in figure.plot["layout"]["annotations"]]
    assert not {round(y) for y in headings} & set(places)
    for trace in bars:
        assert len(trace["x"]) == len(trace["error_x"]["array"]) == len(trace["error_x"]["arrayminus"])
        assert trace["error_x"]["array"] == [pytest.approx(0.05, abs=1e-4)] * len(trace["x"])


def test_the_caption_says_whose_intervals_they_are_and_that_some_are_missing():
    clustered = level(28, 7, 10, 83)
    clustered["ccr"] = {**clustered["ccr"], "method": "Wilson score, clustered by patient"}
    clustered["specificity"] = {**clustered["specificity"], "low": None, "high": None}
    caption = bars_figure("k", [("all", clustered)], "nodes").caption
    assert "95 % intervals, clustered by patient, none where not estimable." in caption
    plain = bars_figure("k", [("all", level(28, 7, 10, 83))], "patients").caption
    assert "clustered" not in plain
    assert "estimable" not in plain


def test_names_are_text():
    figure = bars_figure("k", [(EVIL, level(28, 7, 10, 83))], "patients")
    assert figure.plot["layout"]["annotations"][0]["text"].startswith("<b>&lt;img src=x")


def test_no_whisker_strikes_through_a_value_and_no_axis_through_a_heading():
    figure = bars_figure("k", [("cN0", level(2, 0, 2, 9))], "patients")
    layout = figure.plot["layout"]
    assert layout["yaxis"]["showline"] is False
    values = figure.plot["data"][-1]
    ends = [
        value + reach
        for trace in figure.plot["data"][:-1]
        for value, reach in zip(trace["x"], trace["error_x"]["array"], strict=True)
    ]
    assert values["text"] == ["84.62 %", "50.00 %", "100.00 %"]
    assert min(values["x"]) == layout["xaxis"]["range"][1] > max(1, *ends) - 0.05
    assert values["textposition"] == "middle right"
    assert layout["margin"]["r"] >= width("100.00 %")
