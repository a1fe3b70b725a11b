from __future__ import annotations

import itertools

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.errors import NodeError
from nodecluster.imaging.placing import bounding_box, lattice_shift, place
from nodecluster.volume import Geometry, Volume
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


def test_a_sampling_that_loses_the_node_is_refused():
    speck = Geometry((3, 3, 3), (0.3, 0.3, 0.3), tuple(CT.point((5.4, 5.4, 5.4))), CT.direction)
    with pytest.raises(NodeError, match="changes its volume by"):
        place(Volume(np.ones((3, 3, 3)), speck), CT)


def test_an_empty_mask_is_refused():
    with pytest.raises(NodeError, match="no voxel is set"):
        place(Volume(np.zeros(CT.size[::-1]), CT), CT)


def test_a_mask_of_wrong_units_is_refused_and_not_sampled_whole():
    huge = Geometry((40, 40, 40), (800.0, 900.0, 2000.0), CT.origin_mm, CT.direction)
    with pytest.raises(NodeError, match="changes its volume by -100 %"):
        place(Volume(np.ones((40, 40, 40)), huge), CT)
