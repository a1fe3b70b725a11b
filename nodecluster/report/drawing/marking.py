"""The marks along an axis, for the room that it has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from nodecluster.report.drawing.axes import Axis
from nodecluster.report.drawing.text import SIZE, cut, height, width
from nodecluster.report.drawing.ticks import nice_step, spread, tick_text

_APART = {"x": 80, "y": 40}
"""px from mark to mark, at least; plotly's."""
_FEWEST, _MOST = 4, 9
_AIR = 6
_LEAST = 3


@dataclass(frozen=True)
class Tick:
    """A mark: where it lies, 0 to 1 along the axis, and its label."""

    share: float
    label: str


@dataclass(frozen=True)
class Marking:
    """All marks of an axis.

    Attributes
    ----------
    ticks : from the axis' lower end up, or in the order given.
    angle : of the labels, in degrees.
    size : of the letters, in px.
    """

    ticks: tuple[Tick, ...]
    angle: float
    size: float

    def reach(self, across: bool) -> float:
        """Return how far the labels reach away from the axis, in px."""
        turn = math.radians(self.angle)
        upright, level = (abs(math.sin(turn)), abs(math.cos(turn))) if across else (abs(math.cos(turn)), 0.0)
        boxes = [(width(tick.label, self.size), height(tick.label, self.size)) for tick in self.ticks if tick.label]
        return max((upright * wide + level * high for wide, high in boxes), default=0.0)

    def beyond(self, length: float) -> float:
        """Return how far the labels of a horizontal axis reach beyond its right end, in px."""
        turn = math.radians(self.angle)
        part = 0.5 if not self.angle else math.cos(turn) if self.angle > 0 else 0.0
        return max(
            (part * width(tick.label, self.size) - (1 - tick.share) * length for tick in self.ticks if tick.label),
            default=0.0,
        )


def marking(axis: Axis, length: float, most: float) -> Marking:
    """Return the marks of an axis.

    Parameters
    ----------
    axis : of numbers or categories.
    length : of the axis, in px.
    most : how far its labels may reach away from it, in px; longer ones are cut.
    """
    size = float((axis.spec.get("tickfont") or {}).get("size") or SIZE)
    if axis.spec.get("visible") is False:
        return Marking((), 0, size)
    ticks = _apart(axis, length, size)
    if axis.spec.get("showticklabels") is False:
        return Marking(tuple(Tick(tick.share, "") for tick in ticks), 0, size)
    angle = axis.spec.get("tickangle", "auto")
    turned = (
        _angle(ticks, length, size) if angle == "auto" and axis.across else 0.0 if angle == "auto" else float(angle)
    )
    room = most if not axis.across or turned else math.inf
    ticks = tuple(replace(tick, label=cut(tick.label, room, size)) for tick in ticks)
    return Marking(_thinned(axis, ticks, length, size), turned, size)


def _apart(axis: Axis, length: float, size: float) -> tuple[Tick, ...]:
    """Return the marks within an axis; those of a horizontal axis of numbers so few that labels do not touch."""
    ticks = _within(_ticks(axis, axis.spec, length))
    free = axis.across and not axis.categories and axis.spec.get("ticktext") is None
    while free and len(ticks) > _LEAST and _angle(ticks, length, size):
        ticks = ticks[::2]
    return ticks


def _within(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Return the marks that lie on the axis."""
    return tuple(tick for tick in ticks if -1e-6 <= tick.share <= 1 + 1e-6)


def bar_ticks(spec: Mapping[str, Any], low: float, high: float, length: float) -> tuple[Tick, ...]:
    """Return the marks of a colour bar, which is an upright axis from ``low`` to ``high``."""
    axis = Axis("yaxis", spec, low, high, (), gridded=False)
    return _within(_ticks(axis, spec, length))


def _ticks(axis: Axis, spec: Mapping[str, Any], length: float) -> list[Tick]:
    """Return the marks that an axis asks for."""
    form = str(spec.get("tickformat") or "")
    before, after = str(spec.get("tickprefix") or ""), str(spec.get("ticksuffix") or "")
    if spec.get("tickvals") is not None:
        return _given(axis, spec, form, (before, after))
    if axis.categories:
        return [Tick(axis.share(float(place)), name) for place, name in enumerate(axis.categories)]
    step = float(spec.get("dtick") or nice_step(axis.high - axis.low, _count(axis, spec, length)))
    values = spread(axis.low, axis.high, step, float(spec.get("tick0") or 0))
    return [Tick(axis.share(value), before + tick_text(value, form, step) + after) for value in values]


def _given(axis: Axis, spec: Mapping[str, Any], form: str, around: tuple[str, str]) -> list[Tick]:
    """Return the marks that are given by value."""
    values = list(spec["tickvals"])
    words = spec.get("ticktext")
    step = min((abs(b - a) for a, b in pairwise(values) if not isinstance(a, str)), default=1) or 1
    if words is None:
        words = [value if isinstance(value, str) else tick_text(value, form, step) for value in values]
        words = [around[0] + word + around[1] for word in words]
    return [Tick(float(axis.share(value)), str(word)) for value, word in zip(values, words, strict=False)]


def _count(axis: Axis, spec: Mapping[str, Any], length: float) -> int:
    """Return how many steps there may be."""
    asked = int(spec.get("nticks") or 0)
    return asked or min(max(int(length / _APART[axis.name[0]]), _FEWEST), _MOST) + 1


def _angle(ticks: tuple[Tick, ...], length: float, size: float) -> float:
    """Return the smallest turn at which labels do not touch."""
    shares = sorted(tick.share for tick in ticks if tick.label)
    slot = min((b - a for a, b in pairwise(shares)), default=1.0) * length
    widest = max((width(tick.label, size) for tick in ticks), default=0.0)
    if widest + _AIR <= slot:
        return 0.0
    # At 30 degrees, lines lie twice as far apart along the axis as they do upright.
    return 30.0 if 2 * max((height(tick.label, size) for tick in ticks), default=0.0) <= slot else 90.0


def _thinned(axis: Axis, ticks: tuple[Tick, ...], length: float, size: float) -> tuple[Tick, ...]:
    """Return the marks of categories, of which every second, third, ... keeps its label where they would touch."""
    if not axis.categories or axis.spec.get("tickvals") is not None or not ticks:
        return ticks
    high = max(height(tick.label, size) for tick in ticks) * 0.9
    every = max(1, math.ceil(high * len(ticks) / length))
    return tuple(tick if place % every == 0 else Tick(tick.share, "") for place, tick in enumerate(ticks))
