from __future__ import annotations

import itertools

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.errors import NodeError
from nodecluster.imaging.placing import GRIDS, lattice_shift, place
from nodecluster.volume import Geometry, Volume, bounding_box
from tests.conftest import ellipsoid

TURN = sitk.VersorTransform((0.3, -0.2, 0.93), 0.31).GetMatrix()
CT = Geometry((30, 28, 26), (0.8, 0.9, 2.0), (-50.0, 20.0, 7.0), TURN)
BALL = ellipsoid(CT.size, (12, 14, 11), (5, 6, 3))


def test_bounding_box_by_hand():
    array = np.zeros((4, 5, 6))
    array[1, 2, 3] = array[2, 4, 3] = 1
    assert bounding_box(array) == ((3, 2, 1), (4, 5, 3))
    assert bounding_box(np.zeros((2, 2, 2))) is None


def test_the_same_grid():
    placed = place(Volume(BALL, CT), CT)
    assert (placed.box.start, placed.box.size, placed.remark) == ((7, 8, 8), (11, 13, 7), "")
    whole = np.zeros_like(BALL)
    whole[8:15, 8:21, 7:18] = placed.mask
    assert (whole == BALL).all()


@pytest.mark.parametrize("crop", [((3, 2, 5), (25, 26, 20)), ((7, 8, 8), (18, 21, 15))])
def test_a_crop_is_placed_exactly(crop):
    part = Volume(BALL, CT).crop(*crop)
    placed, expected = place(part, CT), place(Volume(BALL, CT), CT)
    assert placed.box == expected.box
    assert (placed.mask == expected.mask).all()


@pytest.mark.parametrize(("voxels", "grid"), [(0.009, "same"), (0.011, "sampled"), (0.05, "sampled")])
def test_a_grid_that_is_shifted_by_more_than_rounding_is_another(voxels, grid):
    shifted = Geometry(CT.size, CT.spacing_mm, tuple(CT.point((voxels, 0, 0))), CT.direction)
    assert place(Volume(BALL, shifted), CT).grid == grid


def test_a_coarse_mask_is_sampled_to_the_edges_of_its_voxels():
    """Each of its voxels covers 6 x 6 x 2 of the CT's, also beyond the centres of the outermost ones."""
    ct = Geometry((60, 60, 30), (0.5, 0.5, 1.0))
    coarse = Geometry((10, 10, 15), (3.0, 3.0, 2.0), (1.25, 1.25, 0.5))
    mask = np.zeros(coarse.size[::-1], bool)
    mask[4:7, 3:6, 2:5] = True
    placed = place(Volume(mask, coarse), ct)
    assert (placed.grid, placed.box.start, placed.box.size) == ("sampled", (12, 18, 8), (18, 18, 6))
    assert placed.mask.all()


def test_a_mask_reaching_beyond_the_ct_is_cut():
    # one voxel of 21 lies outside: 95.2 % are inside
    beyond = Geometry((21, 3, 3), CT.spacing_mm, tuple(CT.point((-1, 4, 4))), CT.direction)
    placed = place(Volume(np.ones((3, 3, 21)), beyond), CT)
    assert placed.remark == "9 of the mask's 189 voxels lie outside the CT; they were left out"
    assert (placed.box.start, placed.box.size) == ((0, 4, 4), (20, 3, 3))
    further = Geometry((20, 3, 3), CT.spacing_mm, tuple(CT.point((-2, 4, 4))), CT.direction)
    with pytest.raises(NodeError, match="90 % of the mask lies inside"):
        place(Volume(np.ones((3, 3, 20)), further), CT)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", list(itertools.product([False, True], repeat=3)))
def test_a_turned_file_of_the_same_voxels_is_the_same_lattice(order, flips):
    """A mask stored right to left (RAS against LAS), or slice by slice along another axis, loses nothing."""
    turned = sitk.Flip(sitk.PermuteAxes(Volume(BALL, CT).image(), order), flips)
    placed, expected = place(Volume.of(turned), CT), place(Volume(BALL, CT), CT)
    assert placed.box == expected.box
    assert (placed.mask == expected.mask).all()
    assert placed.remark == ""


def test_a_single_voxel_column_on_turned_axes_is_not_the_same_lattice():
    turned = Geometry((1, 1, 1), CT.spacing_mm, tuple(CT.point((5, 5, 5))))
    assert lattice_shift(turned, CT) is None


def test_another_lattice_is_sampled_and_the_change_told():
    fine = Geometry((60, 56, 52), (0.4, 0.45, 1.0), tuple(CT.point((-0.25, -0.25, -0.25))), CT.direction)
    placed = place(Volume(ellipsoid(fine.size, (24.5, 28.5, 22.5), (10, 12, 6)), fine), CT)
    assert "another grid" in placed.remark
    assert abs(np.count_nonzero(placed.mask) / np.count_nonzero(BALL) - 1) < 0.05


@pytest.mark.parametrize("off", [0.0, 0.3])
@pytest.mark.parametrize("beyond", [1, 2, 5])
def test_what_lies_outside_counts_the_same_on_every_grid(off, beyond):
    """A bar of 40 layers of 20 voxels, of which the last ``beyond`` lie outside: 2 of 40 are 5 %."""
    first = (CT.size[0] - 40 + beyond - off, 10, 10)
    bar = Volume(np.ones((4, 5, 40)), Geometry((40, 5, 4), CT.spacing_mm, tuple(CT.point(first)), CT.direction))
    long = Geometry((60, 28, 26), CT.spacing_mm, tuple(CT.point((-30, 0, 0))), CT.direction)
    if beyond > 2:
        with pytest.raises(NodeError, match=r"^87\.5 % of the mask lies inside the CT; at least 95 % is needed"):
            place(bar, long)
        return
    placed = place(bar, long)
    assert f"{beyond * 20} of the mask's 800 voxels lie outside the CT; they were left out" in placed.remark
    assert ("another grid" in placed.remark) == (off > 0)


def test_a_piece_outside_does_not_hide_what_the_sampling_adds():
    """A disc on slices twice as far apart, and another one as large beyond the CT."""
    grid = Geometry((30, 28, 40), (0.8, 0.9, 4.0), tuple(CT.point((0.0, 0.0, 0.6))), CT.direction)
    mask = np.zeros(grid.size[::-1], bool)
    mask[5, 10:14, 10:14] = True
    grown = place(Volume(mask, grid), CT)
    assert "changed its volume" in grown.remark
    mask[20, 10:14, 10:14] = True  # as large, beyond the CT
    with pytest.raises(NodeError, match=r"^50 % of the mask lies inside the CT"):
        place(Volume(mask, grid), CT)


def test_just_under_the_limit_is_not_rounded_up_to_it():
    mask = np.zeros((1, 1, 2000), bool)
    mask[0, 0, :1999] = True
    long = Geometry((1900, 28, 26), CT.spacing_mm, CT.origin_mm, CT.direction)
    with pytest.raises(NodeError, match=r"^94\.9 % of the mask lies inside the CT; at least 95 %"):
        place(Volume(mask, Geometry((2000, 1, 1), CT.spacing_mm, tuple(CT.point((1, 5, 5))), CT.direction)), long)


def test_a_sampling_that_loses_the_node_is_refused():
    speck = Geometry((3, 3, 3), (0.3, 0.3, 0.3), tuple(CT.point((5.4, 5.4, 5.4))), CT.direction)
    with pytest.raises(NodeError, match="changes its volume by"):
        place(Volume(np.ones((3, 3, 3)), speck), CT)


def test_an_empty_mask_is_refused():
    with pytest.raises(NodeError, match="no voxel is set"):
        place(Volume(np.zeros(CT.size[::-1]), CT), CT)


def test_a_mask_of_wrong_units_is_refused_and_not_sampled_whole():
    huge = Geometry((40, 40, 40), (800.0, 900.0, 2000.0), CT.origin_mm, CT.direction)
    with pytest.raises(NodeError, match=r"^0 % of the mask lies inside the CT; at least 95 % is needed"):
        place(Volume(np.ones((40, 40, 40)), huge), CT)


def at(start: tuple[int, int, int], size: tuple[int, int, int]) -> Geometry:
    """A part of the CT's lattice."""
    return Geometry(size, CT.spacing_mm, tuple(CT.point(start)), CT.direction)


WORDS = [
    (CT, "same"),
    (at((1, 0, 0), (29, 28, 26)), "cropped"),
    (at((0, 0, 0), (30, 28, 25)), "cropped"),
    (at((0, -1, 0), (30, 29, 26)), "padded"),
    (at((-3, -3, -3), (36, 34, 32)), "padded"),
    (at((2, -1, 0), (28, 29, 26)), "cropped, padded"),
    (at((2, 0, 0), (30, 28, 26)), "cropped, padded"),
]


@pytest.mark.parametrize(("grid", "word"), WORDS)
def test_how_the_grids_lie_to_each_other_is_told(grid, word):
    """By the grid of the whole file, also where a reader has cropped the mask; the place is the same either way."""
    inside = Volume(ellipsoid(grid.size, grid_centre(grid), (5, 6, 3)), grid)
    assert place(inside, CT).grid == word
    crop = inside.crop(*bounding_box(inside.voxels))
    assert place(crop, CT, grid).grid == word
    assert place(crop, CT).grid == "cropped"
    assert place(crop, CT, grid).box == place(inside, CT).box
    assert word in GRIDS


def grid_centre(grid: Geometry) -> tuple[float, float, float]:
    """The index of the ball's centre in another grid on the lattice."""
    return tuple(np.round(grid.index(CT.point((12, 14, 11)))))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", list(itertools.product([False, True], repeat=3)))
def test_turned_axes_are_told(order, flips):
    turned = Volume.of(sitk.Flip(sitk.PermuteAxes(Volume(BALL, CT).image(), order), flips))
    plain = order == (0, 1, 2) and not any(flips)
    assert place(turned, CT).grid == ("same" if plain else "turned")
    crop = turned.crop(*bounding_box(turned.voxels))
    assert place(crop, CT, turned.geometry).grid == ("same" if plain else "turned")


def test_sampling_is_told():
    fine = Geometry((60, 56, 52), (0.4, 0.45, 1.0), tuple(CT.point((-0.25, -0.25, -0.25))), CT.direction)
    mask = Volume(ellipsoid(fine.size, (24.5, 28.5, 22.5), (10, 12, 6)), fine)
    assert place(mask, CT).grid == "sampled"
    assert place(mask.crop(*bounding_box(mask.voxels)), CT, fine).grid == "sampled"
