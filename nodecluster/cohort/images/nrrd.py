"""NRRD files (``.nrrd`` and 3-D ``.seg.nrrd``), through ITK."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.itk import itk_slabs, read_header
from nodecluster.volume import Geometry


def open_nrrd(path: Path) -> ImageFile:
    """Open a three-dimensional NRRD file.

    Raises
    ------
    NodeError
        the file cannot be read, or is not three-dimensional with one number a voxel.
    """
    reader = read_header(path)
    return ImageFile(Geometry.of(reader), lambda: itk_slabs(path, reader))
