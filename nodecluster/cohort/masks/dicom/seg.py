"""DICOM segmentations (SEG): binary, label maps, and fractional ones that are binary in all but name.

highdicom is what tests compare with, and not what reads: it takes the step that a file states for granted, passes
planes that are shifted sideways, refuses files for elements that no mask needs, says no reason, holds whole volumes,
and leaves the choice of a decoder to pydicom, whose first, GDCM, ends the process over some damaged streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nodecluster.cohort.failures import damaged
from nodecluster.cohort.images.dicom.file import MOST_PLANES, load, reading
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.dicom.file import other_scan
from nodecluster.cohort.masks.dicom.kind import DICOM_SEG, check_kind
from nodecluster.cohort.masks.dicom.seg_frames import Piece, assemble, decoded
from nodecluster.cohort.masks.dicom.seg_planes import group, planes
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.values import check_segments
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_BACKGROUND_CODE = "125040"  # DCM "Background"
_AGAIN = "Export the segmentation again"


@dataclass(eq=False)
class _Found:
    """What the frames hold of a segment: its drawn parts, and every value that they were drawn with."""

    pieces: list[Piece] = field(default_factory=list)
    values: set[int] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class _File:
    """A segmentation that has been read: labels by segment number, parts by segment number, and their grid."""

    labels: dict[int, str]
    found: dict[int, _Found]
    grid: Geometry
    full: int | None  # the value that a fractional segmentation has where a segment is certain; None if it is none


def read_dicom_seg(path: Path, ct: ImageFile) -> Iterator[Segment]:
    """Read a DICOM segmentation, a segment after the other, each cropped to what is drawn; their labels are the names.

    Voxels lie where the frames' own positions put them: frames may be in any order, on part of the CT or on another
    grid, and empty ones may be missing. The background of a label map (its pixel padding value, or a segment
    described as background) is no segment. A fractional segmentation is read where every value is either nothing or
    the full value; a segment with values between fails, for where to cut them is not the reader's to decide.

    Raises
    ------
    NodeError
        the file cannot be opened, is damaged, of another kind, in another frame of reference than the CT, or no even
        stack of planes.
    """
    check_kind(path, DICOM_SEG)
    with reading(path):
        file = _read(path, ct)
    for number in [*file.labels, *(number for number in file.found if number not in file.labels)]:
        yield _segment(file, number, path)


def _segment(file: _File, number: int, path: Path) -> Segment:
    """Return a segment of the file, or why there is none; what was kept of its frames is let go."""
    name = file.labels.get(number, str(number))
    found = file.found.pop(number, _Found())
    try:
        if number not in file.labels:
            reason = f"{path.name} holds pixels of a segment {number} that it does not describe"
            raise NodeError("mask", reason, _AGAIN)
        if not found.pieces:
            reason = f"the segment is empty in {path.name}: no voxel is set"
            raise NodeError("mask", reason, "Draw the node, or delete the segment")
        _check_values(found.values, file.full, path)
        mask = assemble(found.pieces, file.grid, path)
    except NodeError as error:
        return Segment(name, None, error)
    remark = "" if file.full is None else "stored as fractional, all of it at the full value, and so read as binary"
    return Segment(name, mask, remark=remark, grid=file.grid)


def _check_values(values: set[int], full: int | None, path: Path) -> None:
    """Refuse a segment that is drawn with several values, or with others than the full one where that is stated."""
    if full is None and len(values) > 1:
        shown = f"{min(values)} to {max(values)}"
        raise NodeError("mask", f"{path.name} is binary, and holds values from {shown}", _AGAIN)
    if full is not None and values != {full}:
        reason = f"{path.name} is fractional, with values between nothing and full ({full}): what is inside is not said"
        raise NodeError(
            "mask", reason, "Cut the segmentation at a level of your choice, and export it as a binary segmentation"
        )


def _read(path: Path, ct: ImageFile) -> _File:
    """Read the file's segments; to be called in ``reading``."""
    dataset = load(path, before=None, most=MOST_PLANES)
    frame_uid = str(dataset.get("FrameOfReferenceUID") or "")
    if frame_uid and ct.frame_uid and frame_uid != ct.frame_uid:
        raise other_scan(path)
    kind = str(dataset.get("SegmentationType", "")).upper()
    if kind not in ("BINARY", "FRACTIONAL", "LABELMAP"):
        raise damaged(path, "it does not say whether it is binary, fractional or a label map")
    listed = [(int(item.SegmentNumber), item) for item in dataset.get("SegmentSequence") or ()]
    if len(dict(listed)) < len(listed):
        raise damaged(path, "two of its segments have the same number")
    ignored = _background(dataset, dict(listed)) if kind == "LABELMAP" else set()
    labels = {n: str(item.get("SegmentLabel") or "") for n, item in listed if n not in ignored}
    if not labels:
        raise NodeError("mask", f"{path.name} holds no segment", "Draw the nodes, and export the segmentation again")
    described, frames = dataset.get("PerFrameFunctionalGroupsSequence") or (), int(dataset.get("NumberOfFrames") or 0)
    if not frames or len(described) != frames:
        raise damaged(path, f"it has {frames} frames and describes {len(described)}")
    grid = planes(dataset, path, ct.geometry)
    split = _by_value(ignored) if kind == "LABELMAP" else _by_frame(dataset, path)
    found: dict[int, _Found] = {}
    for number, frame in enumerate(decoded(dataset, path)):
        for segment, value, piece in split(number, int(grid.plane[number]), frame):
            entry = found.setdefault(segment, _Found())
            entry.pieces.append(piece)
            entry.values.update(value)
        check_segments(path.name, len({*labels, *found}))
    full = int(dataset.get("MaximumFractionalValue", 255)) if kind == "FRACTIONAL" else None
    return _File(labels, found, grid.geometry, full)


def _background(dataset: Dataset, segments: dict[int, Dataset]) -> set[int]:
    """Return the values of a label map that are no segment."""
    padding = dataset.get("PixelPaddingValue")
    values = {number for number, item in segments.items() if _is_background(item)}
    if padding is not None:
        values.add(int(padding))
    if 0 not in segments:
        values.add(0)
    return values


def _is_background(item: Dataset) -> bool:
    """Return whether a segment is described as the background."""
    codes = [str(code.get("CodeValue", "")) for code in item.get("SegmentedPropertyTypeCodeSequence") or ()]
    return _BACKGROUND_CODE in codes or str(item.get("SegmentLabel") or "").strip().lower() == "background"


_Split = Callable[[int, int, Array], list[tuple[int, set[int], Piece]]]
"""From a frame (its number, its plane, its pixels) to segment numbers, the values they are drawn with, and parts."""


def _by_frame(dataset: Dataset, path: Path) -> _Split:
    """Return how frames that each belong to one segment are split."""
    shared = dataset.SharedFunctionalGroupsSequence[0]
    owners: list[int] = []
    for frame in dataset.PerFrameFunctionalGroupsSequence:
        item = group(frame, shared, "SegmentIdentificationSequence")
        if item is None or item.get("ReferencedSegmentNumber") is None:
            raise damaged(path, "a frame does not say which segment it belongs to")
        owners.append(int(item.ReferencedSegmentNumber))

    def split(number: int, plane: int, frame: Array) -> list[tuple[int, set[int], Piece]]:
        piece = Piece.of(plane, frame != 0)
        if piece is None:
            return []
        return [(owners[number], set(np.unique(frame[frame != 0]).tolist()), piece)]

    return split


def _by_value(ignored: set[int]) -> _Split:
    """Return how the frames of a label map are split."""

    def split(number: int, plane: int, frame: Array) -> list[tuple[int, set[int], Piece]]:  # noqa: ARG001
        parts = [(int(value), Piece.of(plane, frame == value)) for value in np.flatnonzero(np.bincount(frame.ravel()))]
        return [(value, {value}, part) for value, part in parts if part is not None and value not in ignored]

    return split
