"""The figures of how right it was, as a browser draws them."""

from __future__ import annotations

import pytest

from nodecluster.report import page
from tests.report.whole import whole

KEYS = ("plot-rates-patients", "plot-roc-patients", "plot-rules", "plot-predictive", "plot-decision", "plot-subgroups")


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole())


@pytest.mark.parametrize("width", [1440, 390])
def test_every_figure_is_drawn_within_the_page(open_page, html, width):
    with open_page(html, width=width) as opened:
        for key in KEYS:
            box = opened.drawn(key).bounding_box()
            assert box["x"] >= 0, key
            assert box["x"] + box["width"] <= width, key
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.said == []
        assert opened.beyond() == []


def test_the_band_is_filled_and_the_headings_of_the_bars_are_whole(open_page, html):
    with open_page(html, width=390) as opened:
        opened.drawn("plot-roc-patients")
        assert opened.page.locator("#plot-roc-patients .scatterlayer .fills path").count() == 1
        for key, count in (("plot-rates-patients", 6), ("plot-rates-nodes", 2)):  # of each set its name, and its p
            plot = opened.drawn(key).bounding_box()
            headings = opened.page.locator(f"#{key} .annotation-text")
            assert headings.count() == count
            for place in range(count):
                box = headings.nth(place).bounding_box()
                assert plot["x"] <= box["x"]
                assert box["x"] + box["width"] <= plot["x"] + plot["width"]


def test_without_scripts_there_are_pictures(open_page, html):
    with open_page(html, scripts=False) as opened:
        for section in ("node-level", "patient-level", "rules", "decision-curve", "calibration", "subgroups"):
            assert opened.page.locator(f"#{section} .still svg:visible").first.bounding_box()["width"] > 200
