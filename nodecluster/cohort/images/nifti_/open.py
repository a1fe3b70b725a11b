"""NIfTI files (``.nii``, ``.nii.gz``): geometry as ITK reports it, voxels decompressed by igzip.

Decompression is most of the work of a cohort, and igzip does it two to three times as fast as the zlib that ITK uses.
The header is still ITK's business: orientation, units and the choice between sform and qform have to be as PyRadiomics
sees them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from nodecluster.cohort.images.gzipped import MAGIC, DamagedGzipError, GzipReader
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.itk import damaged, itk_slabs, read_header
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

_SLAB_BYTES = 1 << 20  # fits the cache of a core
_HEADER_BYTES = 348
_NIFTI2_HEADER = 540
_FIELDS = {"datatype": (70, "i2"), "vox_offset": (108, "f4"), "scl_slope": (112, "f4"), "scl_inter": (116, "f4")}
"""The fields of a NIfTI-1 header that say where voxels are and what they mean: byte offset and type (nifti1.h)."""
_KINDS = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8"}
"""NumPy's types by NIfTI-1's codes, of one real number a voxel."""
_DIRECT = {"u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"}  # 64-bit integers are ITK's to judge


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
            head = GzipReader(file).exactly(_HEADER_BYTES) if packed else file.read(_HEADER_BYTES)
        except DamagedGzipError as error:
            raise damaged(path) from error
    _refuse_misnamed(path, head, packed)
    order = {"little": "<", "big": ">"}.get(_byte_order(head), "")
    if len(head) < _HEADER_BYTES or not order:
        return None  # no NIfTI-1 at all
    field = {name: np.frombuffer(head, order + kind, 1, at)[0] for name, (at, kind) in _FIELDS.items()}
    code, offset, slope, intercept = int(field["datatype"]), field["vox_offset"], field["scl_slope"], field["scl_inter"]
    if code not in _KINDS or not _HEADER_BYTES <= offset < 1 << 31:
        return None
    scaled = bool(slope not in (0, 1) or (slope != 0 and intercept != 0))  # a slope of 0 means no scaling
    return _Layout(int(offset), np.dtype(order + _KINDS[code]), packed and not scaled and _KINDS[code] in _DIRECT)


def _byte_order(head: bytes) -> str:
    """Return the byte order in which a header's first number is its own length, or nothing."""
    return next((order for order in ("little", "big") if _first(head, order) == _HEADER_BYTES), "")


def _first(head: bytes, order: str) -> int:
    return int.from_bytes(head[:4], "big" if order == "big" else "little")


def _refuse_misnamed(path: Path, head: bytes, packed: bool) -> None:
    """Refuse what ITK would only call unreadable: a packed file whose name does not say so, and NIfTI-2."""
    if packed and not path.name.lower().endswith(".gz"):
        raise NodeError("reading", f"{path.name} is compressed, which its name does not say", "Rename it to .nii.gz")
    if _NIFTI2_HEADER in (_first(head, "little"), _first(head, "big")):
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
