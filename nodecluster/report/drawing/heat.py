"""Heat maps: cells as rectangles, or as an image where there are many."""

from __future__ import annotations

import base64
import io

import numpy as np
from markupsafe import Markup
from PIL import Image

from nodecluster.report.drawing.colourscale import ColourScale, colour_scale, readable_on
from nodecluster.report.drawing.elements import element, join
from nodecluster.report.drawing.panels import Panel
from nodecluster.report.drawing.text import SIZE, write
from nodecluster.report.drawing.values import Trace, along, edges, grid
from nodecluster.volume import Floats

_MANY = 500
"""Cells; more than these become an image."""
_THIN = 4.0
"""px; cells that are thinner become an image too, for rectangles of part of a pixel leave gaps."""
_SHARP = 1400
"""px of such an image along each side, at least: not every program shows few pixels as sharp cells."""


def draw_heat(trace: Trace, panel: Panel) -> Markup:
    """Return the cells of a heat map; a cell without a value stays empty."""
    values = grid(trace)
    columns = edges(along(trace, "x", panel.x.categories))
    rows = edges(along(trace, "y", panel.y.categories))
    x, y = panel.across(columns), panel.up(rows)
    even = all(np.allclose(np.diff(borders), np.diff(borders)[:1]) for borders in (x, y))
    scale = heat_scale(trace)
    small = values.size > _MANY or min(abs(np.diff(x)).min(), abs(np.diff(y)).min()) < _THIN
    if small and even and not (trace.get("xgap") or trace.get("ygap") or trace.get("texttemplate")):
        return _image(scale.rgb(values), x, y, panel.clip)
    gaps = float(trace.get("xgap") or 0), float(trace.get("ygap") or 0)
    return join([_cells(scale, values, (x, y), gaps, panel.clip), _words(trace, scale, values, (x, y))])


def heat_scale(trace: Trace) -> ColourScale:
    """Return the colour scale of a heat map."""
    return colour_scale(trace, grid(trace), "z")


def _cells(
    scale: ColourScale, values: Floats, borders: tuple[Floats, Floats], gaps: tuple[float, float], clip: str
) -> Markup:
    """Return a rectangle for each cell."""
    x, y = (each.round(1) for each in borders)  # so that no gap opens between neighbours
    names = scale.names(values)
    made = []
    for place, value in enumerate(values.ravel()):
        row, column = divmod(place, values.shape[1])
        if np.isnan(value):
            continue
        left, right = sorted((x[column], x[column + 1]))
        top, foot = sorted((y[row], y[row + 1]))
        made.append(
            element(
                "rect",
                x=float(left + gaps[0] / 2),
                y=float(top + gaps[1] / 2),
                width=float(right - left - gaps[0]),
                height=float(foot - top - gaps[1]),
                fill=names[place],
            )
        )
    return element("g", join(made), clip_path=clip, shape_rendering="crispEdges")


def _words(trace: Trace, scale: ColourScale, values: Floats, borders: tuple[Floats, Floats]) -> Markup:
    """Return what is written in the cells.

    Raises
    ------
    ValueError
        a template other than the texts themselves.
    """
    template = trace.get("texttemplate")
    if not template:
        return Markup("")
    if template != "%{text}":
        raise ValueError(f"A static picture writes %{{text}} in cells, not {template!r}.")
    x, y = borders
    font = trace.get("textfont") or {}
    colours = scale.names(values)
    made = []
    for row, words in enumerate(trace.get("text") or ()):
        for column, word in enumerate(words):
            if word and not np.isnan(values[row, column]):
                colour = font.get("color") or readable_on(colours[row * values.shape[1] + column])
                place = float(x[column] + x[column + 1]) / 2, float(y[row] + y[row + 1]) / 2
                made.append(write(str(word), place, size=float(font.get("size") or SIZE), colour=colour))
    return join(made)


def _image(colours: Floats, x: Floats, y: Floats, clip: str) -> Markup:
    """Return the cells as an image, turned as the axes run."""
    seen = ~np.isnan(colours[..., :1])
    pixels = np.concatenate([np.nan_to_num(colours), 255.0 * seen], axis=-1).round().astype(np.uint8)
    pixels = pixels[:: 1 if y[0] < y[-1] else -1, :: 1 if x[0] < x[-1] else -1]
    for axis in (0, 1):
        pixels = pixels.repeat(max(1, -(-_SHARP // pixels.shape[axis])), axis=axis)
    stored = io.BytesIO()
    Image.fromarray(pixels).save(stored, format="PNG", optimize=True)
    uri = "data:image/png;base64," + base64.b64encode(stored.getvalue()).decode()
    left, top = float(x.min()), float(y.min())
    size = {"width": float(np.ptp(x)), "height": float(np.ptp(y))}
    return element(
        "image",
        href=uri,
        x=left,
        y=top,
        **size,
        preserveAspectRatio="none",
        image_rendering="pixelated",
        clip_path=clip,
    )
