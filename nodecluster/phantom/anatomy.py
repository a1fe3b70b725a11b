"""The axilla around the nodes: fat with its texture, muscles, vessels, skin and the air outside.

Axes are the crop's, in mm from its centre: x to the side, y to the back, z to the head (a left axilla). Tissue is
composed with soft edges, so that the scanner's blur meets no staircase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy import ndimage

from nodecluster.volume import Floats

FAT_HU = -100.0
MUSCLE_HU = 55.0
SKIN_HU = 30.0
AIR_HU = -1000.0
EDGE_MM = 0.4
"""Width of the soft edge between tissues."""

Axes = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Axilla:
    """The tissue without nodes: ``tissue_hu`` and ``fat`` (share of each voxel, 0 to 1), both of shape (z, y, x)."""

    tissue_hu: Floats
    fat: Floats


def inside(distance_mm: Floats, edge_mm: float = EDGE_MM) -> Floats:
    """Return the share, 0 to 1, of a voxel inside a surface, from its signed distance (negative is inside)."""
    return 0.5 - 0.5 * np.tanh(distance_mm / edge_mm)


def correlated(shape: tuple[int, ...], sigma: tuple[float, ...], rng: np.random.Generator) -> Floats:
    """Return Gaussian noise of unit variance, smoothed over ``sigma`` voxels along each axis."""
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), sigma, mode="wrap")
    return cast("Floats", noise / noise.std())


def draw_axilla(axes: Axes, spacing_mm: tuple[float, float, float], rng: np.random.Generator) -> Axilla:
    """Draw the tissue around the nodes of one patient on the grid of ``axes``."""
    shape = np.broadcast_shapes(*(axis.shape for axis in axes))
    sigma = tuple(2.0 / step for step in spacing_mm[::-1])
    tissue = FAT_HU + 7 * correlated(shape, sigma, rng)
    fat = np.ones(shape)
    layers: list[tuple[Floats, float | Floats]] = [(_muscles(axes, rng), MUSCLE_HU + 5 * correlated(shape, sigma, rng))]
    layers += [(vessel, rng.uniform(150, 200)) for vessel in _vessels(axes, rng)]
    beyond = _skin_depth(axes, rng)
    layers += [(inside(-beyond - 2.0), SKIN_HU), (inside(-beyond), AIR_HU)]
    for share, intensity_hu in layers:
        tissue = tissue * (1 - share) + intensity_hu * share
        fat = fat * (1 - share)
    return Axilla(tissue, fat)


def _muscles(axes: Axes, rng: np.random.Generator) -> Floats:
    """Return the share of muscle: pectoral in front, subscapular behind, chest wall towards the middle."""
    x, y, z = axes
    half_x, half_y = np.abs(x).max(), np.abs(y).max()
    wave = 1.2 * np.sin(z / rng.uniform(8, 14) + rng.uniform(0, 6)) + 1.0 * np.sin(x / 9 + rng.uniform(0, 6))
    pectoral = np.abs(y + half_y - rng.uniform(3, 5) - 0.15 * x + wave) - rng.uniform(3, 4.5)
    behind = half_y - rng.uniform(4, 7) + 0.2 * x - y + wave
    wall = x + half_x - rng.uniform(2, 5) - 0.1 * z - 0.008 * y**2
    return cast("Floats", np.maximum.reduce([inside(d) for d in np.broadcast_arrays(pectoral, behind, wall)]))


def _vessels(axes: Axes, rng: np.random.Generator) -> list[Floats]:
    """Return the shares of the axillary artery and vein, which cross the crop, and of three branches that descend."""
    x, y, z = axes
    top = np.abs(z).max() - rng.uniform(3, 6)
    vessels = []
    for radius, back in ((rng.uniform(2.3, 3.0), 0.0), (rng.uniform(2.8, 3.8), rng.uniform(-9, -7))):
        bend = 1.5 * np.sin(x / 12 + rng.uniform(0, 6))
        vessels.append(inside(np.hypot(y - back - bend - 0.15 * x, z - top - 0.1 * x) - radius))
    half_x, half_y = np.abs(x).max(), np.abs(y).max()
    for _ in range(3):
        across, back = rng.uniform(-0.6, 0.6) * half_x, rng.uniform(-0.6, 0.6) * half_y
        slope = rng.uniform(-0.25, 0.25, size=2)
        bend = 1.2 * np.sin(z / 7 + rng.uniform(0, 6))
        distance = np.hypot(x - across - slope[0] * z - bend, y - back - slope[1] * z)
        vessels.append(inside(distance - rng.uniform(0.9, 1.4)))
    return vessels


def _skin_depth(axes: Axes, rng: np.random.Generator) -> Floats:
    """Return how far (mm) each point lies outside the skin: negative inside the body."""
    x, y, z = axes
    slant = rng.uniform(0.5, 0.8)
    corner = np.abs(x).max() + 0.55 * slant * np.abs(y).max() - rng.uniform(0, 3)
    return cast("Floats", (x - slant * y - corner - 0.06 * z) / np.hypot(1, slant))
