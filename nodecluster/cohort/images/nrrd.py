"""NRRD files (``.nrrd``, ``.seg.nrrd``): geometry as ITK reports it, voxels streamed and decompressed by igzip.

3D Slicer saves segments that overlap as layers: an array of four axes, of which one counts the layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import SimpleITK as sitk

from nodecluster.cohort.images.gzipped import DamagedGzipError, GzipReader
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.itk import damaged, read_header
from nodecluster.cohort.images.nrrd_header import AGAIN, NrrdHeader, read_nrrd_header
from nodecluster.cohort.images.sanity import check_geometry
from nodecluster.cohort.images.sizes import check_size
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

FORM = "NRRD"
NO_SPACE = (
    "the file does not say how its axes lie in the patient; "
    "they were taken to run to the left, to the back and to the head"
)
_SLAB_BYTES = 1 << 20  # fits the cache of a core
_SLACK = 16  # bytes after the last voxel that are a writer's carelessness, and no sign of a wrong header
_CODED = ("raw", "gzip", "ascii", "hex")


class _Readable(Protocol):
    """What gives bytes, packed in its file or not."""

    def read(self, most: int, /) -> bytes:
        """Return up to ``most`` bytes; none at the end."""


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
            return
        try:
            yield from self._streamed(kind)
        except DamagedGzipError as error:
            raise damaged(self.path) from error

    def remarks(self) -> tuple[str, ...]:
        """Return what has to be said of how the file is read."""
        return () if "space" in self.header.fields else (NO_SPACE,)

    def _streamed(self, kind: np.dtype[np.generic]) -> Iterator[Array]:
        """Read the voxels a slab at a time; after the last, verify that it was the last."""
        nx, ny, nz = self.geometry.size
        native, slice_bytes = kind.newbyteorder("="), nx * ny * self.layers * kind.itemsize
        step = max(1, _SLAB_BYTES // slice_bytes)
        with self.path.open("rb") as file:
            file.seek(self.header.offset or 0)
            stream: _Readable = GzipReader(file) if self.header.encoding() == "gzip" else file
            for z in range(0, nz, step):
                slices = min(step, nz - z)
                raw = _take(stream, slices * slice_bytes)
                if len(raw) < slices * slice_bytes:
                    raise damaged(self.path)
                slab = np.frombuffer(raw, kind).reshape(slices, ny, nx, self.layers)
                yield np.moveaxis(slab, -1, 0).astype(native, copy=False)
            if len(_take(stream, _SLACK + 1)) > _SLACK:
                raise NodeError("reading", f"{self.path.name} holds more voxels than its header says", AGAIN)

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
    file = open_nrrd_layers(path)
    if file.layers > 1:
        raise NodeError(
            "reading",
            f"{path.name} holds {file.layers} numbers a voxel; one is needed",
            "Export the file as a 3-D image or labelmap with one value a voxel; segments that overlap need a file each",
        )
    return ImageFile(file.geometry, lambda: (slab[0] for slab in file.slabs()), FORM, file.remarks())


def open_nrrd_layers(path: Path) -> NrrdFile:
    """Open a NRRD file of three spatial axes, with or without one that counts layers.

    Raises
    ------
    NodeError
        the file cannot be read, has other axes, or a grid that no image has.
    """
    header = read_nrrd_header(path)
    _check_whole(path, header)
    axis = header.layer_axis()
    if axis is None:
        reader = read_header(path)
    else:
        reader = sitk.ImageFileReader()
        reader.SetFileName(str(path))
        try:
            reader.ReadImageInformation()
        except RuntimeError as error:
            raise NodeError("reading", f"{path.name} is not an image that can be read", AGAIN) from error
    geometry = Geometry.of(reader)
    check_geometry(path.name, geometry)
    sizes = header.sizes()
    if axis is None and header.placeless_axes():
        raise NodeError("reading", f"{path.name} does not say how all of its axes run through space", AGAIN)
    if geometry.size != tuple(size for number, size in enumerate(sizes) if number != axis):
        raise NodeError("reading", f"the header of {path.name} cannot be understood", AGAIN)
    return NrrdFile(path, header, geometry, 1 if axis is None else sizes[axis])


def _check_whole(path: Path, header: NrrdHeader) -> None:
    """Refuse a file whose voxels lie elsewhere, are packed in a way that is not read, or cannot all be there."""
    if {"data file", "datafile"} & set(header.fields):
        raise NodeError(
            "reading",
            f"{path.name} is a header alone; its voxels lie in another file",
            "Save image and header as one .nrrd file",
        )
    if header.offset is None:
        raise NodeError("reading", f"{path.name} ends within its header", AGAIN)
    encoding = header.encoding()
    if encoding not in _CODED:
        how = f"are compressed by {encoding}" if encoding == "bzip2" else "are written in a way"
        raise NodeError(
            "reading",
            f"the voxels of {path.name} {how}, which is not read",
            "Save the file again with gzip or uncompressed",
        )
    check_size(path, header.offset + header.claimed_bytes(), packed=encoding == "gzip")


def _take(stream: _Readable, size: int) -> bytes:
    """Return the next ``size`` bytes, or fewer at the end, which verifies the checksum of a packed file."""
    parts: list[bytes] = []
    while size and (piece := stream.read(size)):
        parts.append(piece)
        size -= len(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)
