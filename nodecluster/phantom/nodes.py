"""Nodes in the axilla: where each lies, what it does to the tissue, and the contour that a reader would draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from nodecluster.errors import NodeclusterError
from nodecluster.phantom.anatomy import Axes, Axilla, correlated, inside
from nodecluster.phantom.looks import NodeLook
from nodecluster.phantom.surface import Surface, draw_bumps, draw_rotation
from nodecluster.volume import Floats, Point

BoolArray = npt.NDArray[np.bool_]
Box = tuple[slice, slice, slice]

HILUM_HU = -70.0
NECROSIS_HU = 30.0

CLEARANCE_MM = 1.2
"""Fat that stays around each node, so that nodes do not touch each other, a muscle or a vessel."""

BOX_MARGIN_MM = 4.0
EDGE_VOXELS = 3
SMALLEST_SLICES = 3
SMALLEST_VOXELS = 40
TRIES = 300
TRIES_A_SIZE = 20

HAND_MM = 0.25
"""How far the contour strays from the node's surface (standard deviation)."""


@dataclass(frozen=True, eq=False)
class DrawnNode:
    """A node in its place; the arrays lie on ``box``, the part of the grid around it.

    Attributes
    ----------
    local : points in units of the node's semi-axes, shape (z, y, x, 3).
    distance_mm : from the node's surface, negative inside.
    mask : the contour drawn around it.
    """

    box: Box
    surface: Surface
    local: Floats
    distance_mm: Floats
    mask: BoolArray


def place_nodes(
    looks: Sequence[NodeLook], axilla: Axilla, axes: Axes, contour_bias_mm: float, rng: np.random.Generator
) -> list[DrawnNode]:
    """Find a place in the fat for each node, the largest first; the result is in the order of ``looks``.

    Raises
    ------
    NodeclusterError
        a node has no room, even made smaller.
    """
    free = axilla.fat > 0.95
    inner = (slice(EDGE_VOXELS, -EDGE_VOXELS),) * 3
    edge = np.ones(free.shape, dtype=bool)
    edge[inner] = False
    free &= ~edge
    placed: dict[int, DrawnNode] = {}
    for i in sorted(range(len(looks)), key=lambda i: -float(np.prod(looks[i].semi_axes_mm))):
        placed[i] = _place(looks[i], free, axes, contour_bias_mm, rng)
        free[placed[i].box] &= placed[i].distance_mm > CLEARANCE_MM
    return [placed[i] for i in range(len(looks))]


def _place(look: NodeLook, free: BoolArray, axes: Axes, contour_bias_mm: float, rng: np.random.Generator) -> DrawnNode:
    """Try places and turns at random until the node fits; after every 20 vain tries make it 3 % smaller."""
    step = _step_mm(axes)
    room_mm = ndimage.distance_transform_edt(free, sampling=step[::-1])
    for attempt in range(TRIES):
        semi_axes = np.asarray(look.semi_axes_mm) * 0.97 ** (attempt // TRIES_A_SIZE)
        # A node that slices as thick as these would show on fewer than three of them would not have been segmented.
        semi_axes *= max(1.0, 1.6 * step[2] / semi_axes[2])
        spots = np.flatnonzero(room_mm > semi_axes[0] + CLEARANCE_MM)
        if not spots.size:
            continue
        centre = _point(axes, int(rng.choice(spots)), room_mm.shape)
        surface = Surface(centre, semi_axes, draw_rotation(rng), draw_bumps(rng), look.lobulation)
        if surface.reach_mm()[2] >= 1.55 * step[2]:
            node = _on_grid(surface, axes, contour_bias_mm, rng)
            if _fits(node, free):
                return node
    raise NodeclusterError("phantom: no room for a node in the simulated axilla; choose another seed")


def _step_mm(axes: Axes) -> Point:
    """Return the spacing of the grid of ``axes``, x y z."""
    return cast("Point", tuple(float(axis.ravel()[1] - axis.ravel()[0]) for axis in axes))


def _point(axes: Axes, flat: int, shape: tuple[int, ...]) -> Point:
    """Return the point (x, y, z in mm) of a voxel given by its flat index in an array of ``shape`` (z, y, x)."""
    index = np.unravel_index(flat, shape)[::-1]
    return cast("Point", tuple(float(axis.ravel()[i]) for axis, i in zip(axes, index, strict=True)))


def _on_grid(surface: Surface, axes: Axes, contour_bias_mm: float, rng: np.random.Generator) -> DrawnNode:
    """Put a surface on the grid, and draw the contour around it."""
    reach = surface.reach_mm() * (1 + 3 * surface.lobulation) + BOX_MARGIN_MM
    spans = []
    for axis, centre, far in zip(axes, surface.centre_mm, reach, strict=True):
        near = np.flatnonzero(np.abs(axis.ravel() - centre) <= far)
        spans.append(slice(int(near[0]), int(near[-1]) + 1))
    x, y, z = spans
    local = surface.local((axes[0][:, :, x], axes[1][:, y, :], axes[2][z, :, :]))
    distance = surface.distance_mm(local)
    length = np.maximum(np.linalg.norm(local, axis=-1, keepdims=True), 1e-6)
    hand = HAND_MM * draw_bumps(rng).at(local / length)
    return DrawnNode((z, y, x), surface, local, distance, distance + hand < contour_bias_mm)


def _fits(node: DrawnNode, free: BoolArray) -> bool:
    """Tell whether node and contour lie in free fat, and the contour is in one piece and of a size to segment."""
    taken = node.mask | (node.distance_mm < CLEARANCE_MM)
    slices = int(node.mask.any(axis=(1, 2)).sum())
    return (
        bool(free[node.box][taken].all())
        and slices >= SMALLEST_SLICES
        and int(node.mask.sum()) >= SMALLEST_VOXELS
        and int(ndimage.label(node.mask)[1]) == 1
    )


def blend(node: DrawnNode, look: NodeLook, axilla: Axilla, axes: Axes, rng: np.random.Generator) -> None:
    """Put the node's tissue into the axilla's, in place.

    The hilum is a ball of fat off the centre, towards the end of the short axis, as a bean's; necrosis is a pale core
    with an uneven border. Both are measured in the node's own units, so that they stretch with it.
    """
    shape = node.distance_mm.shape
    sigma = tuple(1.1 / step for step in _step_mm(axes)[::-1])
    tissue = look.intensity_hu + look.texture_hu * correlated(shape, sigma, rng)
    size = float(np.mean(node.surface.semi_axes_mm))
    if look.necrosis > 0:
        uneven = 0.12 * correlated(shape, tuple(2 * s for s in sigma), rng)
        core = np.linalg.norm(node.local - rng.normal(0, 0.12, size=3), axis=-1) + uneven
        share = inside((core - look.necrosis) * size)
        tissue = tissue * (1 - share) + NECROSIS_HU * share
    if look.hilum > 0:
        centre = np.array([0.75, *rng.normal(0, 0.1, size=2)])
        share = inside((np.linalg.norm(node.local - centre, axis=-1) - look.hilum) * size)
        tissue = tissue * (1 - share) + HILUM_HU * share
    share = inside(node.distance_mm)
    axilla.tissue_hu[node.box] = axilla.tissue_hu[node.box] * (1 - share) + tissue * share
