"""The surface of a node: an ellipsoid with bumps, anywhere in the crop, turned any way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from nodecluster.phantom.anatomy import Axes
from nodecluster.volume import Floats, Point

WAVES = 6


@dataclass(frozen=True, eq=False)
class Bumps:
    """A smooth random function of direction, of unit variance: ``waves`` (n, 3) are frequencies, ``phases`` (n,)."""

    waves: Floats
    phases: Floats

    def at(self, towards: Floats) -> Floats:
        """Return the function, shape (...), at unit vectors of shape (..., 3)."""
        total = np.cos(towards @ self.waves.T + self.phases).sum(axis=-1)
        return cast("Floats", total * np.sqrt(2 / len(self.phases)))


def draw_bumps(rng: np.random.Generator) -> Bumps:
    """Draw bumps about as wide as a third of the surface."""
    return Bumps(rng.normal(0, 2.2, size=(WAVES, 3)), rng.uniform(0, 2 * np.pi, size=WAVES))


@dataclass(frozen=True, eq=False)
class Surface:
    """A closed surface.

    Attributes
    ----------
    centre_mm : x, y, z in the crop's axes.
    semi_axes_mm : half the short, middle and long axis.
    rotation : 3 x 3; its columns are the directions of the short, middle and long axis.
    bumps : where it bulges.
    lobulation : relative amplitude of the bumps.
    """

    centre_mm: Point
    semi_axes_mm: Floats
    rotation: Floats
    bumps: Bumps
    lobulation: float

    def reach_mm(self) -> Floats:
        """Return how far the ellipsoid reaches from its centre along x, y and z."""
        return cast("Floats", np.linalg.norm(self.rotation * self.semi_axes_mm, axis=1))

    def local(self, axes: Axes) -> Floats:
        """Return the points of a grid in units of the semi-axes, shape (z, y, x, 3)."""
        shifted = np.broadcast_arrays(*(axis - centre for axis, centre in zip(axes, self.centre_mm, strict=True)))
        return np.stack(shifted, axis=-1) @ self.rotation / self.semi_axes_mm

    def distance_mm(self, local: Floats) -> Floats:
        """Return the signed distance (mm, shape (z, y, x)) of local points from the surface; negative inside.

        First-order: the implicit function over the length of its gradient, exact on the surface.
        """
        length = np.maximum(np.linalg.norm(local, axis=-1), 1e-6)
        gradient = np.linalg.norm(local / self.semi_axes_mm, axis=-1)
        radius = length / (1 + self.lobulation * self.bumps.at(local / length[..., None]))
        return cast("Floats", (radius - 1) * length / np.maximum(gradient, 1e-6))


def draw_rotation(rng: np.random.Generator) -> Floats:
    """Draw a rotation (3 x 3) whose last column, the long axis, leans towards the z axis, as vessels run."""
    long = rng.normal(0, (1.0, 1.0, 1.6))
    long /= np.linalg.norm(long)
    short = np.cross(long, rng.standard_normal(3))
    short /= np.linalg.norm(short)
    return np.stack([short, np.cross(long, short), long], axis=1)
