"""Where the frames of a DICOM segmentation lie: one grid of parallel planes, from the frames' own positions.

Empty frames may be left out and the others come in any order, so the plane of a frame is known by its position alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from nodecluster.cohort.masks.dicom.file import numbers
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Floats, Geometry, Point

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SAME_PLANE_MM = 0.01
"""Frames nearer to each other than this lie in one plane: positions are decimal strings that programs round."""
UNEVEN = 0.01
"""How far a plane may lie from its place in an even stack, as a share of the step; the same rounding."""
SHIFT_PIXELS = 0.1
"""How far planes may be shifted against their normal, in pixels: what four digits of orientation make of 60 cm."""
COSINES = 1e-3
"""How far row and column may be from unit length and a right angle, and orientations from each other."""
_REMEDY = "Export the segmentation again, on the slices of the CT"


@dataclass(frozen=True, eq=False)
class Planes:
    """The grid of a segmentation.

    Attributes
    ----------
    geometry : from the first plane along the normal to the last, with those that no frame fills.
    plane : int, shape (frames,), the index of each frame's plane.
    """

    geometry: Geometry
    plane: Array


def group(frame: Dataset, shared: Dataset, name: str) -> Dataset | None:
    """Return a functional group of a frame, its own or the one that all share; None where there is neither."""
    for holder in (frame, shared):
        found = holder.get(name)
        if found:
            return cast("Dataset", found[0])
    return None


def planes(header: Dataset, path: Path, ct: Geometry) -> Planes:
    """Return the grid that the frames lie on.

    The step from plane to plane is what the file states, if its frames bear that out; otherwise the CT's, if the
    frames lie parallel to its slices and bear that out.

    Parameters
    ----------
    header : of the segmentation; to be read in ``file.reading``.
    ct : grid of the CT.

    Raises
    ------
    NodeError
        frames lack a position, or are not one stack of parallel, even, upright planes.
    """
    shared = header.SharedFunctionalGroupsSequence[0]
    frames = list(header.PerFrameFunctionalGroupsSequence)
    cosines = _same(frames, shared, ("PlaneOrientationSequence", "ImageOrientationPatient", 6), COSINES, path)
    spacing = _same(frames, shared, ("PixelMeasuresSequence", "PixelSpacing", 2), 1e-6, path)
    row, column = cosines[:3], cosines[3:]
    gram = np.asarray([row @ row - 1, column @ column - 1, row @ column])
    if np.abs(gram).max() > COSINES or spacing.min() <= 0:
        raise NodeError("reading", f"{path.name} states directions or pixel sizes that no image can have", _REMEDY)
    normal = np.cross(row, column)
    positions = _positions(frames, shared, path)
    along = positions @ normal
    _check_upright(positions, along, normal, float(spacing.min()), path)
    at, index = _levels(along)
    step = _step(np.diff(at), _stated(group(frames[0], shared, "PixelMeasuresSequence")), _ct_step(normal, ct))
    number = _numbered(at, step, path)
    if len(at) > 1:
        step = float((at[-1] - at[0]) / number[-1])
    origin = cast("Point", tuple(float(v) for v in positions[np.argmin(along)]))
    size = (int(header.Columns), int(header.Rows), int(number[-1]) + 1)
    direction = tuple(float(v) for v in np.column_stack([row, column, normal]).ravel())
    return Planes(Geometry(size, (float(spacing[1]), float(spacing[0]), step), origin, direction), number[index])


def _same(frames: list[Dataset], shared: Dataset, what: tuple[str, str, int], tolerance: float, path: Path) -> Floats:
    """Return a group's numbers, which all frames have to agree on: the group's name, the element's, how many."""
    holder, element, count = what
    groups = [group(frame, shared, holder) for frame in frames]
    values = [None if found is None else found.get(element) for found in groups]
    if any(value is None for value in values):
        raise NodeError("reading", f"{path.name} has frames without {_words(element)}", _REMEDY)
    found = np.asarray([numbers(value, count) for value in values])
    if np.ptp(found, axis=0).max() > tolerance:
        raise NodeError("reading", f"{path.name} has frames of differing {_words(element)}", _REMEDY)
    return cast("Floats", found[0])


def _words(element: str) -> str:
    return {"ImageOrientationPatient": "orientation", "PixelSpacing": "pixel size"}[element]


def _positions(frames: list[Dataset], shared: Dataset, path: Path) -> Floats:
    """Return the position of each frame's first pixel, mm, shape (frames, 3)."""
    found = [group(frame, shared, "PlanePositionSequence") for frame in frames]
    values = [None if one is None else one.get("ImagePositionPatient") for one in found]
    missing = sum(value is None for value in values)
    if missing:
        reason = f"{path.name} has {missing} of {len(frames)} frames without a position in the patient"
        raise NodeError("reading", reason, _REMEDY)
    return cast("Floats", np.asarray([numbers(value, 3) for value in values]))


def _check_upright(positions: Floats, along: Floats, normal: Floats, pixel_mm: float, path: Path) -> None:
    """Refuse planes that are shifted against each other, as by a tilted gantry."""
    first = int(np.argmin(along))
    rise = along - along[first]
    shift = np.linalg.norm(positions - positions[first] - rise[:, None] * normal, axis=1)
    worst = int(np.argmax(shift))
    if shift[worst] <= SHIFT_PIXELS * pixel_mm:
        return
    angle = np.degrees(np.arctan2(shift[worst], rise[worst]))
    found = f"its planes are shifted sideways by up to {shift[worst]:.2f} mm ({angle:.1f} degrees from their normal)"
    raise NodeError("reading", f"{path.name} is not an upright stack of planes: {found}", _REMEDY)


def _levels(along: Floats) -> tuple[Floats, Array]:
    """Return the distinct places along the normal, rising, and for each frame which of them is its own."""
    order = np.argsort(along, kind="stable")
    new = np.diff(along[order], prepend=-np.inf) > SAME_PLANE_MM
    index = np.empty(len(along), dtype=np.int64)
    index[order] = np.cumsum(new) - 1
    return along[order][new], index


def _stated(measures: Dataset | None) -> float | None:
    """Return the step that the file states, if it does."""
    value = None if measures is None else measures.get("SpacingBetweenSlices")
    step = None if value is None else abs(float(value))
    return step if step and np.isfinite(step) else None


def _ct_step(normal: Floats, ct: Geometry) -> float | None:
    """Return the CT's step from slice to slice, if its slices are parallel to the planes."""
    z = np.asarray(ct.direction).reshape(3, 3)[:, 2]
    return ct.spacing_mm[2] if abs(float(z @ normal)) > 1 - COSINES**2 else None


def _step(gaps: Floats, stated: float | None, ct: float | None) -> float:
    """Return the step from plane to plane, mm; 0 where nothing tells.

    A step that some neighbours have comes first, for a stated one may be wrong (a slice's thickness, say); where no
    two frames are neighbours, one that all gaps are multiples of.
    """
    known = [step for step in (stated, ct) if step]
    fitting = [step for step in known if _multiples(gaps, step)]
    near = [step for step in fitting if gaps.size and gaps.min() < 1.5 * step]
    least = float(gaps.min()) if gaps.size else 0.0
    return next(iter([*near, *fitting, *([stated] if stated else []), least]))


def _multiples(gaps: Floats, step: float) -> bool:
    """Return whether all gaps are whole multiples of a step."""
    times = gaps / step
    return bool((np.abs(times - np.round(times)) <= UNEVEN * np.maximum(times, 1)).all())


def _numbered(at: Floats, step: float, path: Path) -> Array:
    """Return the plane's number at each place; the places have to be those of an even stack."""
    if step <= 0:
        raise NodeError("reading", f"{path.name} does not tell how far its planes lie apart", _REMEDY)
    number = np.cumsum(np.round(np.diff(at, prepend=at[0]) / step)).astype(np.int64)
    even = at[0] + number * ((at[-1] - at[0]) / max(int(number[-1]), 1))
    off = np.abs(at - even)
    worst = int(np.argmax(off))
    if len(set(number.tolist())) < len(number) or off[worst] > UNEVEN * step:
        places = ", ".join(f"{place - at[0]:.2f}" for place in at[max(0, worst - 1) : worst + 3])
        found = f"planes at {places} mm from the first do not fit a step of {step:.3f} mm"
        raise NodeError("reading", f"{path.name} is unevenly spaced: {found}", _REMEDY)
    return cast("Array", number)
