"""Where bars lie, in the units of their axes: beside each other, on top of each other or over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster.report.drawing.values import Trace, along, axis_name, each, kind, numbers
from nodecluster.volume import Floats

_MODES = ("group", "stack", "relative", "overlay")
_GAP = 0.2
"""Between bars of neighbouring places, as a share of the distance of the places; plotly's default."""


@dataclass(frozen=True)
class Bars:
    """The bars of one trace; arrays have one entry a bar.

    Attributes
    ----------
    upright : whether they rise from a horizontal axis.
    middle, width : across, where a bar lies and how wide it is.
    base, tip : along, where it starts and ends.
    """

    upright: bool
    middle: Floats
    width: Floats
    base: Floats
    tip: Floats

    @property
    def letter(self) -> str:
        """The axis along which the bars lie side by side."""
        return "x" if self.upright else "y"


def place_bars(
    traces: Sequence[Trace], layout: Mapping[str, Any], categories: Mapping[str, Sequence[str]]
) -> dict[int, Bars]:
    """Return the bars of every bar trace, by its place among the traces.

    Parameters
    ----------
    traces : those that are shown, of any type.
    layout : with ``barmode``, ``bargap`` and ``bargroupgap``.
    categories : of the axes, by name; none of an axis of numbers.

    Raises
    ------
    ValueError
        a ``barmode`` that is not known.
    """
    mode = layout.get("barmode", "group")
    if mode not in _MODES:
        raise ValueError(f"A static picture has no barmode {mode!r}, only {', '.join(_MODES)}.")
    panels: dict[tuple[str, str, bool], list[int]] = {}
    for place, trace in enumerate(traces):
        if kind(trace) == "bar":
            upright = trace.get("orientation", "v") == "v"
            panels.setdefault((axis_name(trace, "x"), axis_name(trace, "y"), upright), []).append(place)
    found: dict[int, Bars] = {}
    for (across, up, upright), members in panels.items():
        letter, other = ("x", "y") if upright else ("y", "x")
        names, others = categories.get(across, ()), categories.get(up, ())
        names, others = (names, others) if upright else (others, names)
        spots = [along(traces[place], letter, names) for place in members]
        sizes = [along(traces[place], other, others) for place in members]
        bases = [numbers(each(traces[place].get("base"), spots[i].size), "base") for i, place in enumerate(members)]
        middles, widths = _across(spots, mode, layout)
        starts = _stacked(spots, sizes) if mode in {"stack", "relative"} else [np.nan_to_num(base) for base in bases]
        for i, place in enumerate(members):
            own = numbers(each(traces[place].get("width"), spots[i].size), "width")
            width = np.where(np.isnan(own), widths[i], own)
            found[place] = Bars(upright, middles[i], width, starts[i], starts[i] + sizes[i])
    return found


def _across(spots: list[Floats], mode: str, layout: Mapping[str, Any]) -> tuple[list[Floats], list[float]]:
    """Return the middles and the width of every trace's bars."""
    every = np.concatenate(spots)
    distinct = np.unique(every[~np.isnan(every)])
    step = float(np.diff(distinct).min()) if distinct.size > 1 else 1.0
    room = step * (1 - float(layout.get("bargap", _GAP)))
    # As plotly: bars that are nowhere beside another need not share their room.
    beside = mode == "group" and distinct.size < every.size
    count = len(spots) if beside else 1
    slot = room / count
    width = slot * (1 - float(layout.get("bargroupgap", 0)))
    shifts = [(place - (count - 1) / 2) * slot if beside else 0.0 for place in range(len(spots))]
    return [spot + shift for spot, shift in zip(spots, shifts, strict=True)], [width] * len(spots)


def _stacked(spots: list[Floats], sizes: list[Floats]) -> list[Floats]:
    """Return where each bar of a stack starts: positive ones pile up above zero, negative ones below."""
    reached: dict[tuple[float, bool], float] = {}
    starts = []
    for spot, size in zip(spots, sizes, strict=True):
        start = np.zeros_like(size)
        for i, (place, length) in enumerate(zip(spot.tolist(), size.tolist(), strict=True)):
            start[i] = reached.get((place, length < 0), 0.0)
            reached[place, length < 0] = start[i] + (0.0 if np.isnan(length) else length)
        starts.append(start)
    return starts
