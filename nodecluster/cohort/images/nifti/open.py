"""NIfTI files (``.nii``, ``.nii.gz``, version 1 and 2): geometry as ITK reports it, voxels decompressed by igzip.

Decompression is most of the work of a cohort, and igzip does it two to three times as fast as the zlib that ITK uses.
The place is still ITK's business: orientation, units and the choice between sform and qform have to be as PyRadiomics
sees them. ITK reads no NIfTI-2; it is shown the same header as NIfTI-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np

from nodecluster.cohort.images.gzipped import MAGIC, DamagedGzipError, GzipReader
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.itk import DAMAGED, damaged, empty
from nodecluster.cohort.images.known import not_of_format
from nodecluster.cohort.images.nifti.checks import KINDS, check_header
from nodecluster.cohort.images.nifti.header import FIRST_BYTES, NiftiHeader, read_nifti_header
from nodecluster.cohort.images.nifti.place import place_nifti
from nodecluster.cohort.images.sizes import check_size, shown_bytes
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

_SLAB_BYTES = 1 << 20  # fits the cache of a core
_PADDING_BYTES = 512
"""Zeros that may follow the last voxel: some archives fill up blocks. More tells that the header is wrong."""


class _Stream(Protocol):
    """What gives a file's content from its beginning, packed or not."""

    def exactly(self, size: int) -> bytes:
        """Return the next ``size`` bytes, or raise ``DamagedGzipError``."""

    def rest(self, most: int) -> bytes:
        """Return what is left, or of more than ``most`` bytes the first ``most + 1``."""


@dataclass(frozen=True)
class _PlainReader:
    """The content of a file that is not packed."""

    file: BinaryIO

    def exactly(self, size: int) -> bytes:
        """Return the next ``size`` bytes."""
        piece = self.file.read(size)
        if len(piece) < size:
            raise DamagedGzipError("the file ends too early")
        return piece

    def rest(self, most: int) -> bytes:
        """Return what is left, or of more than ``most`` bytes the first ``most + 1``."""
        return self.file.read(most + 1)


@dataclass(frozen=True)
class _Layout:
    """Where the voxels begin (bytes), their type in the file, and what makes image values of them."""

    offset: int
    kind: np.dtype[np.generic]
    packed: bool
    slope: float
    intercept: float

    def end(self, geometry: Geometry) -> int:
        """Return the offset after the last voxel."""
        nx, ny, nz = geometry.size
        return self.offset + nx * ny * nz * self.kind.itemsize

    def values(self, stored: Array) -> Array:
        """Return the image's values; where scaled, as ITK does it: floats of 32 bits, computed in 64."""
        native = self.kind.newbyteorder("=")
        if self.slope == 1 and self.intercept == 0:
            return stored.astype(native, copy=False)
        kind = native if native.kind == "f" else np.dtype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):  # beyond a float of 32 bits lies infinity, also to ITK
            return (stored.astype(kind).astype(np.float64) * self.slope + self.intercept).astype(kind)


def open_nifti(path: Path) -> ImageFile:
    """Open a three-dimensional NIfTI file.

    Values are as ITK gives them: scaled by ``scl_slope`` and ``scl_inter`` where the header says so, and otherwise of
    the type that the file holds.

    Raises
    ------
    NodeError
        the file is damaged, its header cannot be true, or it is not three-dimensional with one number a voxel.
    """
    header, packed = _read_header(path)
    check_header(path.name, header)
    geometry, remarks = place_nifti(path.name, header)
    kind = np.dtype(header.order + KINDS[header.datatype])
    slope, intercept = (header.slope, header.intercept) if header.scaled else (1.0, 0.0)
    layout = _Layout(int(header.offset), kind, packed, float(np.float32(slope)), float(np.float32(intercept)))
    check_size(path, layout.end(geometry), packed=packed)
    form = "NIfTI" if header.version == 1 else "NIfTI-2"
    return ImageFile(geometry, lambda: _slabs(path, layout, geometry), form, remarks)


def _read_header(path: Path) -> tuple[NiftiHeader, bool]:
    """Return the header, and whether the file is packed."""
    with path.open("rb") as file:
        first = file.read(FIRST_BYTES)
        if not first:
            raise empty(path)
        packed = first.startswith(MAGIC)
        if packed and not path.name.lower().endswith(".gz"):
            reason = f"{path.name} is compressed, which its name does not say"
            raise NodeError("reading", reason, "Rename the file to .nii.gz")
        if packed:
            file.seek(0)
            try:
                first = GzipReader(file).upto(FIRST_BYTES)
            except DamagedGzipError as error:
                raise damaged(path) from error
    header = read_nifti_header(first)
    if header is None:
        raise not_of_format(path, "NIfTI", first)
    return header, packed


def _slabs(path: Path, layout: _Layout, geometry: Geometry) -> Iterator[Array]:
    """Yield slabs of about ``_SLAB_BYTES``, read one at a time; after the last, verify how the file ends."""
    nx, ny, nz = geometry.size
    slice_bytes = nx * ny * layout.kind.itemsize
    step = max(1, _SLAB_BYTES // slice_bytes)
    try:
        with path.open("rb") as file:
            stream: _Stream = GzipReader(file) if layout.packed else _PlainReader(file)
            _skip(stream, layout.offset)
            for z in range(0, nz, step):
                slices = min(step, nz - z)
                slab = np.frombuffer(stream.exactly(slices * slice_bytes), layout.kind)
                yield layout.values(slab.reshape(slices, ny, nx))
            _check_end(path, stream, min(_PADDING_BYTES, slice_bytes - 1), layout.end(geometry))
    except DamagedGzipError as error:
        raise damaged(path) from error


def _skip(stream: _Stream, size: int) -> None:
    """Pass over what comes before the voxels, in pieces: a header may claim anything of its own length."""
    for done in range(0, size, _SLAB_BYTES):
        stream.exactly(min(_SLAB_BYTES, size - done))


def _check_end(path: Path, stream: _Stream, padding: int, end: int) -> None:
    """Verify the checksum, and refuse what goes on after the last voxel, without reading all of it."""
    rest = stream.rest(padding)
    if len(rest) > padding or rest.strip(b"\0"):
        reason = f"{path.name} goes on after the last voxel that its header tells of (after {shown_bytes(end)})"
        raise NodeError("reading", reason, f"Its header is not that of its content. {DAMAGED}")
