"""The atlas in a browser: it is drawn when it comes near, turns, and is chosen from the patients' table."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from nodecluster.report import page

from ..report.conftest import EVIL
from ..report.placing import small_run
from .opening import opened

CAMERA = "document.getElementById('atlas-plot')._fullLayout.scene._scene.getCamera().eye"
TRACES = "document.getElementById('atlas-plot').data"


@cache
def small_page(mark: str = "") -> str:
    # without measures of the whole: the atlas, the table and what stands above them
    return page(replace(small_run(mark), info={"command": "extract"}))


def shown(found):
    """Scroll to the atlas and wait until it is drawn; return the scene."""
    found.page.locator("#atlas").scroll_into_view_if_needed()
    found.page.wait_for_selector("#atlas-plot canvas", state="attached", timeout=20_000)
    found.page.wait_for_timeout(400)
    return found.page.locator("#atlas-plot")


def eye(found) -> tuple[float, float, float]:
    at = found.page.evaluate(CAMERA)
    return at["x"], at["y"], at["z"]


def colours(found) -> list[str]:
    nodes = "filter(t => t.name && t.name.startsWith('group'))"
    return found.page.evaluate(f"{TRACES}.{nodes}.map(t => t.color || 'score')")


@pytest.fixture(scope="module")
def atlas(browser, tmp_path_factory):
    """The small page with its atlas drawn, opened once for many tests."""
    with opened(browser, small_page(), folder=tmp_path_factory.mktemp("atlas")) as found:
        shown(found)
        yield found


@pytest.fixture
def fresh(atlas):
    """The same, with the first patient from the front, by group; the console must stay silent."""
    atlas.page.locator("#atlas-patient").select_option("1")
    atlas.page.locator("input[value=group]").check()
    atlas.page.get_by_role("button", name="Front").click()
    atlas.page.wait_for_timeout(150)
    yield atlas
    assert atlas.said == []


def test_it_begins_with_the_wrong_patient_seen_from_the_front(atlas):
    assert atlas.page.locator("#atlas-name").text_content() == "Patient B"
    assert atlas.page.locator("#atlas-nodes button").count() == 3
    assert "wrong" in atlas.page.locator("#atlas-summary").text_content()
    x, y, _ = eye(atlas)
    assert y < 0  # before the patient, LPS
    assert abs(x) < abs(y)
    # the first node lies on the patient's left: on the viewer's right
    first, second = (atlas.page.evaluate(f"Math.max(...{TRACES}[{i}].x)") for i in (0, 1))
    assert first > second
    assert not atlas.page.locator("#atlas-still").is_visible()


def test_the_mouse_turns_it(fresh):
    plot = fresh.page.locator("#atlas-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    before = eye(fresh)
    fresh.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    fresh.page.mouse.down()
    fresh.page.mouse.move(box["x"] + box["width"] / 2 + 160, box["y"] + box["height"] / 2 + 20, steps=5)
    fresh.page.mouse.up()
    fresh.page.wait_for_timeout(400)
    after = eye(fresh)
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) > 0.1


def test_buttons_and_keys_turn_it_and_leave_it_there(fresh):
    plot = fresh.page.locator("#atlas-plot")
    start = eye(fresh)
    fresh.page.get_by_role("button", name="Left", exact=True).click()
    fresh.page.wait_for_timeout(300)
    x, y, _ = eye(fresh)
    assert x > abs(y)
    fresh.page.get_by_role("button", name="Axial").click()
    fresh.page.wait_for_timeout(300)
    assert eye(fresh)[2] < -abs(eye(fresh)[1])  # from the feet
    fresh.page.get_by_role("button", name="Front").click()
    fresh.page.wait_for_timeout(300)
    assert eye(fresh) == pytest.approx(start, abs=1e-3)
    plot.focus()
    for key in ("ArrowRight", "ArrowUp", "+"):
        before = eye(fresh)
        fresh.page.keyboard.press(key)
        fresh.page.wait_for_timeout(200)
        assert max(abs(a - b) for a, b in zip(before, eye(fresh), strict=True)) > 0.02
    turned = eye(fresh)
    fresh.page.locator("input[value=score]").check()
    fresh.page.wait_for_timeout(300)
    assert eye(fresh) == pytest.approx(turned, abs=1e-3)
    assert colours(fresh) == ["score"] * 3


def test_a_node_chosen_in_the_list_is_marked(fresh):
    second = fresh.page.locator("#atlas-nodes button").nth(1)
    second.focus()
    fresh.page.keyboard.press("Enter")
    fresh.page.wait_for_timeout(200)
    assert second.get_attribute("aria-pressed") == "true"
    assert fresh.page.evaluate(f"{TRACES}.slice(0, 3).map(t => t.opacity)") == [0.55, 1, 0.55]
    assert "2" in fresh.page.evaluate(f"{TRACES}[{TRACES}.length - 1].text")
    fresh.page.keyboard.press("Enter")
    fresh.page.wait_for_timeout(200)
    assert second.get_attribute("aria-pressed") == "false"
    assert fresh.page.evaluate(f"{TRACES}[{TRACES}.length - 1].x.length") == 0


def test_previous_next_and_the_list_of_patients(fresh):
    name = fresh.page.locator("#atlas-name")
    fresh.page.locator("#atlas-next").click()
    assert name.text_content() == "Patient C"
    assert fresh.page.locator("#atlas-next").is_disabled()
    fresh.page.locator("#atlas-patient").select_option("0")
    assert name.text_content() == "Patient A"
    assert fresh.page.locator("#atlas-previous").is_disabled()
    assert len(colours(fresh)) == 2


def test_a_row_of_the_table_shows_its_patient(fresh):
    fresh.page.get_by_role("button", name="Show patient C in the atlas").click()
    fresh.page.wait_for_selector("#atlas-plot canvas", state="attached", timeout=20_000)
    assert fresh.page.locator("#atlas-name").text_content() == "Patient C"
    assert fresh.page.evaluate("document.activeElement.id") == "atlas-plot"


def test_the_contents_mark_the_atlas_that_was_jumped_to(open_page):
    with open_page(small_page(), reduced_motion="reduce") as found:
        found.page.click("nav.contents a[href='#patients']")
        found.page.wait_for_selector("nav.contents a[href='#patients'][aria-current]")
        found.page.get_by_role("button", name="Show patient C in the atlas").click()
        found.page.wait_for_selector("nav.contents a[href='#atlas'][aria-current]")
        found.page.wait_for_timeout(300)
        assert found.page.locator("nav.contents [aria-current]").get_attribute("href") == "#atlas"
        # Dragging the scroll bar sends a press and no wheel: from then on what is read is marked.
        found.page.evaluate("document.documentElement.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))")
        found.page.evaluate("scrollTo(0, 0)")
        found.page.wait_for_selector("nav.contents a[href='#top'][aria-current]", timeout=5_000)


def test_a_scale_stands_beside_the_nodes(fresh):
    scale = f"{TRACES}.find(trace => trace.name === 'scale')"
    assert "50 mm" in fresh.page.evaluate(f"{scale}.text")
    for view, spans in (("Front", [50, 0, 0]), ("Left", [0, 50, 0]), ("Axial", [50, 0, 0])):
        fresh.page.get_by_role("button", name=view, exact=True).click()
        fresh.page.wait_for_timeout(300)
        ends = [fresh.page.evaluate(f"{scale}.{axis}.filter(v => v !== null)") for axis in "xyz"]
        assert [max(along) - min(along) for along in ends] == pytest.approx(spans)


def test_without_groups_there_is_no_legend(open_page):
    with open_page(page(replace(small_run(), info={"command": "extract"}, nodes=None))) as found:
        shown(found)
        assert found.page.evaluate(f"{TRACES}.some(trace => trace.showlegend !== false)") is False
        assert found.page.locator("#atlas-plot .legend").count() == 0
        assert found.said == []


def test_only_the_wrong_ones(fresh):
    rows = fresh.page.locator("#patients-table tbody tr")
    fresh.page.get_by_label("only the 1 wrong").check()
    assert [row.is_visible() for row in rows.all()] == [False, True, False]
    assert fresh.page.locator("#patients-said").text_content() == "1 of 3 patients shown"
    fresh.page.get_by_label("only the 1 wrong").uncheck()
    fresh.page.get_by_label("Find").fill("right")
    assert [row.is_visible() for row in rows.all()] == [True, False, False]
    fresh.page.get_by_label("Find").fill("")


def test_the_filter_does_not_find_its_own_buttons(fresh):
    fresh.page.get_by_label("Find").fill("atlas")
    assert fresh.page.locator("#patients-said").text_content() == "0 of 3 patients shown"
    fresh.page.get_by_label("Find").fill("")


def test_the_scheme_changes_its_colours(fresh):
    light = set(colours(fresh))
    fresh.page.emulate_media(color_scheme="dark")
    fresh.page.wait_for_timeout(400)
    assert not light & set(colours(fresh))
    fresh.page.emulate_media(color_scheme="light")


def test_it_is_saved_as_a_picture(fresh):
    with fresh.page.expect_download(timeout=30_000) as waiting:
        fresh.page.get_by_role("button", name="Save PNG").click()
    assert waiting.value.suggested_filename == "atlas-B.png"
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 10_000


def test_markup_in_ids_stays_text(open_page):
    with open_page(small_page(EVIL)) as found:
        shown(found)
        found.page.locator("#atlas-nodes button").first.click()
        found.page.locator("#atlas-next").click()
        found.page.wait_for_timeout(300)
        assert found.page.locator("#atlas-name").text_content() == f"Patient {EVIL}C"
        assert found.page.locator("img:not([src^='data:'])").count() == 0
        assert found.said == []


def test_it_waits_until_it_is_near_and_without_webgl_leaves_the_still_pictures(open_page):
    with open_page(small_page(), height=300) as found:
        assert found.page.locator("#atlas-plot canvas").count() == 0
        assert found.page.locator("#atlas-patient option").count() == 0
        found.page.evaluate("HTMLCanvasElement.prototype.getContext = function () { return null; }")
        found.page.locator("#atlas").scroll_into_view_if_needed()
        found.page.wait_for_selector("#atlas-none")
        assert found.page.locator("#atlas-still svg").is_visible()
        assert not found.page.locator("#atlas-view").is_visible()


def test_a_view_that_cannot_be_drawn_gives_way_to_the_still_pictures(open_page):
    with open_page(small_page(), height=300) as found:
        found.page.evaluate("() => { Plotly.react = function () { throw new Error('no'); }; }")
        found.page.locator("#atlas").scroll_into_view_if_needed()
        found.page.wait_for_selector("#atlas-none")
        assert found.page.locator("#atlas-still svg").is_visible()
        assert not found.page.locator("#atlas-view").is_visible()
        assert found.said == []


def test_without_scripts_there_are_still_pictures_and_the_whole_table(open_page):
    with open_page(small_page(), scripts=False) as found:
        assert found.page.locator("#atlas-still svg").is_visible()
        assert not found.page.locator("#atlas-view").is_visible()
        assert found.page.locator("#patients-table tbody tr").count() == 3
        assert not found.page.locator("#patients-filter").is_visible()


def test_a_telephone_is_not_scrolled_sideways(open_page):
    with open_page(small_page(), width=390) as found:
        shown(found)
        assert found.page.evaluate("document.getElementById('atlas').scrollWidth") <= 390
