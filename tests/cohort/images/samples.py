"""Images of unequal sides (10 x 11 x 12 voxels of 1, 2, 3 mm, turned), so that no swapped axis can hide."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import SimpleITK as sitk

from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.volume import Geometry

SIZE = (10, 11, 12)  # x y z
SPACING = (1.0, 2.0, 3.0)
COSINE, SINE = 0.8, 0.6
FLIP = np.diag([-1.0, -1.0, 1.0])  # RAS to LPS
TURN = np.array([[COSINE, -SINE, 0.0], [SINE, COSINE, 0.0], [0.0, 0.0, 1.0]])


def values(kind: str = "int16") -> np.ndarray:
    """Voxels (x, y, z), no two neighbours the same."""
    count = int(np.prod(SIZE))
    numbers = np.arange(count)
    if np.dtype(kind).kind == "f":
        return (numbers / 7 - 60).astype(kind).reshape(SIZE)
    least = np.iinfo(kind).min
    return (numbers % 250 + (least if least > -(2**31) else -5000)).astype(kind).reshape(SIZE)


def affine(turn: np.ndarray = TURN) -> np.ndarray:
    """RAS, as NIfTI has it."""
    whole = np.eye(4)
    whole[:3, :3] = turn * np.array(SPACING)
    whole[:3, 3] = (-11.5, 7.25, -30.0)
    return whole


def save_nifti(path: Path, voxels: np.ndarray, *, version: int = 1, big_endian: bool = False, **header) -> Path:
    """Write NIfTI by nibabel; ``header`` sets fields such as scl_slope."""
    maker = nib.Nifti1Image if version == 1 else nib.Nifti2Image
    image = maker(voxels, affine(), dtype=voxels.dtype)
    if big_endian:
        image = maker(voxels, affine(), header=image.header.as_byteswapped(">"), dtype=voxels.dtype)
    slope, intercept = header.pop("scale", (None, None))
    path.parent.mkdir(parents=True, exist_ok=True)
    if slope is not None:
        image.header.set_slope_inter(slope, intercept)
    nib.save(image, path)
    return path


def save_itk(path: Path, voxels: np.ndarray, compress: bool = True) -> Path:
    """Write voxels (x, y, z) through ITK, at the same place in the patient."""
    image = sitk.GetImageFromArray(np.ascontiguousarray(voxels.T))
    image.SetSpacing(SPACING)
    image.SetDirection((FLIP @ TURN).ravel().tolist())
    image.SetOrigin((FLIP @ affine()[:3, 3]).tolist())
    path.parent.mkdir(parents=True, exist_ok=True)
    sitk.WriteImage(image, str(path), useCompression=compress)
    return path


def ct_file() -> ImageFile:
    """A CT on the same grid, for readers of masks."""
    grid = Geometry(SIZE, SPACING, tuple(FLIP @ affine()[:3, 3]), tuple((FLIP @ TURN).ravel()))
    return ImageFile(grid, lambda: [np.zeros(SIZE[::-1], np.int16)])


CT = ct_file()
ELSEWHERE = Path("ct.nii.gz")
"""A CT that does not lie among the masks."""


def save(path: Path, version: int, sform=None, qform=None, **fields) -> Path:
    """Write a file with a header of its own: placements (RAS) and their codes, and any other field."""
    image = (nib.Nifti1Image if version == 1 else nib.Nifti2Image)(values(), None)
    image.header.set_zooms(SPACING)
    if qform is not None:
        image.set_qform(qform, 1)
    if sform is not None:
        image.set_sform(sform, 1)
    header = image.header.copy()
    header.set_data_offset(352 if version == 1 else 544)
    header["magic"] = b"n+1" if version == 1 else b"n+2\0\r\n\x1a\n"
    header["qform_code"], header["sform_code"] = int(qform is not None), int(sform is not None)
    for name, value in fields.items():
        header[name] = value
    path.write_bytes(header.binaryblock + bytes(4) + values().tobytes("F"))
    return path
