"""The legend, below the axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from nodecluster.report.drawing.bars import bar_look
from nodecluster.report.drawing.elements import element, join, stroke
from nodecluster.report.drawing.lines import fill_look, filled, line_colour
from nodecluster.report.drawing.marks import mark_path
from nodecluster.report.drawing.panels import Shared, straight
from nodecluster.report.drawing.points import look, mark_colours, mark_scale
from nodecluster.report.drawing.rulers import title_of
from nodecluster.report.drawing.text import cut, height, width, write
from nodecluster.report.drawing.values import Trace, each, kind

ROW = 20.0
_SAMPLE, _AIR, _BETWEEN = 30.0, 6.0, 22.0
_MARK = 16.0
"""px of a mark in the legend, at most; plotly's."""


@dataclass(frozen=True)
class Legend:
    """What the legend shows.

    Attributes
    ----------
    entries : a trace each, in their order.
    title : above them, or empty.
    columns : in how many columns they stand.
    step : width of a column, in px.
    row : height of an entry, in px; a name may have several lines.
    """

    entries: tuple[Trace, ...]
    title: str
    columns: int
    step: float
    row: float = ROW

    @property
    def height(self) -> float:
        """How high it is, in px."""
        rows = -(-len(self.entries) // self.columns)
        return self.row * rows + ROW * bool(self.title) if self.entries else 0.0

    @property
    def width(self) -> float:
        """How wide it is, in px."""
        return self.columns * self.step


def legend_of(traces: Sequence[Trace], layout: Mapping[str, Any], room: float) -> Legend:
    """Return the legend, in as many columns as have room.

    Parameters
    ----------
    traces : those that are shown.
    layout : the plot's, with ``showlegend`` and ``legend``.
    room : its width, in px.
    """
    spec = layout.get("legend") or {}
    order = spec.get("traceorder", "normal")
    if order not in {"normal", "reversed", "grouped", "reversed+grouped"}:
        raise ValueError(f"A static picture has no traceorder {order!r}.")
    asked = any(trace.get("showlegend") for trace in traces)
    entries = [trace for trace in traces if trace.get("showlegend", kind(trace) != "heatmap")]
    if layout.get("showlegend") is False or (len(entries) < 2 and not asked and not layout.get("showlegend")):
        return Legend((), "", 1, room)
    entries = _ordered(entries)
    if "reversed" in order:
        entries = entries[::-1]
    widest = max((width(_name(trace)) for trace in entries), default=0.0) + _SAMPLE + _AIR + _BETWEEN
    columns = max(1, min(len(entries), int((room + _BETWEEN) // widest)))
    rows = -(-len(entries) // columns)
    columns = -(-len(entries) // rows)  # no column stands almost empty
    row = max([ROW, *(height(_name(trace)) + _AIR for trace in entries if "<br" in _name(trace))])
    return Legend(tuple(entries), title_of(spec), columns, min(widest, room), row)


def draw_legend(legend: Legend, place: tuple[float, float], shared: Shared) -> Markup:
    """Return the legend with its upper left corner at ``place``."""
    left, top = place
    made = []
    if legend.title:
        made.append(write(legend.title, (left, top + ROW / 2), anchor="start"))
        top += ROW
    for number, trace in enumerate(legend.entries):
        row, column = divmod(number, legend.columns)
        x, y = left + column * legend.step, top + (row + 0.5) * legend.row
        name = cut(_name(trace), legend.step - _SAMPLE - _AIR)
        made += [_sample(trace, (x, y), shared), write(name, (x + _SAMPLE + _AIR, y), anchor="start")]
    return join(made)


def _name(trace: Trace) -> str:
    """Return what a trace is called."""
    return str(trace.get("name") or "")


def _ordered(entries: Sequence[Trace]) -> list[Trace]:
    """Return the traces by rank; those of one group stand together, where the first of them stands."""
    ranked = sorted(entries, key=lambda trace: trace.get("legendrank", 1000))
    groups: dict[str, list[Trace]] = {}
    for place, trace in enumerate(ranked):
        group = trace.get("legendgroup")
        groups.setdefault(f"group {group}" if group else f"alone {place}", []).append(trace)
    return [trace for members in groups.values() for trace in members]


def _sample(trace: Trace, place: tuple[float, float], shared: Shared) -> Markup:
    """Return what stands before a trace's name: its line, band, mark or bar."""
    x, y = place
    if kind(trace) == "bar":
        return element("rect", x=x + _SAMPLE / 2 - 7, y=y - 6, width=14, height=12, **bar_look(trace, 0, 1, shared))
    made = []
    mode = trace.get("mode", "lines")
    line = trace.get("line") or {}
    if filled(trace):
        made.append(element("rect", x=x, y=y - 6, width=_SAMPLE, height=12, **fill_look(trace)))
    if "lines" in mode and line.get("width", 2) > 0:
        ends = straight((x, y), (x + _SAMPLE, y))
        drawn = stroke(line_colour(trace), line.get("width", 2), line.get("dash", "solid"), trace.get("opacity", 1))
        made.append(element("path", d=ends, fill="none", **drawn))
    if "markers" in mode:
        made.append(_mark(trace, (x + _SAMPLE / 2, y), shared))
    return join(made)


def _mark(trace: Trace, place: tuple[float, float], shared: Shared) -> Markup:
    """Return the mark of a trace: as its first point's, but never larger than a line of the legend."""
    marker = trace.get("marker") or {}
    sizes = each(marker.get("size", 6), 1)
    size = min(float(sizes[0] or 6), _MARK)
    symbol = each(marker.get("symbol", "circle"), 1)[0] or "circle"
    scale = mark_scale(trace)
    colour = scale.names(np.array([(scale.low + scale.high) / 2]))[0] if scale else mark_colours(trace, 1)[0]
    ident = shared.add("path", d=mark_path(symbol, round(2 * size) / 2))
    return element("use", href=f"#{ident}", x=place[0], y=place[1], **look(trace, colour, symbol, 0, 1))
