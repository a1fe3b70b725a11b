"""A header's grid judged before it is believed: sizes, spacing, place and axes, each with its own reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from nodecluster.errors import NodeError
from nodecluster.volume import Geometry

LEAST_SPACING_MM, MOST_SPACING_MM = 0.01, 100.0
"""A voxel of a patient's image is larger and smaller; outside of it, the unit is another or the number is damaged."""
MOST_PLACE_MM = 1e5
"""No image lies farther than 100 m from the scanner's origin; so far out, NIfTI's floats are rounded to 0.01 mm."""
RIGHT_ANGLE = 1e-3
"""Two axes whose cosines' product is larger are not at right angles (0.06 degrees)."""
CHECK_PLACE = "Open the image in 3D Slicer, check its place and voxel size, and export it again"


def check_geometry(name: str, geometry: Geometry) -> None:
    """Refuse a grid that no image of a patient has.

    Parameters
    ----------
    name : of the file, for the message.
    geometry : as its header has it.

    Raises
    ------
    NodeError
        a size is below 1, a spacing is not a number, not positive or absurd, the origin is not a number or absurd, or
        the axes are not at right angles.
    """
    check_sizes(name, geometry.size)
    check_spacing(name, geometry.spacing_mm)
    check_place(name, "origin", geometry.origin_mm)
    turn = np.asarray(geometry.direction).reshape(3, 3)
    if not np.isfinite(turn).all():
        raise NodeError("reading", f"the axes of {name} are not numbers", CHECK_PLACE)
    if np.abs(turn.T @ turn - np.eye(3)).max() > RIGHT_ANGLE:
        raise not_at_right_angles(name)


def check_sizes(name: str, sizes: Sequence[int]) -> None:
    """Refuse a size below 1, or other than three of them."""
    if len(sizes) != 3:
        remedy = "Export one time point, or one labelmap, as a 3-D file"
        raise NodeError("reading", f"{name} has {len(sizes)} dimensions; 3 are needed", remedy)
    if min(sizes) < 1:
        raise NodeError("reading", f"the header of {name} has a size of {min(sizes)} voxels", CHECK_PLACE)


def check_spacing(name: str, spacing_mm: Iterable[float]) -> None:
    """Refuse a voxel size that is not a number, not positive, or that no patient's image has."""
    for axis, value in zip("xyz", spacing_mm, strict=False):
        if not (math.isfinite(value) and LEAST_SPACING_MM <= value <= MOST_SPACING_MM):
            found = f"{value:g} mm" if math.isfinite(value) else "not a finite number"
            raise NodeError(
                "reading",
                f"the voxel size of {name} along {axis} is {found}; "
                f"{LEAST_SPACING_MM:g} to {MOST_SPACING_MM:g} mm are expected",
                CHECK_PLACE,
            )


def check_place(name: str, what: str, values_mm: Iterable[float]) -> None:
    """Refuse a place that is not a number, or far beyond any scanner."""
    for value in values_mm:
        if not (math.isfinite(value) and abs(value) <= MOST_PLACE_MM):
            found = f"{value:g} mm" if math.isfinite(value) else "no finite number"
            raise NodeError(
                "reading",
                f"the {what} of {name} holds {found}; at most {MOST_PLACE_MM / 1000:g} m are expected",
                CHECK_PLACE,
            )


def not_at_right_angles(name: str) -> NodeError:
    """Return the failure of an image whose axes are skewed."""
    return NodeError(
        "reading",
        f"the axes of {name} are not at right angles, as of a tilted gantry",
        "Resample the image in 3D Slicer onto straight axes, or leave it out",
    )
