"""What the readers of DICOM masks share beyond ``cohort.images.dicom.file``."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np

from nodecluster.errors import NodeError
from nodecluster.volume import Array, Floats


def numbers(values: object, count: int) -> Floats:
    """Return ``count`` decimal strings as an array of shape (count,).

    Raises
    ------
    ValueError
        there are more or fewer, or one is not a finite number.
    """
    found: Array = np.asarray(values, dtype=np.float64).ravel()
    if found.size != count or not np.isfinite(found).all():
        raise ValueError(f"{found.size} numbers where {count} finite ones are needed")
    return cast("Floats", found)


def other_scan(path: Path) -> NodeError:
    """Return the failure of what was drawn in another frame of reference than the CT's."""
    return NodeError(
        "mask",
        f"{path.name} was drawn in another frame of reference than the CT's, so on another scan",
        "Give the CT that the segmentation was drawn on as 'image', or export the segmentation of this CT",
    )
