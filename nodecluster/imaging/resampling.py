"""One node on the 1 mm grid: the HU values inside its mask, as PyRadiomics resamples them from the uncropped CT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from nodecluster.imaging import spline
from nodecluster.imaging.grid import Box, continuous_index, is_resampled, output_grid
from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Array, Floats, Geometry, Point, Triple, Window, bounding_box, cut


@dataclass(frozen=True, eq=False)
class NodeImage:
    """A node ready to be measured.

    Attributes
    ----------
    intensity_hu : shape (z, y, x), cut to the mask's bounding box; 0 outside the mask, which no feature reads.
    mask : bool, the same shape.
    spacing_mm : x, y, z.
    """

    intensity_hu: Array
    mask: Array
    spacing_mm: Point


def reach(box: Box, whole: Geometry) -> tuple[Triple, Triple]:
    """Return first and after-last index (x, y, z) of the part of the CT that a node's intensities depend on."""
    margin = 1 + spline.SUPPORT_VOXELS + spline.MARGIN_VOXELS  # a point may lie half a voxel outside the node
    start = np.maximum(np.asarray(box.start) - margin, 0)
    stop = np.minimum(np.asarray(box.stop) + margin + 1, np.asarray(whole.size))
    return _triple(start), _triple(stop)


def resample_node(ct: Window, node: PlacedMask, spacing_mm: float) -> NodeImage | None:
    """Resample a node: B-spline for the CT, nearest neighbour for the mask.

    Parameters
    ----------
    ct : the part of the CT around the node that ``reach`` tells, or more.
    node : the mask on the CT's grid; it must not touch the CT's border.
    spacing_mm : edge of the new voxels.

    Returns
    -------
    the node, or None where no new voxel falls inside the mask. Where the CT's spacing already is ``spacing_mm``,
    nothing is interpolated, as in PyRadiomics.
    """
    if not is_resampled(ct.geometry, spacing_mm):
        intensity = ct.part(node.box.start, node.box.stop)
        return NodeImage(np.where(node.mask, intensity, 0), node.mask, ct.geometry.spacing_mm)
    grid = output_grid(ct.geometry, node.box, spacing_mm)
    index = continuous_index(grid, ct.geometry)
    mask = _nearest(node, index)
    bounds = bounding_box(mask)
    if bounds is None:
        return None
    mask = cut(mask, *bounds)
    x, y, z = (slice(a, b) for a, b in zip(*bounds, strict=True))
    values = np.zeros(mask.shape, dtype=ct.voxels.dtype)
    values[mask] = spline.as_pixels(_interpolate(ct, index[:, z, y, x][:, mask]), ct.voxels.dtype)
    return NodeImage(values, mask, grid.spacing_mm)


def _nearest(node: PlacedMask, index: Floats) -> Array:
    """Return whether the voxel nearest to each point is in the node; halves are rounded up, as in ITK."""
    nearest = np.floor(index + 0.5).astype(np.intp) - np.asarray(node.box.start).reshape(3, 1, 1, 1)
    size = np.asarray(node.box.size).reshape(3, 1, 1, 1)
    inside = ((nearest >= 0) & (nearest < size)).all(axis=0)
    x, y, z = np.where(inside, nearest, 0)
    return cast("Array", node.mask[z, y, x] & inside)


def _interpolate(ct: Window, index: Floats) -> Floats:
    """Return the spline's values (HU) at continuous indices of shape (3, points), from a crop with its margin."""
    whole = np.asarray(ct.geometry.size)
    base = spline.base_index(index)
    first = np.maximum(base.min(axis=1) - spline.SUPPORT_VOXELS, 0)
    stop = np.minimum(base.max(axis=1) + spline.SUPPORT_VOXELS + 1, whole)
    outer_first = np.maximum(first - spline.MARGIN_VOXELS, 0)
    outer_stop = np.minimum(stop + spline.MARGIN_VOXELS, whole)
    crop = ct.part(_triple(outer_first), _triple(outer_stop))
    x, y, z = (slice(int(a - o), int(b - o)) for a, b, o in zip(first, stop, outer_first, strict=True))
    coefs = spline.coefficients(crop, (z, y, x))
    return spline.interpolate(coefs, _triple(first), ct.geometry.size, index)


def _triple(values: Array) -> Triple:
    return cast("Triple", tuple(int(v) for v in values))
