"""The scanner: the grid of a crop, the blur of its optics and slices, its correlated noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy import ndimage, spatial

from nodecluster.volume import IDENTITY, Array, Floats, Geometry, Point

SLICES_MM = (1.0, 1.25, 1.5, 2.0, 2.5)
FIELDS_OF_VIEW_MM = tuple(range(360, 461, 10))
MATRIX = 512
DEPTH_MM = 46.0
SLICE_BLUR = 0.29
"""In slices: the standard deviation of a box as wide as one."""


@dataclass(frozen=True)
class Scanner:
    """One patient's scan: where its crop lies, blur within a slice (mm) and noise (HU), as standard deviations."""

    geometry: Geometry
    blur_mm: float
    noise_hu: float


def draw_scanner(rng: np.random.Generator) -> Scanner:
    """Draw a scan: pixels of 0.70-0.90 mm, slices of 1-2.5 mm, one crop in three tilted by 3 to 12 degrees."""
    pixel = float(rng.choice(FIELDS_OF_VIEW_MM)) / MATRIX
    thickness = float(rng.choice(SLICES_MM))
    across = int(rng.integers(72, 81)), int(rng.integers(72, 81))
    tilted = rng.random() < 1 / 3
    origin = np.round(rng.uniform((60, -60, -400), (140, 20, -100)), 1)
    geometry = Geometry(
        size=(*across, round(DEPTH_MM / thickness)),
        spacing_mm=(pixel, pixel, thickness),
        origin_mm=cast("Point", tuple(float(v) for v in origin)),
        direction=_tilt(rng) if tilted else IDENTITY,
    )
    return Scanner(geometry, blur_mm=rng.uniform(0.55, 0.8), noise_hu=rng.uniform(10, 15))


def coordinates(geometry: Geometry) -> tuple[Floats, Floats, Floats]:
    """Return x, y, z in mm from the crop's centre along its own axes, as arrays that broadcast to (z, y, x)."""
    x, y, z = (
        np.arange(-(count - 1) / 2, count / 2, dtype=np.float64) * step
        for count, step in zip(geometry.size, geometry.spacing_mm, strict=True)
    )
    return x[None, None, :], y[None, :, None], z[:, None, None]


def scan(tissue_hu: Floats, scanner: Scanner, rng: np.random.Generator) -> Array:
    """Return the CT, int16 HU of shape (z, y, x), of a tissue field of that shape.

    The reconstruction kernel blurs within a slice, as a Gaussian; a slice blurs across by its thickness. Noise is
    Gaussian and correlated between neighbouring pixels, as filtered back-projection leaves it.
    """
    pixel = scanner.geometry.spacing_mm[0]
    in_plane = scanner.blur_mm / pixel
    blurred = ndimage.gaussian_filter(tissue_hu, (SLICE_BLUR, in_plane, in_plane), mode="nearest")
    noise = ndimage.gaussian_filter(rng.standard_normal(tissue_hu.shape), (0.3, 0.6, 0.6), mode="wrap")
    values = blurred + noise * (scanner.noise_hu / noise.std())
    return cast("Array", np.clip(np.rint(values), -1024, 3071).astype(np.int16))


def _tilt(rng: np.random.Generator) -> tuple[float, ...]:
    """Return the direction cosines of a grid turned by 3 to 12 degrees about any axis."""
    axis = rng.standard_normal(3)
    angle = np.radians(rng.uniform(3, 12))
    matrix = spatial.transform.Rotation.from_rotvec(axis / np.linalg.norm(axis) * angle).as_matrix()
    return tuple(float(v) for v in matrix.ravel())
