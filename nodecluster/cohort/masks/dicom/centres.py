"""Contours that were drawn through the centres of a mask's outermost voxels, as some programs turn masks into contours.

By the rule of ``contours`` they hold less than the mask that they were drawn around: of the voxels on the contours half
are outside. The mask cannot be told from the contours of somebody who drew there by hand, so it is told, not mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nodecluster.volume import Array, Floats, Triple

NEAR = 0.1
"""A point this near to a voxel's centre along both axes, in voxels, was meant to lie on it: coordinates are rounded,
some to 0.1 mm. Of points that lie anywhere 4 % are so near; of corners of voxels, half a voxel off, none is."""
SHARE = 0.9
"""So many of the points lie on centres where a program drew them there; holes and smoothing leave some elsewhere."""
_EDGES_AT_ONCE = 512


def through_centres(voxels: Array, start: Triple, by_slice: Mapping[int, Sequence[Floats]]) -> list[str]:
    """Return a remark where contours run through voxels' centres and so lose voxels, or nothing.

    Parameters
    ----------
    voxels : bool, shape (z, y, x), the voxels inside the contours.
    start : index of the first of them, x y z.
    by_slice : the contours of each slice, shape (points, 2), index x y.
    """
    points = np.concatenate([polygon for polygons in by_slice.values() for polygon in polygons])
    if _near(points).mean() < SHARE:
        return []
    whole = voxels.copy()
    for number, polygons in by_slice.items():
        plane = whole[number - start[2]]
        for polygon in polygons:
            for x, y in _centres(polygon):
                plane[y - start[1], x - start[0]] = True
    inside, more = int(np.count_nonzero(voxels)), int(np.count_nonzero(whole))
    if more == inside:
        return []
    return [
        f"drawn through the centres of its outermost voxels, so the node comes out smaller ({inside} voxels; {more} "
        "with those on the contour); use DICOM SEG or a labelmap"
    ]


def _near(points: Floats) -> Array:
    """Return which points lie on voxels' centres, as far as rounding lets them."""
    return np.asarray((np.abs(points - np.round(points)) <= NEAR).all(axis=1))


def _centres(polygon: Floats) -> Iterator[tuple[Array, Array]]:
    """Yield x and y of the voxels' centres that lie on a contour: its points, and those between two of them."""
    ends = np.round(polygon).astype(np.int64)
    on = _near(polygon)
    yield tuple(ends[on].T)
    both = on & np.roll(on, -1)
    start, step = ends[both], (np.roll(ends, -1, axis=0) - ends)[both]
    for first in range(0, len(start), _EDGES_AT_ONCE):
        some = slice(first, first + _EDGES_AT_ONCE)
        pieces = np.gcd(*np.abs(step[some]).T)  # so many centres lie on an edge between two of them, one end counted
        edge = np.repeat(np.arange(len(pieces)), pieces)
        place = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        x, y = (start[some][edge] + place[:, None] * (step[some][edge] // pieces[edge][:, None])).T
        yield x, y
