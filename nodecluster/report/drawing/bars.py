"""Bars: rectangles, what is written on them, and their error bars."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from nodecluster.report.drawing.barring import Bars
from nodecluster.report.drawing.colourscale import readable_on
from nodecluster.report.drawing.elements import Attribute, element, join, paint, stroke
from nodecluster.report.drawing.panels import Panel, Shared
from nodecluster.report.drawing.points import draw_errors
from nodecluster.report.drawing.text import SIZE, height, width, write
from nodecluster.report.drawing.values import Trace, each
from nodecluster.volume import Floats

ERROR = "#7a7f87"
"""Of error bars whose colour is not said: a grey that is seen on bars, on light and on dark ground."""
_SMALLEST = 9.0
"""px of the letters above a bar, where they are made smaller to fit it."""
_PATTERNS = {
    "/": "M-2,2L2,-2M0,8L8,0M6,10L10,6",
    "\\": "M-2,6L2,10M0,0L8,8M6,-2L10,2",
    "x": "M0,0L8,8M0,8L8,0",
    "-": "M0,4H8",
    "|": "M4,0V8",
    "+": "M0,4H8M4,0V8",
}
"""Hatchings in a tile of 8 px."""


def draw_bars(trace: Trace, bars: Bars, panel: Panel, shared: Shared) -> Markup:
    """Return the bars of a trace."""
    made = []
    words = each(trace.get("text", ""), bars.tip.size)
    for i in np.flatnonzero(np.isfinite(bars.middle) & np.isfinite(bars.tip)).tolist():
        x, y, wide, high = _pixels(bars, i, panel)
        look = bar_look(trace, i, bars.tip.size, shared)
        made.append(element("rect", x=x, y=y, width=wide, height=high, clip_path=panel.clip, **look))
        if words[i] not in {None, ""}:
            made.append(_words(trace, str(words[i]), (x, y, wide, high), bars, i))
    return join([*made, _errors(trace, bars, panel)])


def bar_look(trace: Trace, place: int, count: int, shared: Shared) -> dict[str, Attribute]:
    """Return the attributes of one bar.

    Raises
    ------
    ValueError
        a colour left to plotly, or a pattern that is not known here.
    """
    marker = trace.get("marker") or {}
    colour = each(marker.get("color"), count)[place]
    if not isinstance(colour, str):
        raise ValueError(f"A static picture needs the colour of the bars {trace.get('name', '')!r}.")
    share = each(marker.get("opacity", 1), count)[place]
    opacity = float(1 if share is None else share) * float(trace.get("opacity", 1))
    edge = marker.get("line") or {}
    thick = each(edge.get("width", 0), count)[place] or 0
    border = stroke(each(edge.get("color", "#444444"), count)[place], thick, "solid", opacity) if thick else {}
    pattern = marker.get("pattern") or {}
    shape = each(pattern.get("shape", ""), count)[place]
    if not shape:
        return {**paint("fill", colour, opacity), **border}
    return {
        "fill": _pattern(pattern, shape, colour, shared),
        "fill_opacity": None if opacity == 1 else f"{opacity:g}",
        **border,
    }


def _pattern(spec: dict[str, object], shape: str, colour: str, shared: Shared) -> str:
    """Return the fill of a hatched bar: lines of its colour on the ground, or on its colour (``overlay``)."""
    if shape not in _PATTERNS:
        raise ValueError(f"A static picture has no pattern {shape!r}, only {', '.join(_PATTERNS)}.")
    overlay = spec.get("fillmode", "replace") == "overlay"
    ground = colour if overlay else str(spec.get("bgcolor") or "transparent")
    lines = str(spec.get("fgcolor") or (readable_on(colour) if overlay else colour))
    inside = join(
        [
            element("rect", width=8, height=8, **paint("fill", ground)),
            element("path", d=_PATTERNS[shape], fill="none", **stroke(lines, 2)),
        ]
    )
    return f"url(#{shared.add('pattern', inside, width=8, height=8, patternUnits='userSpaceOnUse')})"


def _pixels(bars: Bars, place: int, panel: Panel) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a bar, in px."""
    across = bars.middle[place] + np.array([-0.5, 0.5]) * bars.width[place]
    along = np.array([bars.base[place], bars.tip[place]])
    x, y = (panel.across(across), panel.up(along)) if bars.upright else (panel.across(along), panel.up(across))
    return float(x.min()), float(y.min()), float(np.ptp(x)), float(np.ptp(y))


def _words(trace: Trace, words: str, box: tuple[float, float, float, float], bars: Bars, place: int) -> Markup:
    """Return what is written on a bar or beyond its end.

    Raises
    ------
    ValueError
        a place that is not known here.
    """
    where = each(trace.get("textposition", "auto"), bars.tip.size)[place]
    if where not in {"inside", "outside", "auto", "none"}:
        raise ValueError(f"A static picture has no textposition {where!r} on bars.")
    if where == "none":
        return Markup("")
    x, y, wide, high = box
    font = trace.get("textfont") or {}
    size = float(font.get("size") or SIZE)
    fits = width(words, size) + 6 <= wide and height(words, size) <= high
    forward = bool(bars.tip[place] >= bars.base[place])
    if where == "inside" or (where == "auto" and fits):
        return _inside(words, box, bars.upright, forward, size, str(font.get("color") or _contrast(trace, place, bars)))
    if bars.upright:
        if trace.get("constraintext") != "none":  # or it would reach over its neighbours
            size = min(size, max(_SMALLEST, size * wide / max(width(words, size), 1)))
        spot = (x + wide / 2, y - 2 if forward else y + high + 2)
        return write(words, spot, down=1.0 if forward else 0.0, size=size, colour=font.get("color"))
    spot = (x + wide + 4 if forward else x - 4, y + high / 2)
    return write(words, spot, anchor="start" if forward else "end", size=size, colour=font.get("color"))


def _inside(
    words: str, box: tuple[float, float, float, float], upright: bool, forward: bool, size: float, colour: str
) -> Markup:
    """Return what is written within a bar, at its end."""
    x, y, wide, high = box
    if upright:
        spot = (x + wide / 2, y + 3 if forward else y + high - 3)
        return write(words, spot, down=0.0 if forward else 1.0, size=size, colour=colour)
    spot = (x + wide - 4 if forward else x + 4, y + high / 2)
    return write(words, spot, anchor="end" if forward else "start", size=size, colour=colour)


def _contrast(trace: Trace, place: int, bars: Bars) -> str:
    """Return black or white, to be read on a bar."""
    return readable_on(each((trace.get("marker") or {}).get("color"), bars.tip.size)[place])


def _errors(trace: Trace, bars: Bars, panel: Panel) -> Markup:
    """Return the error bars, each at the end of its bar."""
    places: tuple[Floats, Floats] = (bars.middle, bars.tip) if bars.upright else (bars.tip, bars.middle)
    return draw_errors(trace, places, panel, ERROR)
