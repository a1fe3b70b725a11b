"""NIfTI files (``.nii``, ``.nii.gz``): geometry as ITK reports it, voxels decompressed by igzip.

Decompression is most of the work of a cohort, and igzip does it two to three times as fast as the zlib that ITK uses.
The header is still ITK's business: orientation, units and the choice between sform and qform have to be as PyRadiomics
sees them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from nibabel.nifti1 import Nifti1Header
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError

from nodecluster.cohort.gzipped import DamagedGzipError, is_gzip, pieces
from nodecluster.cohort.itk import DAMAGED, read_header, read_pixels
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry, Volume, nonzero_slices

_PLAIN = {"u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"}


@dataclass(frozen=True)
class _Layout:
    """Where the voxels of a plain NIfTI-1 file are: byte offset, type, number."""

    offset: int
    kind: np.dtype[np.generic]
    count: int

    @property
    def stop(self) -> int:
        """The offset after the last voxel."""
        return self.offset + self.count * self.kind.itemsize


def read_nifti(path: Path) -> Volume:
    """Read a three-dimensional NIfTI-1 or NIfTI-2 file.

    Values are as ITK gives them: scaled by ``scl_slope`` and ``scl_inter`` where the header says so, and otherwise of
    the type that the file holds.

    Raises
    ------
    NodeError
        the file is damaged or cut short, or is not three-dimensional with one number a voxel.
    """
    return _read(path, keep_zeros=True)


def read_nifti_nonzero(path: Path) -> Volume:
    """Read the slices of a mask from the first to the last that is not all zero; as ``read_nifti``, and faster."""
    return _read(path, keep_zeros=False)


def _read(path: Path, *, keep_zeros: bool) -> Volume:
    reader = read_header(path)
    geometry = Geometry.of(reader)
    layout = _layout(path, geometry)
    if layout is None:
        whole = read_pixels(path, reader)
        return whole if keep_zeros else nonzero_slices(whole)
    try:
        if keep_zeros:
            return Volume(_voxels(path, layout, geometry), geometry)
        return _nonzero_slab(path, layout, geometry)
    except DamagedGzipError as error:
        raise NodeError("reading", f"{path.name} is cut short or damaged (gzip)", DAMAGED) from error


def _layout(path: Path, geometry: Geometry) -> _Layout | None:
    """Return where the voxels are, or None where ITK has to read them: not compressed, scaled, or of an odd type."""
    if not is_gzip(path):
        return None
    try:
        head = next(pieces(path, Nifti1Header.sizeof_hdr), b"")
        header = Nifti1Header.from_fileobj(io.BytesIO(head), check=False)
        kind, offset = header.get_data_dtype(), int(header["vox_offset"])
        slope, intercept = header.get_slope_inter()
    except DamagedGzipError as error:
        raise NodeError("reading", f"{path.name} is cut short or damaged (gzip)", DAMAGED) from error
    except (HeaderDataError, WrapStructError):
        return None
    if int(header["sizeof_hdr"]) != Nifti1Header.sizeof_hdr:
        return None  # NIfTI-2
    scaled = slope not in (None, 1.0) or intercept not in (None, 0.0)
    if scaled or kind.str[1:] not in _PLAIN or offset < Nifti1Header.sizeof_hdr:
        return None
    return _Layout(offset, kind, int(np.prod(geometry.size)))


def _voxels(path: Path, layout: _Layout, geometry: Geometry) -> Array:
    """Return all voxels, shape (z, y, x)."""
    content = np.empty(layout.stop, dtype=np.uint8)
    filled = 0
    for piece in pieces(path):
        part = np.frombuffer(piece, dtype=np.uint8)[: layout.stop - filled]
        content[filled : filled + part.size] = part
        filled += part.size
    if filled < layout.stop:
        raise DamagedGzipError("fewer voxels than the header says")
    return _as_native(content[layout.offset :].view(layout.kind)).reshape(geometry.size[::-1])


def _nonzero_slab(path: Path, layout: _Layout, geometry: Geometry) -> Volume:
    """Return the slices from the first to the last that is not all zero; of an empty mask, the first slice."""
    nx, ny, _ = geometry.size
    found = list(_nonzero_pieces(path, layout))
    slice_bytes = nx * ny * layout.kind.itemsize
    begin, end = 0, 1
    if found:
        begin, end = found[0][0] // slice_bytes, -(-(found[-1][0] + found[-1][1].size) // slice_bytes)
    content = np.zeros((end - begin) * slice_bytes, dtype=np.uint8)
    for place, part in found:
        first = place - begin * slice_bytes
        content[first : first + part.size] = part
    slab = geometry.crop((0, 0, begin), (nx, ny, end))
    return nonzero_slices(Volume(_as_native(content.view(layout.kind)).reshape(slab.size[::-1]), slab))


def _nonzero_pieces(path: Path, layout: _Layout) -> Iterator[tuple[int, Array]]:
    """Yield the pieces of the voxels that are not all zero: bytes before it, and the bytes."""
    at = -layout.offset
    wanted = layout.stop - layout.offset
    for piece in pieces(path):
        first, last = max(at, 0), min(at + len(piece), wanted)
        if first < last:
            part = np.frombuffer(piece, np.uint8, last - first, first - at)
            if part.any():
                yield first, part
        at += len(piece)
    if at < wanted:
        raise DamagedGzipError("fewer voxels than the header says")


def _as_native(voxels: Array) -> Array:
    return voxels if voxels.dtype.isnative else voxels.astype(voxels.dtype.newbyteorder("="))
