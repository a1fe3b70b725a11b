"""The body on a coarse grid: lungs filled, table dropped, in its place, whichever way the CT's axes run."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.imaging.body import BodyWatcher
from nodecluster.imaging.shape import Shape
from nodecluster.volume import Geometry, Volume

from .test_shape import points, rim, turned

GRID = Geometry((88, 80, 50), (5.0, 4.5, 6.0), (-200.0, -150.0, -400.0))
MIDDLE = (0.0, 0.0, -250.0)
WIDE, DEEP = 150.0, 100.0
BED_MM = 112.0
"""How far behind the middle the table's upper side lies: 12 mm below the back."""


def scan(grid: Geometry = GRID, *, mattress: bool = False) -> Volume:
    """Return a trunk of 300 by 200 mm with two lungs, a table under it, and perhaps a sheet between both."""
    index = np.stack(np.indices(grid.size[::-1])[::-1], axis=-1)
    x, y, z = np.moveaxis(grid.point(index) - MIDDLE, -1, 0)
    ct = np.full(grid.size[::-1], -1000, np.int16)
    trunk = ((x / WIDE) ** 2 + (y / DEEP) ** 2 < 1) & (np.abs(z) < 130)
    ct[trunk] = 40
    for side in (-1, 1):
        ct[((x - 70 * side) / 50) ** 2 + (y / 70) ** 2 + (z / 90) ** 2 < 1] = -800
    ct[(np.abs(x) < 180) & (y > BED_MM) & (y < BED_MM + 40)] = 100  # as long as the CT
    if mattress:  # a sheet of 5 mm, bent around the back
        ct[~trunk & (np.abs(x) < 180) & ((x / WIDE) ** 2 + (y / (DEEP + 6)) ** 2 < 1.02) & (y > 50)] = -100
    return Volume(ct, grid)


def body(ct: Volume, slab: int = 7) -> Shape | None:
    """Show a CT to a watcher, some slices at a time."""
    watcher = BodyWatcher(ct.geometry)
    for first in range(0, len(ct.voxels), slab):
        watcher.add(ct.voxels[first : first + slab])
    return watcher.shape()


def has(shape: Shape, point_mm: tuple[float, float, float]) -> bool:
    """Tell whether a place is in a shape."""
    at = np.rint((np.asarray(point_mm) + MIDDLE - np.asarray(shape.origin_mm)) / shape.step_mm).astype(int)
    mask = shape.mask()
    return bool(mask[tuple(at[::-1])]) if ((at >= 0) & (at < shape.size)).all() else False


def is_the_trunk(shape: Shape) -> bool:
    inside = [(0, 0, 0), (70, 0, 0), (-70, 0, 0), (0, 70, 0), (0, -70, 0), (120, 0, 60), (0, 0, 110), (0, 0, -110)]
    outside = [(0, 130, 0), (100, 130, 0), (0, 130, 130), (170, 0, 0), (0, -125, 0), (0, 0, 160), (120, 80, 0)]
    return all(has(shape, place) for place in inside) and not any(has(shape, place) for place in outside)


def test_lungs_are_filled_and_the_table_is_dropped():
    shape = body(scan())
    assert shape is not None
    assert is_the_trunk(shape)
    assert shape.mask().sum() * shape.step_mm**3 == pytest.approx(np.pi * WIDE * DEEP * 260, rel=0.06)
    assert np.abs(points(shape).mean(axis=0) - MIDDLE).max() < 3
    assert not rim(shape.mask()).any()


def test_it_is_small():
    shape = body(scan())
    assert shape is not None
    assert len(shape.bits) <= 1500
    assert 10 < shape.step_mm < 16


def test_a_sheet_that_joins_body_and_table_is_dropped_with_it():
    shape = body(scan(mattress=True))
    assert shape is not None
    assert not has(shape, (0, 130, 0))
    assert not has(shape, (100, 130, 0))
    assert shape.mask().sum() * shape.step_mm**3 == pytest.approx(np.pi * WIDE * DEEP * 260, rel=0.1)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", [(False, False, False), (True, False, True), (False, True, True)])
def test_the_order_and_sense_of_the_axes_do_not_matter(order, flips):
    straight = body(scan())
    shape = body(Volume.of(sitk.Flip(sitk.PermuteAxes(scan().image(), order), flips)))
    assert straight is not None
    assert shape is not None
    assert is_the_trunk(shape)
    assert shape.mask().sum() == pytest.approx(straight.mask().sum(), rel=0.03)


@pytest.mark.parametrize("degrees", [15, 40])
def test_an_oblique_ct_shows_the_same_trunk(degrees):
    direction = turned(degrees)
    corner = np.asarray(MIDDLE) - np.reshape(direction, (3, 3)) @ (np.asarray(GRID.spacing_mm) * [44, 40, 40])
    grid = replace(GRID, size=(88, 80, 80), origin_mm=tuple(corner.tolist()), direction=direction)
    shape = body(scan(grid))
    assert shape is not None
    assert is_the_trunk(shape)


@pytest.mark.parametrize("slab", [1, 2, 50])
def test_the_size_of_the_slabs_does_not_matter(slab):
    """With slices of 1 mm, of which one in seven is looked at."""
    ct = Volume(np.repeat(scan().voxels, 6, axis=0), replace(GRID, size=(88, 80, 300), spacing_mm=(5.0, 4.5, 1.0)))
    assert BodyWatcher(ct.geometry)._strides == (1, 2, 7)
    shape = body(ct, slab)
    assert shape == body(ct, 300)
    assert shape is not None
    assert is_the_trunk(shape)


def test_a_small_ct_is_looked_at_more_closely():
    """A cube of 60 mm, half of it body."""
    ct = np.full((60, 60, 60), -1000, np.int16)
    ct[:, 30:] = 40
    shape = body(Volume(ct, Geometry((60, 60, 60), (1.0, 1.0, 1.0))))
    assert shape is not None
    assert shape.step_mm < 3.5
    assert points(shape).mean(axis=0) == pytest.approx([29.5, 44.5, 29.5], abs=1)


@pytest.mark.parametrize("size", [(10, 11, 12), (30, 2, 4), (4, 3, 20)])
def test_a_ct_that_is_all_body_is_a_box(size):
    grid = Geometry(size, (1.0, 2.0, 3.0))
    shape = body(Volume(np.full(size[::-1], 40, np.int16), grid))
    assert shape is not None
    volume = float(np.prod(size)) * 6
    assert shape.mask().sum() * shape.step_mm**3 == pytest.approx(volume, rel=0.25)


def test_without_a_body_there_is_none():
    assert body(Volume(np.full((5, 6, 7), -1000, np.int16), Geometry((7, 6, 5), (1.0, 2.0, 3.0)))) is None
    assert BodyWatcher(GRID).shape() is None


def test_values_that_are_not_numbers_are_no_body():
    ct = scan().voxels.astype(np.float32)
    ct[:, :5] = np.nan
    shape, straight = body(Volume(ct, GRID)), body(scan())
    assert shape == straight
