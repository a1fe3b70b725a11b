"""Nodes in a browser: the scatter plot shows who is pointed at, and a card its outline or what lies below it."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from functools import cache

import pytest

from nodecluster.report import page
from nodecluster.results import Run

from ..report.conftest import EVIL
from ..report.pictured import with_pictures
from ..report.placing import with_shapes
from ..report.whole import hostile, whole, whole_run

# Where on the screen a trace has its outermost point, which no other hides, and which node it is.
PLACE = """([key, trace]) => {
  const plot = document.getElementById(key), look = plot._fullLayout, data = plot._fullData[trace];
  const out = Array.from(data.x, (x, i) => Math.abs(x) + Math.abs(data.y[i]));
  const point = out.indexOf(Math.max(...out));
  const box = plot.getBoundingClientRect();
  return [box.left + look.xaxis._offset + look.xaxis.l2p(data.x[point]),
          box.top + look.yaxis._offset + look.yaxis.l2p(data.y[point]), data.customdata[point][0]];
}"""


@cache
def html(kind: str) -> str:
    """Return a page with pictures."""
    if kind == "predict":
        return page(with_pictures(dataclasses.replace(whole_run("predict"), metrics=None)))
    return page(with_pictures(hostile() if kind == "hostile" else whole()))


def pointed(opened, trace: int = 0) -> tuple[float, float, int]:
    """Draw the scatter plot, and return where a point lies on the screen, and its node's row."""
    opened.drawn("plot-groups")
    return tuple(opened.page.evaluate(PLACE, ["plot-groups", trace]))


@pytest.mark.parametrize("kind", ["whole", "hostile"])
def test_pointing_at_a_node_shows_who_it_is_and_its_picture(kind, open_page):
    run = hostile() if kind == "hostile" else whole()
    with open_page(html(kind)) as opened:
        x, y, row = pointed(opened)
        opened.page.mouse.move(x, y)
        tip = opened.page.locator(".nodetip")
        tip.wait_for()
        node = run.nodes.iloc[row]
        assert f"{node['patient_id']} · {node['node_id']}" in tip.inner_text()
        assert "score" in tip.inner_text()
        assert tip.locator("image").get_attribute("href").startswith("data:image/webp;base64,")
        assert tip.locator("path").get_attribute("d").startswith("M")
        assert tip.locator("img").count() == 0
        box, width = tip.bounding_box(), opened.page.viewport_size["width"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        opened.page.mouse.move(1, 1)
        tip.wait_for(state="detached")
        assert opened.said == []
        assert (EVIL in opened.page.locator("#wrong").inner_text()) is (kind == "hostile")
        assert opened.page.locator("#wrong img, #pictured img").count() == 0


def test_a_click_keeps_it_and_leads_to_the_card(open_page):
    with open_page(html("whole")) as opened:
        # A trace of nodes against their label: they have cards.
        trace = opened.page.evaluate(
            "JSON.parse(document.querySelector('[data-figure=plot-groups]').textContent)"
            ".data.findIndex(trace => trace.name.includes('against'))"
        )
        x, y, row = pointed(opened, trace)
        opened.page.mouse.click(x, y)
        link = opened.page.locator(".nodetip.kept a")
        link.wait_for()
        opened.page.mouse.move(1, 1)
        assert link.is_visible()
        link.click()
        assert opened.page.evaluate("location.hash") == f"#card-{row}"
        assert opened.page.locator(f"#card-{row}").is_visible()
        opened.page.keyboard.press("Escape")
        assert opened.page.locator(".nodetip").count() == 0


def test_a_tap_keeps_it_on_a_telephone(open_page):
    with open_page(html("whole"), width=390, has_touch=True) as opened:
        x, y, _ = pointed(opened)
        opened.page.touchscreen.tap(x, y)
        tip = opened.page.locator(".nodetip.kept")
        tip.wait_for()
        box = tip.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        tip.locator("button").tap()
        assert opened.page.locator(".nodetip").count() == 0


def test_pointing_and_focus_take_the_outline_away_and_leave_the_picture(open_page):
    with open_page(html("whole")) as opened:
        views = opened.page.locator("#wrong .views").first
        line = views.locator("path").first
        opacity = "element => getComputedStyle(element).strokeOpacity"
        assert line.evaluate(opacity) == "1"
        views.locator("svg").first.hover()
        assert line.evaluate(opacity) == "0"
        opened.page.mouse.move(1, 1)
        assert line.evaluate(opacity) == "1"
        views.focus()
        assert line.evaluate(opacity) == "0"
        bar = views.locator("path.bar").first
        assert bar.evaluate(opacity) == "1"
        address = views.locator("image").first.get_attribute("href")
        size = "address => { const i = new Image(); i.src = address; return i.decode().then(() => i.naturalWidth); }"
        assert opened.page.evaluate(size, address) == 57


@pytest.mark.parametrize("kind", ["whole", "predict"])
def test_cards_do_not_scroll_sideways_on_a_telephone(kind, open_page):
    with open_page(html(kind), width=390) as opened:
        wide = (
            "Array.from(document.querySelectorAll('#wrong *, #pictured *, #sheets *'))"
            ".filter(it => !it.closest('.scroll') && it.getBoundingClientRect().right > 391).length"
        )
        assert opened.page.evaluate(wide) == 0


def test_what_drove_a_score_is_no_narrow_column_on_a_telephone(open_page):
    with open_page(page(whole()), width=390) as opened:
        last = opened.page.locator("#wrong article.patient td.words:last-child").first
        assert last.bounding_box()["width"] >= 280


def pages(opened, file) -> list[str]:
    """Print the page, and return the text of every sheet of paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: install Debian's package poppler-utils")
    opened.page.pdf(path=file, prefer_css_page_size=True)
    run = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.removesuffix("\f").split("\f")


def alone(nodes: int) -> Run:
    """Return the prediction of one patient with so many nodes, shown and placed."""
    whole = whole_run("predict")
    patient = "p0001"
    some, features = whole.nodes[:nodes], whole.features[:nodes]
    made = dataclasses.replace(
        whole,
        metrics=None,
        patients=whole.patients[whole.patients["patient_id"] == patient],
        nodes=some.assign(patient_id=patient, node_id=[f"LN_{i}" for i in range(nodes)]),
        features=features.assign(patient_id=patient, node_id=[f"LN_{i}" for i in range(nodes)]),
    )
    return with_shapes(with_pictures(made))


def test_the_sheet_of_one_patient_is_one_page_with_everything_that_speaks_against_trust_in_it(open_page, tmp_path):
    with open_page(page(alone(nodes=8))) as opened:
        (paper,) = pages(opened, tmp_path / "sheet.pdf")
        shown = opened.page.locator(".verdict .words, .verdict li b").all_text_contents()
        shown += opened.page.locator(".first-warnings li").all_text_contents()
    assert len(shown) > 2
    flat = " ".join(paper.split())
    assert [text for text in shown if " ".join(text.split()) not in flat] == []
    assert "Metastasis predicted" in flat
    assert "LN_7" in flat
    assert "The rest of this report is on screen." in flat
    assert "usable:" in flat  # of the groups, in the verdict
    assert "is usable" not in flat


def test_on_paper_a_wrong_patient_is_named_where_its_nodes_stand(open_page, tmp_path):
    with open_page(html("whole")) as opened:
        papers = pages(opened, tmp_path / "page.pdf")
    named = {m[1]: i for i, text in enumerate(papers) for m in re.finditer(r"(?:Missed|False alarm) +(p\d+)", text)}
    shown = {m[1]: i for i, text in enumerate(papers) for m in re.finditer(r"(p\d+) · \w+ +decides", text)}
    assert len(named) > 5
    assert {patient: shown[patient] for patient in named} == named
