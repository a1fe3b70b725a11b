"""The fixed navigation: by click and by key, on a screen and on a telephone, with a script and without."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from .test_page import PAGES as MAKERS

PAGES = {name: cache(make) for name, make in MAKERS.items()}
CURRENT = "nav.contents [aria-current='location']"


def below_the_bar(page: Any, key: str) -> bool:
    """Return whether a section's heading is in sight, and not beneath the bar."""
    return page.evaluate(
        """key => {
            const box = document.getElementById(key + "-title").getBoundingClientRect();
            const bar = document.querySelector("nav.contents").getBoundingClientRect();
            const beneath = bar.width > innerWidth / 2 ? bar.bottom : 0;
            return box.top >= beneath - 1 && box.bottom <= innerHeight;
        }""",
        key,
    )


def settle(page: Any, what: str = "scrollY", still_ms: int = 100) -> None:
    """Wait until something of the page, as a rule where it is scrolled to, has not changed for a while."""
    before, still = None, 0
    while still < still_ms:
        page.wait_for_timeout(25)
        now = page.evaluate(what)
        still = still + 25 if now == before else 0
        before = now


@pytest.mark.parametrize("width", [1440, 390])
def test_every_link_leads_to_its_heading_and_is_marked(width, open_page):
    with open_page(PAGES["validated"](), width=width, reduced_motion="reduce") as opened:
        page = opened.page
        keys = page.eval_on_selector_all("nav.contents li a", "links => links.map(link => link.hash.slice(1))")
        assert len(keys) > 12
        for key in (keys[0], keys[len(keys) // 2], keys[-2], keys[-1], keys[1]):
            if width == 390:
                page.click("nav.contents summary")
            page.click(f"nav.contents a[href='#{key}']")
            settle(page)
            assert below_the_bar(page, key), key
            assert page.locator(CURRENT).get_attribute("href") == f"#{key}"
            assert page.locator(CURRENT).count() == 1
            if width == 390:
                assert page.locator("nav.contents details").get_attribute("open") is None  # the menu is out of the way
                assert page.locator("nav.contents .here").inner_text().endswith(page.locator(CURRENT).text_content())


def test_the_section_that_is_read_is_marked_while_scrolling(open_page):
    with open_page(PAGES["validated"](), reduced_motion="reduce") as opened:
        page = opened.page
        assert page.locator(CURRENT).get_attribute("href") == "#top"
        page.mouse.move(800, 400)
        page.evaluate("document.getElementById('node-level').scrollIntoView()")
        page.wait_for_selector("nav.contents a[href='#node-level'][aria-current]")
        page.mouse.wheel(0, -3000)
        page.wait_for_selector("nav.contents a:not([href='#node-level'])[aria-current]")
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_selector("nav.contents a[href='#top'][aria-current]")


def test_the_keyboard_skips_the_contents_and_walks_them(open_page):
    with open_page(PAGES["validated"](), reduced_motion="reduce") as opened:
        page = opened.page
        page.keyboard.press("Tab")
        skip = page.locator("a.skip")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert skip.bounding_box()["height"] > 20  # in sight while it is reached
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.focus("nav.contents a[href='#patients']")
        page.keyboard.press("Enter")
        settle(page)
        assert below_the_bar(page, "patients")
        page.focus("nav.contents a.up")
        page.keyboard.press("Enter")
        settle(page)
        assert page.evaluate("scrollY") == 0


def test_escape_closes_the_menu_of_a_telephone(open_page):
    with open_page(PAGES["checked"](), width=390) as opened:
        page = opened.page
        page.focus("nav.contents summary")
        page.keyboard.press("Enter")
        assert page.locator("nav.contents a[href='#nodes']").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("nav.contents a[href='#nodes']").is_visible()
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("width", [1440, 390])
def test_without_a_script_the_contents_work_too(width, open_page):
    with open_page(PAGES["validated"](), width=width, scripts=False, reduced_motion="reduce") as opened:
        page = opened.page
        link = page.locator("nav.contents a[href='#patients']")
        assert link.is_visible() is (width == 1440)
        if width == 390:
            page.click("nav.contents summary")
        link.click()
        page.wait_for_timeout(300)
        assert page.url.endswith("#patients")
        top = page.locator("#patients-title").bounding_box()["y"]
        assert 0 <= top < 900


@pytest.mark.parametrize(("width", "key"), [(1440, "patients"), (390, "calibration")])
def test_an_address_with_a_section_opens_there(width, key, open_page):
    with open_page(PAGES["validated"](), width=width, reduced_motion="reduce") as opened:
        address = opened.page.url
        opened.page.goto("about:blank")
        opened.page.goto(f"{address}#{key}")
        settle(opened.page)
        assert below_the_bar(opened.page, key)


def test_a_link_into_a_folded_part_opens_it(open_page):
    with open_page(PAGES["validated"](), reduced_motion="reduce") as opened:
        page = opened.page
        page.evaluate(
            """() => {
                const part = document.querySelector("main section details:not([open])");
                part.querySelector(":scope > :not(summary)").id = "hidden-there";
                location.hash = "hidden-there";
            }"""
        )
        page.wait_for_selector("#hidden-there", state="visible")


@pytest.mark.parametrize("name", ["hostile", "hostile check"])
def test_the_page_never_scrolls_sideways(name, open_page):
    with open_page(PAGES[name](), width=390) as opened:
        page = opened.page
        opened.read_through()
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        for width in (390, 320, 768, 1024, 1100, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page, "document.documentElement.scrollWidth", 600)  # interactive figures follow a little later
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_an_address_that_is_no_encoded_text_opens_the_page(open_page):
    with open_page(PAGES["validated"]()) as opened:
        opened.page.goto(opened.page.url + "#%E0%A4%A")
        opened.page.reload()
        opened.page.wait_for_selector("html[data-ready='1']", state="attached")
        assert opened.said == []
