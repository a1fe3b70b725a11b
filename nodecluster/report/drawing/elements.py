"""Writing SVG: elements whose attributes are escaped, numbers that are short, colours that every program reads."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

Attribute = str | float | None

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)")
_NAMES = {"white": "#ffffff", "black": "#000000", "grey": "#808080", "gray": "#808080"}
_DASHES = {"solid": (), "dash": (9, 9), "dot": (3, 3), "dashdot": (9, 3, 3, 3), "longdash": (15, 15)}

Colour = tuple[int, int, int, float]
"""Red, green and blue from 0 to 255, opacity from 0 to 1."""


def number(value: float) -> str:
    """Return a number to a tenth of a pixel.

    >>> number(12.04), number(-0.04), number(3.25001)
    ('12', '0', '3.3')
    """
    text = f"{value:.1f}"
    return "0" if text in {"0.0", "-0.0"} else text.removesuffix(".0")


def element(name: str, inside: Markup | str = "", /, **attributes: Attribute) -> Markup:
    """Return an element; an underscore in an attribute's name is a hyphen, and one that is None is left out.

    >>> element("text", "a < b", x=1, text_anchor="end")
    Markup('<text x="1" text-anchor="end">a &lt; b</text>')
    """
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = escape(inside)
    return Markup(f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>")  # noqa: S704


def join(parts: Iterable[Markup]) -> Markup:
    """Return elements one after the other."""
    return Markup("").join(parts)


def parse_colour(colour: str) -> Colour:
    """Return a colour's parts.

    Raises
    ------
    ValueError
        it is written in a way that not every program understands.

    >>> parse_colour("#0072B2"), parse_colour("rgba(213, 94, 0, 0.2)"), parse_colour("transparent")
    ((0, 114, 178, 1.0), (213, 94, 0, 0.2), (0, 0, 0, 0.0))
    """
    text = _NAMES.get(colour, colour)
    if text == "transparent":
        return 0, 0, 0, 0.0
    if found := _RGB.fullmatch(text):
        red, green, blue, alpha = found.groups()
        return int(red), int(green), int(blue), float(alpha or 1)
    if not _HEX.fullmatch(text):
        raise ValueError(f"A static picture needs colours as #rrggbb, rgb() or rgba(), not {colour!r}.")
    digits = text[1:] if len(text) > 4 else "".join(digit * 2 for digit in text[1:])
    red, green, blue, alpha = (int(digits[place : place + 2] or "ff", 16) for place in (0, 2, 4, 6))
    return red, green, blue, round(alpha / 255, 3)


def paint(which: str, colour: str, opacity: float = 1) -> dict[str, Attribute]:
    """Return the attributes of a fill or a stroke; ``none`` where nothing would be seen.

    >>> paint("fill", "rgba(213,94,0,0.25)")
    {'fill': '#d55e00', 'fill_opacity': '0.25'}
    """
    red, green, blue, alpha = parse_colour(colour)
    share = round(alpha * opacity, 3)
    if not share:
        return {which: "none"}
    written: dict[str, Attribute] = {which: f"#{red:02x}{green:02x}{blue:02x}"}
    return written if share == 1 else {**written, f"{which}_opacity": f"{share:g}"}


def stroke(colour: str, width: float, dash: str = "solid", opacity: float = 1) -> dict[str, Attribute]:
    """Return the attributes of a line.

    Raises
    ------
    ValueError
        a dash that is not known by its name.
    """
    if dash not in _DASHES:
        raise ValueError(f"A static picture has no dash {dash!r}, only {', '.join(_DASHES)}.")
    # As plotly: in units of a line at least 3 pixels wide, or short dashes of thin lines would run together.
    marks = " ".join(number(part / 3 * max(3.0, width)) for part in _DASHES[dash])
    return {**paint("stroke", colour, opacity), "stroke_width": f"{width:g}", "stroke_dasharray": marks or None}


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the path through points.

    >>> path([(0, 0), (10, 5)], closed=True)
    'M0,0L10,5Z'
    """
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points) + ("Z" if closed else "")
