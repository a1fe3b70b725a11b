"""Labels: plotly's small HTML as lines of SVG text, and how wide they will be."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from markupsafe import Markup

from nodecluster.report.drawing.elements import element, join

SIZE = 13.0
LINE = 1.25
"""Size of the letters in px, and height of a line as a multiple of it."""

_TAG = re.compile(r"(<br ?/?>|</?b>|</?i>)")
_NARROW, _WIDE = frozenset("ijlI.,:;'|!()[]{}ftr -·\u00a0"), frozenset("mwMW%@—…<>=+−±≤≥~^")
_RISE = 0.36
"""From the middle of a line of letters down to their base line, as a share of their size."""


@dataclass(frozen=True)
class Run:
    """Letters of one look."""

    text: str
    bold: bool = False
    italic: bool = False


Lines = tuple[tuple[Run, ...], ...]


def lines(label: str) -> Lines:
    """Return a label's lines, each as runs of one look; markup that plotly does not know stays text.

    >>> lines("<b>T&lt;2</b><br>n")
    ((Run(text='T<2', bold=True, italic=False),), (Run(text='n', bold=False, italic=False),))
    """
    found: list[list[Run]] = [[]]
    bold = italic = False
    for part in _TAG.split(label):
        if part.startswith("<br"):
            found.append([])
        elif part in {"<b>", "</b>"}:
            bold = part == "<b>"
        elif part in {"<i>", "</i>"}:
            italic = part == "<i>"
        elif part:
            found[-1].append(Run(html.unescape(part), bold, italic))
    return tuple(tuple(line) for line in found)


def width(label: str, size: float = SIZE) -> float:
    """Return about how wide a label is, in px: on the wide side, for the reader's letters are not known."""
    return max(sum(_run_width(run) for run in line) for line in lines(label)) * size


def height(label: str, size: float = SIZE) -> float:
    """Return how high a label is, in px."""
    return len(lines(label)) * LINE * size


def cut(label: str, room: float, size: float = SIZE) -> str:
    """Return a label that fits into ``room`` px, shortened with an ellipsis; one with markup stays as it is."""
    if width(label, size) <= room or _TAG.search(label):
        return label
    plain = html.unescape(label)
    while len(plain) > 1 and width(html.escape(f"{plain}…", quote=False), size) > room:
        plain = plain[:-1]
    return html.escape(f"{plain.rstrip()}…", quote=False)


def write(
    label: str,
    place: tuple[float, float],
    *,
    anchor: str = "middle",
    down: float = 0.5,
    size: float = SIZE,
    angle: float = 0,
    colour: str | None = None,
) -> Markup:
    """Return a label.

    Parameters
    ----------
    place : of the label, in px.
    anchor : what of it lies there across: its ``start``, ``middle`` or ``end``.
    down : what of it lies there upright: 0 its top, 0.5 its middle, 1 its foot.
    angle : in degrees, clockwise, about the place.
    colour : in place of the page's.
    """
    rows = lines(label)
    x, y = place
    base = y + LINE * size * (0.5 - down * len(rows)) + _RISE * size
    turn = f"rotate({angle:g} {x:.1f} {y:.1f})" if angle else None
    across = None if anchor == "start" else anchor
    content = join(_spans(row, x, 0 if place == 0 else LINE * size) for place, row in enumerate(rows))
    if len(rows) == 1 and len(rows[0]) == 1 and not rows[0][0].bold and not rows[0][0].italic:
        content = Markup.escape(_kept(rows[0][0].text))
    own = f"{size:g}" if size != SIZE else None
    return element("text", content, x=x, y=base, text_anchor=across, font_size=own, transform=turn, fill=colour)


def _spans(row: tuple[Run, ...], x: float, step: float) -> Markup:
    """Return one line; the first of its runs goes to the start of the line, ``step`` below the one before."""
    made = []
    for place, run in enumerate(row or (Run("\u00a0"),)):
        weight, style = "bold" if run.bold else None, "italic" if run.italic else None
        start = {"x": x, "dy": step} if place == 0 else {}
        made.append(element("tspan", _kept(run.text), font_weight=weight, font_style=style, **start))
    return join(made)


def _kept(text: str) -> str:
    """Return text whose spaces survive: SVG would run them together, and plotly keeps them."""
    return text.replace("  ", "\u00a0\u00a0").replace("\n", " ")


def _run_width(run: Run) -> float:
    """Return the width of a run as a multiple of the size of its letters."""
    return sum(map(_letter, run.text)) * (1.08 if run.bold else 1)


def _letter(letter: str) -> float:
    """Return about how wide a letter is, as a multiple of its size."""
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 0.92
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.72 if letter.isupper() else 0.63
