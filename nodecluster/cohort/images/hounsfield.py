"""A CT's values watched while its slabs go by: whether they can be Hounsfield units at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.errors import NodeError
from nodecluster.volume import Array

LEAST_RANGE_HU = 100.0
"""From fat (-100 HU) to soft tissue (40 HU) any part of a patient spans more; z-scores and fractions span less."""
MOST_HU = 100_000.0
"""Metal ends at 65,535 on the widest of scales (16 bits); beyond lie floats read from the wrong bytes."""
_AGAIN = "Give the CT itself, in HU: load the DICOM series in 3D Slicer and export it as NIfTI or NRRD"


@dataclass
class _Range:
    """The least and the greatest of the finite values seen."""

    least: float = np.inf
    most: float = -np.inf

    def see(self, slab: Array) -> None:
        """Take in a slab. Integers, and floats that are all finite, are passed over twice and not copied."""
        if not slab.size:
            return
        with np.errstate(invalid="ignore"):  # a signalling NaN of damaged bytes
            least, most = float(slab.min()), float(slab.max())
        if not (np.isfinite(least) and np.isfinite(most)):  # not a number wins over all numbers
            finite = slab[np.isfinite(slab)]
            if not finite.size:
                return
            least, most = float(finite.min()), float(finite.max())
        self.least, self.most = min(self.least, least), max(self.most, most)


def watched(ct: ImageFile, name: str) -> ImageFile:
    """Return a CT that is refused, after its last slab, where its values cannot be Hounsfield units.

    Values that are not finite are left out here; they matter near nodes alone.

    Parameters
    ----------
    ct : as it was opened.
    name : of its file, for the message.

    Raises
    ------
    NodeError
        by the slabs: the file holds 8 bits a voxel, no value below 0, a range below 100 HU, values beyond 100,000 HU,
        or no number at all.
    """
    return replace(ct, slabs=lambda: _judged(ct, name))


def _judged(ct: ImageFile, name: str) -> Iterator[Array]:
    """Yield a CT's slabs, and judge what went by."""
    seen = _Range()
    narrow = False
    for slab in ct.slabs():
        narrow = slab.dtype.itemsize == 1
        seen.see(slab)
        yield slab
    check_hounsfield(name, seen.least, seen.most, narrow=narrow)


def check_hounsfield(name: str, least: float, most: float, *, narrow: bool = False) -> None:
    """Refuse an image that cannot be a CT in Hounsfield units.

    Parameters
    ----------
    name : of the file, for the message.
    least, most : of its finite values; infinite where there is none.
    narrow : it holds 8 bits a voxel.
    """
    if least > most:
        raise NodeError("image", f"{name} holds no number at all", _AGAIN)
    found = f"its values run from {least:g} to {most:g}"
    if narrow:
        reason = f"{name} holds 8 bits a voxel, which cannot be Hounsfield units ({found})"
    elif least >= 0:
        reason = (
            f"{name} is no CT in Hounsfield units: {found}, and fat and air lie below 0 "
            f"(a picture, an MR, or a CT stored without its rescale intercept)"
        )
    elif most - least < LEAST_RANGE_HU:
        reason = f"{name} is no CT in Hounsfield units: {found}, a range below {LEAST_RANGE_HU:g} HU (scaled values?)"
    elif max(-least, most) > MOST_HU:
        reason = f"{name} is no CT in Hounsfield units: {found}; at most {MOST_HU:,.0f} are possible"
    else:
        return
    raise NodeError("image", reason, _AGAIN)
