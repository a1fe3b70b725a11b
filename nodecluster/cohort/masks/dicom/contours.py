"""Closed contours on the slices of a CT, and the voxels that they hold.

**The rule.** A voxel belongs to the node where its centre lies inside the contours of its slice, even-odd: inside an
odd number of them, so that a contour within another is a hole. A centre on a contour counts as inside where the
contour's inside is on its side of higher column index (of higher row index, on a contour along a row), and as outside
otherwise. Each contour stands for one slice of the CT, its whole thickness and no more; nothing is filled in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import cast

import numpy as np

from nodecluster.cohort.masks.dicom.centres import through_centres
from nodecluster.cohort.masks.dicom.polygons import inside
from nodecluster.cohort.masks.dicom.repeated import without_repeats
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Floats, Geometry, Triple, Volume

SLICE_TOLERANCE = 0.05
"""How far a contour may lie off its slice, as a share of the slices' step: coordinates are decimal strings that
programs round, some to 0.1 mm, and half of that is this much of a step of 1 mm. No other slice can be meant."""
ON_CENTRE = 0.01
"""A coordinate within this of a voxel's centre, in voxels, is on it: rounding must not decide which side it is on."""
RULE = (
    "a voxel is the node's where its centre lies inside the contours of its slice (even-odd: a contour within another "
    "is a hole); a centre on a contour is in where the inside is on its higher-column side; slices between are not "
    "filled in"
)
"""The rule in words, for ``run.json`` and the report."""
BEYOND = 0.25
"""How far contours may reach beyond the CT, as a share of its size: what is outside counts against the node, and the
memory that it takes has to have a bound."""
_MOST_PAIRED = 50


def fill(contours: Sequence[Floats], ct: Geometry) -> tuple[Volume, str]:
    """Return the voxels inside contours, on the CT's lattice and where need be beyond its border, and a remark.

    Parameters
    ----------
    contours : each of shape (points, 3), at least three points, LPS mm; the last is joined to the first.
    ct : grid of the CT, in whatever sense its axes run.

    Raises
    ------
    NodeError
        contours lie between the CT's slices, far outside the CT, only on every so manyth slice, or hold no voxel.
    """
    index = [ct.index(contour) for contour in contours]
    slices = _slices(index, contours, ct)
    remarks = _gaps(slices)
    by_slice: dict[int, list[Floats]] = defaultdict(list)
    for number, points in zip(slices, index, strict=True):
        by_slice[number].append(_snapped(points[:, :2]))
    remarks += _drop_repeated(by_slice)
    flat = np.concatenate([polygon for polygons in by_slice.values() for polygon in polygons])
    least, most = np.floor(flat.min(axis=0)).astype(int), np.ceil(flat.max(axis=0)).astype(int)
    start: Triple = (int(least[0]), int(least[1]), min(slices))
    stop: Triple = (int(most[0]) + 1, int(most[1]) + 1, max(slices) + 1)
    voxels = np.zeros(tuple(b - a for a, b in zip(start, stop, strict=True))[::-1], dtype=np.bool_)
    empty = crossed = 0
    for number, polygons in by_slice.items():
        plane = voxels[number - start[2]]
        crossed += _draw(plane, [polygon - start[:2] for polygon in polygons])
        empty += not plane.any()
    if not voxels.any():
        reason = "no voxel's centre lies inside the contours"
        raise NodeError("mask", reason, "The contours are smaller than the CT's voxels; draw the node larger")
    if empty:
        remarks.append(f"on {empty} of {len(by_slice)} slices the contours hold no voxel's centre")
    if crossed:
        remarks.append(
            f"on {crossed} of {len(by_slice)} slices contours cross each other; where two overlap is outside"
        )
    remarks += through_centres(voxels, start, by_slice)
    return Volume(voxels, ct.crop(start, stop)), "; ".join(remarks)


def _slices(index: Sequence[Floats], contours: Sequence[Floats], ct: Geometry) -> list[int]:
    """Return the index of the slice that each contour lies on; all of a contour has to lie on one."""
    lower = np.asarray([points.min(axis=0) for points in index])
    upper = np.asarray([points.max(axis=0) for points in index])
    size = np.asarray(ct.size)
    room = BEYOND * size + ON_CENTRE  # the last digit of a coordinate decides nothing
    if (lower < -room).any() or (upper > size + room).any():
        remedy = "Check that the contours were drawn on this CT"
        raise NodeError("mask", "the contours lie far outside the CT", remedy)
    slices = np.round((lower[:, 2] + upper[:, 2]) / 2)
    off = np.maximum(np.abs(lower[:, 2] - slices), np.abs(upper[:, 2] - slices))
    wrong = np.flatnonzero(off > SLICE_TOLERANCE)
    if wrong.size:
        low, high = lower[wrong[0], 2], upper[wrong[0], 2]
        span = (
            f"at slice {low + 1:.2f}" if high - low < SLICE_TOLERANCE else f"from slice {low + 1:.2f} to {high + 1:.2f}"
        )
        x, y, z = contours[int(wrong[0])].mean(axis=0)
        raise NodeError(
            "mask",
            f"{wrong.size} of the {len(contours)} contours do not lie on a slice of the CT; the first lies {span} of "
            f"{ct.size[2]}, around ({x:.2f}, {y:.2f}, {z:.2f}) mm (within {SLICE_TOLERANCE:g} of a slice is accepted)",
            "Give the CT that the contours were drawn on, or export the node as a mask on this CT",
        )
    return [int(number) for number in slices]


def _gaps(slices: Sequence[int]) -> list[str]:
    """Return a remark where slices between are without a contour; refuse contours that have no neighbours at all."""
    used = np.unique(slices)
    gaps = np.diff(used)
    if not gaps.size or gaps.max() == 1:
        return []
    if gaps.min() > 1:
        reason = f"the contours lie {int(gaps.min())} slices apart at the nearest: they were drawn on thicker slices"
        remedy = "Give the CT that the contours were drawn on, or draw the slices between"
        raise NodeError("mask", reason, remedy)
    missing = int((gaps - 1).sum())
    return [f"no contour on {missing} slice{'s' * (missing > 1)} between its first and its last; not interpolated"]


def _snapped(points: Floats) -> Floats:
    """Return coordinates with those that are within rounding of a voxel's centre on it."""
    whole = np.round(points)
    return cast("Floats", np.where(np.abs(points - whole) <= ON_CENTRE, whole, points))


def _drop_repeated(by_slice: dict[int, list[Floats]]) -> list[str]:
    """Keep one of contours that are the same, and return a remark where there were some."""
    given = sum(map(len, by_slice.values()))
    by_slice |= {number: without_repeats(polygons) for number, polygons in by_slice.items()}
    dropped = given - sum(map(len, by_slice.values()))
    return [f"{dropped} contour{'s' * (dropped > 1)} given twice and taken once"] if dropped else []


def _draw(plane: Array, polygons: Sequence[Floats]) -> bool:
    """Draw contours into a slice, even-odd, and return whether two of them cross, neither being inside the other."""
    drawn: list[tuple[Array, Array]] = []
    for polygon in polygons:
        least = np.floor(polygon.min(axis=0)).astype(int)
        columns, rows = np.ceil(polygon.max(axis=0)).astype(int) - least + 1
        mask = inside(polygon - least, (int(rows), int(columns)))
        plane[least[1] : least[1] + rows, least[0] : least[0] + columns] ^= mask
        if len(drawn) < _MOST_PAIRED:  # each is compared with each
            drawn.append((least, mask))
    pairs = combinations(drawn, 2)
    return any(_cross(*first, *second) for first, second in pairs)


def _cross(at: Array, mask: Array, other_at: Array, other: Array) -> bool:
    """Return whether two parts of a plane overlap, neither being all inside the other; corners are given as x, y."""
    start = np.maximum(at, other_at)
    stop = np.minimum(at + mask.shape[::-1], other_at + other.shape[::-1])
    if (stop <= start).any():
        return False
    (x0, y0), (x1, y1) = start - at, stop - at
    (u0, v0), (u1, v1) = start - other_at, stop - other_at
    both = int(np.count_nonzero(mask[y0:y1, x0:x1] & other[v0:v1, u0:u1]))
    return 0 < both < min(int(np.count_nonzero(mask)), int(np.count_nonzero(other)))
