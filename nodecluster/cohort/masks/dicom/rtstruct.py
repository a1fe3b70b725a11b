"""DICOM structure sets (RTSTRUCT): contours, turned into voxels of the CT by the rule that ``contours`` states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from nodecluster.cohort.failures import damaged
from nodecluster.cohort.images.dicom.file import MOST_PLANES, load, reading
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.dicom.contours import fill
from nodecluster.cohort.masks.dicom.file import other_scan
from nodecluster.cohort.masks.dicom.kind import RTSTRUCT, check_kind
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.values import check_segments
from nodecluster.errors import NodeError
from nodecluster.volume import Floats
from nodecluster.words import printable

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_CLOSED = ("CLOSED_PLANAR", "CLOSED_PLANAR_XOR", "CLOSEDPLANAR_XOR")
_CONTOUR_DATA = 0x30060050
_REMEDY = "Export the structure set again"


@dataclass(eq=False)
class _Region:
    """A region of interest as the file has it: its name, its frame of reference, its contours (points, 3), LPS mm."""

    name: str
    frame_uid: str = ""
    contours: list[Floats] = field(default_factory=list)
    open: int = 0
    short: int = 0
    failure: NodeError | None = None


def read_rtstruct(path: Path, ct: ImageFile) -> Iterator[Segment]:
    """Read a structure set, a region of interest after the other, as voxels of the CT, under the names that it gives.

    A voxel belongs to a region where its centre lies inside the region's contours of its slice, even-odd; the module
    ``contours`` states the rule in full. Every closed contour has to lie on a slice of the CT; open ones and single
    points hold no voxel and are left out, which the remark tells.

    Raises
    ------
    NodeError
        the file is damaged, of another kind, or cannot be opened.
    """
    check_kind(path, RTSTRUCT)
    with reading(path):
        regions = _regions(load(path, before=None, most=MOST_PLANES), path)
    check_segments(path.name, len(regions))
    while regions:
        yield _segment(regions.pop(0), path, ct)


def _segment(region: _Region, path: Path, ct: ImageFile) -> Segment:
    """Return a region's voxels, or why there are none."""
    try:
        if region.failure:
            raise region.failure
        if region.frame_uid and ct.frame_uid and region.frame_uid != ct.frame_uid:
            raise other_scan(path)
        if not region.contours:
            raise _nothing(region, path)
        mask, remark = fill(region.contours, ct.geometry)
    except NodeError as error:
        named = error.reason if printable(path.name) in error.reason else f"{path.name}: {error.reason}"
        return Segment(region.name, None, NodeError(error.stage, named, error.remedy))
    said = "; ".join(filter(None, [remark, *_left_out(region)]))
    return Segment(region.name, mask, remark=said, grid=ct.geometry)


def _nothing(region: _Region, path: Path) -> NodeError:
    """Return the failure of a region without a closed contour."""
    left = _left_out(region)
    found = f"no closed contour ({'; '.join(left)})" if left else "no contour"
    reason = f"the structure is empty in {path.name}: it has {found}"
    return NodeError("mask", reason, "Draw the node, or delete the structure")


def _left_out(region: _Region) -> list[str]:
    """Return what of a region holds no voxel, in words."""
    found = [(region.open, "open, or a point,"), (region.short, "of fewer than three points")]
    return [f"{count} contour{'s' * (count > 1)} {what} left out" for count, what in found if count]


def _regions(dataset: Dataset, path: Path) -> list[_Region]:
    """Return the regions of a structure set in the file's order; to be called in ``reading``."""
    regions: dict[int, _Region] = {}
    for item in dataset.get("StructureSetROISequence") or ():
        number = int(item.ROINumber)
        if number in regions:
            raise damaged(path, "two of its structures have the same number")
        frame_uid = str(item.get("ReferencedFrameOfReferenceUID") or "")
        regions[number] = _Region(str(item.get("ROIName") or ""), frame_uid)
    for item in dataset.get("ROIContourSequence") or ():
        region = regions.setdefault(int(item.ReferencedROINumber), _Region(""))
        for contour in item.get("ContourSequence") or ():
            _add(region, contour, path)
    if not regions or not dataset.get("ROIContourSequence"):
        reason = f"{path.name} holds {'structures, but no contour' if regions else 'no structure'}"
        raise NodeError("mask", reason, "Draw the nodes, and export the structure set again; or copy the file again")
    return list(regions.values())


def _add(region: _Region, contour: Dataset, path: Path) -> None:
    """Add a contour to its region, or count why it holds no voxel."""
    kind = str(contour.get("ContourGeometricType") or "").upper()
    if kind not in _CLOSED:
        region.open += 1
        return
    try:
        points = _points(contour)
    except ValueError as error:
        reason = f"{path.name} has a contour of this structure that is {error}"
        region.failure = NodeError("reading", reason, _REMEDY)
        return
    if len(points) < 3:
        region.short += 1
        return
    region.contours.append(points)


def _points(contour: Dataset) -> Floats:
    """Return a contour's points, shape (points, 3).

    They are taken as the file's own text, for a million of them are read a hundred times as fast as pydicom's decimals.

    Raises
    ------
    ValueError
        they are not numbers, not finite, or not three a point; in words.
    """
    if _CONTOUR_DATA not in contour:
        return np.zeros((0, 3))
    value = contour.get_item(_CONTOUR_DATA).value
    if isinstance(value, bytes):
        text = value.strip(b" \0")
        if b"_" in text:  # Python's numbers may have it, DICOM's may not
            raise ValueError("not made of numbers")
        value = text.split(b"\\") if text else []
    try:
        flat = np.asarray([float(number) for number in value or ()])
    except ValueError:
        raise ValueError("not made of numbers") from None
    if not np.isfinite(flat).all():
        raise ValueError("not made of finite numbers")
    if flat.size % 3:
        raise ValueError(f"of {flat.size} coordinates, which is not three a point")
    stated = contour.get("NumberOfContourPoints")
    if stated is not None and int(stated) * 3 != flat.size:
        raise ValueError(f"of {flat.size // 3} points, where it says that it has {int(stated)}")
    return cast("Floats", flat.reshape(-1, 3))
