"""The first screen answers: what must be read before anything else is in sight without scrolling."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from nodecluster.report import page

from ..report.whole import whole

PARTS = (".research", "h1", ".question", ".answer", ".verdict .words", ".status", ".tiles")
HEAD = (*PARTS[:-1], ".tiles > div:first-child")


@cache
def shown(command: str) -> str:
    """Return the page of a run as this command leaves it, of a single prediction."""
    metrics = {name: block for name, block in whole().metrics.items() if name != "comparison"}
    parts = {"metrics": metrics if command == "validate" else None, "info": {**whole().info, "command": command}}
    return page(replace(whole(), **parts))


def lowest(page: Any, parts: tuple[str, ...]) -> float:
    """Return how far down the lowest of some parts reaches, in pixels; a part that is missing fails."""
    boxes = [page.locator(part).first.bounding_box(timeout=1000) for part in parts]
    return max(box["y"] + box["height"] for box in boxes)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("command", ["validate", "predict", "fit"])
def test_everything_that_answers_is_on_the_first_screen(command, dark, open_page):
    with open_page(shown(command), dark=dark) as opened:
        assert lowest(opened.page, PARTS) <= 900


@pytest.mark.parametrize("command", ["validate", "predict", "fit"])
def test_a_telephone_needs_a_screen_and_a_half(command, open_page):
    with open_page(shown(command), width=390, height=844) as opened:
        assert lowest(opened.page, HEAD) <= 1.5 * 844


def test_the_links_of_the_answer_lead_to_what_they_name(open_page):
    with open_page(shown("validate"), reduced_motion="reduce") as opened:
        for link in ("#wrong", "#failures"):
            opened.page.locator(f".status a[href='{link}']").first.click()
            opened.page.wait_for_timeout(100)
            assert opened.page.locator(f"{link}-title").is_visible()


def test_a_long_notice_unfolds_by_key(open_page):
    long = "Made-up nodes. " + "None of the patients is real. " * 8
    with open_page(page(replace(whole(), info={**whole().info, "notice": long}))) as opened:
        rest = opened.page.locator("details.notice p")
        assert not rest.is_visible()
        opened.page.focus("details.notice summary")
        opened.page.keyboard.press("Enter")
        assert rest.is_visible()
        assert "None of the patients is real." in rest.inner_text()


def test_text_of_twice_the_size_is_not_cut_off(open_page):
    """WCAG 1.4.4, as a reader with a larger font sees it."""
    with open_page(shown("validate"), width=1440) as opened:
        found = opened.page
        found.evaluate("document.documentElement.style.fontSize = '200%'")
        found.wait_for_timeout(200)
        assert found.evaluate("document.documentElement.scrollWidth") <= 1440
        cut = found.evaluate(
            """() => [...document.querySelectorAll(".first p, .first li, .first dt, .first dd, h1, h2")]
                .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible")
                .map(e => e.textContent)"""
        )
        assert cut == []


def test_colours_that_the_system_forces_leave_the_verdict_readable(open_page):
    with open_page(shown("validate"), forced_colors="active") as opened:
        style = opened.page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderTopStyle")
        assert style == "solid"  # its ground is gone: an edge holds it together
