"""What every page shares: colours that can be read, headings and landmarks in order, names for what scrolls."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from nodecluster.report import check_page, page
from nodecluster.report.document import static
from nodecluster.report.page import STYLES

from .checked_runs import every_kind
from .reading import Reader
from .whole import hostile, whole

PAGES = {"whole": lambda: page(whole()), "hostile": lambda: page(hostile()), "check": lambda: check_page(every_kind())}
WORDS = ("ink", "quiet", "link", "good", "warn", "bad")
GROUNDS = ("ground", "raised")
DRAWN = ("group1", "group2", "edge", "link", "warn", "good", "bad")


@pytest.fixture(scope="module", params=PAGES)
def reader(request) -> Reader:
    return Reader(PAGES[request.param]())


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme, as the page's own style sheets set them."""
    found: dict[str, str] = {}
    for name in (*STYLES, "check.css"):
        css = static(name)
        dark = "".join(re.findall(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{[^}]*\}", css))
        light = "".join(re.findall(r"^:root \{[^}]*\}", css, flags=re.MULTILINE))
        for text in (light, dark) if scheme == "dark" else (light,):
            found |= dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})\b", text))
    return found


def test_the_measure_of_contrast_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the known grey that just suffices


def test_dark_is_another_scheme():
    light, dark = tokens("light"), tokens("dark")
    assert light["ground"] == "#ffffff"
    changed = {name for name in light if light[name] != dark[name]}
    assert {*WORDS, *GROUNDS, "line", "group1", "group2", "edge", "warn-ground", "good-ground", "bad-ground"} <= changed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_every_ground(scheme):
    """WCAG 2.2 AA: 4.5 for text."""
    colours = tokens(scheme)
    pairs = [(ink, ground) for ink in WORDS for ground in GROUNDS]
    pairs += [(ink, f"{name}-ground") for name in ("good", "warn", "bad") for ink in ("ink", "link", "quiet", name)]
    poor = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert min(poor.values()) >= 4.5, {pair: ratio for pair, ratio in poor.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_drawn_stands_out_from_its_ground(scheme):
    """WCAG 2.2 AA: 3 for what a drawing tells and for the edges of what can be clicked."""
    colours = tokens(scheme)
    found = {(mark, ground): contrast(colours[mark], colours[ground]) for mark in DRAWN for ground in GROUNDS}
    assert min(found.values()) >= 3, {pair: ratio for pair, ratio in found.items() if ratio < 3}


def test_one_heading_of_the_first_rank_and_no_gap_below_it(reader):
    ranks = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    steps = [after - before for before, after in pairwise(ranks)]
    assert max(steps) == 1


def test_landmarks_are_there_once(reader):
    tags = [tag for tag, _ in reader.tags]
    body = tags[tags.index("body") :]
    assert [body.count(name) for name in ("nav", "main", "footer")] == [1, 1, 1]
    assert body.index("nav") < body.index("header") < body.index("main") < body.index("footer")
    assert next(found for tag, found in reader.tags if tag == "html")["lang"] == "en-GB"
    assert reader.text.count("for research use only") == 1
    assert "For research use only." in reader.text


def test_the_contents_name_every_section_once_and_nothing_else(reader):
    links = [found["href"] for tag, found in reader.tags if tag == "a" and (found.get("href") or "").startswith("#")]
    assert links[0] == "#content"  # the way past the contents comes first
    assert links[1] == "#top"
    own = [f"#{key}" for key in reader.sections if key]
    assert links[2 : 2 + len(own)] == own
    assert links[2 + len(own)] == "#top"


def test_what_scrolls_has_a_name_and_can_be_reached(reader):
    boxes = [found for tag, found in reader.tags if tag == "div" and "scroll" in (found.get("class") or "").split()]
    assert boxes
    assert all(box["tabindex"] == "0" and box["role"] == "region" and box["aria-label"] for box in boxes)


def test_no_identifier_is_given_twice(reader):
    names = [found["id"] for _, found in reader.tags if "id" in found]
    assert len(names) == len(set(names))


def test_paper_and_motion_are_thought_of():
    every = "".join(map(static, STYLES))
    assert "@page { size: A4" in every
    assert "prefers-reduced-motion" in every
    assert "forced-colors: active" in every
    dark = re.findall(r"@media ([^{]*prefers-color-scheme: dark[^{]*)\{", every)
    assert dark
    assert all(query.startswith("screen and") for query in dark)  # paper is never dark
