"""Figures in a browser: static pictures first, interactive ones where the reader comes, static ones on paper."""

from __future__ import annotations

import json
import re

import pytest

from nodecluster.report import page

from ..report.whole import whole

SEEN = "figure => { const box = figure.getBoundingClientRect(); return box.width > 0 && box.height > 0; }"


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole())


def keys(html: str) -> list[str]:
    return re.findall(r'data-figure="([^"]*)"', html)


def test_without_scripts_every_picture_is_seen(open_page, html):
    with open_page(html, scripts=False) as opened:
        stills = opened.page.locator("figure.figure:not(details figure) .still > svg:visible")
        assert stills.count() >= 8
        assert opened.page.locator("figure.figure:not(details figure) .still").count() == stills.count()
        assert opened.page.locator(".save, .js-plotly-plot").count() == 0


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "wide", "narrow"), (390, "narrow", "wide")])
def test_of_the_two_pictures_the_one_that_fits_is_seen(open_page, html, width, shown, hidden):
    with open_page(html, width=width, scripts=False) as opened:
        still = opened.page.locator(".still:has(+ #plot-groups)")
        assert still.locator(f".drawn-{shown}").is_visible()
        assert not still.locator(f".drawn-{hidden}").is_visible()


def test_only_what_comes_near_is_drawn(open_page, html):
    with open_page(html) as opened:
        last = keys(html)[-1]
        assert opened.page.locator(f"#{last} .main-svg").count() == 0
        opened.drawn(last)
        assert 0 < opened.page.locator(".js-plotly-plot").count() < len(keys(html))
        assert opened.said == []


def test_the_interactive_figure_takes_the_place_of_the_static_one(open_page, html):
    with open_page(html) as opened:
        still = opened.page.locator(".still:has(+ #plot-groups)")
        opened.page.evaluate("document.addEventListener('nodecluster:drawn', e => (window.told = e.detail.key))")
        plot = opened.page.locator("#plot-groups")
        assert plot.bounding_box()["height"] > 300, "its room is kept"
        opened.drawn("plot-groups")
        assert not still.is_visible()
        assert plot.get_attribute("aria-label") == still.get_attribute("aria-label")
        opened.page.wait_for_timeout(100)
        assert opened.page.evaluate("typeof window.told") == "string"


def test_on_paper_the_static_one_is_shown(open_page, html):
    with open_page(html) as opened:
        opened.drawn("plot-groups")
        opened.page.emulate_media(media="print")
        assert opened.page.locator(".still:has(+ #plot-groups)").is_visible()
        assert not opened.page.locator("#plot-groups").is_visible()
        assert opened.page.locator(".save:visible").count() == 0


def test_a_figure_that_plotly_cannot_draw_stays_a_picture(open_page, html):
    broken = re.sub(r'(<script type="application/json" data-figure="plot-groups"[^>]*>)', r"\1{", html)
    with open_page(broken) as opened:
        opened.page.locator("#plot-groups").evaluate("place => place.scrollIntoView()")
        opened.page.wait_for_timeout(500)
        assert opened.page.locator(".still:has(+ #plot-groups)").is_visible()
        assert opened.drawn("plot-roc-nodes").is_visible(), "the others are drawn"


def test_both_have_the_same_ranges_and_legends(open_page, html):
    with open_page(html) as opened:
        for key in keys(html):
            place = opened.page.locator(f"#{key}")
            if not place.evaluate(SEEN):
                continue
            opened.drawn(key)
            full = json.loads(
                place.evaluate(
                    "p => JSON.stringify([['xaxis', 'yaxis'].map(a => p._fullLayout[a].range), p.layout.xaxis.range,"
                    "p.layout.yaxis.range, [...p.querySelectorAll('.legendtext')].map(t => t.textContent)])"
                )
            )
            assert full[0] == [full[1], full[2]], key
            said = opened.page.locator(f".still:has(+ #{key}) .drawn-wide").text_content()
            for name in full[3]:
                assert name.replace("\xa0", " ") in said.replace("\xa0", " "), (key, name)


def test_an_estimate_without_an_interval_has_no_error_bar(open_page, html):
    """Plotly would draw the caps of one of length 0; tests/report/plots/test_whiskers.py holds the picture to it."""
    key = "plot-rates-patients"
    start = html.index(">", html.index(f'data-figure="{key}"')) + 1
    end = html.index("</script>", start)
    plot = json.loads(html[start:end])
    whole_bars = sum(len(trace["error_x"]["array"]) for trace in plot["data"] if "error_x" in trace)
    for changed in (0, 1):
        lengths = plot["data"][0]["error_x"]
        if changed:
            lengths["array"][0] = lengths["arrayminus"][0] = None
        with open_page(html[:start] + json.dumps(plot).replace("<", "\\u003c") + html[end:]) as opened:
            opened.drawn(key)
            bars = opened.page.locator(f"#{key} path.xerror")
            assert bars.count() == whole_bars - changed
