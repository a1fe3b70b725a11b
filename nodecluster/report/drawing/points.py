"""The points of a scatter trace: marks, error bars, words."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from nodecluster.report.drawing.colourscale import ColourScale, colour_scale
from nodecluster.report.drawing.elements import Attribute, element, join, paint, stroke
from nodecluster.report.drawing.extents import error_ends
from nodecluster.report.drawing.marks import is_open, mark_path
from nodecluster.report.drawing.panels import Panel, Shared, straight
from nodecluster.report.drawing.text import SIZE, write
from nodecluster.report.drawing.values import Trace, each, numbers
from nodecluster.volume import Floats

_MARK = 6.0
_CAP, _THICKNESS = 4.0, 2.0
_BUBBLE_OPACITY = 0.7
"""Plotly's: size of a mark, half the cap and thickness of an error bar, opacity of marks of several sizes."""

_POSITIONS = {"top": -1, "middle": 0, "bottom": 1, "left": -1, "center": 0, "right": 1}


def draw_marks(trace: Trace, places: tuple[Floats, Floats], panel: Panel, shared: Shared) -> Markup:
    """Return the marks of a trace; those beyond the axes are left out, the others are never cut."""
    x, y = places
    count = x.size
    marker = trace.get("marker") or {}
    across, up = panel.across(x), panel.up(y)
    seen = _inside(x, y, panel)
    colours = mark_colours(trace, count)
    sizes = each(marker.get("size", _MARK), count)
    symbols = each(marker.get("symbol", "circle"), count)
    looks = [look(trace, colours[i], symbols[i], i, count) for i in range(count)]
    common = _common([looks[i] for i in np.flatnonzero(seen)])
    uses = []
    for i in np.flatnonzero(seen):
        size = round(2 * float(sizes[i] or 0)) / 2
        if size <= 0:
            continue
        ident = shared.add("path", d=mark_path(symbols[i], size))
        own = {name: value for name, value in looks[i].items() if name not in common}
        uses.append(element("use", href=f"#{ident}", x=float(across[i]), y=float(up[i]), **own))
    return element("g", join(uses), **common) if uses else Markup("")


def look(trace: Trace, colour: str, symbol: str, place: int, count: int) -> dict[str, Attribute]:
    """Return the attributes of one mark."""
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    bubbles = isinstance(marker.get("size"), list | tuple)
    width = each(edge.get("width", 1 if bubbles else 0), count)[place] or 0
    share = each(marker.get("opacity", _BUBBLE_OPACITY if bubbles else 1), count)[place]
    opacity = float(1 if share is None else share) * float(trace.get("opacity", 1))
    seen: dict[str, Attribute] = {} if opacity == 1 else {"opacity": f"{opacity:g}"}
    if is_open(symbol):
        return {**seen, "fill": "none", **stroke(colour, width or 1)}
    seen |= paint("fill", colour)
    return {**seen, **stroke(each(edge.get("color", "#ffffff"), count)[place] or "#ffffff", width)} if width else seen


def mark_colours(trace: Trace, count: int) -> list[str]:
    """Return the colour of every mark.

    Raises
    ------
    ValueError
        a trace that leaves its colour to plotly.
    """
    marker = trace.get("marker") or {}
    scale = mark_scale(trace)
    if scale is not None:
        return scale.names(numbers(each(marker["color"], count), "colours"))
    colour = marker.get("color", (trace.get("line") or {}).get("color"))
    if colour is None:
        raise ValueError(f"A static picture needs the colour of the trace {trace.get('name', '')!r}.")
    return [found or "transparent" for found in each(colour, count)]


def mark_scale(trace: Trace) -> ColourScale | None:
    """Return the colour scale of marks whose colours are numbers."""
    marker = trace.get("marker") or {}
    colours = marker.get("color")
    if not isinstance(colours, list | tuple) or all(isinstance(colour, str | None) for colour in colours):
        return None
    return colour_scale(marker, numbers(list(colours), "colours"), "c")


def draw_errors(trace: Trace, places: tuple[Floats, Floats], panel: Panel, colour: str) -> Markup:
    """Return the error bars of a trace, along either axis."""
    x, y = places
    made = []
    for letter, middle in (("x", x), ("y", y)):
        spec = trace.get(f"error_{letter}")
        if not spec or spec.get("visible") is False:
            continue
        low, high = error_ends(trace, letter, middle)
        there = np.isfinite(x) & np.isfinite(y) & (high > low)
        cap = float(spec.get("width", _CAP))
        draw, (place, along) = (
            (_level, (panel.up, panel.across)) if letter == "x" else (_upright, (panel.across, panel.up))
        )
        other = place(y if letter == "x" else x)[there].tolist()
        ends = zip(along(low)[there].tolist(), along(high)[there].tolist(), other, strict=True)
        drawn = "".join(draw(*each_end, cap) for each_end in ends)
        look = stroke(spec.get("color", colour), spec.get("thickness", _THICKNESS), "solid", trace.get("opacity", 1))
        made.append(element("path", d=drawn, fill="none", clip_path=panel.clip, **look) if drawn else Markup(""))
    return join(made)


def _level(left: float, right: float, y: float, cap: float) -> str:
    """Return a level error bar with its caps."""
    caps = "".join(straight((x, y - cap), (x, y + cap)) for x in (left, right) if cap)
    return straight((left, y), (right, y)) + caps


def _upright(foot: float, head: float, x: float, cap: float) -> str:
    """Return an upright error bar with its caps."""
    caps = "".join(straight((x - cap, y), (x + cap, y)) for y in (foot, head) if cap)
    return straight((x, foot), (x, head)) + caps


def draw_words(trace: Trace, places: tuple[Floats, Floats], panel: Panel) -> Markup:
    """Return the words beside a trace's points."""
    x, y = places
    words = each(trace.get("text", ""), x.size)
    where = each(trace.get("textposition", "middle center"), x.size)
    font = trace.get("textfont") or {}
    size = float(font.get("size") or SIZE)
    marker = trace.get("marker") or {}
    away = float(each(marker.get("size", _MARK), 1)[0] or 0) / 2 if "markers" in trace.get("mode", "") else 0.0
    made = []
    for i in np.flatnonzero(_inside(x, y, panel)):
        upright, across = (_POSITIONS[word] for word in str(where[i]).split())
        place = float(panel.across(x[i])) + across * (away + 3), float(panel.up(y[i])) + upright * (away + 1)
        anchor = ("end", "middle", "start")[across + 1]
        made.append(
            write(
                str(words[i] or ""), place, anchor=anchor, down=(1 - upright) / 2, size=size, colour=font.get("color")
            )
        )
    return join(made)


def _inside(x: Floats, y: Floats, panel: Panel) -> Any:
    """Return which points lie within the axes."""
    near = 1e-9
    return np.logical_and.reduce(
        [(share >= -near) & (share <= 1 + near) for share in (panel.x.share(x), panel.y.share(y))]
    )


def _common(looks: list[dict[str, Attribute]]) -> dict[str, Attribute]:
    """Return the attributes that all marks have alike: they are written once."""
    first = looks[0] if looks else {}
    return {name: value for name, value in first.items() if all(each.get(name, "") == value for each in looks)}
