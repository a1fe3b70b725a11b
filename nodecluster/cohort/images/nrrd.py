"""NRRD files (``.nrrd``, ``.seg.nrrd``): geometry as ITK reports it, voxels streamed and decompressed by igzip.

3D Slicer saves segments that overlap as layers: an array of four axes, of which one counts the layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from nodecluster.cohort.failures import DAMAGED, damaged
from nodecluster.cohort.images.claimed_size import check_size
from nodecluster.cohort.images.geometry_checks import check_geometry
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.itk import without_warnings
from nodecluster.cohort.images.nrrd_header import NrrdHeader, read_nrrd_header
from nodecluster.cohort.images.streamed import VoxelBytes
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

NO_SPACE = (
    "the file does not say how its axes lie in the patient; "
    "they were taken to run to the left, to the back and to the head"
)
_CODED = ("raw", "gzip", "ascii", "hex")


@dataclass(frozen=True)
class NrrdFile:
    """A NRRD file of one or several layers on one grid; its voxels are not read yet.

    Attributes
    ----------
    path : of the file.
    header : its text.
    geometry : as ITK reports it.
    layers : how many arrays it holds.
    """

    path: Path
    header: NrrdHeader
    geometry: Geometry
    layers: int

    def slabs(self) -> Iterator[Array]:
        """Yield arrays of shape (layer, slices, y, x), from the first slice to the last.

        Raises
        ------
        NodeError
            the voxels cannot be decoded.
        """
        kind = self.header.kind()
        plain = self.header.encoding() in ("raw", "gzip") and not self.header.skips()
        if kind is None or not plain or self.header.layer_axis() not in (None, 0):
            yield self._through_itk()
        else:
            yield from self._streamed(kind)

    def remarks(self) -> tuple[str, ...]:
        """Return what has to be said of how the file is read."""
        return () if "space" in self.header.fields else (NO_SPACE,)

    def _streamed(self, kind: np.dtype[np.generic]) -> Iterator[Array]:
        """Read the voxels a slab at a time."""
        nx, ny, nz = self.geometry.size
        packed, slice_bytes = self.header.encoding() == "gzip", nx * ny * self.layers * kind.itemsize
        for raw in VoxelBytes(self.path, packed, self.header.offset or 0, 0, slice_bytes, nz).slabs():
            slab = np.frombuffer(raw, kind).reshape(-1, ny, nx, self.layers)
            yield np.moveaxis(slab, -1, 0).astype(kind.newbyteorder("="), copy=False)

    def _through_itk(self) -> Array:
        try:
            voxels = sitk.GetArrayFromImage(sitk.ReadImage(str(self.path)))
        except RuntimeError as error:
            raise damaged(self.path) from error
        return np.moveaxis(voxels, -1, 0) if voxels.ndim == 4 else voxels[np.newaxis]


def open_nrrd(path: Path) -> ImageFile:
    """Open a three-dimensional NRRD file.

    Raises
    ------
    NodeError
        the file cannot be read, or is not three-dimensional with one number a voxel.
    """
    file = open_nrrd_layers(path, read_nrrd_header(path))
    if file.layers > 1:
        raise NodeError(
            "reading",
            f"{path.name} holds {file.layers} numbers a voxel; one is needed",
            "Export the file as a 3-D image or labelmap with one value a voxel; segments that overlap need a file each",
        )
    return ImageFile(file.geometry, lambda: (slab[0] for slab in file.slabs()), file.remarks())


def open_nrrd_layers(path: Path, header: NrrdHeader) -> NrrdFile:
    """Open a NRRD file of three spatial axes, with or without one that counts layers; ``header`` is its own.

    Raises
    ------
    NodeError
        the file cannot be read, has other axes, or a grid that no image has.
    """
    _check_whole(path, header)
    geometry = _itk_geometry(path)
    check_geometry(path.name, geometry)
    axis, sizes = header.layer_axis(), header.sizes()
    if axis is None and header.placeless_axes():
        raise NodeError("reading", f"{path.name} does not say how all of its axes run through space", DAMAGED)
    if geometry.size != tuple(size for number, size in enumerate(sizes) if number != axis):
        raise NodeError("reading", f"the header of {path.name} cannot be understood", DAMAGED)
    return NrrdFile(path, header, geometry, 1 if axis is None else sizes[axis])


def _itk_geometry(path: Path) -> Geometry:
    """Return what ITK makes of the file's header; of other than three dimensions, too."""
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        with without_warnings():
            reader.ReadImageInformation()
    except RuntimeError as error:
        raise NodeError("reading", f"{path.name} is not an image that can be read", DAMAGED) from error
    return Geometry.of(reader)


def _check_whole(path: Path, header: NrrdHeader) -> None:
    """Refuse a file whose voxels lie elsewhere, are packed in a way that is not read, or cannot all be there."""
    if {"data file", "datafile"} & set(header.fields):
        raise NodeError(
            "reading",
            f"{path.name} is a header alone; its voxels lie in another file",
            "Save image and header as one .nrrd file",
        )
    if header.offset is None:
        raise NodeError("reading", f"{path.name} ends within its header", DAMAGED)
    encoding = header.encoding()
    if encoding not in _CODED:
        how = f"are compressed by {encoding}" if encoding == "bzip2" else "are written in a way"
        raise NodeError(
            "reading",
            f"the voxels of {path.name} {how}, which is not read",
            "Save the file again with gzip or uncompressed",
        )
    check_size(path, header.offset + header.claimed_bytes(), packed=encoding == "gzip")
