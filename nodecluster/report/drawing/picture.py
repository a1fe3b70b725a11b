"""The static picture of a plot: everything in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from nodecluster.report.drawing.axes import Axis, axes_of
from nodecluster.report.drawing.barring import Bars
from nodecluster.report.drawing.bars import draw_bars
from nodecluster.report.drawing.colourbar import ColourBar, colour_bars, draw_colour_bar
from nodecluster.report.drawing.elements import element, join, number
from nodecluster.report.drawing.frame import NARROW, WIDE, Frame, frame_of
from nodecluster.report.drawing.heat import draw_heat
from nodecluster.report.drawing.known import check
from nodecluster.report.drawing.legend import draw_legend
from nodecluster.report.drawing.lines import draw_fill, draw_line, line_colour
from nodecluster.report.drawing.notes import draw_notes, draw_shapes
from nodecluster.report.drawing.panels import Panel, Shared, panel_box
from nodecluster.report.drawing.points import draw_errors, draw_marks, draw_words, mark_colours
from nodecluster.report.drawing.rulers import draw_axis, draw_grid
from nodecluster.report.drawing.text import SIZE
from nodecluster.report.drawing.values import Trace, along, axis_name, kind, shown

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_LAYERS = ("heatmap", "bar", "scatter")
"""From back to front, as plotly draws them."""


def static_picture(plot: Mapping[str, Any], key: str = "plot") -> Markup:
    """Return a plot as SVG: a wide picture and a narrow one, of which the style sheet shows the one that fits.

    Parameters
    ----------
    plot : plotly's ``data`` and ``layout``, of the kinds that ``nodecluster.report.drawing`` lists.
    key : of the figure; goes before every id.

    Raises
    ------
    ValueError
        it has what would look otherwise in plotly; the message names it.
    """
    check(plot)
    return _picture(plot, WIDE, key, "wide") + _picture(plot, NARROW, f"{key}-n", "narrow")


def _picture(plot: Mapping[str, Any], width: float, key: str, name: str) -> Markup:
    """Return a plot as SVG of some width, in px."""
    layout = plot.get("layout") or {}
    traces = shown(plot.get("data") or ())
    axes, bars = axes_of(traces, layout)
    frame = frame_of(traces, layout, axes, width)
    shared = Shared(key)
    inside = _inside(traces, layout, (axes, bars), frame, shared)
    return element(
        "svg",
        shared.definitions() + inside,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"drawn-{name}",
        viewBox=f"0 0 {number(frame.width)} {number(frame.height)}",
        width=frame.width,
        height=frame.height,
        font_family=_FONT,
        font_size=f"{SIZE:g}",
        fill="currentColor",
        aria_hidden="true",
    )


def _inside(
    traces: Sequence[Trace],
    layout: Mapping[str, Any],
    found: tuple[Mapping[str, Axis], Mapping[int, Bars]],
    frame: Frame,
    shared: Shared,
) -> Markup:
    """Return what a picture shows, from back to front."""
    axes, bars = found
    below, above = (draw_shapes(layout, axes, frame.room, layer) for layer in ("below", "above"))
    panels = _panels(traces, axes, frame, shared)
    grids = [draw_grid(panel, frame.marks) for panel in panels.values()]
    drawn = _draw_traces(traces, bars, panels, shared)
    rulers = [draw_axis(axis, _beside(axis, axes, frame), frame.marks[name]) for name, axis in axes.items()]
    rest = [
        draw_notes(layout, axes, frame.room),
        *_draw_colour_bars(colour_bars(traces, frame.room.height), frame, shared),
        draw_legend(frame.legend, frame.legend_place, shared),
    ]
    return join([*grids, below, *drawn, *rulers, above, *rest])


def _panels(
    traces: Sequence[Trace], axes: Mapping[str, Axis], frame: Frame, shared: Shared
) -> dict[tuple[str, str], Panel]:
    """Return the pairs of axes that traces use, in their order."""
    pairs = dict.fromkeys((axis_name(trace, "x"), axis_name(trace, "y")) for trace in traces)
    found = {}
    for pair in pairs:
        x, y = axes[pair[0]], axes[pair[1]]
        box = panel_box(x, y, frame.room)
        found[pair] = Panel(x, y, box, shared.clip(box))
    return found


def _draw_traces(
    traces: Sequence[Trace], bars: Mapping[int, Bars], panels: Mapping[tuple[str, str], Panel], shared: Shared
) -> list[Markup]:
    """Return the traces from back to front."""
    before: dict[tuple[str, str], Any] = {}
    made = []
    for place in sorted(range(len(traces)), key=lambda place: _LAYERS.index(kind(traces[place]))):
        trace = traces[place]
        pair = axis_name(trace, "x"), axis_name(trace, "y")
        panel = panels[pair]
        if kind(trace) == "heatmap":
            made.append(draw_heat(trace, panel))
        elif kind(trace) == "bar":
            made.append(draw_bars(trace, bars[place], panel, shared))
        else:
            places = along(trace, "x", panel.x.categories), along(trace, "y", panel.y.categories)
            made.append(_draw_scatter(trace, places, before.get(pair), panel, shared))
            before[pair] = trace, places
    return made


def _draw_scatter(trace: Trace, places: Any, before: Any, panel: Panel, shared: Shared) -> Markup:
    """Return a scatter trace: band, line, error bars, marks, words."""
    mode = str(trace.get("mode", "lines"))
    if set(mode.split("+")) - {"lines", "markers", "text", "none"}:
        raise ValueError(f"A static picture has no mode {mode!r}.")
    made = [draw_fill(trace, places, before, panel)]
    if "lines" in mode:
        made.append(draw_line(trace, places, panel))
    if trace.get("error_x") or trace.get("error_y"):
        colours = mark_colours(trace, 1) if "markers" in mode else [line_colour(trace)]
        made.append(draw_errors(trace, places, panel, colours[0]))
    if "markers" in mode:
        made.append(draw_marks(trace, places, panel, shared))
    if "text" in mode:
        made.append(draw_words(trace, places, panel))
    return join(made)


def _beside(axis: Axis, axes: Mapping[str, Axis], frame: Frame) -> Any:
    """Return the rectangle that an axis is drawn beside."""
    other = frame.partner(axis, axes)
    return panel_box(axis, other, frame.room) if axis.across else panel_box(other, axis, frame.room)


def _draw_colour_bars(bars: Sequence[ColourBar], frame: Frame, shared: Shared) -> list[Markup]:
    """Return the colour bars, side by side right of the axes."""
    made, left = [], frame.room.right
    for bar in bars:
        made.append(draw_colour_bar(bar, frame.room, left, frame.height, shared))
        left += bar.width
    return made
