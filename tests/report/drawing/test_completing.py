"""What plotly is told, so that it shows the same as the picture."""

from __future__ import annotations

from nodecluster.report.drawing import completed

from .reading import BLUE

BARS = {"type": "bar", "x": ["a", "b"], "y": [1, 2], "marker": {"color": BLUE}, "error_y": {"array": [0.1, 0.2]}}


def test_the_ranges_are_said():
    plot = {"data": [BARS], "layout": {"xaxis": {"type": "category"}, "yaxis": {"title": "n"}}}
    layout = completed(plot)["layout"]
    assert layout["xaxis"] == {"showgrid": False, "type": "category", "range": [-0.5, 1.5], "autorange": False}
    assert layout["yaxis"]["range"] == [0, 2.332]  # 2.2 and six hundredths
    assert layout["height"] == 450
    assert layout["legend"] == {"traceorder": "normal"}


def test_what_is_given_stays_and_the_plot_is_not_changed():
    plot = {"data": [BARS], "layout": {"xaxis": {"type": "category"}, "yaxis": {"range": [5, 0], "showgrid": False}}}
    before = repr(plot)
    done = completed(plot)
    assert repr(plot) == before
    assert (done["layout"]["yaxis"]["range"], done["layout"]["yaxis"]["showgrid"]) == ([5, 0], False)
    assert done["data"][0]["error_y"]["color"] == "#7a7f87"
