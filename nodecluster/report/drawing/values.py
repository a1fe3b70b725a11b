"""What a trace holds, as arrays along its axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nodecluster.volume import Floats

Trace = Mapping[str, Any]


def axis_name(trace: Trace, letter: str) -> str:
    """Return the layout's name of a trace's axis.

    >>> axis_name({"xaxis": "x2"}, "x"), axis_name({}, "y")
    ('xaxis2', 'yaxis')
    """
    return f"{letter}axis{str(trace.get(f'{letter}axis', letter))[1:]}"


def kind(trace: Trace) -> str:
    """Return the type of a trace."""
    return str(trace.get("type", "scatter"))


def shown(data: Sequence[Trace]) -> list[Trace]:
    """Return the traces that are drawn.

    Raises
    ------
    ValueError
        one is to be seen in the legend only.
    """
    if any(trace.get("visible", True) not in (True, False) for trace in data):
        raise ValueError("A static picture shows a trace or not: visible is true or false.")
    return [trace for trace in data if trace.get("visible", True)]


def along(trace: Trace, letter: str, categories: Sequence[str] = ()) -> Floats:
    """Return where a trace's points lie along an axis; a category is its place among them, a gap is NaN.

    Raises
    ------
    ValueError
        words on an axis without categories, or numbers on one with them.
    """
    values = trace.get(letter)
    if values is None:
        other = trace.get("y" if letter == "x" else "x")
        count = _shape(trace)[letter == "x"] if kind(trace) == "heatmap" else len(other or ())
        return np.arange(count, dtype=float)
    if not categories:
        return numbers(values, f"{letter} of a {kind(trace)}")
    places = {name: float(place) for place, name in enumerate(categories)}
    return np.array([places.get(value, np.nan) if isinstance(value, str) else np.nan for value in values])


def numbers(values: Sequence[Any] | float | None, what: str) -> Floats:
    """Return numbers as an array, None as NaN.

    Raises
    ------
    ValueError
        there are words among them.
    """
    try:
        return np.array(values if isinstance(values, Sequence) else [values], dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"A static picture needs numbers as {what}; for words say the axis is of type category."
        ) from None


def each(value: Any, count: int) -> list[Any]:
    """Return a property for each point: its own where there is a list, otherwise that of all.

    >>> each(7, 2), each([1, 2], 2)
    ([7, 7], [1, 2])
    """
    if isinstance(value, list | tuple):
        return [*value, *[None] * (count - len(value))][:count]
    return [value] * count


def grid(trace: Trace) -> Floats:
    """Return a heat map's values, shape (rows, columns), NaN where there is none."""
    rows, columns = _shape(trace)
    values = np.full((rows, columns), np.nan)
    for place, row in enumerate(trace["z"]):
        values[place, : len(row)] = np.array(row, dtype=float)
    return values


def _shape(trace: Trace) -> tuple[int, int]:
    """Return rows and columns of a heat map."""
    return len(trace["z"]), max((len(row) for row in trace["z"]), default=0)


def edges(places: Floats) -> Floats:
    """Return the borders between places, halfway, and those of the first and last as far out as in.

    >>> edges(np.array([0.0, 1.0, 3.0]))
    array([-0.5,  0.5,  2. ,  4. ])
    """
    if places.size < 2:
        return np.concatenate([places - 0.5, places + 0.5])
    middle = (places[:-1] + places[1:]) / 2
    return np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
