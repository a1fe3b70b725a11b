"""The grid that PyRadiomics would lay over the uncropped image, and where its points fall in that image.

PyRadiomics lays its isotropic grid from the corner of the image that it is given, so the grid of a crop is shifted by
a fraction of a voxel against that of the whole CT, and features move with it. Here the grid is computed from the
geometry of the whole CT, and only the points around a node are visited.

The arithmetic repeats that of ITK's ``ResampleImageFilter`` operation by operation. It has to: a grid point may fall
exactly between two voxels (0.7 and 0.9 mm pixels do so), where the last bit decides which voxel is nearest, and ITK
truncates resampled integers, so that the last bit decides between 70 and 69 HU where a point falls on a voxel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from nodecluster.volume import Floats, Geometry, Point, Triple

PAD_VOXELS = 5
"""PyRadiomics' ``padDistance``: the grid reaches this far beyond the node. It is part of the grid's arithmetic."""


@dataclass(frozen=True)
class Box:
    """The smallest box around a node: first index and size in voxels, x, y, z."""

    start: Triple
    size: Triple

    @property
    def stop(self) -> Triple:
        """The index after the last, x, y, z."""
        return cast("Triple", tuple(a + n for a, n in zip(self.start, self.size, strict=True)))


def is_resampled(whole: Geometry, spacing_mm: float) -> bool:
    """Tell whether PyRadiomics would resample at all: it does not where the spacing already agrees."""
    return not np.allclose(whole.spacing_mm, spacing_mm)


def output_grid(whole: Geometry, box: Box, spacing_mm: float) -> Geometry:
    """Return the part of the uncropped image's isotropic grid that covers a node.

    Parameters
    ----------
    whole : grid of the uncropped CT, on which the mask lies too.
    box : the node's bounding box on it.
    spacing_mm : edge of the new voxels.

    Source: ``radiomics.imageoperations.resampleImage`` of PyRadiomics 3.0.1.
    """
    old = np.asarray(whole.spacing_mm)
    new = np.full(3, float(spacing_mm))
    ratio = old / new
    start, size = np.asarray(box.start), np.asarray(box.size)
    lower = np.floor((start - 0.5) * ratio - PAD_VOXELS)
    upper = np.ceil((start + size - 0.5) * ratio + PAD_VOXELS)
    last = np.ceil(np.asarray(whole.size) * ratio) - 1
    lower = np.where(lower < 0, 0, lower)
    upper = np.where(upper > last, last, upper)
    first_index = 0.5 * (new - old) / old + lower / ratio
    origin = whole.probe().TransformContinuousIndexToPhysicalPoint(first_index.tolist())
    extent = cast("Triple", tuple(int(n) for n in upper - lower + 1))
    return Geometry(extent, cast("Point", tuple(new.tolist())), origin, whole.direction)


def continuous_index(grid: Geometry, whole: Geometry) -> Floats:
    """Return where the points of ``grid`` fall in ``whole``, to the last bit as ITK computes it.

    Returns
    -------
    array of shape (3, z, y, x): the continuous x, y and z index of each grid point. ITK computes the two ends of each
    row of the output and interpolates between them.

    Source: ``ResampleImageFilter::LinearThreadedGenerateData`` and ``ImageBase`` of ITK 5.
    """
    nx, ny, nz = grid.size
    y, z = np.meshgrid(np.arange(ny, dtype=np.float64), np.arange(nz, dtype=np.float64))
    ends = [_index_of(grid, whole, np.stack([np.full_like(y, x), y, z])) for x in (0.0, float(nx))]
    along = np.arange(nx, dtype=np.float64) / float(nx)
    return ends[0][..., None] + along * (ends[1] - ends[0])[..., None]


def _index_of(grid: Geometry, whole: Geometry, index: Floats) -> Floats:
    """Return the continuous index in ``whole`` of an index of ``grid``; both of shape (3, ...), x y z."""
    to_point, to_index = grid.matrix(), _point_to_index(whole)
    point = [
        grid.origin_mm[i] + to_point[i, 0] * index[0] + to_point[i, 1] * index[1] + to_point[i, 2] * index[2]
        for i in range(3)
    ]
    offset = [point[i] - whole.origin_mm[i] for i in range(3)]
    return np.stack(
        [to_index[i, 0] * offset[0] + to_index[i, 1] * offset[1] + to_index[i, 2] * offset[2] for i in range(3)]
    )


def _point_to_index(whole: Geometry) -> Floats:
    """Return ITK's own 3 x 3 inverse of direction times spacing; NumPy's may differ in the last bit."""
    at_zero = Geometry((1, 1, 1), whole.spacing_mm, (0.0, 0.0, 0.0), whole.direction).probe()
    columns = [at_zero.TransformPhysicalPointToContinuousIndex(axis) for axis in np.eye(3).tolist()]
    return np.asarray(columns, dtype=np.float64).T
