"""Labelmaps: image files in which each positive value marks a node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.segment import Segment
from nodecluster.errors import NodeError
from nodecluster.volume import Volume


def read_labelmap(path: Path, ct: ImageFile) -> Iterator[Segment]:  # noqa: ARG001 - every reader is called alike
    """Read a labelmap, a value after the other; a segment's name is its value.

    Raises
    ------
    NodeError
        the file cannot be read, is empty, or holds values that are not positive whole numbers.
    """
    volume = open_image(path).nonzero()
    for value in _values(volume, path.name):
        yield Segment(str(value), Volume(volume.voxels == value, volume.geometry))


def _values(volume: Volume, name: str) -> list[int]:
    """Return the positive values of a mask, sorted.

    Raises
    ------
    NodeError
        there is none, or one is negative or not a whole number.
    """
    found = np.unique(volume.voxels[volume.voxels != 0])
    if not found.size:
        raise NodeError("mask", f"{name} is empty: no voxel is set", "Draw the node, or remove its file")
    if not np.isfinite(found).all() or (found != np.round(found)).any() or (found < 0).any():
        raise NodeError(
            "mask",
            f"{name} holds values from {found.min():g} to {found.max():g} that are not positive whole numbers",
            "Export the segmentation as a binary labelmap, without interpolation",
        )
    return [int(value) for value in found]
