"""The border of a mask as lines along the edges of its pixels: exact, and short enough to be drawn by the thousand."""

from __future__ import annotations

import numpy as np

from nodecluster.volume import Array

Corner = tuple[int, int]
Polyline = tuple[Corner, ...]
"""Corners (across, down) of a closed line along the edges of pixels; the first is not repeated at the end."""


def outline(mask: Array) -> tuple[Polyline, ...]:
    """Return the border of a mask as closed lines along the edges of its pixels.

    Parameters
    ----------
    mask : bool, shape (rows, columns).

    Returns
    -------
    a line around each part, with the mask on its right hand; pixels that only touch at a corner are parts of their own.

    >>> outline(np.array([[True, True]]))
    (((0, 0), (2, 0), (2, 1), (0, 1)),)
    """
    ahead = _edges(mask)
    lines = []
    while ahead:
        steps = _walk(ahead)
        lines.append(tuple(corner for i, (corner, step) in enumerate(steps) if step != steps[i - 1][1]))
    return tuple(lines)


def _walk(ahead: dict[Corner, list[Corner]]) -> list[tuple[Corner, Corner]]:
    """Take one closed line out of the steps that are ahead; return each corner with the step that leaves it."""
    corner = first = next(iter(ahead))
    step = ahead[corner][0]
    steps: list[tuple[Corner, Corner]] = []
    while not steps or corner != first:
        ways = ahead[corner]
        right = (-step[1], step[0])
        step = right if right in ways else ways[0]  # there are two ways only where two pixels touch at this corner
        ways.remove(step)
        if not ways:
            del ahead[corner]
        steps.append((corner, step))
        corner = (corner[0] + step[0], corner[1] + step[1])
    return steps


def _edges(mask: Array) -> dict[Corner, list[Corner]]:
    """Return the steps (across, down) that leave each corner of a pixel along the border, the mask on the right."""
    padded = np.pad(mask.astype(np.int8), 1)
    down, across = np.diff(padded, axis=0)[:, 1:-1], np.diff(padded, axis=1)[1:-1]
    # entering the mask downwards is its upper edge, walked to the right; and so on around a pixel
    sides = (
        (down, 1, (0, 0), (1, 0)),
        (across, -1, (0, 0), (0, 1)),
        (down, -1, (1, 0), (-1, 0)),
        (across, 1, (0, 1), (0, -1)),
    )
    ahead: dict[Corner, list[Corner]] = {}
    for change, sign, offset, step in sides:
        for y, x in np.argwhere(change == sign).tolist():
            ahead.setdefault((x + offset[0], y + offset[1]), []).append(step)
    return ahead
