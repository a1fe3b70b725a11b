"""Saving what is seen: tables as CSV, figures as SVG and PNG, under the page's own policy."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from nodecluster.report import check_page, page

from ..report.checked_runs import every_kind
from ..report.whole import hostile, whole

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def html() -> str:
    return page(whole())


def saved(opened, button) -> tuple[str, bytes]:
    """Return name and content of what a button saves; the button is unfolded first."""
    button.evaluate(
        "b => { for (let p = b.closest('details'); p; p = p.parentElement.closest('details')) p.open = true; }"
    )
    with opened.page.expect_download() as waiting:
        button.click()
    assert opened.said == []
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_table_and_figure_has_named_buttons(open_page, html):
    with open_page(html) as opened:
        tables = opened.page.locator("main .scroll > table")
        assert tables.count() > 10
        assert opened.page.locator("main .scroll > table + .save button").count() == tables.count()
        figures = opened.page.locator("figure.figure").count()
        assert opened.page.locator("figure.figure > .save button").count() == 2 * figures
        names = opened.page.locator(".save button").evaluate_all("all => all.map(b => b.getAttribute('aria-label'))")
        assert all(name.startswith("Save the ") for name in names)


def test_tables_are_saved_row_by_row(open_page, html):
    with open_page(html) as opened:
        shown = opened.page.locator("#patients-table")
        name, content = saved(opened, opened.page.locator("#patients-table + .save button"))
        table = rows(content)
        assert name.startswith("nodecluster-patients-")
        assert name.endswith(".csv")
        assert len(table) == 1 + shown.locator("tbody tr").count()
        assert {len(row) for row in table} == {len(table[0])}
        assert table[1][0] == shown.locator("tbody th").first.text_content().strip()
        assert "Atlas" not in table[0]  # buttons only, no words
        # Heads and cells that span several are written out.
        table = rows(saved(opened, opened.page.locator("table.study + .save button").first)[1])
        assert table[0][1:3] == ["Pathological examination: Metastasis", "Pathological examination: No metastasis"]
        assert [row[0] for row in table[1:]] == ["Model", "Metastasis", "No metastasis", "Total"]
        estimates = rows(saved(opened, opened.page.locator("table.estimates + .save button").first)[1])
        assert all(row[0] for row in estimates)  # a name that spans its intervals stands in each of them


def test_what_a_spreadsheet_would_take_for_a_formula_is_kept_text(open_page, html):
    names = {">p0000<": ">=1+1<", ">p0001<": ">@cmd<", ">p0002<": ">-2+x<", ">p0004<": ">−0.5<"}
    for old, new in names.items():
        html = html.replace(old, new)
    with open_page(html) as opened:
        table = rows(saved(opened, opened.page.locator("#patients-table + .save button"))[1])
        assert {"'=1+1", "'@cmd", "'-2+x", "-0.5"} <= {row[0] for row in table}


def test_figures_are_saved_complete_in_themselves_and_light(open_page, html):
    with open_page(html, dark=True) as opened:
        name, content = saved(opened, opened.page.locator("figure:has(#plot-groups) > .save button").first)
        assert name == "nodecluster-groups-groups.svg"
        root = ElementTree.fromstring(content)  # noqa: S314
        assert root.find(f"{SVG}title").text.startswith("480 nodes")
        ground = root.find(f"{SVG}rect")
        assert (ground.get("fill"), ground.get("width")) == ("#ffffff", root.get("width"))
        assert root.get("fill") == "#1b1d21", "the ink of the light page, on a dark screen too"
        text = content.decode()
        assert "class=" not in text
        assert "var(" not in text
        assert text.count("xlink:href") == text.count("<use")
        # One whose looks come from the style sheet keeps them.
        content = saved(opened, opened.page.locator("figure:has(.flow) > .save button").first)[1]
        boxes = ElementTree.fromstring(content).findall(f".//{SVG}rect")  # noqa: S314
        assert {box.get("fill") for box in boxes[1:]} >= {"#ffffff"}
        assert "#000000" not in {box.get("fill") for box in boxes}
        button = opened.page.locator("figure:has(#plot-groups) > .save button").nth(1)
        name, content = saved(opened, button)
        assert name == "nodecluster-groups-groups.png"
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        assert picture.width == 3 * (680 + 16)  # 8 px of white on either side
        assert picture.getpixel((0, 0)) == (255, 255, 255)
        colours = {colour for _, colour in picture.getcolors(1 << 24)}
        assert len(colours) > 50


def test_hostile_words_make_no_hostile_file_names(open_page):
    with open_page(page(hostile())) as opened:
        name, content = saved(opened, opened.page.locator("#patients-table + .save button"))
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
        assert any("<img src=x onerror=alert(1)>" in cell for row in rows(content) for cell in row)


def test_nothing_moves_when_the_buttons_come(open_page, html):
    heights = []
    for scripts in (True, False):
        with open_page(html, scripts=scripts) as opened:
            tables = opened.page.locator(".scroll:has(> table):visible")
            heights.append([box["height"] for box in (each.bounding_box() for each in tables.all()[:12])])
    assert heights[0] == pytest.approx(heights[1], abs=1)


def test_tables_of_a_check_are_saved_too(open_page):
    with open_page(check_page(every_kind())) as opened:
        tables = opened.page.locator("main .scroll > table")
        assert opened.page.locator(".save button").count() == tables.count() > 0
