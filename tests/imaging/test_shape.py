"""A node as voxels along the patient's axes: in its place and of its size, however the CT's axes lie."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk
from scipy.ndimage import distance_transform_edt

from nodecluster.imaging.placing import place
from nodecluster.imaging.shape import Shape, node_shape
from nodecluster.volume import Geometry, Volume
from tests.conftest import ellipsoid

GRID = Geometry((40, 36, 20), (0.8, 0.9, 2.0), (-30.0, 12.0, -7.0))
MASK = ellipsoid(GRID.size, (20.3, 17.2, 9.6), (9, 6, 4))  # 14.4 by 10.8 by 16 mm


def turned(degrees: float) -> tuple[float, ...]:
    """Return the direction of a grid that is turned about two axes, one after the other."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    about_z, about_x = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]), np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    return tuple((about_z @ about_x).ravel().tolist())


def made(mask: np.ndarray, grid: Geometry) -> Shape:
    return node_shape(place(Volume(mask, grid), grid), grid)


def points(shape: Shape) -> np.ndarray:
    """Return where a shape's voxels lie, mm."""
    return np.asarray(shape.origin_mm) + np.argwhere(shape.mask())[:, ::-1] * shape.step_mm


def rim(mask: np.ndarray) -> np.ndarray:
    inner = np.zeros_like(mask)
    inner[1:-1, 1:-1, 1:-1] = True
    return mask & ~inner


def test_what_is_packed_comes_out_again():
    mask = np.random.default_rng(0).random((5, 4, 3)) < 0.5
    shape = Shape.of(mask, (1.0, 2.0, 3.0), 1.5)
    assert (shape.size, len(shape.bits)) == ((3, 4, 5), 8)
    assert shape.mask().dtype == np.bool_
    assert (shape.mask() == mask).all()


@pytest.mark.parametrize("degrees", [0, 20, 45, 130])
def test_a_node_keeps_place_and_size(degrees):
    grid = replace(GRID, direction=turned(degrees))
    shape = made(MASK, grid)
    there = grid.point(np.argwhere(MASK)[:, ::-1])
    half = np.abs(grid.matrix()).sum(axis=1) / 2
    assert shape.step_mm == max(1.0, (np.ptp(there, axis=0) + 2 * half).max() / 20)
    assert np.abs(points(shape).mean(axis=0) - there.mean(axis=0)).max() < 0.15
    volume = MASK.sum() * np.prod(GRID.spacing_mm)
    assert shape.mask().sum() * shape.step_mm**3 == pytest.approx(volume, rel=0.05)
    # none stands out beyond the mask's own voxels
    assert (points(shape).min(axis=0) >= there.min(axis=0) - half - 1e-9).all()
    assert (points(shape).max(axis=0) <= there.max(axis=0) + half + 1e-9).all()
    assert not rim(shape.mask()).any()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", [(False, False, False), (True, False, True), (False, True, True)])
def test_the_order_and_sense_of_the_axes_do_not_matter(order, flips):
    straight = made(MASK, GRID)
    image = sitk.Flip(sitk.PermuteAxes(Volume(MASK, GRID).image(), order), flips)
    other = Volume.of(image)
    shape = made(other.voxels != 0, other.geometry)
    assert (shape.size, shape.step_mm) == (straight.size, pytest.approx(straight.step_mm))
    assert shape.origin_mm == pytest.approx(straight.origin_mm)
    assert np.count_nonzero(shape.mask() != straight.mask()) <= 2  # where a voxel is half inside to the last bit


def test_steps_are_at_least_a_millimetre_and_a_20th_of_a_long_node():
    box = np.zeros((30, 60, 100), bool)
    box[5:25, 5:15, 10:90] = True
    shape = made(box, Geometry((100, 60, 30), (1.0, 1.0, 1.0)))
    assert shape.step_mm == 4.0
    assert shape.size == (22, 5, 7)  # 80, 10 and 20 mm: 20, 2.5 and 5 steps, and an empty one on each side
    assert made(box[:, :, 80:], Geometry((20, 60, 30), (0.2, 0.2, 0.2))).step_mm == 1.0


def test_slices_far_apart_are_no_stairs():
    """5 mm slices of a ball of 30 mm: between them the surface goes on, as half inside."""
    grid = Geometry((50, 50, 10), (0.8, 0.8, 5.0))
    ball = ellipsoid(grid.size, (25, 25, 5), (18.75, 18.75, 3))
    mask = made(ball, grid).mask()
    areas = np.count_nonzero(mask, axis=(1, 2))[1:-1]
    assert len(set(areas.tolist())) > 6  # seven slices without anything between them would be seven areas in runs of 3
    assert (np.abs(np.diff(areas.astype(int))) < areas.max() / 4).mean() > 0.7


@pytest.mark.parametrize("spacing", [0.1, 0.3, 0.5])
def test_a_node_thinner_than_a_step_does_not_vanish(spacing):
    sheet = np.zeros((20, 20, 20), bool)
    sheet[5:15, 9:11, 5:15] = np.indices((10, 2, 10)).sum(axis=0) % 2 == 0  # a sheet with holes, half there anywhere
    grid = Geometry((20, 20, 20), (spacing,) * 3, (1.0, 2.0, 3.0))
    shape = made(sheet, grid)
    assert shape.mask().any()
    there = grid.point(np.argwhere(sheet)[:, ::-1])
    assert np.abs(points(shape).mean(axis=0) - there.mean(axis=0)).max() <= shape.step_mm
    assert not rim(shape.mask()).any()


def test_a_hollow_node_stays_hollow():
    full = ellipsoid((50, 50, 50), (25, 25, 25), (20, 20, 20))
    hollow = full & (distance_transform_edt(full) < 8)
    mask = made(hollow, Geometry((50, 50, 50), (1.0, 1.0, 1.0))).mask()
    z, y, x = (n // 2 for n in mask.shape)
    assert not mask[z, y, x]
    assert mask[z, y, 2]


def test_a_single_voxel_has_a_shape():
    grid = Geometry((3, 3, 3), (2.0, 2.0, 2.0), (10.0, 20.0, 30.0))
    mask = np.zeros((3, 3, 3), bool)
    mask[1, 1, 1] = True
    assert points(made(mask, grid)).mean(axis=0) == pytest.approx([12, 22, 32], abs=0.5)
