"""The lines and filled bands of a scatter trace."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from markupsafe import Markup

from nodecluster.report.drawing.elements import element, paint, parse_colour, path, stroke
from nodecluster.report.drawing.panels import Panel
from nodecluster.report.drawing.values import Trace
from nodecluster.volume import Floats

Places = tuple[Floats, Floats]

_WIDTH = 2.0
_SHAPES = ("linear", "hv", "vh")
_FILLS = ("none", "tozeroy", "tonexty", "toself")


def draw_line(trace: Trace, places: Places, panel: Panel) -> Markup:
    """Return the line through a trace's points; a gap parts it."""
    line = trace.get("line") or {}
    pieces = [path(_pixels(piece, panel)) for piece in _pieces(trace, places) if piece[0].size > 1]
    if not pieces or line.get("width") == 0:
        return Markup("")
    look = stroke(line_colour(trace), line.get("width", _WIDTH), line.get("dash", "solid"), trace.get("opacity", 1))
    return element("path", d="".join(pieces), fill="none", stroke_linejoin="round", clip_path=panel.clip, **look)


def draw_fill(trace: Trace, places: Places, before: tuple[Trace, Places] | None, panel: Panel) -> Markup:
    """Return the filled band of a trace.

    Parameters
    ----------
    trace, places : whose band it is.
    before : the scatter trace before it on the same axes, with its places: the other border of ``tonexty``.
    panel : where it is drawn.

    Raises
    ------
    ValueError
        a fill that is not known here.
    """
    fill = trace.get("fill", "none")
    if fill not in _FILLS:
        raise ValueError(f"A static picture has no fill {fill!r}, only {', '.join(_FILLS)}.")
    if fill == "none":
        return Markup("")
    outlines = [_pixels(piece, panel) for piece in _pieces(trace, places)]
    if fill == "tonexty" and before is not None:
        joined = [point for outline in outlines for point in outline]
        back = [point for piece in _pieces(*before) for point in _pixels(piece, panel)]
        outlines = [joined + back[::-1]]
    elif fill != "toself":
        floor = float(panel.up(np.array(0.0)))
        outlines = [[(each[0][0], floor), *each, (each[-1][0], floor)] for each in outlines if each]
    drawn = "".join(path(outline, closed=True) for outline in outlines if len(outline) > 2)
    look = paint("fill", _fill_colour(trace), trace.get("opacity", 1))
    return element("path", d=drawn, clip_path=panel.clip, **look) if drawn else Markup("")


def line_colour(trace: Trace) -> str:
    """Return the colour of a trace's line.

    Raises
    ------
    ValueError
        a trace that leaves it to plotly.
    """
    colour = (trace.get("line") or {}).get("color", (trace.get("marker") or {}).get("color"))
    if not isinstance(colour, str):
        raise ValueError(f"A static picture needs the colour of the line of {trace.get('name', '')!r}.")
    return colour


def filled(trace: Trace) -> bool:
    """Return whether a trace has a filled band."""
    return bool(trace.get("fill", "none") != "none")


def fill_look(trace: Trace) -> dict[str, str | float | None]:
    """Return how a trace's band is filled, for the legend."""
    return paint("fill", _fill_colour(trace), trace.get("opacity", 1))


def _fill_colour(trace: Trace) -> str:
    """Return the colour of a band; as plotly, that of the line at half its opacity where none is given."""
    given = trace.get("fillcolor")
    if given is not None:
        return str(given)
    red, green, blue, alpha = parse_colour(line_colour(trace))
    return f"rgba({red},{green},{blue},{alpha / 2:g})"


def _pieces(trace: Trace, places: Places) -> Iterator[Places]:
    """Yield the points of a trace between its gaps, with those that make it a staircase."""
    shape = (trace.get("line") or {}).get("shape", "linear")
    if shape not in _SHAPES:
        raise ValueError(f"A static picture has no line of shape {shape!r}, only {', '.join(_SHAPES)}.")
    x, y = places
    there = np.isfinite(x) & np.isfinite(y)
    if trace.get("connectgaps"):
        x, y, there = x[there], y[there], there[there]
    for rows in np.split(np.arange(x.size), np.flatnonzero(~there)):
        kept = rows[there[rows]]
        if kept.size:
            yield _stairs(x[kept], y[kept], shape)


def _stairs(x: Floats, y: Floats, shape: str) -> Places:
    """Return the points of a line, and the corners between them where it is a staircase."""
    if shape == "linear":
        return x, y
    first, second = (x[1:], y[:-1]) if shape == "hv" else (x[:-1], y[1:])
    across, up = np.empty(2 * x.size - 1), np.empty(2 * x.size - 1)
    across[::2], across[1::2], up[::2], up[1::2] = x, first, y, second
    return across, up


def _pixels(places: Places, panel: Panel) -> list[tuple[float, float]]:
    """Return points in px."""
    return list(zip(panel.across(places[0]).tolist(), panel.up(places[1]).tolist(), strict=True))
