"""One browser for all tests of a process; without Chromium or playwright they are skipped, saying so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest

from .opening import Opened, flags, opened

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Open = Callable[..., AbstractContextManager[Opened]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=flags())
        yield found
        found.close()


@pytest.fixture
def open_page(browser, tmp_path) -> Open:
    """What opens a page (HTML text or a file): ``with open_page(html, width=390, dark=True) as opened:``."""
    return partial(opened, browser, folder=tmp_path)
