"""The grid against PyRadiomics' own resampling."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import SimpleITK as sitk
from radiomics.imageoperations import resampleImage

from nodecluster.imaging.grid import Box, continuous_index, is_resampled, output_grid
from nodecluster.volume import Geometry
from tests.imaging.test_exactness import SPACINGS, TURNS

SIZE = (33, 29, 17)


@pytest.mark.parametrize(("spacing", "turn"), list(itertools.product(SPACINGS, TURNS)))
def test_the_grid_is_pyradiomics(spacing, turn):
    whole = Geometry(SIZE, spacing, (-211.3, 17.02, -913.7), TURNS[turn])
    mask = np.zeros(SIZE[::-1], np.uint8)
    mask[3:12, 2:20, 20:32] = 1
    image = whole.locate(sitk.GetImageFromArray(mask))
    theirs, their_mask = resampleImage(image, image, resampledPixelSpacing=[1, 1, 1], label=1)
    ours = output_grid(whole, Box((20, 2, 3), (12, 18, 9)), 1.0)
    assert ours == Geometry.of(theirs)
    # the nearest voxel of every point, halves and all
    nearest = np.floor(continuous_index(ours, whole) + 0.5).astype(int)
    inside = ((nearest >= 0) & (nearest < np.reshape(SIZE, (3, 1, 1, 1)))).all(axis=0)
    x, y, z = np.where(inside, nearest, 0)
    assert (mask[z, y, x] * inside == sitk.GetArrayFromImage(their_mask)).all()


def test_by_hand():
    # 0.8 mm pixels: the first point of a 1 mm grid lies 0.5 * (1 - 0.8) / 0.8 = 0.125 voxels in, the next 1.25 further
    whole = Geometry((20, 20, 20), (0.8, 0.8, 0.8))
    grid = output_grid(whole, Box((0, 0, 0), (4, 4, 4)), 1.0)
    assert grid.origin_mm == pytest.approx((0.1, 0.1, 0.1))
    assert continuous_index(grid, whole)[0, 0, 0, :3] == pytest.approx([0.125, 1.375, 2.625])


def test_resampling_is_left_out_where_pyradiomics_leaves_it_out():
    assert not is_resampled(Geometry((4, 4, 4), (1.0, 1.000001, 1.0)), 1.0)
    assert is_resampled(Geometry((4, 4, 4), (1.0, 1.0, 1.01)), 1.0)
