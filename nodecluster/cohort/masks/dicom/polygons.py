"""Which points of a grid lie inside a polygon: crossings counted row by row, for any number of edges at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nodecluster.volume import Array, Floats

_CROSSINGS_AT_ONCE = 1 << 20


def inside(polygon: Floats, shape: tuple[int, int]) -> Array:
    """Return which points of a grid lie inside a closed polygon, by the even-odd rule.

    A point is inside where a ray from it towards higher x crosses the polygon an odd number of times, so that a
    polygon that crosses itself, or goes in and out of a hole by a keyhole, needs no special care. A point on the
    polygon itself is inside where the polygon's inside is on its side of higher x (on an edge along x: of higher y),
    and outside otherwise: polygons that share an edge share no point and leave none out.

    Parameters
    ----------
    polygon : shape (n, 2), x and y of the corners, finite; the last is joined to the first.
    shape : rows and columns of the grid, whose points are the whole numbers y = 0 .. rows - 1, x = 0 .. columns - 1.

    Returns
    -------
    bool, shape (rows, columns).

    References
    ----------
    Shimrat, M. Algorithm 112: position of point relative to polygon. Communications of the ACM 5 (1962) 434.
    """
    rows, columns = shape
    toggles = np.zeros(rows * (columns + 1), dtype=np.int64)
    for row, cross in _crossings(polygon, rows):
        column = np.clip(np.ceil(cross), 0, columns).astype(np.int64)  # the first point that the crossing is not past
        toggles += np.bincount(row * (columns + 1) + column, minlength=toggles.size)
    beyond = np.cumsum(toggles.reshape(rows, columns + 1)[:, ::-1], axis=1)[:, ::-1]
    return (beyond[:, 1:] & 1).astype(np.bool_)


def _crossings(polygon: Floats, rows: int) -> Iterator[tuple[Array, Floats]]:
    """Yield where edges cross the grid's rows: the rows, and x there; each edge from its lower end, that one included.

    An edge is always followed from its end of lower y, so that two that coincide cross a row at the very same x.
    """
    end = np.roll(polygon, -1, axis=0)
    upwards = (polygon[:, 1] <= end[:, 1])[:, None]
    low, high = np.where(upwards, polygon, end), np.where(upwards, end, polygon)
    first = np.clip(np.ceil(low[:, 1]), 0, rows).astype(np.int64)
    count = np.clip(np.ceil(high[:, 1]), 0, rows).astype(np.int64) - first
    crossing = count > 0
    if not crossing.any():
        return
    low, high, first, count = low[crossing], high[crossing], first[crossing], count[crossing]
    total = np.cumsum(count)
    marks = np.arange(0, int(total[-1]), _CROSSINGS_AT_ONCE)
    for begin, stop in zip(marks, np.append(marks[1:], np.inf), strict=True):
        some = slice(int(np.searchsorted(total, begin, "right")), int(np.searchsorted(total, stop, "right")))
        number = count[some]
        edge = np.repeat(np.arange(len(number)), number)
        row = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number) + first[some][edge]
        x, y = low[some][edge].T
        dx, dy = (high[some] - low[some])[edge].T
        yield row, x + (row - y) * dx / dy
