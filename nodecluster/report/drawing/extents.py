"""How far a trace reaches along an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nodecluster.report.drawing.barring import Bars
from nodecluster.report.drawing.values import Trace, along, axis_name, each, edges, kind, numbers
from nodecluster.volume import Floats

Extent = tuple[float, float, bool, bool]
"""Lowest and highest value, and whether there is to be room below and above them."""


def extent(trace: Trace, letter: str, bars: Bars | None, categories: Mapping[str, Sequence[str]]) -> Extent | None:
    """Return how far a trace reaches, its error bars too; None where it has nothing there.

    Parameters
    ----------
    trace : of any type.
    letter : ``x`` or ``y``.
    bars : where it is of bars.
    categories : of the axes, by name.
    """
    if bars is not None:
        return _of_bars(trace, letter, bars)
    places = along(trace, letter, categories.get(axis_name(trace, letter), ()))
    if kind(trace) == "heatmap":
        borders = edges(places)
        return float(borders.min()), float(borders.max()), False, False
    low, high = error_ends(trace, letter, places)
    pad = letter == "y" or trace.get("mode", "lines") != "lines"
    zero = np.zeros(int(letter == "y" and trace.get("fill") == "tozeroy"))
    return _around(np.concatenate([low, zero]), np.concatenate([high, zero]), pad, pad)


def error_ends(trace: Trace, letter: str, places: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the error bars; the points themselves where there are none.

    Raises
    ------
    ValueError
        error bars that are not given as data.
    """
    bars = trace.get(f"error_{letter}")
    if not bars or bars.get("visible") is False:
        return places, places
    if bars.get("type", "data") != "data":
        raise ValueError("A static picture needs error bars of type data.")
    up = np.nan_to_num(numbers(each(bars.get("array"), places.size), "error bars"))
    same = bars.get("symmetric", "arrayminus" not in bars)
    down = up if same else np.nan_to_num(numbers(each(bars.get("arrayminus"), places.size), "error bars"))
    return places - down, places + up


def _of_bars(trace: Trace, letter: str, bars: Bars) -> Extent | None:
    """Return how far bars reach; they stand on zero, so there is no room beyond it."""
    if letter == bars.letter:
        return _around(bars.middle - bars.width / 2, bars.middle + bars.width / 2, False, False)
    low, high = error_ends(trace, letter, bars.tip)
    found = _around(np.concatenate([low, bars.base, bars.tip]), np.concatenate([high, bars.base, bars.tip]), True, True)
    return found and (found[0], found[1], found[0] < 0, found[1] > 0)


def _around(low: Floats, high: Floats, below: bool, above: bool) -> Extent | None:
    """Return the extent of what there is."""
    if not np.isfinite(low).any() or not np.isfinite(high).any():
        return None
    return float(low[np.isfinite(low)].min()), float(high[np.isfinite(high)].max()), below, above
