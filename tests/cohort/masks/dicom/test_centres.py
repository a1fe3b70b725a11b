"""Which contours are told to run through the centres of a mask's outermost voxels, and which are not."""

from __future__ import annotations

import re
import tracemalloc

import numpy as np
import pytest

from nodecluster.cohort.masks.dicom.centres import NEAR, SHARE
from nodecluster.cohort.masks.dicom.contours import fill
from nodecluster.volume import Floats, Geometry
from tests.cohort.masks.dicom.samples import mask_contours
from tests.conftest import ellipsoid

CT = Geometry((40, 36, 20), (0.7, 0.9, 1.5), (-11.3, 7.1, -30.2), (0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1))
NODE = ellipsoid(CT.size, (18.3, 17.1, 9.4), (8.2, 6.3, 4.4))
TOLD = re.compile(
    r"drawn through the centres of its outermost voxels, so the node comes out smaller \((\d+) voxels; (\d+) with "
    r"those on the contour\); use DICOM SEG or a labelmap"
)
Contours = list[Floats]


def through_centres(mask: np.ndarray, *, corners: bool = False) -> Contours:
    """The outermost voxels' centres of each slice of a convex mask, in their order around it, in mm.

    ``corners``: without those between two others on a line, as programs save room.
    """
    found = []
    for z in np.flatnonzero(mask.any(axis=(1, 2))):
        plane = np.pad(mask[z], 1)
        shut_in = plane[:-2, 1:-1] & plane[2:, 1:-1] & plane[1:-1, :-2] & plane[1:-1, 2:]
        y, x = np.nonzero(mask[z] & ~shut_in)
        order = np.argsort(np.arctan2(y - y.mean(), x - x.mean()))
        ring = np.column_stack([x, y])[order]
        if corners:
            ring = ring[((np.roll(ring, -1, axis=0) - ring) != (ring - np.roll(ring, 1, axis=0))).any(axis=1)]
        found.append(CT.point(np.column_stack([ring, np.full(len(ring), z)])))
    return found


def smooth(points: int = 60) -> Contours:
    """What a hand draws: an oval a slice, its points anywhere."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    found = []
    for z in range(6, 13):
        size = np.sqrt(1 - ((z - 9.4) / 4.4) ** 2)
        x, y = 18.3 + 8.2 * size * np.cos(turn), 17.1 + 6.3 * size * np.sin(turn)
        found.append(CT.point(np.column_stack([x, y, np.full(points, z)])))
    return found


def told(contours: Contours) -> tuple[int, int] | None:
    """The two numbers of the remark, or None where there is none."""
    remark = fill(contours, CT)[1]
    found = TOLD.fullmatch(remark)
    assert found or remark == ""
    return (int(found[1]), int(found[2])) if found else None


def rounded(contours: Contours, digits: int) -> Contours:
    return [contour.round(digits) for contour in contours]


@pytest.mark.parametrize("corners", [False, True])
def test_through_centres_with_the_voxels_that_are_lost(corners):
    contours = through_centres(NODE, corners=corners)
    assert told(contours) == (int(fill(contours, CT)[0].voxels.sum()), int(NODE.sum()))
    assert told(contours)[0] < 0.9 * NODE.sum()


@pytest.mark.parametrize("digits", [1, 2, 3])
@pytest.mark.parametrize("corners", [False, True])
def test_through_centres_of_rounded_coordinates(digits, corners):
    """Rounded to 0.1 mm, points lie up to 0.1 voxel off the centres of voxels of 0.7 mm on a turned grid."""
    inside, whole = told(rounded(through_centres(NODE, corners=corners), digits))
    assert inside < whole
    assert whole == NODE.sum() or (digits == 1 and whole > 0.95 * NODE.sum())


@pytest.mark.parametrize("digits", [1, 2, 10])
def test_along_voxels_edges_nothing_is_lost_and_nothing_told(digits):
    contours = rounded(mask_contours(NODE, CT), digits)
    assert told(contours) is None
    assert fill(contours, CT)[0].voxels.sum() == NODE.sum()


@pytest.mark.parametrize("points", [5, 12, 60, 2000])
@pytest.mark.parametrize("digits", [1, 2, 10])
def test_drawn_by_hand(points, digits):
    assert told(rounded(smooth(points), digits)) is None


def test_between_the_centres_of_neighbours_as_contours_at_a_half_run():
    """Marching squares on a mask: each point lies midway between a voxel inside and one outside."""
    found = []
    for z in np.flatnonzero(NODE.any(axis=(1, 2))):
        y, x = np.nonzero(NODE[z])
        rows = range(y.min(), y.max() + 1)
        sides = [(x[y == row].max() + 0.5, row) for row in rows] + [(x[y == row].min() - 0.5, row) for row in rows][
            ::-1
        ]
        found.append(CT.point(np.column_stack([sides, np.full(len(sides), z)])))
    assert told(found) is None


@pytest.mark.parametrize(("share", "is_told"), [(SHARE - 0.05, False), (SHARE + 0.05, True)])
def test_the_share_of_points_on_centres(share, is_told):
    square = np.array([(10, 10), (20, 10), (20, 20), (10, 20)], float)
    ends = zip(square, np.roll(square, -1, axis=0), strict=True)
    ring = np.concatenate([np.linspace(a, b, 10, endpoint=False) for a, b in ends])
    ring[: round((1 - share) * len(ring))] += 0.5
    contours = [CT.point(np.column_stack([ring, np.full(len(ring), z)])) for z in (5, 6)]
    assert (told(contours) is not None) == is_told


@pytest.mark.parametrize(("off", "is_told"), [(0.99 * NEAR, True), (1.01 * NEAR, False)])
def test_how_near_is_on_a_centre(off, is_told):
    square = np.array([(10, 10), (20, 10), (20, 20), (10, 20)]) - off
    contours = [CT.point(np.column_stack([square, np.full(4, z)])) for z in (5, 6)]
    assert (told(contours) is not None) == is_told


def test_a_hole_is_drawn_through_the_nodes_voxels_too():
    outer = np.array([(5, 5), (15, 5), (15, 15), (5, 15)])
    inner = np.array([(8, 8), (12, 8), (12, 12), (8, 12)])  # through the node's voxels around a hole of 3 x 3
    contours = [CT.point(np.column_stack([ring, np.full(4, z)])) for z in (5, 6) for ring in (outer, inner)]
    assert told(contours) == (2 * (10 * 10 - 4 * 4), 2 * (11 * 11 - 3 * 3))


def test_long_edges_between_many_corners_take_little_memory():
    grid, rows = Geometry((4000, 40, 2), (1, 1, 1)), np.random.default_rng(0).integers(0, 40, 4000)
    ring = np.column_stack([np.tile([2, 3990, 3990, 2], 2000), np.repeat(rows, 2)])
    contours = [np.column_stack([ring, np.full(len(ring), z)]).astype(float) for z in (0, 1)]
    tracemalloc.start()
    remark = fill(contours, grid)[1]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "drawn through the centres" in remark
    assert peak < 200e6, "the centres on all edges at once would take more than 1 GB"
