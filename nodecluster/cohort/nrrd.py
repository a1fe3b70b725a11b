"""NRRD files (``.nrrd`` and 3-D ``.seg.nrrd``), through ITK."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.itk import read_header, read_pixels
from nodecluster.volume import Volume


def read_nrrd(path: Path) -> Volume:
    """Read a three-dimensional NRRD file.

    Raises
    ------
    NodeError
        the file cannot be read, or is not three-dimensional with one number a voxel.
    """
    return read_pixels(path, read_header(path))
