"""The axes: what they reach over, and where a value lies on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster.report.drawing.barring import Bars, place_bars
from nodecluster.report.drawing.extents import extent
from nodecluster.report.drawing.values import Trace, axis_name, kind

Layout = Mapping[str, Any]

_PAD = 0.06
"""Beyond the outermost points, as a share of what they span, so that a marker is not cut."""


@dataclass(frozen=True)
class Axis:
    """One axis, in its own units.

    Attributes
    ----------
    name : in the layout, such as ``xaxis2``.
    spec : its part of the layout.
    low, high : values at its left or lower and at its right or upper end; ``low`` is the larger where it is reversed.
    categories : where it has words instead of numbers; the first lies at 0.
    gridded : whether it has grid lines where the layout does not say.
    """

    name: str
    spec: Mapping[str, Any]
    low: float
    high: float
    categories: tuple[str, ...]
    gridded: bool

    @property
    def across(self) -> bool:
        """Whether it is horizontal."""
        return self.name.startswith("x")

    @property
    def domain(self) -> tuple[float, float]:
        """Its share of the room, from 0 to 1."""
        first, last = self.spec.get("domain") or (0.0, 1.0)
        return float(first), float(last)

    def share(self, value: Any) -> Any:
        """Return where values lie along it, 0 at ``low`` and 1 at ``high``; a category may be given by its name."""
        if isinstance(value, str):
            if value not in self.categories:
                raise ValueError(f"A static picture has no place for {value!r} on {self.name}.")
            value = float(self.categories.index(value))
        return (value - self.low) / (self.high - self.low)


def axes_of(traces: Sequence[Trace], layout: Layout) -> tuple[dict[str, Axis], dict[int, Bars]]:
    """Return the axes by name, and the bars by the place of their trace.

    Parameters
    ----------
    traces : those that are shown.
    layout : the plot's.

    Raises
    ------
    ValueError
        an axis of a type that is not known here.
    """
    names = {axis_name(trace, letter) for trace in traces for letter in "xy"} | {"xaxis", "yaxis"}
    names |= {name for name in layout if name[1:5] == "axis" and name[0] in "xy"}
    categories = {name: _categories(name, layout.get(name) or {}, traces) for name in sorted(names)}
    bars = place_bars(traces, layout, categories)
    found = {}
    for name in sorted(names):
        spec = layout.get(name) or {}
        low, high = _reach(name, spec, traces, bars, categories)
        found[name] = Axis(name, spec, low, high, categories[name], _gridded(name, traces))
    return found, bars


def _categories(name: str, spec: Mapping[str, Any], traces: Sequence[Trace]) -> tuple[str, ...]:
    """Return the words of an axis in their order, as plotly: by first use, after those that are named; or none."""
    given = spec.get("type", "-")
    if given in {"-", "linear"}:
        return ()
    if given != "category":
        raise ValueError(f"A static picture has no axis of type {given!r}: {name}.")
    order = spec.get("categoryorder", "array" if spec.get("categoryarray") else "trace")
    if order not in {"trace", "array"}:
        raise ValueError(f"A static picture does not sort categories: say categoryarray for {name}.")
    seen = dict.fromkeys(spec.get("categoryarray") or ())
    for trace in traces:
        if axis_name(trace, name[0]) == name:
            seen |= dict.fromkeys(_words(trace.get(name[0]) or (), name))
    return tuple(seen)


def _words(values: Sequence[Any], name: str) -> list[str]:
    """Return the words of a trace; a gap has none."""
    found = [value for value in values if value is not None]
    if any(not isinstance(value, str) for value in found):
        raise ValueError(f"A static picture needs words on an axis of type category: {name}.")
    return found


def _reach(
    name: str,
    spec: Mapping[str, Any],
    traces: Sequence[Trace],
    bars: Mapping[int, Bars],
    categories: Mapping[str, Sequence[str]],
) -> tuple[float, float]:
    """Return the values at the two ends of an axis."""
    given = spec.get("range") or (None, None)
    if categories[name]:
        low, high = -0.5, len(categories[name]) - 0.5
    else:
        found = [
            extent(trace, name[0], bars.get(place), categories)
            for place, trace in enumerate(traces)
            if axis_name(trace, name[0]) == name
        ]
        low, high = _padded([each for each in found if each is not None], str(spec.get("rangemode", "normal")))
    if spec.get("autorange") == "reversed":
        low, high = high, low
    low, high = (new if old is None else float(old) for old, new in zip(given, (low, high), strict=True))
    return low, high


def _padded(extents: Sequence[tuple[float, float, bool, bool]], mode: str) -> tuple[float, float]:
    """Return the ends around extents: lowest, highest, and whether there is to be room beyond each."""
    if mode not in {"normal", "tozero", "nonnegative"}:
        raise ValueError(f"A static picture has no rangemode {mode!r}.")
    if not extents:
        return -1.0, 4.0  # plotly's axis of nothing
    low, high = min(each[0] for each in extents), max(each[1] for each in extents)
    if mode == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if mode == "normal" else (min(0.0, low), max(1.0, high))
    pad = (high - low) * _PAD
    below = any(each[2] for each in extents if each[0] == low) and not (mode != "normal" and low >= 0)
    above = any(each[3] for each in extents if each[1] == high) and not (mode == "tozero" and high <= 0)
    low, high = low - pad * below, high + pad * above
    return (max(0.0, low) if mode == "nonnegative" else low), high


def _gridded(name: str, traces: Sequence[Trace]) -> bool:
    """Return whether an axis has grid lines by default: not under cells, nor where bars stand side by side."""
    mine = [trace for trace in traces if axis_name(trace, name[0]) == name]
    return not any(kind(trace) == "heatmap" or _stand(trace) == name[0] for trace in mine)


def _stand(trace: Trace) -> str:
    """Return the letter of the axis along which bars stand side by side; empty where there are none."""
    return ("x" if trace.get("orientation", "v") == "v" else "y") if kind(trace) == "bar" else ""
