"""What axes reach over."""

from __future__ import annotations

import pytest

from nodecluster.report.drawing.axes import axes_of

from .reading import BLUE

POINTS = {"type": "scatter", "mode": "markers", "x": [0, 100], "y": [10, 20], "marker": {"color": BLUE}}
LINE = POINTS | {"mode": "lines"}
BARS = {"type": "bar", "x": [1, 2], "y": [4, 10], "marker": {"color": BLUE}}


def ends(traces, name="yaxis", **spec):
    axis = axes_of(traces, {name: spec})[0][name]
    return axis.low, axis.high


def test_points_have_six_hundredths_of_room_around_them():
    assert ends([POINTS], "xaxis") == (-6, 106)
    assert ends([POINTS]) == pytest.approx((9.4, 20.6))


def test_lines_end_where_the_axis_ends():
    assert ends([LINE], "xaxis") == (0, 100)
    assert ends([LINE]) == pytest.approx((9.4, 20.6))


def test_bars_stand_on_zero():
    assert ends([BARS]) == pytest.approx((0, 10.6))
    assert ends([BARS], "xaxis") == pytest.approx((0.6, 2.4))  # a bar is 0.8 wide


def test_error_bars_are_reached():
    errors = {"type": "data", "symmetric": False, "array": [1, 5], "arrayminus": [5, 1]}
    assert ends([POINTS | {"error_y": errors}]) == pytest.approx((5 - 1.2, 25 + 1.2))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"range": [3, 1]}, (3, 1)),
        ({"range": [None, 30]}, (9.4, 30)),
        ({"rangemode": "tozero"}, (0, 21.2)),
        ({"autorange": "reversed"}, (20.6, 9.4)),
    ],
)
def test_what_the_layout_asks_for(spec, expected):
    assert ends([POINTS], **spec) == pytest.approx(expected)


def test_a_single_value_and_no_value_have_an_axis():
    assert ends([POINTS | {"x": [7], "y": [7]}]) == (6, 8)
    assert ends([POINTS | {"x": [None], "y": [None]}]) == (-1, 4)


def test_categories_stand_in_order_of_first_use_after_those_that_are_named():
    traces = [POINTS | {"x": ["b", "a"]}, POINTS | {"x": ["c", "a"]}]
    axis = axes_of(traces, {"xaxis": {"type": "category"}})[0]["xaxis"]
    assert (axis.categories, axis.low, axis.high) == (("b", "a", "c"), -0.5, 2.5)
    named = axes_of(traces, {"xaxis": {"type": "category", "categoryarray": ["c"]}})[0]["xaxis"]
    assert named.categories == ("c", "b", "a")
    assert axis.share("a") == 0.5


def test_numbers_among_categories_are_refused():
    with pytest.raises(ValueError, match="needs words"):
        axes_of([POINTS], {"xaxis": {"type": "category"}})
