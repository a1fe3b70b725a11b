"""Where things lie in a picture, worked out by hand: 10 px a unit on both axes, from (2, 430) on."""

from __future__ import annotations

import re

import pytest

from nodecluster.report.drawing import static_picture

from .reading import BLUE, ORANGE, SVG, bare, drawn, found, words

POINTS = {
    "type": "scatter",
    "mode": "markers",
    "x": [0, 10, 66.6],
    "y": [0, 20, 40],
    "marker": {"color": BLUE, "size": 8},
}
LINE = {"type": "scatter", "mode": "lines", "x": [0, 10, 20], "y": [0, 10, 5], "line": {"color": BLUE, "width": 2}}
EVIL = "<img src=x onerror=alert(1)>"


def paths(plot):
    return [each.get("d") for each in found(drawn(plot), "path")]


def test_points_lie_where_their_values_are():
    marks = found(drawn(bare(POINTS)), "use")
    assert [(mark.get("x"), mark.get("y")) for mark in marks] == [("2", "430"), ("102", "230"), ("668", "30")]


def test_points_beyond_the_axes_are_left_out_and_gaps_too():
    marks = found(drawn(bare(POINTS | {"x": [-1, None, 5], "y": [1, 1, 1]})), "use")
    assert [mark.get("x") for mark in marks] == ["52"]


def test_a_mark_is_defined_once_and_its_looks_are_written_once():
    picture = drawn(bare(POINTS | {"x": list(range(60)), "y": [1] * 60}))
    assert len(picture.findall(f".//{SVG}defs/{SVG}path")) == 1
    text = str(static_picture(bare(POINTS | {"x": list(range(60)), "y": [1] * 60})))
    assert text.count(BLUE) == 2  # once in the wide picture, once in the narrow one


def test_looks_of_single_points():
    marker = {
        "color": [BLUE, ORANGE, BLUE],
        "size": [4, 8, 4],
        "symbol": ["circle", "square-open", "x"],
        "opacity": [1, 0.5, 1],
    }
    first, second, _ = found(drawn(bare(POINTS | {"marker": marker | {"line": {"width": 0}}})), "use")
    assert (first.get("fill"), first.get("opacity")) == (BLUE, None)
    assert (second.get("fill"), second.get("stroke"), second.get("opacity")) == ("none", ORANGE, "0.5")


def test_numbers_become_colours_between_those_of_the_scale():
    scale = {"colorscale": [[0, "#000000"], [1, "#ffffff"]], "cmin": 0, "cmax": 2}
    marks = found(drawn(bare(POINTS | {"marker": {"color": [0, 1, 5], "size": 8, **scale}})), "use")
    assert [mark.get("fill") for mark in marks] == ["#000000", "#808080", "#ffffff"]


def test_a_line_goes_through_its_points_and_parts_at_a_gap():
    assert paths(bare(LINE)) == ["M2,430L102,330L202,380"]
    assert paths(bare(LINE | {"x": [0, 10, None, 20, 30], "y": [0, 0, 0, 0, 0]})) == ["M2,430L102,430M202,430L302,430"]


def test_a_staircase_goes_across_first():
    assert paths(bare(LINE | {"line": {"color": BLUE, "shape": "hv"}, "x": [0, 10], "y": [0, 10]})) == [
        "M2,430L102,430L102,330"
    ]


def test_a_band_lies_between_two_lines():
    low = LINE | {"x": [0, 10], "y": [0, 10], "line": {"color": BLUE, "width": 0}}
    high = low | {"y": [10, 20], "fill": "tonexty", "fillcolor": "rgba(0,114,178,0.2)"}
    (band,) = found(drawn(bare(low, high)), "path")
    assert band.get("d") == "M2,330L102,230L102,330L2,430Z"
    assert (band.get("fill"), band.get("fill-opacity")) == (BLUE, "0.2")


def test_error_bars_have_their_own_length_either_way():
    errors = {"type": "data", "symmetric": False, "array": [5], "arrayminus": [2], "width": 3, "thickness": 1}
    plot = bare(POINTS | {"x": [10], "y": [20], "error_y": errors})
    # from 20 - 2 = 18 (250 px) to 25 (180 px), each with a cap of 3 px to both sides
    assert paths(plot) == ["M102,250V180M99,250H105M99,180H105"]
    level = bare(POINTS | {"x": [10], "y": [20], "error_x": {**errors, "width": 0}})
    assert paths(level) == ["M82,230H152"]


def test_bars_reach_from_zero_to_their_value():
    bar = {"type": "bar", "x": [10, 20], "y": [20, 40], "marker": {"color": BLUE}, "width": 4}
    first, second = found(drawn(bare(bar)), "rect")
    assert [first.get(name) for name in ("x", "y", "width", "height")] == ["82", "230", "40", "200"]
    assert [second.get(name) for name in ("x", "y", "width", "height")] == ["182", "30", "40", "400"]


def test_cells_are_as_large_as_the_distance_of_their_middles():
    heat = {"type": "heatmap", "x": [10, 20], "y": [10, 20], "z": [[0, 1], [None, 2]], "showscale": False}
    cells = found(drawn(bare(heat | {"colorscale": [[0, "#000000"], [1, "#ffffff"]]})), "rect")
    corners = [[cell.get(name) for name in ("x", "y", "width", "height", "fill")] for cell in cells]
    assert corners == [
        ["52", "280", "100", "100", "#000000"],
        ["152", "280", "100", "100", "#808080"],
        ["152", "180", "100", "100", "#ffffff"],
    ]  # the empty one is not drawn; the first row lies below


def test_many_cells_are_an_image_that_runs_as_the_axes_do():
    import base64
    import io

    from PIL import Image

    heat = {"type": "heatmap", "z": [[row] * 40 for row in range(20)], "showscale": False}
    heat |= {"colorscale": [[0, "#000000"], [1, "#ffffff"]]}
    (image,) = found(drawn(bare(heat, x=(-0.5, 39.5), y=(-0.5, 19.5))), "image")
    assert [image.get(name) for name in ("x", "y", "width", "height")] == ["2", "30", "666", "400"]
    pixels = Image.open(io.BytesIO(base64.b64decode(image.get("href").partition(",")[2])))
    assert pixels.getpixel((0, 0)) == (255, 255, 255, 255)  # the last row lies on top
    assert pixels.getpixel((0, pixels.height - 1)) == (0, 0, 0, 255)


def test_shapes_and_annotations_lie_on_axes_or_on_the_paper():
    shapes = [
        {"type": "line", "x0": 10, "x1": 10, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": BLUE, "width": 1}},
        {"type": "rect", "x0": 0, "x1": 10, "y0": 10, "y1": 0, "fillcolor": BLUE, "line": {"width": 0}},
    ]
    note = {"text": "here", "x": 1, "y": 1, "xref": "paper", "yref": "paper", "showarrow": False}
    picture = drawn(bare(shapes=shapes, annotations=[note]))
    assert found(picture, "path")[0].get("d") == "M102,430V30"
    assert [found(picture, "rect")[0].get(name) for name in ("x", "y", "width", "height")] == ["2", "330", "100", "100"]
    (label,) = found(picture, "text")
    assert (label.get("x"), label.get("text-anchor")) == ("668", "end")  # the right third is anchored at its right


def test_marks_of_an_axis_lie_at_their_values():
    # Labels of one digit: 5 px for the mark, 4 px of air and a border of 2 px beside the label.
    axis = {"range": [0, 4], "dtick": 2, "ticks": "outside", "ticklen": 5, "zeroline": False}
    picture = drawn(bare(LINE, yaxis=axis, xaxis={"visible": False, "range": [0, 1]}))
    labels = {text.text: float(text.get("y")) for text in found(picture, "text")}
    assert labels == pytest.approx({"0": 430 + 4.7, "2": 230 + 4.7, "4": 30 + 4.7}, abs=0.06)


def test_the_legend_names_what_it_should():
    traces = [
        LINE | {"name": "first"},
        LINE | {"name": "hidden", "showlegend": False},
        POINTS | {"name": plot_name(EVIL)},
        LINE | {"name": "not drawn", "visible": False},
    ]
    assert words(drawn(bare(*traces, showlegend=True))) == ["first", EVIL]
    assert words(drawn(bare(*traces))) == []  # the layout wants none


def test_one_trace_has_a_legend_only_if_it_asks_for_it():
    plot = bare(LINE | {"name": "only"})
    del plot["layout"]["showlegend"]
    assert words(drawn(plot)) == []
    plot["data"][0]["showlegend"] = True
    assert words(drawn(plot)) == ["only"]


def test_members_of_a_group_stand_together_and_ranks_go_first():
    names = [("a", "g"), ("b", None), ("c", "g")]
    traces = [LINE | {"name": name, "legendgroup": group} for name, group in names] + [
        LINE | {"name": "d", "legendrank": 1}
    ]
    assert words(drawn(bare(*traces, showlegend=True))) == ["d", "a", "c", "b"]


def test_hostile_labels_stay_text_everywhere():
    axis = {"title": {"text": plot_name(EVIL)}, "tickvals": [1], "ticktext": [plot_name(EVIL)], "range": [0, 2]}
    note = {"text": plot_name(EVIL), "x": 0, "y": 0, "showarrow": False}
    trace = LINE | {"mode": "lines+text", "text": [plot_name(EVIL)] * 3, "name": plot_name(EVIL), "showlegend": True}
    plot = {"data": [trace], "layout": {"xaxis": axis, "yaxis": axis, "annotations": [note], "height": 300}}
    picture = drawn(plot)
    assert not list(picture.iter("img"))
    assert not list(picture.iter(f"{SVG}img"))
    assert words(picture).count(EVIL) >= 5


def test_ids_begin_with_the_key_and_every_reference_is_there():
    text = str(static_picture(bare(POINTS, LINE), "plot-x"))
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids)) > 2
    assert all(each.startswith("plot-x-") for each in ids)
    assert set(re.findall(r"#(plot-x-[^\")]*)", text)) <= set(ids)


def test_the_same_plot_gives_the_same_picture_and_is_not_changed():
    plot = bare(POINTS, LINE)
    before = repr(plot)
    assert static_picture(plot, "k") == static_picture(plot, "k")
    assert repr(plot) == before


def test_three_thousand_points_stay_small():
    many = POINTS | {"x": [i % 66 + 0.123 for i in range(3134)], "y": [i % 40 + 0.456 for i in range(3134)]}
    assert len(static_picture(bare(many), "k")) < 2 * 3134 * 45  # two pictures, 45 letters a point


def test_words_and_axes_have_the_colour_of_the_page():
    axis = {"range": [0, 1], "showline": True, "ticks": "outside", "title": {"text": "x"}}
    picture = drawn({"data": [LINE], "layout": {"xaxis": axis, "yaxis": axis}})
    assert picture.get("fill") == "currentColor"
    assert all(text.get("fill") is None for text in found(picture, "text"))
    strokes = {each.get("stroke") for each in found(picture, "path")}
    assert strokes == {"currentColor", BLUE}


def plot_name(words):
    from nodecluster.report.embed import plot_text

    return plot_text(words)


def test_a_colour_bar_has_the_room_that_it_needs():
    bar = {"len": 200, "lenmode": "pixels", "title": {"text": "z"}}
    heat = {"type": "heatmap", "z": [[0, 1]], "colorscale": [[0, "#000000"], [1, "#ffffff"]], "colorbar": bar}
    picture = drawn({"data": [heat], "layout": {"height": 100}})
    # its length, the title and half a label at each end: 200 + 2 * 13 * 1.25 = 232.5, in whole pixels
    assert picture.get("height") == "233"
    (shown,) = [each for each in found(picture, "rect") if each.get("fill").startswith("url(")]
    assert shown.get("height") == "200"
    assert {"z", "0", "0.5", "1"} <= set(words(picture))
