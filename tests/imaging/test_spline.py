"""Prefilter and interpolation, bit for bit against ITK."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.imaging import spline
from nodecluster.imaging.grid import Box, continuous_index, output_grid
from nodecluster.volume import Geometry
from tests.imaging.test_exactness import TURNS

ALL = (slice(None),) * 3


@pytest.mark.parametrize("shape", [(30, 25, 41), (5, 18, 19), (17, 2, 3), (1, 9, 12)])
def test_coefficients_are_itks(shape):
    # sides below and above ITK's horizon of 18 samples take different branches
    samples = np.random.default_rng(0).normal(40, 300, shape)
    expected = sitk.GetArrayFromImage(sitk.BSplineDecomposition(sitk.GetImageFromArray(samples)))
    assert (spline.coefficients(samples, ALL) == expected).all()


def test_a_margin_is_enough():
    samples = np.random.default_rng(1).integers(-1000, 2000, (120, 120, 120)).astype(np.int16)
    m = spline.MARGIN_VOXELS
    whole = spline.coefficients(samples, ALL)
    cut = samples[10 : 30 + 2 * m, 5 : 35 + 2 * m, 8 : 28 + 2 * m]
    keep = (slice(m, cut.shape[0] - m), slice(m, cut.shape[1] - m), slice(m, cut.shape[2] - m))
    expected = whole[10 + m : 30 + m, 5 + m : 35 + m, 8 + m : 28 + m]
    assert (spline.coefficients(cut, keep) == expected).all()


def test_a_short_margin_is_not():
    samples = np.random.default_rng(1).integers(-1000, 2000, (40, 40, 40)).astype(np.int16)
    whole = spline.coefficients(samples, ALL)[10:30, 10:30, 10:30]
    assert (spline.coefficients(samples[5:35, 5:35, 5:35], (slice(5, 25),) * 3) != whole).any()


@pytest.mark.parametrize("turn", TURNS)
def test_interpolation_is_itks(turn):
    geometry = Geometry((22, 19, 17), (0.7, 0.9, 1.0), (-101.3, 55.02, 13.7), TURNS[turn])
    samples = np.random.default_rng(2).normal(0, 100, geometry.size[::-1])
    image = geometry.locate(sitk.GetImageFromArray(samples))
    grid = output_grid(geometry, Box((4, 5, 3), (9, 8, 10)), 1.0)
    index = continuous_index(grid, geometry)
    inside = ((index >= 0) & (index <= np.reshape(geometry.size, (3, 1, 1, 1)) - 1)).all(axis=0)
    assert inside.mean() > 0.5
    resampler = sitk.ResampleImageFilter()
    resampler.SetSize(grid.size)
    resampler.SetOutputOrigin(grid.origin_mm)
    resampler.SetOutputSpacing(grid.spacing_mm)
    resampler.SetOutputDirection(grid.direction)
    resampler.SetInterpolator(sitk.sitkBSpline)
    expected = sitk.GetArrayFromImage(resampler.Execute(image))[inside]
    coefs = spline.coefficients(samples, ALL)
    assert (spline.interpolate(coefs, (0, 0, 0), geometry.size, index[:, inside]) == expected).all()


def test_a_spline_passes_through_its_samples():
    samples = np.random.default_rng(3).normal(0, 100, (9, 8, 7))
    x, y, z = np.meshgrid(np.arange(7.0), np.arange(8.0), np.arange(9.0), indexing="ij")
    values = spline.interpolate(
        spline.coefficients(samples, ALL), (0, 0, 0), (7, 8, 9), np.stack([x, y, z]).reshape(3, -1)
    )
    assert values.reshape(7, 8, 9).transpose(2, 1, 0) == pytest.approx(samples, abs=1e-10)


def test_pixels_are_cut_off_as_itk_does():
    # towards zero, not to the nearest; out of range is clamped
    values = np.array([69.999, 70.0, -69.999, 40000.0, -40000.0])
    assert spline.as_pixels(values, np.dtype(np.int16)).tolist() == [69, 70, -69, 32767, -32768]
    assert spline.as_pixels(values[:1], np.dtype(np.float32)).dtype == np.float32
