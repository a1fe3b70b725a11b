"""A page opened in Chromium, with everything that it complained of and everything that it asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card, for the atlas
    "--allow-file-access-from-files",
)
READY_MS = 20_000


def flags() -> list[str]:
    """Return Chromium's options; it refuses its sandbox to root."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@dataclass
class Opened:
    """A page in the browser.

    Attributes
    ----------
    page : playwright's.
    said : errors of the console and of scripts.
    asked : addresses that were requested, the page's own first.
    """

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def beyond(self) -> list[str]:
        """Return what was requested beyond the file itself and the data within it."""
        return [url for url in self.asked[1:] if not url.startswith(("data:", "blob:"))]

    def read_through(self) -> None:
        """Scroll from top to bottom, as a reader does, so that whatever waits to be seen is drawn."""
        for _ in range(0, self.page.evaluate("document.documentElement.scrollHeight"), 700):
            self.page.mouse.wheel(0, 700)
            self.page.wait_for_timeout(15)
        self.page.wait_for_timeout(500)

    def drawn(self, key: str) -> Any:
        """Scroll to a figure, wait until the interactive one is there, and return it."""
        plot = self.page.locator(f"#{key}")
        plot.scroll_into_view_if_needed()
        self.page.wait_for_selector(f"#{key} .main-svg", timeout=READY_MS, state="attached")
        return plot


@contextmanager
def opened(
    browser: Any,
    source: str | Path,
    *,
    folder: Path,
    width: int = 1440,
    height: int = 900,
    dark: bool = False,
    scripts: bool = True,
    **options: Any,
) -> Iterator[Opened]:
    """Open a page, given as HTML or as a file, and wait until it can be used; close it in the end."""
    path = source if isinstance(source, Path) else folder / "page.html"
    if not isinstance(source, Path):
        path.write_text(source, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        accept_downloads=True,
        **options,
    )
    try:
        found = Opened(context.new_page())
        found.page.on("console", lambda said: found.said.append(said.text) if said.type == "error" else None)
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.on("request", lambda request: found.asked.append(request.url))
        found.page.goto(path.as_uri())
        if scripts:
            # not a function to be polled, which the page's policy would refuse
            found.page.wait_for_selector("html[data-ready='1']", timeout=READY_MS, state="attached")
        yield found
    finally:
        context.close()
