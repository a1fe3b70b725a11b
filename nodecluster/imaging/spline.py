"""Cubic B-spline interpolation at chosen points, to the last bit as ITK does it.

ITK interpolates every voxel of its output and prefilters every voxel of its input; the features of a node need only
the voxels inside its mask. The prefilter is recursive with a pole of sqrt(3) - 2 = -0.268, so a voxel's influence
falls by that factor with each voxel of distance: beyond ``MARGIN_VOXELS`` it is below the last bit of a double, and a
crop with that margin has the coefficients of the whole image.

Sources: Unser M. Splines: a perfect fit for signal and image processing. IEEE Signal Process Mag 1999;16(6):22-38,
box 2. ``BSplineDecompositionImageFilter`` and ``BSplineInterpolateImageFunction`` of ITK 5, whose order of operations
is kept.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.volume import Array, Floats, Triple

POLE = math.sqrt(3.0) - 2.0
MARGIN_VOXELS = 40
SUPPORT_VOXELS = 2
_TOLERANCE = 1e-10  # ITK's, for the start of the recursion


def coefficients(samples: Array, keep: tuple[slice, slice, slice]) -> Floats:
    """Return the B-spline coefficients of a cropped image, for the part that is wanted.

    Parameters
    ----------
    samples : image values, shape (z, y, x), with a margin of ``MARGIN_VOXELS`` around ``keep`` on each side that is
        not a side of the whole image.
    keep : the part wanted, as slices (z, y, x). An axis that is done is cut to it, which spares most of the work.

    Returns
    -------
    array of the shape of ``samples[keep]``, HU.
    """
    data: Floats = samples.astype(np.float64)
    for axis in (2, 1, 0):  # ITK filters along x first
        cut = [slice(None)] * 3
        cut[axis] = keep[axis]
        data = _filter_axis(data, axis)[tuple(cut)]
    return data


def _filter_axis(data: Floats, axis: int) -> Floats:
    """Filter along one axis, with mirrored ends."""
    if data.shape[axis] == 1:
        return data
    line = np.ascontiguousarray(np.moveaxis(data, axis, 0))
    line *= (1.0 - POLE) * (1.0 - 1.0 / POLE)
    line[0] = _first_causal(line)
    for n in range(1, len(line)):
        line[n] += POLE * line[n - 1]
    line[-1] = (POLE / (POLE * POLE - 1.0)) * (POLE * line[-2] + line[-1])
    for n in range(len(line) - 2, -1, -1):
        np.subtract(line[n + 1], line[n], out=line[n])
        line[n] *= POLE
    return np.moveaxis(line, 0, axis)


def _first_causal(line: Floats) -> Floats:
    """Return the first value of the causal recursion for mirrored ends, shortened as ITK shortens it."""
    length, horizon = len(line), math.ceil(math.log(_TOLERANCE) / math.log(abs(POLE)))
    power = POLE
    if horizon < length:
        total: Floats = line[0].copy()
        for n in range(1, horizon):
            total += power * line[n]
            power *= POLE
        return total
    inverse, mirrored = 1.0 / POLE, math.pow(POLE, length - 1)
    total = line[0] + mirrored * line[-1]
    mirrored *= mirrored * inverse
    for n in range(1, length - 1):
        total += (power + mirrored) * line[n]
        power *= POLE
        mirrored *= inverse
    total /= 1.0 - power * power
    return total


def interpolate(coefs: Floats, start: Triple, whole: Triple, index: Floats) -> Floats:
    """Return the spline's values at points.

    Parameters
    ----------
    coefs : coefficients of a part of the image, shape (z, y, x), that covers the 4 x 4 x 4 voxels around each point.
    start : index of the first of them in the whole image, x, y, z.
    whole : size of the whole image, x, y, z; beyond it the image is mirrored.
    index : continuous indices in the whole image, shape (3, points), x, y, z.

    Returns
    -------
    array of shape (points,), HU.
    """
    places, weights = zip(*(_axis(index[i], start[i], whole[i]) for i in range(3)), strict=True)
    total = np.zeros(index.shape[1])
    for k, j, i in itertools.product(range(4), repeat=3):  # x runs fastest, as in ITK
        weight = weights[0][i] * weights[1][j] * weights[2][k]
        total += weight * coefs[places[2][k], places[1][j], places[0][i]]
    return total


def base_index(index: Floats) -> npt.NDArray[np.intp]:
    """Return the voxel that a point is counted from; ITK rounds the point to single precision before it looks."""
    return np.floor(index.astype(np.float32)).astype(np.intp)


def _axis(index: Floats, start: int, size: int) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the four neighbours along an axis (as places in the crop) and their weights, each of shape (4, points)."""
    first = base_index(index) - 1
    neighbour = first + np.arange(4)[:, None]
    w = index - (first + 1).astype(np.float64)
    last = (1.0 / 6.0) * w * w * w
    zero = (1.0 / 6.0) + 0.5 * w * (w - 1.0) - last
    second = w + zero - 2.0 * last
    weights = np.stack([zero, 1.0 - zero - second - last, second, last])
    if size == 1:
        return np.zeros_like(neighbour), weights
    neighbour = np.where(neighbour < 0, -neighbour, neighbour)
    neighbour = np.where(neighbour >= size - 1, 2 * (size - 1) - neighbour, neighbour)
    return neighbour - start, weights


def as_pixels(values: Floats, kind: np.dtype[Any]) -> Array:
    """Return values as pixels of type ``kind``: clamped to its range and, for integers, truncated as ITK does."""
    if np.issubdtype(kind, np.integer):
        limits = np.iinfo(kind)
        return np.trunc(np.clip(values, limits.min, limits.max)).astype(kind)
    return values.astype(kind)
