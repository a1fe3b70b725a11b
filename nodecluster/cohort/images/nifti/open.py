"""NIfTI files (``.nii``, ``.nii.gz``, version 1 and 2): geometry as ITK reports it, voxels decompressed by igzip.

Decompression is most of the work of a cohort, and igzip does it two to three times as fast as the zlib that ITK uses.
The place is still ITK's business: orientation, units and the choice between sform and qform have to be as PyRadiomics
sees them. ITK reads no NIfTI-2; it is shown the same header as NIfTI-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nodecluster.cohort.images.claimed_size import check_size
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.nifti.checks import KINDS, check_header
from nodecluster.cohort.images.nifti.header import FIRST_BYTES, NiftiHeader, read_nifti_header
from nodecluster.cohort.images.nifti.place import place_nifti
from nodecluster.cohort.images.signatures import not_of_format
from nodecluster.cohort.images.streamed import VoxelBytes, beginning
from nodecluster.errors import NodeError
from nodecluster.volume import Array


@dataclass(frozen=True)
class _Layout:
    """Where the voxels are, their type in the file, and what makes image values of them."""

    voxels: VoxelBytes
    kind: np.dtype[np.generic]
    slope: float
    intercept: float

    def slabs(self, nx: int, ny: int) -> Iterator[Array]:
        """Yield arrays of whole slices, of shape (slices, y, x)."""
        for raw in self.voxels.slabs():
            yield self.values(np.frombuffer(raw, self.kind).reshape(-1, ny, nx))

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
    nx, ny, nz = geometry.size
    kind = np.dtype(header.order + KINDS[header.datatype])
    start, skip = (0, int(header.offset)) if packed else (int(header.offset), 0)
    voxels = VoxelBytes(path, packed, start, skip, nx * ny * kind.itemsize, nz)
    check_size(path, voxels.end(), packed=packed)
    slope, intercept = (header.slope, header.intercept) if header.scaled else (1.0, 0.0)
    layout = _Layout(voxels, kind, float(np.float32(slope)), float(np.float32(intercept)))
    return ImageFile(geometry, lambda: layout.slabs(nx, ny), remarks)


def _read_header(path: Path) -> tuple[NiftiHeader, bool]:
    """Return the header, and whether the file is packed."""
    first, packed = beginning(path, FIRST_BYTES)
    if packed and not path.name.lower().endswith(".gz"):
        reason = f"{path.name} is compressed, which its name does not say"
        raise NodeError("reading", reason, "Rename the file to .nii.gz")
    header = read_nifti_header(first)
    if header is None:
        raise not_of_format(path, "NIfTI", first)
    return header, packed
