"""The header of a NIfTI file, of version 1 or 2 and of either byte order, read before anything else is believed.

Source: ``nifti1.h`` and ``nifti2.h`` of the NIfTI Data Format Working Group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nodecluster.volume import Floats

NIFTI1_BYTES, NIFTI2_BYTES = 348, 540
FIRST_BYTES = NIFTI2_BYTES
"""So many bytes hold the header of either version."""

_NIFTI1 = np.dtype(
    [("sizeof_hdr", "i4"), ("unused_1", "V36"), ("dim", "i2", 8), ("intent_p", "f4", 3), ("intent_code", "i2"),
     ("datatype", "i2"), ("bitpix", "i2"), ("slice_start", "i2"), ("pixdim", "f4", 8), ("vox_offset", "f4"),
     ("scl_slope", "f4"), ("scl_inter", "f4"), ("slice_end", "i2"), ("slice_code", "u1"), ("xyzt_units", "u1"),
     ("unused_2", "V24"), ("descrip", "V80"), ("aux_file", "V24"), ("qform_code", "i2"), ("sform_code", "i2"),
     ("quatern", "f4", 3), ("qoffset", "f4", 3), ("srow", "f4", (3, 4)), ("intent_name", "V16"), ("magic", "V4")]
)  # fmt: skip
_NIFTI2 = np.dtype(
    [("sizeof_hdr", "i4"), ("magic", "V8"), ("datatype", "i2"), ("bitpix", "i2"), ("dim", "i8", 8),
     ("intent_p", "f8", 3), ("pixdim", "f8", 8), ("vox_offset", "i8"), ("scl_slope", "f8"), ("scl_inter", "f8"),
     ("cal", "f8", 2), ("slice_duration", "f8"), ("toffset", "f8"), ("slice", "i8", 2), ("descrip", "V80"),
     ("aux_file", "V24"), ("qform_code", "i4"), ("sform_code", "i4"), ("quatern", "f8", 3), ("qoffset", "f8", 3),
     ("srow", "f8", (3, 4)), ("slice_code", "i4"), ("xyzt_units", "i4"), ("intent_code", "i4"),
     ("intent_name", "V16"), ("dim_info", "u1"), ("unused", "V15")]
)  # fmt: skip
_ORDERS: dict[Literal["<", ">"], Literal["little", "big"]] = {"<": "little", ">": "big"}
_MM = {1: 1000.0, 2: 1.0, 3: 0.001}
"""Millimetres by the code of the unit: metres, millimetres, micrometres; without one, millimetres."""


@dataclass(frozen=True, eq=False)
class NiftiHeader:
    """What a NIfTI header says of the voxels and their place; units as in the file, axes RAS.

    Attributes
    ----------
    version : 1 or 2.
    order : byte order, ``<`` or ``>``.
    single : the voxels are in the same file.
    dim : number of dimensions, then the seven sizes.
    pixdim : sense of the third axis (of the qform), then the seven spacings.
    datatype, bits : of a voxel.
    offset : byte at which the voxels begin; may be no whole number.
    slope, intercept : stored values times ``slope`` plus ``intercept`` are the image's; see ``scaled``.
    units : code of the units of space and time.
    qform_code, sform_code : what each placement means; 0 or less: it is not given.
    quatern, qoffset : of the qform, b c d and x y z.
    srow : of the sform, shape (3, 4).
    """

    version: int
    order: str
    single: bool
    dim: tuple[int, ...]
    pixdim: tuple[float, ...]
    datatype: int
    bits: int
    offset: float
    slope: float
    intercept: float
    units: int
    qform_code: int
    sform_code: int
    quatern: tuple[float, ...]
    qoffset: tuple[float, ...]
    srow: Floats

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes, without the dimensions of size 1 beyond the third."""
        sizes = self.dim[1 : self.dim[0] + 1]
        while len(sizes) > 3 and sizes[-1] == 1:
            sizes = sizes[:-1]
        return sizes

    @property
    def scaled(self) -> bool:
        """Whether the stored values are scaled: by a slope of 0, or of no number, they are not."""
        return not (math.isnan(self.slope) or self.slope == 0)

    @property
    def mm(self) -> float:
        """Millimetres in the unit of the file."""
        return _MM.get(self.units & 7, 1.0)

    def qform_doubt(self) -> float:
        """Return by what angle (radians) the qform may be off because its quaternion's b, c, d have 24 bits.

        The fourth part is what is left of 1 (nifti1.h), so where it is near 0, as of a CT that is tilted a little, the
        rounding of the others is most of it.
        """
        rest = max(0.0, 1.0 - sum(value * value for value in self.quatern))
        rounding = 2.0 * math.sqrt(3.0) * 2.0**-24
        return 2.0 * min(math.sqrt(rounding), rounding / math.sqrt(rest) if rest else math.inf)

    def sform(self) -> Floats:
        """Return where the sform places the voxels: index to mm, RAS, shape (3, 4)."""
        return self.srow * self.mm

    def qform(self) -> Floats:
        """Return where the qform places the voxels: index to mm, RAS, shape (3, 4)."""
        b, c, d = self.quatern
        a = math.sqrt(max(0.0, 1.0 - (b * b + c * c + d * d)))
        turn = np.array(
            [
                [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
                [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
                [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
            ]
        )
        sense = -1.0 if self.pixdim[0] < 0 else 1.0
        steps = turn * (np.array(self.pixdim[1:4]) * [1.0, 1.0, sense])
        return np.column_stack([steps, self.qoffset]) * self.mm

    def for_itk(self) -> bytes:
        """Return a NIfTI-1 file of the same place with a header alone, for ITK to tell the geometry.

        Doubles of NIfTI-2 are rounded to NIfTI-1's floats.
        """
        new = np.zeros((), _NIFTI1.newbyteorder("<"))
        new["sizeof_hdr"], new["vox_offset"] = NIFTI1_BYTES, NIFTI1_BYTES + 4
        new["dim"] = (3, *self.sizes, 1, 1, 1, 1)
        new["pixdim"] = (-1.0 if self.pixdim[0] < 0 else 1.0, *self.pixdim[1:4], *(1.0,) * 4)
        new["datatype"], new["bitpix"], new["xyzt_units"] = 2, 8, self.units & 7
        if self.qform_code > 0:
            new["qform_code"], new["quatern"], new["qoffset"] = self.qform_code, self.quatern, self.qoffset
        if self.sform_code > 0:
            new["sform_code"], new["srow"] = self.sform_code, self.srow
        new["magic"] = b"n+1\0"
        return new.tobytes() + bytes(4)


def read_nifti_header(head: bytes) -> NiftiHeader | None:
    """Return the header that a file begins with, or None where it begins with none.

    Parameters
    ----------
    head : the file's first ``FIRST_BYTES``, decompressed; fewer where there are fewer.
    """
    for version, kind in ((1, _NIFTI1), (2, _NIFTI2)):
        for order, name in _ORDERS.items():
            if len(head) < kind.itemsize or int.from_bytes(head[:4], name) != kind.itemsize:
                continue
            raw = np.frombuffer(head, kind.newbyteorder(order), 1)[0]
            mark = bytes(raw["magic"])[:4]
            if mark in (b"n+%d\0" % version, b"ni%d\0" % version):
                with np.errstate(invalid="ignore"):  # signalling NaN of damaged bytes; the checks find them
                    return _header(raw, version, order, single=b"+" in mark)
    return None


def _header(raw: Any, version: int, order: str, *, single: bool) -> NiftiHeader:
    """Return a header from the fields that both versions have."""
    dim = tuple(int(n) for n in raw["dim"])
    return NiftiHeader(
        version, order, single, dim, _floats(raw["pixdim"]), int(raw["datatype"]), int(raw["bitpix"]),
        float(raw["vox_offset"]), float(raw["scl_slope"]), float(raw["scl_inter"]), int(raw["xyzt_units"]),
        int(raw["qform_code"]), int(raw["sform_code"]), _floats(raw["quatern"]), _floats(raw["qoffset"]),
        np.asarray(raw["srow"], dtype=np.float64),
    )  # fmt: skip


def _floats(values: npt.NDArray[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
