"""The patient's body around the nodes, as coarse as the atlas needs it: gathered while the CT goes by slab by slab."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import cast

import numpy as np
import SimpleITK as sitk

from nodecluster.imaging.shape import Extent, Shape, cells, extent_mm, sampled
from nodecluster.imaging.sides import BODY_HU
from nodecluster.volume import Array, Geometry, Point, Triple

_SEEN_MM, _SEEN_VOXELS = 7.0, 60
"""Of the CT's voxels, about one in so many millimetres is looked at, fine enough to leave a table behind; of a small CT
so many along its longest side."""
_MOST_CELLS = 12_000
"""Of a body's shape, 1.5 kB: in steps of 12 to 16 mm for a chest, and larger ones for a longer CT."""
_COARSER = 1.05


class BodyWatcher:
    """The CT's voxels that are body, on a grid of at most about 7 mm."""

    def __init__(self, ct: Geometry) -> None:
        """Choose which voxels to look at; the CT's axes may lie in any order and sense."""
        self._ct = ct
        longest = max(n * mm for n, mm in zip(ct.size, ct.spacing_mm, strict=True))
        seen = min(_SEEN_MM, longest / _SEEN_VOXELS)
        self._strides = cast("Triple", tuple(max(1, round(seen / mm)) for mm in ct.spacing_mm))
        self._slabs: list[Array] = []
        self._seen = 0

    def add(self, slab: Array) -> None:
        """Take the next slices (slices, y, x) of the CT."""
        x, y, z = self._strides
        part = slab[-self._seen % z :: z, ::y, ::x]
        if part.size:
            self._slabs.append(part > BODY_HU)
        self._seen += len(slab)

    def shape(self) -> Shape | None:
        """Return the body without table and with its lungs filled; None where there is none."""
        body = np.concatenate(self._slabs) if self._slabs else np.zeros((0, 1, 1), np.bool_)
        if not body.any():
            return None
        body = _without_sheets(_filled(_largest(body), 2 - self._ct.patient_axes()[2]))
        spacing = tuple(mm * n for mm, n in zip(self._ct.spacing_mm, self._strides, strict=True))
        x, y, z = (int(n) for n in body.shape[::-1])
        grid = replace(self._ct, size=(x, y, z), spacing_mm=cast("Point", spacing))
        extent = extent_mm(body, grid)
        return sampled(body, grid, extent, _step_mm(extent, min(spacing)))


def _largest(body: Array) -> Array:
    """Return the largest part of a mask; what touches it at an edge or corner only, as a table may, is another."""
    parts = sitk.ConnectedComponent(sitk.GetImageFromArray(body.astype(np.uint8)))
    labels = sitk.GetArrayFromImage(parts)
    return cast("Array", labels == np.bincount(labels[body]).argmax())


def _filled(body: Array, axis: int) -> Array:
    """Return a mask with the holes filled in each slice across an axis of the array: lungs, airways, bowel.

    The slices are laid out in one plane with a rim of nothing around each, so that everything outside hangs together.
    """
    slices = np.pad(np.moveaxis(body, axis, 0), ((0, 0), (1, 1), (1, 1)))
    n, rows, columns = slices.shape
    empty = sitk.GetImageFromArray((~slices).reshape(n * rows, columns).astype(np.uint8))
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(empty)).reshape(slices.shape)
    return np.moveaxis((labels != labels[0, 0, 0])[:, 1:-1, 1:-1], 0, axis)


def _without_sheets(body: Array) -> Array:
    """Return the largest part of a mask without what is one or two voxels thin, as the mattress under the patient."""
    core = cast("Array", _shifted(body).all(axis=0))
    return _largest(cast("Array", _shifted(core).any(axis=0)) & body) if core.any() else body


def _shifted(mask: Array) -> Array:
    """Return a mask, and its six neighbours' for each voxel; past the edge a mask goes on as it ends there."""
    padded = np.pad(mask, 1, mode="edge")
    z, y, x = mask.shape
    steps = [(0, 1, 1), (2, 1, 1), (1, 0, 1), (1, 2, 1), (1, 1, 0), (1, 1, 2)]
    return np.stack([mask, *(padded[k : k + z, j : j + y, i : i + x] for k, j, i in steps)])


def _step_mm(extent: Extent, least: float) -> float:
    """Return the least step, in millimetres, that gives no more voxels than are kept."""
    step = least
    while prod(cells(extent, step)) > _MOST_CELLS:
        step *= _COARSER
    return step
