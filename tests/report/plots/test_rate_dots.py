from __future__ import annotations

from nodecluster.report.plots.rate_dots import Line, dots_figure

from ..conftest import EVIL, estimate

RATES = {"ccr": estimate(3, 4), "sensitivity": estimate(1, 2), "specificity": estimate(2, 2)}


def test_a_line_has_three_dots_and_the_first_is_on_top():
    figure = dots_figure("k", [Line("any", RATES, marked=True), Line("count:2", RATES, 7)], "c", "a")
    axis = figure.plot["layout"]["yaxis"]
    assert dict(zip(axis["tickvals"], axis["ticktext"], strict=True)) == {1: "<b>any</b>", 0: "count:2<br>n = 7"}
    ccr, sensitivity, specificity = figure.plot["data"]
    assert [trace["x"] for trace in (ccr, sensitivity, specificity)] == [[0.75] * 2, [0.5] * 2, [1.0] * 2]
    # In a line, CCR above sensitivity above specificity, none nearer to another line than half the way.
    for place in (0, 1):
        heights = [trace["y"][place] for trace in (ccr, sensitivity, specificity)]
        assert heights == sorted(heights, reverse=True)
        assert all(abs(height - (1 - place)) < 0.5 for height in heights)
    assert len({trace["marker"]["symbol"] for trace in figure.plot["data"]}) == 3
    assert figure.caption == "c"


def test_a_missing_interval_is_said_to_be():
    lone = {"ccr": {**estimate(3, 4), "low": None, "high": None}}
    assert dots_figure("k", [Line("any", lone)], "c.", "a").caption == "c. No interval where it is not estimable."


def test_gaps_have_no_dot_and_no_line():
    gap = estimate(0, 0)
    figure = dots_figure(
        "k", [Line("a", {"ccr": estimate(1, 2), "sensitivity": gap}), Line("b", {"ccr": gap})], "c", "a"
    )
    assert figure.plot["layout"]["yaxis"]["ticktext"] == ["a"]
    assert [trace["name"] for trace in figure.plot["data"]] == ["CCR"]
    assert dots_figure("k", [Line("b", {"ccr": gap})], "c", "a") is None
    assert dots_figure("k", [], "c", "a") is None


def test_names_are_text_and_cut():
    figure = dots_figure("k", [Line(EVIL, RATES), Line("x" * 99, RATES)], "c", "a")
    first, second = figure.plot["layout"]["yaxis"]["ticktext"]
    assert first.startswith("&lt;img")
    assert second == "x" * 25 + "…"
    assert figure.plot["data"][0]["customdata"][0][0].startswith("&lt;img")
