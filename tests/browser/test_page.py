"""Every page in a browser: silent, asking for nothing, without markup of the data becoming elements."""

from __future__ import annotations

import pytest

from nodecluster.report import check_page, page

from ..report.checked_runs import every_kind
from ..report.checks.test_check_page import evil
from ..report.test_page import evil_run
from ..report.whole import hostile, whole, whole_run

PAGES = {
    "validated": lambda: page(whole()),
    "fitted": lambda: page(whole_run("fit")),
    "predicted": lambda: page(whole_run("predict")),
    "hostile": lambda: page(hostile()),
    "0.2.0": lambda: page(evil_run()),
    "checked": lambda: check_page(every_kind()),
    "hostile check": lambda: check_page(evil()),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_console_is_silent_and_nothing_is_asked_for(name, open_page):
    with open_page(PAGES[name]()) as opened:
        opened.read_through()
        assert opened.said == []
        assert opened.beyond() == []


@pytest.mark.parametrize("name", ["hostile", "0.2.0", "hostile check"])
def test_markup_in_the_data_does_not_become_elements(name, open_page):
    with open_page(PAGES[name]()) as opened:
        foreign = "document.querySelectorAll('img:not([src^=\"data:\"]), iframe, object, [onerror], [onload]').length"
        assert opened.page.evaluate(foreign) == 0


def test_the_policy_refuses_a_foreign_script_and_a_request(open_page):
    foreign = "<script>document.title = 'ran'</script><img src='http://127.0.0.1:9/x.png'>"
    with open_page(PAGES["validated"]().replace("</main>", f"{foreign}</main>")) as opened:
        assert opened.page.title() != "ran"
        assert sum("Content Security Policy" in text for text in opened.said) == 2
