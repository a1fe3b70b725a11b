"""On paper: nothing clipped, nothing folded away but what says so, never dark, and without what only a screen needs."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .test_page import PAGES as MAKERS

PAGES = {name: cache(make) for name, make in MAKERS.items()}
PAPER = 680  # 180 mm between the margins of A4, at 96 pixels an inch

BEYOND = """width => [...document.querySelectorAll("body *")]
    .filter(e => !e.closest("svg svg, svg g, .shapes") && e.getBoundingClientRect().width > 0)
    .filter(e => e.getBoundingClientRect().right > width + 1)
    .map(e => `${e.tagName}.${e.getAttribute("class")} in ${e.closest("section")?.id}`)"""
# The words of the last column of every table that is printed; a word that is long may be broken.
LAST_COLUMN = """() => [...document.querySelectorAll("table")]
    .filter(table => !table.closest("details.screen:not([open])"))
    .flatMap(table => [...table.rows].map(row => row.cells[row.cells.length - 1]))
    .flatMap(cell => (cell?.textContent ?? "").split(/\\s+/))
    .filter(word => word && word.length <= 8)"""


def printed(page: Any, file: Path) -> tuple[str, list[tuple[float, float]]]:
    """Return the text of the page as a PDF, and where each word of it begins and ends, in points."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: install Debian's package poppler-utils")
    page.pdf(path=file, prefer_css_page_size=True)
    run = ["pdftotext", "-bbox", str(file), "-"]
    found = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    words = re.findall(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)</word>', found)
    places = [(float(start), float(end)) for start, end, _ in words]
    assert re.search(r'<page width="59[45]\.\d+" height="84[12]\.\d+">', found), "not A4"
    return html.unescape(" ".join(word for *_, word in words)), places


@pytest.mark.parametrize("name", ["hostile", "hostile check"])
def test_nothing_reaches_beyond_the_paper(name, open_page):
    with open_page(PAGES[name](), width=PAPER) as opened:
        opened.page.emulate_media(media="print")
        opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert opened.page.evaluate(BEYOND, PAPER) == []


@pytest.mark.parametrize("name", ["validated", "checked"])
def test_the_pdf_holds_every_last_column(name, open_page, tmp_path):
    with open_page(PAGES[name]()) as opened:
        text, places = printed(opened.page, tmp_path / "page.pdf")
        assert min(start for start, _ in places) > 30
        assert max(end for _, end in places) < 565
        there, wanted = Counter(text.split()), Counter(opened.page.evaluate(LAST_COLUMN))
        assert wanted
        assert {word for word in wanted if word not in there} == set()
        assert "To the top" not in text
        assert "research use only" in text


def test_what_is_folded_is_printed_but_for_what_says_that_it_is_not(open_page, tmp_path):
    with open_page(PAGES["validated"]()) as opened:
        text, _ = printed(opened.page, tmp_path / "page.pdf")
        page = opened.page
        cells = page.eval_on_selector_all(
            "main details:not(.screen) :is(td, th)",
            "cells => cells.filter(cell => !cell.closest('details.screen')).map(cell => cell.textContent)",
        )
        words = {word for cell in cells for word in cell.split() if len(word) <= 8 and re.search(r"\w", word)}
        assert len(words) > 100
        assert words <= set(text.split())
        kept = page.locator("details.screen").count()
        assert 0 < text.count("(not printed;") <= kept


@pytest.mark.parametrize("name", ["validated", "checked"])
def test_paper_is_light_whatever_the_screen_is(name, open_page):
    with open_page(PAGES[name](), dark=True) as opened:
        page = opened.page
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark != "rgb(255, 255, 255)"
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 29, 33)"
        link = "getComputedStyle(document.querySelector('main a')).textDecorationLine"
        assert page.evaluate(link) == "none"
        assert not page.locator("nav.contents").is_visible()


# The words of the first columns of the checklists that are in two pieces or more.
BROKEN = """() => [...document.querySelectorAll(".checklist :is(th, td):nth-child(-n + 4)")].flatMap(cell =>
    [...cell.childNodes].filter(node => node.nodeType === 3).flatMap(node =>
        [...node.data.matchAll(/[\\w-]+/g)].filter(word => {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            return !word[0].includes("-") && range.getClientRects().length > 1;
        }).map(word => word[0])))"""


def test_a_checklist_that_was_unfolded_is_printed_without_breaking_its_words(open_page):
    with open_page(PAGES["validated"](), width=PAPER) as opened:
        page = opened.page
        page.eval_on_selector_all("details.checklist", "all => all.forEach(each => { each.open = true; })")
        page.emulate_media(media="print")
        assert page.locator(".checklist td:visible").count() > 50
        assert page.evaluate(BROKEN) == []
        assert page.evaluate(BEYOND, PAPER) == []
