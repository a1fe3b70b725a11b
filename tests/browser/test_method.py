"""Method and flow diagram in a browser: copied text, and letters that fit their boxes and can be read."""

from __future__ import annotations

import pytest

from nodecluster.method import method
from nodecluster.report import page

from ..report.whole import hostile, whole

SPILLED = """() => {
  const over = [];
  for (const text of document.querySelectorAll('.flow text')) {
    const own = text.getBoundingClientRect();
    if (!own.width) continue;
    const boxes = Array.from(text.ownerSVGElement.querySelectorAll('rect'), (box) => box.getBoundingClientRect());
    const inside = (box) =>
      own.left >= box.left && own.right <= box.right && own.top >= box.top - 1 && own.bottom <= box.bottom + 1;
    if (!boxes.some(inside)) over.push(text.textContent);
  }
  return over;
}"""


@pytest.mark.parametrize("run", [whole, hostile])
@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "wide", "narrow"), (390, "narrow", "wide")])
def test_the_flow_fits_its_boxes_and_the_screen(run, width, shown, hidden, open_page):
    with open_page(page(run()), width=width) as opened:
        assert opened.page.locator(f".flow.{shown}").first.is_visible()
        assert not opened.page.locator(f".flow.{hidden}").first.is_visible()
        assert opened.page.evaluate(SPILLED) == []
        sizes = opened.page.evaluate(
            """() => Array.from(document.querySelectorAll('.flow')).filter((each) => each.getBoundingClientRect().width)
                 .map((each) => [each.getBoundingClientRect().width / each.viewBox.baseVal.width,
                                 each.getBoundingClientRect().right])"""
        )
        assert sizes
        assert all(scale >= 0.9 and right <= width for scale, right in sizes)  # letters of 12 px at the least but one


def test_text_and_references_are_copied(open_page):
    found = method(whole())
    with open_page(page(whole()), permissions=["clipboard-read", "clipboard-write"]) as opened:
        opened.page.locator("button[data-copy^='method-text']").click()
        opened.page.wait_for_selector("[role=status]:has-text('Copied')")
        copied = opened.page.evaluate("navigator.clipboard.readText()")
        for part in found.paragraphs:
            assert part.plain() in copied
        last = found.references[-1]
        assert f"{last.number}. {last.plain()}" in copied
        assert opened.said == []


def test_where_the_clipboard_is_refused_the_text_is_copied_by_selection(open_page):
    with open_page(page(whole()), permissions=["clipboard-read"]) as opened:
        opened.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        opened.page.locator("button[data-copy='method-command']").click()
        opened.page.wait_for_selector("[role=status]:has-text('Copied')")
        assert opened.page.evaluate("navigator.clipboard.readText()") == method(whole()).command.line


def test_without_scripts_there_is_no_dead_button(open_page):
    with open_page(page(whole()), scripts=False) as opened:
        assert opened.page.locator("#method-text").is_visible()
        assert opened.page.locator("button[data-copy]:visible").count() == 0
