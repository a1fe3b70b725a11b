"""What a page is made of, as values: tables, figures, sections. Templates turn them into HTML, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

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
    depths : how far each row is set in below what it is a part of, 0 to 6; none where no row is.
    marked : indices of the rows that stand out.
    notes : what must be read right below it.

    A cell of numbers may hold a line break: a value above its interval.

    Raises
    ------
    ValueError
        a row has not as many cells as there are columns, or not every row its depth.
    """

    caption: str
    head: Row
    rows: tuple[Row, ...]
    words: frozenset[int] = frozenset()
    depths: tuple[int, ...] = ()
    marked: frozenset[int] = frozenset()
    notes: Row = ()

    def __post_init__(self) -> None:
        """Refuse a row that would stand under the wrong heads."""
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"{self.caption}: row {row!r} has {len(row)} cells, and {len(self.head)} columns")
        if self.depths and len(self.depths) != len(self.rows):
            raise ValueError(f"{self.caption}: {len(self.depths)} depths of {len(self.rows)} rows")


@dataclass(frozen=True)
class Measure:
    """One quantity and its intervals.

    Attributes
    ----------
    name, value : what it is, and its value in words.
    lines : the cells beside them, a line an interval; the first interval first.
    """

    name: str
    value: str
    lines: tuple[Row, ...]


@dataclass(frozen=True)
class Estimates:
    """A table of quantities, each with one or several named intervals.

    Attributes
    ----------
    caption : what the table shows.
    head : names of the columns; those of a line come after name and value, the method last.
    measures : the quantities.

    Raises
    ------
    ValueError
        a line has not as many cells as there are columns after name and value.
    """

    caption: str
    head: Row
    measures: tuple[Measure, ...]

    def __post_init__(self) -> None:
        """Refuse a line that would stand under the wrong heads."""
        for measure in self.measures:
            if any(len(line) != len(self.head) - 2 for line in measure.lines):
                raise ValueError(f"{self.caption}: {measure.name} does not fill its {len(self.head)} columns")


@dataclass(frozen=True)
class Figure:
    """A figure: a static picture, and where it has a ``plot``, an interactive one in its place where scripts run.

    Attributes
    ----------
    key : unique on the page.
    plot : plotly's ``data`` and ``layout``; the static picture is drawn from it. None where there is only a picture.
    caption : below the figure.
    alt : what a reader who cannot see it needs to know.
    picture : SVG that is drawn already, in place of the one that the plot would give.
    """

    key: str
    plot: Mapping[str, Any] | None
    caption: str
    alt: str
    picture: Markup | None = None


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


@dataclass(frozen=True)
class Part:
    """What a section shows of one set, column or pair, under a heading or folded away below it.

    Attributes
    ----------
    title : of what.
    words : sentences above the tables.
    tables : in their order.
    notes : what must be read with them.
    shown : how many of the tables stand open, the others being folded away each under its caption; None shows all.
    """

    title: str
    words: Row = ()
    tables: tuple[Table | Estimates, ...] = ()
    notes: Row = ()
    shown: int | None = None
