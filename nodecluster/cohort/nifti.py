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
import SimpleITK as sitk
from nibabel.nifti1 import Nifti1Header
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError

from nodecluster.cohort.gzipped import MAGIC, DamagedGzipError, GzipReader
from nodecluster.cohort.imagefile import ImageFile
from nodecluster.cohort.itk import damaged, itk_slabs, read_header
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

_SLAB_BYTES = 1 << 20  # fits the cache of a core
_PLAIN = {"u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"}
_NIFTI2_HEADER = 540


@dataclass(frozen=True)
class _Layout:
    """Where the voxels begin (bytes), their type, and whether they can be read without ITK."""

    offset: int
    kind: np.dtype[np.generic]
    direct: bool

    def end(self, geometry: Geometry) -> int:
        """Return the offset after the last voxel."""
        return self.offset + int(np.prod(geometry.size)) * self.kind.itemsize


def open_nifti(path: Path) -> ImageFile:
    """Open a three-dimensional NIfTI-1 file; ITK, and so PyRadiomics, knows no NIfTI-2.

    Values are as ITK gives them: scaled by ``scl_slope`` and ``scl_inter`` where the header says so, and otherwise of
    the type that the file holds.

    Raises
    ------
    NodeError
        the file is damaged, or is not three-dimensional with one number a voxel.
    """
    layout = _layout(path)
    reader = read_header(path)
    geometry = Geometry.of(reader)
    if layout is not None and layout.direct:
        return ImageFile(geometry, lambda: _slabs(path, layout, geometry))
    return ImageFile(geometry, lambda: _checked_itk_slabs(path, reader, layout.end(geometry) if layout else 0))


def _layout(path: Path) -> _Layout | None:
    """Return where the voxels are, as far as the header can be understood; ITK says what is wrong where it cannot."""
    with path.open("rb") as file:
        packed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        try:
            head = GzipReader(file).exactly(Nifti1Header.sizeof_hdr) if packed else file.read(Nifti1Header.sizeof_hdr)
        except DamagedGzipError as error:
            raise damaged(path) from error
    _refuse_misnamed(path, head, packed)
    try:
        header = Nifti1Header.from_fileobj(io.BytesIO(head), check=False)
        kind, offset = header.get_data_dtype(), int(header["vox_offset"])
        slope, intercept = header.get_slope_inter()
    except (HeaderDataError, WrapStructError, KeyError, ValueError, OverflowError):
        return None  # what is no NIfTI at all
    scaled = slope not in (None, 1.0) or intercept not in (None, 0.0)
    direct = packed and not scaled and kind.str[1:] in _PLAIN and offset >= Nifti1Header.sizeof_hdr
    return _Layout(offset, kind, direct)


def _refuse_misnamed(path: Path, head: bytes, packed: bool) -> None:
    """Refuse what ITK would only call unreadable: a packed file whose name does not say so, and NIfTI-2."""
    if packed and not path.name.lower().endswith(".gz"):
        raise NodeError("reading", f"{path.name} is compressed, which its name does not say", "Rename it to .nii.gz")
    if _NIFTI2_HEADER in (int.from_bytes(head[:4], "little"), int.from_bytes(head[:4], "big")):
        raise NodeError("reading", f"{path.name} is NIfTI-2; NIfTI-1 is needed", "Save it as NIfTI-1 or as NRRD")


def _checked_itk_slabs(path: Path, reader: sitk.ImageFileReader, end: int) -> Iterator[Array]:
    """Read through ITK, which fills up a file that is cut short with zeros and says nothing."""
    with path.open("rb") as file:
        held = path.stat().st_size
        if file.read(len(MAGIC)) == MAGIC:
            file.seek(0)
            try:
                held = GzipReader(file).finish()
            except DamagedGzipError as error:
                raise damaged(path) from error
    if held < end:
        raise damaged(path)
    yield from itk_slabs(path, reader)


def _slabs(path: Path, layout: _Layout, geometry: Geometry) -> Iterator[Array]:
    """Yield slabs of about ``_SLAB_BYTES``, decompressed one at a time; after the last, verify the checksum."""
    nx, ny, nz = geometry.size
    native, slice_bytes = layout.kind.newbyteorder("="), nx * ny * layout.kind.itemsize
    step = max(1, _SLAB_BYTES // slice_bytes)
    try:
        with path.open("rb") as file:
            stream = GzipReader(file)
            stream.exactly(layout.offset)
            for z in range(0, nz, step):
                slices = min(step, nz - z)
                slab = np.frombuffer(stream.exactly(slices * slice_bytes), layout.kind)
                yield slab.reshape(slices, ny, nx).astype(native, copy=False)
            stream.finish()
    except DamagedGzipError as error:
        raise damaged(path) from error
