"""What a page is made of, as values: tables, figures, sections. Templates turn them into HTML, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A plain table; every cell is text, and is escaped when rendered.

    Attributes
    ----------
    caption : what the table shows.
    head : column names.
    rows : the first cell of a row names the row.
    words : indices of the columns, beyond the first, that hold words; the others hold numbers, set right.
    """

    caption: str
    head: Row
    rows: tuple[Row, ...]
    words: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """An interactive figure.

    Attributes
    ----------
    key : unique on the page.
    plot : plotly's ``data`` and ``layout``.
    caption : below the figure.
    alt : what a reader who cannot see it needs to know.
    """

    key: str
    plot: Mapping[str, Any]
    caption: str
    alt: str


@dataclass(frozen=True)
class Section:
    """One part of the page.

    Attributes
    ----------
    key : its anchor, and the name of its template.
    title : its heading.
    content : what the template fills in.
    figures : in the order of the page.
    """

    key: str
    title: str
    content: Mapping[str, Any]
    figures: tuple[Figure, ...] = field(default=())
