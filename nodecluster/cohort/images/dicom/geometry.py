"""The grid of a series: slices sorted by their place along their normal, and the place judged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from nodecluster.cohort.images.dicom.header import SliceHeader
from nodecluster.cohort.images.dicom.series import ORIGINAL, rows_columns
from nodecluster.cohort.images.geometry_checks import check_geometry
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Floats, Geometry, Point

EVEN_MM, EVEN_SHARE = 0.01, 0.01
"""How far a slice may lie from its place on an even grid: 0.01 mm, or 1 % of the spacing where that is more.

Positions are decimal strings of at most 16 characters. Scanners write two digits after the point or more, so that the
slice and the two ends of the grid are each rounded by at most 0.005 mm: 0.01 mm together. 1 % of 5 mm is a twentieth of
a millimetre, and far from the third of a spacing by which one missing slice displaces another.
"""
COSINES = 1e-3
"""Cosines whose lengths or right angle are off by more are damaged; ITK mends what is less, and so is it done here."""
GAP = 1.1
"""A step that is larger than the slices' thickness by more than this factor leaves gaps; less is how scanners round."""
SHOWN_GAPS = 3
STRAIGHTEN = (
    "Load the CT in 3D Slicer with acquisition geometry regularisation, save the straightened volume as NIfTI, "
    "or leave the patient out"
)
COMPLETE = "Export the series again with all its slices"


def place_slices(folder: Path, headers: Sequence[SliceHeader]) -> tuple[list[SliceHeader], Geometry]:
    """Sort the slices of a checked series along their normal and return them with their grid.

    The grid is that of ITK's series reader: the origin is the first slice's, the axes are those of the rows, the
    columns and their cross product, and the spacing of slices is the distance of the first and the last over their
    number less one.

    Raises
    ------
    NodeError
        orientations are damaged, two slices lie at one place, the gantry is tilted, slices are missing or uneven.
    """
    turn = _axes(headers[0])
    pairs = sorted(((float(np.dot(header.position or (), turn[:, 2])), header) for header in headers), key=_along)
    ordered = [header for _, header in pairs]
    along = np.array([place for place, _ in pairs])
    places = np.array([header.position for header in ordered])
    tolerance = max(EVEN_MM, EVEN_SHARE * float(along[-1] - along[0]) / (len(along) - 1)) + 1e-9
    where = _Where(ordered, turn)
    _check_twice(folder, along, where)
    _check_straight(folder, along, places, turn, tolerance)
    _check_even(folder, along, tolerance, where)
    first, (rows, columns) = ordered[0], rows_columns(ordered[0])
    between_rows, between_columns = first.spacing or (0.0, 0.0)
    step = float(np.linalg.norm(places[-1] - places[0])) / (len(ordered) - 1)
    size, spacing = (columns, rows, len(ordered)), (between_columns, between_rows, step)
    geometry = Geometry(size, spacing, cast("Point", first.position), tuple(turn.ravel().tolist()))
    check_geometry(folder.name, geometry)
    return ordered, geometry


def gap_remarks(headers: Sequence[SliceHeader], step: float) -> Iterator[str]:
    """Say where slices that lie ``step`` mm apart are thinner than that; overlapping ones are as they should be."""
    thickness = max(header.thickness for header in headers)
    if 0 < thickness * GAP < step:
        gone = "every second slice is" if round(step / thickness) == 2 else "slices are"
        between = f"gaps of {mm(step - thickness)} between them"
        yield f"the CT's slices of {mm(thickness)} lie {mm(step)} apart: {between}; perhaps {gone} missing"


def _along(pair: tuple[float, SliceHeader]) -> tuple[float, str]:
    return pair[0], pair[1].name


def _axes(header: SliceHeader) -> Floats:
    """Return the cosines (3, 3) of rows, columns and normal in its columns, made exactly square as ITK makes them."""
    cosines = np.array(header.orientation).reshape(2, 3)
    if np.abs(cosines @ cosines.T - np.eye(2)).max() > COSINES:
        reason = f"the rows and columns of {header.name} are not at right angles, or their cosines are not of length 1"
        raise NodeError("reading", reason, ORIGINAL)
    normal = np.cross(cosines[0], cosines[1])
    normal /= np.linalg.norm(normal)
    row = np.cross(cosines[1], normal)
    row /= np.linalg.norm(row)
    return cast("Floats", np.stack([row, np.cross(normal, row), normal], axis=1))


class _Where:
    """Says where a slice lies: on the patient's axis that is nearest to the normal."""

    def __init__(self, ordered: Sequence[SliceHeader], turn: Floats) -> None:
        self.axis = int(np.abs(turn[:, 2]).argmax())
        self.ordered = ordered

    def __call__(self, number: int) -> str:
        header = self.ordered[number]
        place = (header.position or (0.0, 0.0, 0.0))[self.axis]
        return f"{header.name} at {'xyz'[self.axis]} = {mm(place)}"


def mm(value: float) -> str:
    """Return millimetres as a message shows them.

    >>> mm(28.107498), mm(-5.0), mm(0.6250001)
    ('28.107 mm', '-5 mm', '0.625 mm')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".") + " mm"


def _check_twice(folder: Path, along: Floats, where: _Where) -> None:
    twice = np.flatnonzero(np.diff(along) < EVEN_MM)
    if len(twice):
        first = int(twice[0])
        pair = f"{where(first)} and {where.ordered[first + 1].name}"
        reason = f"{len(twice)} pairs of slices in {folder.name} lie at one place, among them {pair}"
        if len(twice) == 1:
            reason = f"two slices in {folder.name} lie at one place: {pair}"
        raise NodeError("reading", reason, "Keep one copy, one phase and one reconstruction in the folder")


def _check_straight(folder: Path, along: Floats, places: Floats, turn: Floats, tolerance: float) -> None:
    """Refuse slices that are not stacked along their normal."""
    steps = along - along[0]
    sideways = places - places[0] - steps[:, None] * turn[:, 2]
    shift = np.linalg.norm(sideways, axis=1)
    if shift.max() <= tolerance:
        return
    sheared = np.abs(sideways - np.outer(steps / steps[-1], sideways[-1])).max() <= tolerance
    if sheared:
        angle = math.degrees(math.atan2(shift[-1], steps[-1]))
        reason = f"the gantry was tilted: the slices in {folder.name} are stacked {angle:.1f} degrees off their normal"
        raise NodeError("reading", reason, STRAIGHTEN)
    reason = f"the slices in {folder.name} are shifted against each other sideways by up to {mm(float(shift.max()))}"
    raise NodeError("reading", reason, "Keep one acquisition in the folder, or leave the patient out")


def _check_even(folder: Path, along: Floats, tolerance: float, where: _Where) -> None:
    """Refuse slices that are missing, or not evenly spaced."""
    off = np.abs(along - np.linspace(along[0], along[-1], len(along)))
    if off.max() <= tolerance:
        return
    steps = np.diff(along)
    usual = float(np.sort(steps)[(len(steps) - 1) // 2])
    times = np.round(steps / usual)
    gaps = np.flatnonzero(times > 1)
    if len(gaps) and 2 * len(gaps) < len(steps) and np.abs(steps - times * usual).max() <= 0.1 * usual:
        raise _missing(folder, gaps, times, usual, where)
    least, most = int(steps.argmin()), int(steps.argmax())
    reason = (
        f"the slices in {folder.name} are unevenly spaced: {mm(steps[least])} after {where(least)}, "
        f"{mm(steps[most])} after {where(most)}"
    )
    raise NodeError("reading", reason, "Export a reconstruction with even spacing, or resample the CT in 3D Slicer")


def _missing(folder: Path, gaps: Array, times: Floats, usual: float, where: _Where) -> NodeError:
    count = int((times[gaps] - 1).sum())
    told = [f"between {where(gap)} and {where(gap + 1)}" for gap in map(int, gaps[:SHOWN_GAPS])]
    more = [f"and in {len(gaps) - SHOWN_GAPS} more places"] if len(gaps) > SHOWN_GAPS else []
    what = "1 slice is" if count == 1 else f"{count} slices are"
    reason = f"{what} missing in {folder.name}, {', '.join([*told, *more])}; the others are {mm(usual)} apart"
    return NodeError("reading", reason, COMPLETE)
