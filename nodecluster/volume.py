"""A located array: voxels, spacing, origin, direction. The one type that readers make and imaging takes.

Geometry follows ITK: sizes, indices, spacing and origin in the order x, y, z; physical points in millimetres, LPS
(x to the patient's left, y to the back, z to the head); ``direction`` is the 3 x 3 cosine matrix, row by row. Arrays
are in NumPy's order, (z, y, x).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import SimpleITK as sitk

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Triple = tuple[int, int, int]
Point = tuple[float, float, float]
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
AXES = ("x", "y", "z (slices)")
"""An array's axes in words, in the order of indices."""


def cut(voxels: Array, start: Iterable[int], stop: Iterable[int]) -> Array:
    """Return the part of an array (z, y, x) from index ``start`` to before ``stop`` (x, y, z), as a view."""
    x, y, z = (slice(int(a), int(b)) for a, b in zip(start, stop, strict=True))
    return voxels[z, y, x]


def bounding_box(mask: Array) -> tuple[Triple, Triple] | None:
    """Return first and after-last index (x, y, z) of the non-zero voxels of an array (z, y, x); None if all are 0."""
    z = np.flatnonzero(mask.any(axis=(1, 2)))
    if not z.size:
        return None
    slab = mask[z[0] : z[-1] + 1]
    y, x = np.flatnonzero(slab.any(axis=(0, 2))), np.flatnonzero(slab.any(axis=(0, 1)))
    return (int(x[0]), int(y[0]), int(z[0])), (int(x[-1]) + 1, int(y[-1]) + 1, int(z[-1]) + 1)


@dataclass(frozen=True)
class Geometry:
    """Where a grid of voxels lies: size in voxels, spacing and origin in mm, direction cosines."""

    size: Triple
    spacing_mm: Point
    origin_mm: Point = (0.0, 0.0, 0.0)
    direction: tuple[float, ...] = IDENTITY

    def matrix(self) -> Floats:
        """Return the 3 x 3 matrix that takes an index step to millimetres: direction times spacing."""
        return cast("Floats", self.cosines() * np.asarray(self.spacing_mm))

    def cosines(self) -> Floats:
        """Return the direction as a 3 x 3 matrix: a row an axis of the patient, a column an axis of the grid."""
        return np.asarray(self.direction, dtype=np.float64).reshape(3, 3)

    def patient_axes(self) -> Triple:
        """Return the grid's axes (0, 1, 2 for x, y, z) that lie nearest to the patient's (LPS), each taken once."""
        sizes = np.abs(self.cosines())
        orders = itertools.permutations(range(3))
        return cast("Triple", max(orders, key=lambda axes: sum(sizes[i, axis] for i, axis in enumerate(axes))))

    def corners(self, rim: float = 0.0) -> Floats:
        """Return the indices (shape (8, 3), x y z) of the eight corner voxels, or of points ``rim`` voxels outside."""
        return np.asarray(list(itertools.product(*((-rim, n - 1 + rim) for n in self.size))), dtype=np.float64)

    def point(self, index: npt.ArrayLike) -> Floats:
        """Return the physical points (mm, shape (..., 3)) of indices (shape (..., 3), x y z)."""
        points = np.asarray(index, dtype=np.float64) @ self.matrix().T + np.asarray(self.origin_mm)
        return cast("Floats", points)

    def index(self, point_mm: npt.ArrayLike) -> Floats:
        """Return the continuous indices (shape (..., 3), x y z) of physical points (mm, shape (..., 3))."""
        offset = np.asarray(point_mm, dtype=np.float64) - np.asarray(self.origin_mm)
        return cast("Floats", np.linalg.solve(self.matrix(), offset.reshape(-1, 3).T).T.reshape(offset.shape))

    def crop(self, start: Triple, stop: Triple) -> Geometry:
        """Return the grid of the part from index ``start`` to before index ``stop`` (x, y, z)."""
        size = cast("Triple", tuple(b - a for a, b in zip(start, stop, strict=True)))
        origin = cast("Point", tuple(float(v) for v in self.point(start)))
        return Geometry(size, self.spacing_mm, origin, self.direction)

    def probe(self) -> sitk.Image:
        """Return a one-voxel ITK image of this origin, spacing and direction, to ask ITK for its own arithmetic."""
        return self.locate(sitk.Image(1, 1, 1, sitk.sitkUInt8))

    def locate(self, image: sitk.Image) -> sitk.Image:
        """Give ``image`` this origin, spacing and direction, and return it."""
        image.SetOrigin(self.origin_mm)
        image.SetSpacing(self.spacing_mm)
        image.SetDirection(self.direction)
        return image

    @classmethod
    def of(cls, image: Any) -> Geometry:
        """Return the geometry of an ITK image, or of an ITK reader that has read a header."""
        return cls(
            cast("Triple", tuple(int(n) for n in image.GetSize())),
            cast("Point", tuple(image.GetSpacing())),
            cast("Point", tuple(image.GetOrigin())),
            tuple(image.GetDirection()),
        )


@dataclass(frozen=True, eq=False)
class Volume:
    """A located array.

    Attributes
    ----------
    voxels : array of shape (z, y, x), of the type that the file holds.
    geometry : where it lies.

    Raises
    ------
    ValueError
        the array's shape is not the geometry's.
    """

    voxels: Array
    geometry: Geometry

    def __post_init__(self) -> None:
        """Refuse an array that does not fill its grid."""
        if self.voxels.shape != self.geometry.size[::-1]:
            raise ValueError(f"voxels of shape {self.voxels.shape} on a grid of size {self.geometry.size} (x, y, z)")

    def crop(self, start: Triple, stop: Triple) -> Volume:
        """Return the part from index ``start`` to before index ``stop`` (x, y, z), as a view in its place."""
        return Volume(cut(self.voxels, start, stop), self.geometry.crop(start, stop))

    def image(self) -> sitk.Image:
        """Return the volume as an ITK image (the voxels are copied)."""
        voxels = self.voxels.astype(np.uint8) if self.voxels.dtype == np.bool_ else self.voxels
        return self.geometry.locate(sitk.GetImageFromArray(np.ascontiguousarray(voxels)))

    @classmethod
    def of(cls, image: sitk.Image) -> Volume:
        """Return an ITK image as a volume."""
        return cls(sitk.GetArrayFromImage(image), Geometry.of(image))


@dataclass(frozen=True, eq=False)
class Window:
    """A part of a volume that is asked by the indices of the whole.

    Attributes
    ----------
    voxels : shape (z, y, x), the part.
    start : index of its first voxel in the whole, x, y, z.
    geometry : of the whole.
    """

    voxels: Array
    start: Triple
    geometry: Geometry

    def part(self, start: Triple, stop: Triple) -> Array:
        """Return the voxels (z, y, x) from index ``start`` to before ``stop`` of the whole, as a view.

        Raises
        ------
        ValueError
            the window does not hold them all.
        """
        lower = [a - o for a, o in zip(start, self.start, strict=True)]
        upper = [b - o for b, o in zip(stop, self.start, strict=True)]
        if min(lower) < 0 or any(b > n for b, n in zip(upper, self.voxels.shape[::-1], strict=True)):
            raise ValueError(f"voxels {start} to {stop} are not in a window from {self.start}")
        return cut(self.voxels, lower, upper)
