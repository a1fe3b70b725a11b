"""Every figure of a page has its static picture, which shows what the interactive one is told to show."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from nodecluster.report import page

from .conftest import EVIL
from .whole import hostile, whole, whole_run

STILL = re.compile(r'<div class="still" role="img" aria-label="([^"]*)">(.*?)</div>', re.DOTALL)
STORE = re.compile(
    r'<script type="application/json" data-figure="([^"]*)" data-height="(\d+)">(.*?)</script>', re.DOTALL
)


@pytest.mark.parametrize("run", [whole, hostile, lambda: whole_run("fit")], ids=["validate", "hostile", "fit"])
def test_every_figure_has_its_picture_and_its_words(run):
    html = page(run())
    stills = STILL.findall(html)
    assert len(stills) == html.count('<figure class="figure">') > 0
    for alt, pictures in stills:
        assert len(alt) > 20
        assert len(ElementTree.fromstring(f"<pair>{pictures}</pair>")) == 2  # noqa: S314


def test_every_interactive_figure_has_the_height_and_ranges_of_its_picture():
    html = page(whole())
    for key, height, text in STORE.findall(html):
        layout = json.loads(text)["layout"]
        assert layout["height"] == int(height)
        assert all("range" in axis for name, axis in layout.items() if name[1:5] == "axis"), key
        before = html[: html.index(f'<div class="plot" id="{key}">')]
        assert re.findall(r'class="drawn-wide" viewBox="0 0 680 ([\d.]+)"', before)[-1] == height


def test_hostile_words_are_text_in_the_pictures():
    pictures = "".join(text for _, text in STILL.findall(page(hostile())))
    assert "<img" not in pictures
    assert EVIL.replace("<", "&lt;").replace(">", "&gt;")[:12] in pictures


def test_the_page_needs_no_script_to_be_read():
    html = page(whole())
    figures = re.findall(r'<figure class="figure">(.*?)</figure>', html, re.DOTALL)
    assert not any("<noscript" in each for each in figures)
