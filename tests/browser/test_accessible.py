"""The rules of accessibility (axe-core): no serious violation, in light and in dark, on a screen and on a telephone."""

from __future__ import annotations

import pytest

from .test_page import PAGES

SERIOUS = ("serious", "critical")


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False), (390, True)])
@pytest.mark.parametrize("name", ["validated", "predicted", "fitted", "checked"])
def test_axe_finds_nothing_serious(name, width, dark, open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing").Axe()
    with open_page(PAGES[name](), width=width, dark=dark) as opened:
        opened.read_through()
        opened.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        found = axe.run(opened.page).response["violations"]
        said = [
            f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0].get('failureSummary')}"
            for each in found
            if each["impact"] in SERIOUS
        ]
        assert said == []
