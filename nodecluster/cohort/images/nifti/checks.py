"""A NIfTI header judged field by field: ITK would read zero and infinite spacings as 1 mm, and sizes below 1 as 1."""

from __future__ import annotations

import math

import numpy as np

from nodecluster.cohort.images.geometry_checks import CHECK_PLACE, check_place, check_sizes, check_spacing
from nodecluster.cohort.images.nifti.header import NIFTI1_BYTES, NIFTI2_BYTES, NiftiHeader
from nodecluster.errors import NodeError

KINDS = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8"}
"""NumPy's types by NIfTI's codes, of one real number a voxel."""
_OTHER = {
    1: "one bit a voxel", 32: "2 numbers a voxel (complex)", 128: "3 numbers a voxel (RGB colour)",
    1536: "floats of 128 bits", 1792: "2 numbers a voxel (complex)", 2048: "2 numbers a voxel (complex)",
    2304: "4 numbers a voxel (RGBA colour)",
}  # fmt: skip
_ONE_VALUE = "Export the file as a 3-D image or labelmap with one value a voxel, as integers or floats of up to 64 bits"
_MOST_DIM = 32767  # NIfTI-1's, through which the place is asked
_MOST_CODE = 5  # NIFTI_XFORM_TEMPLATE_OTHER
_MOST_SCALE = 1e12  # beyond, floats of 32 bits lose the values
_QUATERNION = 1e-4  # a rotation's b, c and d have at most length 1; files round


def check_header(name: str, header: NiftiHeader) -> None:
    """Refuse a header that is damaged, or not of a three-dimensional image with one real number a voxel.

    Parameters
    ----------
    name : of the file, for the message.
    header : as it was read.

    Raises
    ------
    NodeError
        with the field at fault.
    """
    if not header.single:
        raise NodeError(
            "reading",
            f"{name} is a NIfTI header whose voxels are in another file",
            "Export the image as a single file (.nii or .nii.gz)",
        )
    _check_kind(name, header)
    _check_dimensions(name, header)
    check_spacing(name, (value * header.mm for value in header.pixdim[1:4]))
    _check_placements(name, header)
    _check_values(name, header)


def _check_kind(name: str, header: NiftiHeader) -> None:
    """Refuse what is not one real number a voxel."""
    if header.datatype not in KINDS:
        found = _OTHER.get(header.datatype, f"voxels of the unknown type {header.datatype}")
        raise NodeError("reading", f"{name} holds {found}; one real number is needed", _ONE_VALUE)
    bits = 8 * np.dtype(KINDS[header.datatype]).itemsize
    if header.bits not in (bits, 0):  # 0: some writers leave it out
        reason = f"the header of {name} contradicts itself: its type has {bits} bits a voxel, and it says {header.bits}"
        raise NodeError("reading", reason, CHECK_PLACE)


def _check_dimensions(name: str, header: NiftiHeader) -> None:
    """Refuse other than three dimensions, beyond which sizes of 1 are none."""
    if not 1 <= header.dim[0] <= 7:
        raise NodeError("reading", f"the header of {name} has {header.dim[0]} dimensions; 3 are needed", CHECK_PLACE)
    sizes = header.sizes
    if len(sizes) == 5 and sizes[3] == 1:
        raise NodeError("reading", f"{name} holds {sizes[4]} numbers a voxel (vectors); one is needed", _ONE_VALUE)
    check_sizes(name, sizes)
    if max(sizes) > _MOST_DIM:
        raise NodeError(
            "reading", f"{name} has a size of {max(sizes)} voxels; at most {_MOST_DIM} are read", CHECK_PLACE
        )


def _check_placements(name: str, header: NiftiHeader) -> None:
    """Refuse a placement of unknown meaning, or that is given and holds what is no number, or no place."""
    for form, code in (("qform", header.qform_code), ("sform", header.sform_code)):
        if code > _MOST_CODE:
            reason = f"the {form} of {name} is of the unknown kind {code}; 0 to {_MOST_CODE} are known"
            raise NodeError("reading", reason, CHECK_PLACE)
    if header.qform_code > 0:
        check_place(name, "qform", (header.mm * value for value in header.qoffset))
        length = math.hypot(*header.quatern)
        if not length <= 1 + _QUATERNION:  # NaN is not, either
            raise NodeError("reading", f"the qform of {name} is no rotation", CHECK_PLACE)
    if header.sform_code > 0:
        check_place(name, "sform", (float(value) for value in header.sform().ravel()))
        check_spacing(f"{name} in its sform", np.linalg.norm(header.sform()[:, :3], axis=0).tolist())


def _check_values(name: str, header: NiftiHeader) -> None:
    """Refuse a place of the voxels in the file, or a scaling of their values, that cannot be meant."""
    least = NIFTI1_BYTES if header.version == 1 else NIFTI2_BYTES
    if not (header.offset >= least and header.offset.is_integer()):
        reason = f"the header of {name} has the voxels begin at byte {header.offset:g}; it is {least} bytes long itself"
        raise NodeError("reading", reason, CHECK_PLACE)
    _check_scaling(name, header)


def _check_scaling(name: str, header: NiftiHeader) -> None:
    """Refuse a scaling that is not a number or absurd, or that programs understand in different ways."""
    slope, intercept = header.slope, header.intercept
    if not header.scaled:
        if intercept != 0 and not math.isnan(intercept):  # by the standard unscaled; ITK adds the intercept
            reason = f"the scaling of {name} is ambiguous: scl_slope {slope:g} with scl_inter {intercept:g}"
            raise NodeError(
                "reading", reason, "Export the image again with scl_slope 1, or with values in HU and no scaling"
            )
    elif not (1 / _MOST_SCALE <= abs(slope) <= _MOST_SCALE and abs(intercept) <= _MOST_SCALE):
        reason = f"the scaling of {name} is none that can be meant: scl_slope {slope:g}, scl_inter {intercept:g}"
        raise NodeError("reading", reason, CHECK_PLACE)
