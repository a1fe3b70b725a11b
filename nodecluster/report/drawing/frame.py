"""The room of a picture: how much the axes, the legend and the colour bars take, and what is left for the plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster.report.drawing.axes import Axis
from nodecluster.report.drawing.colourbar import colour_bars
from nodecluster.report.drawing.legend import Legend, legend_of
from nodecluster.report.drawing.marking import Marking, marking
from nodecluster.report.drawing.panels import Box
from nodecluster.report.drawing.rulers import thickness
from nodecluster.report.drawing.values import Trace

WIDE, NARROW = 680.0, 420.0
"""px of the two pictures of a figure: where the page has room, and on a telephone or beside another figure."""
_HEIGHT, _LEAST, _MOST_LABELS = 450.0, 90.0, 0.42
_TOP, _RIGHT, _EDGE, _LEGEND_AIR = 30.0, 12.0, 2.0, 12.0


@dataclass(frozen=True)
class Frame:
    """What lies where.

    Attributes
    ----------
    width, height : of the picture, in px.
    room : of the plot.
    marks : of every axis, by its name.
    legend : what it shows.
    """

    width: float
    height: float
    room: Box
    marks: dict[str, Marking]
    legend: Legend

    @property
    def legend_place(self) -> tuple[float, float]:
        """Upper left corner of the legend: below the plot, or from the border where it needs the room."""
        indent = min(self.room.left, self.width - _EDGE - self.legend.width)
        return max(_EDGE, indent), self.height - self.legend.height - _EDGE

    def partner(self, axis: Axis, axes: Mapping[str, Axis]) -> Axis:
        """Return the axis that another one stands on."""
        return partner(axis, axes)


def partner(axis: Axis, axes: Mapping[str, Axis]) -> Axis:
    """Return the axis that another one stands on: its ``anchor``, or the first of the other direction.

    Raises
    ------
    ValueError
        there is no such axis.
    """
    anchor = str(axis.spec.get("anchor") or ("y" if axis.across else "x"))
    name = f"{anchor[:1]}axis{anchor[1:]}"
    if name not in axes:
        raise ValueError(f"A static picture has no axis {anchor!r} for {axis.name} to stand on.")
    return axes[name]


def frame_of(
    traces: Sequence[Trace], layout: Mapping[str, Any], axes: Mapping[str, Axis], width: float = WIDE
) -> Frame:
    """Return the room of a picture as high as the layout says, or higher where that leaves none for the plot."""
    margin = layout.get("margin") or {}
    height = float(layout.get("height") or _HEIGHT)
    top = float(margin.get("t", _TOP))
    legend = legend_of(traces, layout, width - 2 * _EDGE)
    guess = max(_LEAST, height - top - legend.height - 60)
    marks = {name: _marks(axis, guess, width) for name, axis in axes.items() if not axis.across}
    left = _side(axes, marks, far=False)
    right = max(_RIGHT, float(margin.get("r", _RIGHT)), _side(axes, marks, far=True))
    bars = colour_bars(traces, guess)
    right += sum(bar.width for bar in bars)
    marks |= {name: _marks(axis, width - left - right, width) for name, axis in axes.items() if axis.across}
    right = max(right, _EDGE + max((_beyond(axis, marks, width - left - right) for axis in axes.values()), default=0))
    foot, head = _side(axes, marks, across=True, far=False), _side(axes, marks, across=True, far=True)
    foot += _EDGE + (legend.height + _LEGEND_AIR if legend.entries else 0)
    top = max(top, head + _EDGE)
    height = float(math.ceil(max([height, top + foot + _LEAST, *(bar.least for bar in bars)])))
    return Frame(width, height, Box(left, top, width - left - right, height - top - foot), marks, legend)


def _marks(axis: Axis, room: float, width: float) -> Marking:
    """Return the marks of an axis that has its share of the room."""
    low, high = axis.domain
    most = room * 0.5 if axis.across else width * _MOST_LABELS
    return marking(axis, room * (high - low), most)


def _side(axes: Mapping[str, Axis], marks: Mapping[str, Marking], *, across: bool = False, far: bool) -> float:
    """Return how much room the axes at one border of the picture take."""
    taken = [0.0]
    for name, axis in axes.items():
        if axis.across != across:
            continue
        side = axis.spec.get("side", "bottom" if across else "left") in {"top", "right"}
        low, high = partner(axis, axes).domain
        outer = high >= 1 if side else low <= 0
        if side == far and outer:
            taken.append(thickness(axis, marks[name]) + _EDGE)
    return max(taken)


def _beyond(axis: Axis, marks: Mapping[str, Marking], room: float) -> float:
    """Return how far the labels of a horizontal axis reach beyond the plot."""
    if not axis.across:
        return 0.0
    low, high = axis.domain
    return marks[axis.name].beyond(room * (high - low)) - (1 - high) * room
