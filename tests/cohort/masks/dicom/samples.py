"""DICOM masks as other programs give them: segmentations by highdicom, structure sets by pydicom."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import highdicom as hd
import numpy as np
from pydicom import Dataset, FileDataset, dcmread
from pydicom import Sequence as Items
from pydicom.dataelem import RawDataElement
from pydicom.dataset import FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.tag import Tag
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RTStructureSetStorage,
    generate_uid,
)

from nodecluster.cohort.masks.segment import Segment
from nodecluster.imaging.placing import place
from nodecluster.volume import Geometry
from tests.cohort.images.samples import CT, SIZE
from tests.conftest import ellipsoid

BALL = ellipsoid(SIZE, (5, 5, 6), (3.2, 3.1, 3.4))
CUBE = np.zeros(SIZE[::-1], bool)
CUBE[3:6, 4:8, 1:6] = True  # overlaps the ball
Series = Path | Sequence[Path] | Sequence[Dataset]


def slices(series: Series) -> list[Dataset]:
    """The slices of a CT series, given as its folder, its files or its data sets, in the order of z."""
    given = sorted(series.iterdir()) if isinstance(series, Path) else list(series)
    found = [dcmread(item) if isinstance(item, Path) else item for item in given]
    row, column = np.split(np.asarray(found[0].ImageOrientationPatient, float), 2)
    return sorted(found, key=lambda one: float(np.asarray(one.ImagePositionPatient, float) @ np.cross(row, column)))


def write_seg(
    path: Path,
    series: Series,
    masks: Mapping[str, np.ndarray],
    *,
    kind: str = "BINARY",
    syntax: str = ExplicitVRLittleEndian,
    omit_empty: bool = True,
    change: Callable[[Dataset], None] | None = None,
    **changes: Any,
) -> Path:
    """Write masks (z, y, x), bool or (``kind`` FRACTIONAL) from 0 to 1, as a DICOM segmentation by highdicom.

    Parameters
    ----------
    series : the CT, of as many slices as the masks have; only its headers matter.
    masks : by segment label; for ``kind`` LABELMAP they must not overlap.
    change : called with the whole data set last of all, before it is written.
    **changes : DICOM keywords and their values; None takes an element out.
    """
    algorithm = hd.AlgorithmIdentificationSequence("hand", codes.DCM.ArtificialIntelligence, "1")
    described = [
        hd.seg.SegmentDescription(
            number,
            label,
            codes.SCT.AnatomicalStructure,
            codes.SCT.AxillaryLymphNode,
            "AUTOMATIC",
            algorithm,
        )
        for number, label in enumerate(masks, start=1)
    ]
    kindless = np.float32 if kind == "FRACTIONAL" else np.uint8
    stacked = np.stack([mask.astype(kindless) for mask in masks.values()], axis=-1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        segmentation = hd.seg.Segmentation(
            slices(series), stacked, kind, described, generate_uid(), 1, generate_uid(), 1, "none", "none", "1", "1",
            omit_empty_frames=omit_empty, transfer_syntax_uid=syntax,
        )  # fmt: skip
    _change(segmentation, changes)
    if change:
        change(segmentation)
    path.parent.mkdir(parents=True, exist_ok=True)
    segmentation.save_as(path)
    return path


def write_rtstruct(
    path: Path,
    series: Series,
    contours: Mapping[str, Sequence[Any]],
    *,
    syntax: str = ImplicitVRLittleEndian,
    digits: int = 10,
    change: Callable[[Dataset], None] | None = None,
    **changes: Any,
) -> Path:
    """Write a structure set: by name the contours, each of shape (points, 3), LPS mm, or a pair of its type and that.

    ``digits`` is how many letters of a coordinate's decimals are kept, of the sixteen that a decimal string may have.
    """
    first = slices(series)[0]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = RTStructureSetStorage, generate_uid()
    meta.TransferSyntaxUID = syntax
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = RTStructureSetStorage, meta.MediaStorageSOPInstanceUID
    dataset.Modality, dataset.StructureSetLabel = "RTSTRUCT", "secret label"
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "secret"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = first.StudyInstanceUID, generate_uid()
    dataset.StructureSetROISequence, dataset.ROIContourSequence = Items(), Items()
    for number, (name, drawn) in enumerate(contours.items(), start=1):
        region = Dataset()
        region.ROINumber, region.ROIName, region.ROIGenerationAlgorithm = number, name, "MANUAL"
        region.ReferencedFrameOfReferenceUID = first.FrameOfReferenceUID
        dataset.StructureSetROISequence.append(region)
        holder = Dataset()
        holder.ReferencedROINumber = number
        holder.ContourSequence = Items([_contour(item, digits) for item in drawn])
        dataset.ROIContourSequence.append(holder)
    _change(dataset, changes)
    if change:
        change(dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


def _contour(item: Any, digits: int) -> Dataset:
    kind, points = item if isinstance(item, tuple) else ("CLOSED_PLANAR", item)
    contour = Dataset()
    contour.ContourGeometricType = kind
    if points is not None:
        flat = np.asarray(points, dtype=object).ravel()
        contour.NumberOfContourPoints = len(flat) // 3
        contour.ContourData = [text if isinstance(text, str) else decimal(text, digits) for text in flat]
    return contour


def deflate(path: Path) -> None:
    """Write a DICOM file anew, deflated as a whole."""
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.save_as(path)


def put_raw(dataset: Dataset, tag: int, content: bytes) -> None:
    """Put an element's bytes in as they are, which pydicom would refuse or take long to look through."""
    padded = content + b" " * (len(content) % 2)
    dataset[tag] = RawDataElement(Tag(tag), None, len(padded), padded, 0, True, True)


def decimal(number: float, digits: int) -> str:
    """A decimal string of at most 16 letters."""
    text = f"{number:.{digits}f}"[:16]
    return text.rstrip("0").rstrip(".") if "." in text else text


def _change(dataset: Dataset, changes: Mapping[str, Any]) -> None:
    for keyword, value in changes.items():
        if value is None:
            del dataset[keyword]
        else:
            setattr(dataset, keyword, value)


def on_ct(segment: Segment, ct: Geometry = CT.geometry) -> np.ndarray:
    """A segment on the CT's grid, bool (z, y, x); it has to lie on the CT's lattice."""
    placed = place(segment.mask, ct, segment.grid)
    whole = np.zeros(ct.size[::-1], bool)
    x, y, z = (slice(a, a + n) for a, n in zip(placed.box.start, placed.box.size, strict=True))
    whole[z, y, x] = placed.mask
    assert placed.remark == ""
    return whole


def mask_contours(mask: np.ndarray, geometry: Geometry) -> list[np.ndarray]:
    """The borders of a mask (z, y, x) along its voxels' edges, as contours (points, 3), LPS mm; holes are contours too.

    The reader gives the very mask back, for no voxel's centre is nearer than half a voxel to such a contour.
    """
    found = []
    for z in np.flatnonzero(mask.any(axis=(1, 2))):
        found += [geometry.point(np.column_stack([loop, np.full(len(loop), z)])) for loop in _loops(mask[z])]
    return found


def _loops(plane: np.ndarray) -> list[np.ndarray]:
    """The borders of a slice (y, x): closed loops of corners (x, y), straight runs drawn as one."""
    padded = np.pad(plane.astype(bool), 1)
    here, steps = padded[1:-1, 1:-1], defaultdict(list)
    sides = {  # the neighbour's shift (y, x), and the edge from corner to corner (x, y) with the voxel on its right
        (-1, 0): ((0, 0), (1, 0)),
        (0, 1): ((1, 0), (1, 1)),
        (1, 0): ((1, 1), (0, 1)),
        (0, -1): ((0, 1), (0, 0)),
    }
    for (dy, dx), (begin, end) in sides.items():
        rows, columns = padded.shape
        beside = padded[1 + dy : rows - 1 + dy, 1 + dx : columns - 1 + dx]
        for y, x in np.argwhere(here & ~beside).tolist():
            steps[x + begin[0], y + begin[1]].append((x + end[0], y + end[1]))
    loops = []
    while steps:
        start = at = next(iter(steps))
        loop = []
        while True:
            loop.append(at)
            following = steps[at].pop()
            if not steps[at]:
                del steps[at]
            at = following
            if at == start:
                break
        corners = np.asarray(loop, float)
        turns = (np.roll(corners, -1, axis=0) - corners != corners - np.roll(corners, 1, axis=0)).any(axis=1)
        loops.append(corners[turns] - 0.5)
    return loops
