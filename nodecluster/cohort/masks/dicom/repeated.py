"""Contours that a file has twice, perhaps rounded in two ways: by the even-odd rule they would be none at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nodecluster.volume import Array, Floats

SAME = 0.2
"""Contours that lie no further apart than this, in voxels, all the way round are one: coordinates are rounded, some to
0.1 mm, and nobody draws a node's wall so thin."""
_MOST_LIKE_IT = 50
_DISTANCES = 1 << 23
_AT_ONCE = 1 << 18


def without_repeats(polygons: Sequence[Floats]) -> list[Floats]:
    """Return the contours of a slice, shape (points, 2), index x y, of those that are the same the first only.

    It does not matter where a contour begins, which way round it goes, or where between its corners it has points.
    """
    boxes = np.asarray([(polygon.min(axis=0), polygon.max(axis=0)) for polygon in polygons]).reshape(-1, 4)
    once: list[int] = []
    for number, polygon in enumerate(polygons):
        near = np.flatnonzero((np.abs(boxes[once] - boxes[number]) <= SAME).all(axis=1))
        if not any(_same(polygon, polygons[once[at]]) for at in near[:_MOST_LIKE_IT]):
            once.append(number)
    return [polygons[number] for number in once]


def _same(one: Floats, other: Floats) -> bool:
    return _runs_along(one, other) and _runs_along(other, one)


def _runs_along(polygon: Floats, other: Floats) -> bool:
    """Return whether the corners of a polygon, and the middles of its edges, lie on another; of very many, a choice."""
    points = np.concatenate([polygon, (polygon + np.roll(polygon, -1, axis=0)) / 2])
    points = points[:: 1 + len(points) * len(other) // _DISTANCES]
    step = max(1, _AT_ONCE // len(other))
    parts = (points[first : first + step] for first in range(0, len(points), step))
    return all(_distances(part, other).max() <= SAME for part in parts)


def _distances(points: Floats, polygon: Floats) -> Array:
    """Return how far each point lies from the nearest of a polygon's edges."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    lengths = np.maximum((edges**2).sum(axis=1), np.finfo(np.float64).tiny)
    offset = points[:, None] - polygon
    share = np.clip((offset * edges).sum(axis=2) / lengths, 0, 1)
    away = offset - share[:, :, None] * edges
    return np.asarray(np.sqrt((away**2).sum(axis=2).min(axis=1)))
