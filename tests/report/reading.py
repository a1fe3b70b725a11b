"""Reading a page as a browser would: tags with their attributes, and the text that a reader sees."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class Reader(HTMLParser):
    """What a page holds: start tags, visible text, the content of scripts and style sheets, rows of tables."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.rows: list[list[str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self._in_cell = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs)) if tag in ("script", "style") else None
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._open = None
        elif tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.raw.append((*self._open, data))
        elif data.strip():
            self.words.append(" ".join(data.split()))
            if self._in_cell:
                self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()

    @property
    def text(self) -> str:
        """All that a reader sees, as one line."""
        return " ".join(self.words)

    @property
    def sections(self) -> list[str | None]:
        """The anchors of the sections, in order."""
        return [attributes.get("id") for tag, attributes in self.tags if tag == "section"]

    @property
    def plots(self) -> dict[str, Any]:
        """Each figure's data and layout, by its key."""
        return {str(found["data-figure"]): json.loads(text) for _, found, text in self.raw if "data-figure" in found}
