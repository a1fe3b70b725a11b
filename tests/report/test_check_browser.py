"""The page of a check in a real browser: the pictures are drawn, the console is silent, markup stays text."""

from __future__ import annotations

import re

from nodecluster.report import check_page

from .checks import every_kind
from .test_browser import browse, pytestmark  # noqa: F401 - skips where there is no browser
from .test_check_page import evil


def test_the_policy_lets_the_pictures_in(tmp_path):
    dom, console = browse(check_page(every_kind()), tmp_path)
    assert console == []
    assert len(re.findall(r"<image ", dom)) == 4


def test_markup_does_not_become_elements(tmp_path):
    dom, console = browse(check_page(evil()), tmp_path)
    assert console == []
    assert "<img" not in dom.replace("&lt;", "")
    assert dom.count("<style") == 1
