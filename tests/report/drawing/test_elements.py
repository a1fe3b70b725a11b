"""Attributes, colours and numbers of SVG."""

from __future__ import annotations

import pytest

from nodecluster.report.drawing.elements import element, paint, parse_colour, path, stroke


def test_text_and_attributes_are_escaped():
    made = element("text", '<img src="x">', class_='a" onload="alert(1)')
    assert made == '<text class="a&#34; onload=&#34;alert(1)">&lt;img src=&#34;x&#34;&gt;</text>'


def test_elements_inside_stay_elements_and_empty_ones_are_closed():
    assert element("g", element("path", d="M0,0")) == '<g><path d="M0,0"/></g>'


@pytest.mark.parametrize(
    ("colour", "parts"),
    [
        ("#D55E00", (213, 94, 0, 1.0)),
        ("#fff", (255, 255, 255, 1.0)),
        ("#00000080", (0, 0, 0, 0.502)),
        ("rgb(1, 2, 3)", (1, 2, 3, 1.0)),
        ("rgba(1,2,3,0.25)", (1, 2, 3, 0.25)),
        ("transparent", (0, 0, 0, 0.0)),
        ("white", (255, 255, 255, 1.0)),
    ],
)
def test_colours(colour, parts):
    assert parse_colour(colour) == parts


@pytest.mark.parametrize("colour", ["rebeccapurple", "var(--ink)", "#12", "", "hsl(1,2,3)"])
def test_colours_that_not_every_program_knows_are_refused(colour):
    with pytest.raises(ValueError, match="needs colours as"):
        parse_colour(colour)


def test_opacities_multiply_and_nothing_is_none():
    assert paint("fill", "rgba(0,0,0,0.5)", 0.5) == {"fill": "#000000", "fill_opacity": "0.25"}
    assert paint("fill", "rgba(0,0,0,0)") == {"fill": "none"}


def test_dashes_are_as_long_as_plotlys():
    # plotly: a dash is three times the width of the line, at least of one 3 px wide
    assert stroke("#000000", 1, "dash")["stroke_dasharray"] == "9 9"
    assert stroke("#000000", 4, "dot")["stroke_dasharray"] == "4 4"
    assert stroke("#000000", 1)["stroke_dasharray"] is None
    with pytest.raises(ValueError, match="no dash 'wavy'"):
        stroke("#000000", 1, "wavy")


def test_numbers_have_a_tenth_of_a_pixel():
    assert path([(1.04, -0.01), (2.06, 3)]) == "M1,0L2.1,3"
