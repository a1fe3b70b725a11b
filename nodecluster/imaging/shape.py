"""Where in the patient a node or the body lies, as voxels along the patient's own axes: what the atlas draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import cast

import numpy as np

from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Array, Floats, Geometry, Point, Triple

_LEAST_STEP_MM = 1.0
_STEPS = 20
"""Along a node's longest side: a surface through so many voxels looks smooth, and thousands fit into one page."""
Extent = tuple[Floats, Floats]
"""The least and the greatest x, y, z in mm, LPS."""

_RIM = 2  # voxels of nothing around a mask, so that the border is interpolated as any other place


@dataclass(frozen=True)
class Shape:
    """A mask on a coarse grid along the patient's axes (LPS: x to the left, y to the back, z to the head).

    Attributes
    ----------
    origin_mm : centre of the first voxel, x y z.
    step_mm : edge of a voxel; the grid is isotropic.
    size : voxels along x, y, z.
    bits : the mask, packed (``numpy.packbits``) in the order of an array (z, y, x); the outermost voxels are empty.
    """

    origin_mm: Point
    step_mm: float
    size: Triple
    bits: bytes

    @classmethod
    def of(cls, mask: Array, origin_mm: Point, step_mm: float) -> Shape:
        """Pack a mask, bool, shape (z, y, x)."""
        x, y, z = (int(n) for n in mask.shape[::-1])
        return cls(origin_mm, step_mm, (x, y, z), np.packbits(mask).tobytes())

    def mask(self) -> Array:
        """Return the mask, bool, shape (z, y, x)."""
        x, y, z = self.size
        bits = np.unpackbits(np.frombuffer(self.bits, np.uint8), count=x * y * z)
        return bits.reshape(z, y, x).astype(np.bool_)


def node_shape(node: PlacedMask, ct: Geometry) -> Shape:
    """Return a node's shape, in steps of a 20th of its longest side and at least 1 mm.

    Parameters
    ----------
    node : the mask on the CT's grid.
    ct : the grid, however its axes lie in the patient.
    """
    grid = ct.crop(node.box.start, node.box.stop)
    extent = extent_mm(node.mask, grid)
    return sampled(node.mask, grid, extent, max(_LEAST_STEP_MM, float((extent[1] - extent[0]).max()) / _STEPS))


def extent_mm(mask: Array, grid: Geometry) -> Extent:
    """Return the extent of a mask (bool, shape (z, y, x), not empty) to the edges of its voxels."""
    z, y = np.nonzero(mask.any(axis=2))
    rows = mask[z, y]
    ends = rows.argmax(axis=1), rows.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)  # no voxel between lies further out
    points = grid.point(np.concatenate([np.column_stack([x, y, z]) for x in ends]))
    half = np.abs(grid.matrix()).sum(axis=1) / 2
    return points.min(axis=0) - half, points.max(axis=0) + half


def cells(extent: Extent, step_mm: float) -> Triple:
    """Return how many steps x, y and z take, with an empty one at each end."""
    steps = np.ceil((extent[1] - extent[0]) / step_mm - 1e-6)  # which is no step of its own
    return cast("Triple", tuple(int(n) + 2 for n in steps))


def sampled(mask: Array, grid: Geometry, extent: Extent, step_mm: float) -> Shape:
    """Return a mask on a grid along the patient's axes: what is at least half inside between its own voxels.

    Parameters
    ----------
    mask : bool, shape (z, y, x), with at least one voxel.
    grid : where it lies.
    extent : of the mask.
    step_mm : edge of the new voxels.
    """
    size = cells(extent, step_mm)
    origin = (extent[0] + extent[1]) / 2 - (np.asarray(size) - 1) / 2 * step_mm
    x, y, z = (origin[axis] + step_mm * np.arange(size[axis]) for axis in range(3))
    points = np.stack(np.meshgrid(z, y, x, indexing="ij")[::-1], axis=-1)
    found = _linear(mask, grid.index(points)) >= 0.5
    if not found.any():  # thinner than a step everywhere: the voxels in which the mask's own lie
        inside = grid.point(np.argwhere(mask)[:, ::-1])
        found[tuple(np.rint((inside - origin) / step_mm).astype(np.intp).T[::-1])] = True
    return Shape.of(found, cast("Point", tuple(origin.tolist())), step_mm)


def _linear(mask: Array, index: Floats) -> Floats:
    """Return a mask between its voxels, 0 to 1, at continuous indices of shape (..., 3), x y z; 0 outside."""
    padded = np.pad(mask, _RIM).astype(np.float32)
    top = np.asarray(padded.shape[::-1]) - 1.001
    at = np.clip(index + _RIM, 0, top)
    base = np.floor(at).astype(np.intp)
    share = at - base
    total = np.zeros(index.shape[:-1])
    for corner in product((0, 1), repeat=3):
        weight = np.where(corner, share, 1 - share).prod(axis=-1)
        x, y, z = (base[..., axis] + corner[axis] for axis in range(3))
        total += weight * padded[z, y, x]
    return cast("Floats", total)
