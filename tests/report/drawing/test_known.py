"""What is not known is refused by name, so that a picture is never silently wrong."""

from __future__ import annotations

import pytest

from nodecluster.report.drawing import static_picture

from .reading import BLUE, bare

LINE = {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": {"color": BLUE}}
BAR = {"type": "bar", "x": [0, 1], "y": [1, 2], "marker": {"color": BLUE}}


@pytest.mark.parametrize(
    ("plot", "named"),
    [
        (bare({"type": "violin", "y": [1]}), "type 'violin'"),
        (bare(LINE | {"stackgroup": "one"}), r"data\[0\] \(scatter\).stackgroup"),
        (bare(LINE | {"line": {"color": BLUE, "smoothing": 1}}), "line.smoothing"),
        (bare(LINE, title="A title"), "layout.title"),
        (bare(LINE, xaxis={"rangebreaks": []}), "layout.xaxis.rangebreaks"),
        (bare(LINE, annotations=[{"text": "a", "showarrow": False, "arrowhead": 3}]), r"annotations\[0\].arrowhead"),
        ({**bare(LINE), "frames": [1]}, "plot.frames"),
        (bare(BAR | {"marker": {"color": BLUE, "cornerradius": 3}}), "marker.cornerradius"),
    ],
)
def test_a_property_that_would_change_the_picture(plot, named):
    with pytest.raises(ValueError, match=named):
        static_picture(plot)


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        (bare(LINE, xaxis={"type": "log"}), "axis of type 'log'"),
        (bare(LINE | {"mode": "lines+arrows"}), "no mode"),
        (bare(LINE | {"fill": "tonextx"}), "no fill 'tonextx'"),
        (bare(LINE | {"line": {"color": BLUE, "shape": "spline"}}), "shape 'spline'"),
        (bare(LINE | {"line": {}}), "colour of the line"),
        (bare(LINE | {"x": ["a", "b"]}), "say the axis is of type category"),
        (bare(LINE | {"visible": "legendonly"}), "visible is true or false"),
        (bare(LINE | {"mode": "markers", "marker": {"color": BLUE, "symbol": "star"}}), "no mark 'star'"),
        (bare(LINE | {"error_y": {"type": "percent", "value": 10}}), "error_y.value"),
        (bare(LINE | {"error_y": {"type": "percent", "array": [1, 1]}}), "error bars of type data"),
        (bare(BAR, barmode="waterfall"), "barmode 'waterfall'"),
        (bare(BAR | {"marker": {}}), "colour of the bars"),
        (bare(BAR | {"marker": {"color": BLUE, "pattern": {"shape": "?"}}}), "no pattern"),
        (bare(LINE, annotations=[{"text": "a", "x": 0, "y": 0}]), "no arrows"),
        (bare(LINE, plot_bgcolor="#ffffff"), "plot_bgcolor has to be transparent"),
        (bare(LINE, shapes=[{"type": "circle"}]), "no shape 'circle'"),
        (bare(LINE, shapes=[{"type": "line", "xref": "x7"}]), "no axis 'x7'"),
        (bare({"type": "heatmap", "z": [[1]], "colorscale": "RdBu"}), "pairs of place and colour"),
    ],
)
def test_a_value_that_is_not_known(plot, said):
    with pytest.raises(ValueError, match=said):
        static_picture(plot)


def test_what_has_to_do_with_the_mouse_only_is_passed_over():
    trace = LINE | {"hovertemplate": "%{x}", "customdata": [1, 2], "hoverinfo": "skip", "uid": "a"}
    plain = static_picture(bare(LINE))
    assert static_picture(bare(trace, hovermode="closest", dragmode="pan", modebar={"color": BLUE})) == plain
