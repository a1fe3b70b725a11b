"""Plain text in lines of a width, for drawings that no browser wraps."""

from __future__ import annotations

import html
from collections.abc import Sequence

from nodecluster.report.drawing.text import width as label_width


def text_width(text: str, size: float) -> float:
    """Return about how wide a plain text is, in px."""
    return label_width(html.escape(text, quote=False), size)


def wrapped(text: str, size: float, room: float, most: int = 6) -> tuple[str, ...]:
    """Return a text in lines that fit a room; a word that is too long is broken, and what is over most lines is cut.

    Parameters
    ----------
    text : any; line breaks and runs of spaces count as one space.
    size : of the letters, in px.
    room : width of a line, in px.
    most : lines.

    >>> wrapped("one two three", 10, 48)
    ('one two', 'three')
    """
    lines: list[str] = []
    line = ""
    for word in _broken(text.split(), size, room):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1], size, room)]
    return tuple(lines)


def _shortened(line: str, size: float, room: float) -> str:
    """Return a line with an ellipsis behind it that still fits."""
    while len(line) > 1 and text_width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _broken(words: Sequence[str], size: float, room: float) -> list[str]:
    """Return words of which none is wider than a room."""
    found = []
    for word in words:
        rest = word
        while len(rest) > 1 and text_width(rest, size) > room:
            fits = next((n for n in range(len(rest) - 1, 0, -1) if text_width(rest[:n], size) <= room), 1)
            found.append(rest[:fits])
            rest = rest[fits:]
        found.append(rest)
    return found
