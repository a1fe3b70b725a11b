"""A mask put onto the CT's grid by where it lies in the patient, never by array index.

A mask file may be cropped or padded against the CT: on the same lattice of voxels that is exact and takes no
interpolation. A mask drawn on another lattice is sampled at the CT's voxels (nearest neighbour), and the change of
volume is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import SimpleITK as sitk

from nodecluster.errors import NodeError
from nodecluster.imaging.grid import Box
from nodecluster.volume import Array, Geometry, Triple, Volume, bounding_box, cut

LATTICE_VOXELS = 0.01
"""A mask whose voxels all lie within this of the CT's, in voxels, is on the CT's lattice: files round coordinates."""
INSIDE_SHARE = 0.95
"""Less of a mask inside the CT means that it is not this CT's; more leaves stray voxels, which are told."""
VOLUME_CHANGE = 0.10
"""Sampling that changes a node's volume by more would change its size features by what tells the groups apart."""

SAME, CROPPED, PADDED, BOTH, TURNED, SAMPLED = "same", "cropped", "padded", "cropped, padded", "turned", "sampled"
GRIDS = (SAME, CROPPED, PADDED, BOTH, TURNED, SAMPLED)
"""How a mask's grid lies to the CT's: the same; on its lattice, covering less of it, going beyond it, or both; on its
lattice with the axes in another order or sense; on another lattice, so that the mask had to be sampled."""


@dataclass(frozen=True, eq=False)
class PlacedMask:
    """A node on the CT's grid.

    Attributes
    ----------
    box : its bounding box.
    mask : bool, shape (z, y, x), what of the box is the node.
    remark : what has to be said of how it came there, or nothing.
    grid : how the mask's own grid lay to the CT's: one of ``GRIDS``.
    """

    box: Box
    mask: Array
    remark: str = ""
    grid: str = ""


@dataclass(frozen=True, eq=False)
class PatientMasks:
    """The nodes of a patient on the grid of the patient's CT: ids and masks."""

    patient_id: str
    ct: Geometry
    nodes: tuple[tuple[str, PlacedMask], ...]


def place(node: Volume, ct: Geometry, grid: Geometry | None = None) -> PlacedMask:
    """Return a node's mask on the CT's grid.

    Parameters
    ----------
    node : the mask, non-zero inside the node, on the grid of its own file (or a crop of it).
    ct : grid of the CT.
    grid : of the whole file, where ``node`` is a crop of it; only to tell how it lies to the CT's.

    Raises
    ------
    NodeError
        the mask is empty, less than 95 % of it lies inside the CT, or sampling it changes its volume by over 10 %.
    """
    bounds = bounding_box(node.voxels)
    if bounds is None:
        raise NodeError("mask", "the mask is empty: no voxel is set", "Draw the node, or remove its file")
    tight = aligned(node.crop(*bounds), ct)
    shift = lattice_shift(tight.geometry, ct)
    if shift is None:
        return replace(_sampled(tight, ct), grid=SAMPLED)
    return replace(_within(tight.voxels != 0, shift, ct), grid=grid_word(grid or node.geometry, ct))


def grid_word(grid: Geometry, ct: Geometry) -> str:
    """Return the word of ``GRIDS`` for a grid on the CT's lattice."""
    steps = np.linalg.solve(ct.matrix(), grid.matrix())  # column: one step of the mask's, in the CT's voxels
    if (np.diag(steps) < 0.5).any():
        return TURNED
    ends = ct.index(grid.point(np.asarray([(0, 0, 0), grid.size]) - [[0], [1]]))
    beyond = np.round([-ends[0], ends[1] - np.asarray(ct.size) + 1])  # voxels outside the CT, at the six sides
    if (beyond < 0).any():
        return BOTH if (beyond > 0).any() else CROPPED
    return PADDED if (beyond > 0).any() else SAME


def aligned(node: Volume, ct: Geometry) -> Volume:
    """Return a volume with its axes in the CT's order and sense, as far as turning by right angles can do it.

    A file may hold the same voxels from right to left, or slice by slice along another axis; that is no other grid.
    """
    steps = np.linalg.solve(ct.matrix(), node.geometry.matrix())  # column: one step of the node, in the CT's voxels
    axes = np.abs(steps).argmax(axis=0)
    if sorted(axes.tolist()) != [0, 1, 2]:
        return node
    image = sitk.PermuteAxes(node.image(), [int(axes.tolist().index(axis)) for axis in range(3)])
    senses = [float(steps[axis, axes.tolist().index(axis)]) < 0 for axis in range(3)]
    return Volume.of(sitk.Flip(image, senses))


def lattice_shift(inner: Geometry, outer: Geometry) -> Triple | None:
    """Return the index in ``outer`` of the first voxel of ``inner``, or None where their voxels do not coincide."""
    corners = inner.corners()
    index = outer.index(inner.point(corners))
    shift = np.round(index[0])
    if np.abs(index - corners - shift).max() > LATTICE_VOXELS:
        return None
    if not np.allclose(np.asarray(inner.direction), np.asarray(outer.direction), atol=LATTICE_VOXELS):
        return None  # a node of one voxel's width hides a turned axis from its corners
    return cast("Triple", tuple(int(v) for v in shift))


def _within(mask: Array, start: Triple, ct: Geometry) -> PlacedMask:
    """Cut a mask, whose first voxel is at index ``start`` of the CT, to the CT."""
    total = int(np.count_nonzero(mask))
    lower = [max(0, -s) for s in start]
    upper = [min(n, size - s) for n, s, size in zip(mask.shape[::-1], start, ct.size, strict=True)]
    inside = cut(mask, lower, np.maximum(lower, upper))
    remark = _left_out(int(np.count_nonzero(inside)), total)
    at = cast("Triple", tuple(s + a for s, a in zip(start, lower, strict=True)))
    return _tight(inside, at, remark)


def _tight(mask: Array, start: Triple, remark: str) -> PlacedMask:
    """Return a mask that is not empty, whose first voxel is at index ``start`` of the CT, cut to its bounding box."""
    first, stop = cast("tuple[Triple, Triple]", bounding_box(mask))
    at = cast("Triple", tuple(s + a for s, a in zip(start, first, strict=True)))
    size = cast("Triple", tuple(b - a for a, b in zip(first, stop, strict=True)))
    return PlacedMask(Box(at, size), cut(mask, first, stop), remark)


def _left_out(inside: int, total: int) -> str:
    """Say how many of a mask's voxels lie outside the CT, if any do.

    Raises
    ------
    NodeError
        fewer than 95 % lie inside.
    """
    if inside < INSIDE_SHARE * total:
        raise NodeError(
            "mask",
            # rounded down, for 94.99 % is not enough
            f"{math.floor(1000 * inside / total) / 10:g} % of the mask lies inside the CT; at least "
            f"{100 * INSIDE_SHARE:.0f} % is needed",
            "Check that the mask was drawn on this CT and exported with its position",
        )
    left_out = f"{total - inside} of the mask's {total} voxels lie outside the CT; they were left out"
    return left_out if inside < total else ""


def _sampled(node: Volume, ct: Geometry) -> PlacedMask:
    """Sample a mask of another lattice at the CT's voxels, nearest neighbour, and tell the change of volume."""
    inside, total = _count_inside(node, ct), int(np.count_nonzero(node.voxels))
    left_out = _left_out(inside, total)
    index = ct.index(node.geometry.point(node.geometry.corners(rim=0.5)))
    start = np.maximum(np.floor(index.min(axis=0)).astype(int), 0)
    stop = np.minimum(np.ceil(index.max(axis=0)).astype(int) + 1, np.asarray(ct.size))
    mask = _at_voxels(node, ct.crop(cast("Triple", tuple(start.tolist())), cast("Triple", tuple(stop.tolist()))))
    before = inside * float(np.prod(node.geometry.spacing_mm))  # what lies outside is no loss of the sampling
    change = np.count_nonzero(mask) * float(np.prod(ct.spacing_mm)) / before - 1
    if not mask.any() or abs(change) > VOLUME_CHANGE:
        raise NodeError(
            "mask",
            f"the mask is on another grid than the CT, and putting it onto the CT's changes its volume by "
            f"{100 * change:+.0f} % (at most {100 * VOLUME_CHANGE:.0f} % is accepted)",
            "Export the segmentation from 3D Slicer with the CT as reference volume",
        )
    remark = (f"the mask is on another grid than the CT; it was sampled at the CT's voxels (nearest neighbour), "
              f"which changed its volume by {100 * change:+.1f} %")  # fmt: skip
    remark = "; ".join(filter(None, [remark, left_out]))
    return _tight(mask, cast("Triple", tuple(start.tolist())), remark)


def _count_inside(node: Volume, ct: Geometry) -> int:
    """Return how many of a mask's voxels have their centre inside the CT; a slice at a time, as a mask may be large."""
    count = 0
    for z, layer in enumerate(node.voxels):
        y, x = np.nonzero(layer)
        index = ct.index(node.geometry.point(np.column_stack([x, y, np.full(len(x), z)])))
        count += int(((index >= -0.5) & (index < np.asarray(ct.size) - 0.5)).all(axis=1).sum())
    return count


def _at_voxels(node: Volume, grid: Geometry) -> Array:
    """Return a mask (bool) at the voxels of another grid, nearest neighbour."""
    binary, target = Volume(node.voxels != 0, node.geometry).image(), grid.probe()
    image = sitk.Resample(
        binary, grid.size, sitk.Transform(), sitk.sitkNearestNeighbor, target.GetOrigin(), target.GetSpacing(),
        target.GetDirection(), 0, sitk.sitkUInt8,
    )  # fmt: skip
    return cast("Array", sitk.GetArrayFromImage(image) != 0)
