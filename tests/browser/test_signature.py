"""What sets the groups apart, in a browser: drawn figures, their hover, folded tables, and a telephone."""

from __future__ import annotations

import pytest

from nodecluster.report import page

from ..report.whole import whole

FIGURES = ("plot-group-labels", "plot-features", "plot-heat")


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole())


def test_every_figure_is_drawn_with_its_words(open_page, html):
    with open_page(html) as opened:
        for key in FIGURES:
            text = opened.drawn(key).text_content()
            for words in {"plot-group-labels": ("Metastatic", "Group 2"), "plot-features": ("Cohen's d", "shape")}.get(
                key, ("Group 1", "glcm Idm", "label")
            ):
                assert words in text, (key, words)
        assert opened.said == opened.beyond() == []


def test_the_strip_of_the_heat_map_names_the_nodes_under_the_mouse(open_page, html):
    with open_page(html) as opened:
        plot = opened.drawn("plot-heat")
        box = plot.locator(".subplot.xy2").first.bounding_box() or plot.bounding_box()
        opened.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 4)
        opened.page.wait_for_selector("#plot-heat .hovertext", timeout=5000)
        said = plot.locator(".hovertext").first.text_content()
        assert "roup 1" in said
        assert "core" in said


def test_the_tables_are_folded_and_open_by_the_keyboard(open_page, html):
    with open_page(html) as opened:
        first = opened.page.locator("#signature details").first
        assert not first.locator("table").is_visible()
        first.locator("summary").focus()
        opened.page.keyboard.press("Enter")
        assert first.locator("table").is_visible()
        assert first.locator("tbody tr").count() == 4


def test_a_telephone_shows_the_caution_and_does_not_scroll_sideways(open_page, html):
    with open_page(html, width=390, height=844, dark=True) as opened:
        for key in FIGURES[1:]:
            box = opened.drawn(key).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
        assert opened.page.locator("#signature .caution").is_visible()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
