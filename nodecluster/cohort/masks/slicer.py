"""3D Slicer's segmentations (``.seg.nrrd``): named segments, in one array or in layers where they overlap.

Format, from 3D Slicer's documentation (developer guide, "Segmentations"): notes ``Segment<n>_Name``, ``_LabelValue``
and ``_Layer`` say which value of which layer is a segment; a value means something in its layer only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nodecluster.cohort.images.imagefile import ImageFile, SlabKeeper
from nodecluster.cohort.images.nrrd import NrrdFile, open_nrrd_layers
from nodecluster.cohort.images.nrrd_header import NrrdHeader, read_nrrd_header
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.values import check_count, check_segments, distinct, marked
from nodecluster.errors import NodeError
from nodecluster.segment_names import without_judgement
from nodecluster.volume import Volume
from nodecluster.words import shown

_NOTE = re.compile(r"Segment(\d{1,6})_(ID|Name|LabelValue|Layer|Extent|Color|Tags)")
_AUTOMATIC = re.compile(r"Segment[ _]?\d*")
_BINARY = "Binary labelmap"
_SHOWN = 5
_AGAIN = "Save the segmentation again from 3D Slicer"


@dataclass(frozen=True)
class _Claim:
    """What the notes say of a segment; a layer or value that is no whole number is None, ``unnamed`` as of Segment."""

    name: str
    unnamed: bool
    name_remark: str
    layer: int | None
    value: int | None


Found = Mapping[tuple[int, float], Volume]
"""By layer and value, what is marked so, cropped."""
Claimed = dict[tuple[int | None, float | None], list[str]]
"""By layer and value, the names of the segments that are said to be marked so."""


def is_slicer(path: Path, header: NrrdHeader) -> bool:
    """Return whether a NRRD file is a segmentation of 3D Slicer, and no plain image or labelmap."""
    if any(_NOTE.fullmatch(name) for name in header.notes):
        return True
    named = path.name.lower().endswith(".seg.nrrd") or any(name.startswith("Segmentation_") for name in header.notes)
    return named and _one_voxel(header)


def read_slicer(
    path: Path,
    ct: ImageFile,  # noqa: ARG001 - every reader is called alike
    header: NrrdHeader | None = None,
) -> Iterator[Segment]:
    """Read a segmentation of 3D Slicer, each segment cropped to its bounding box, in the order of the file.

    Voxels lie where the file's origin and directions put them; of the notes only names, layers and values are used.
    What our own files put behind a name, group and score, is taken off. A segment without a name is called by its ID.
    Files of 3D Slicer before 4.11, which hold a layer a segment and say neither layer nor value, are read as Slicer
    does: the n-th segment is the value 1 of the n-th layer. Voxels that no segment has are a failure beside the others.

    Parameters
    ----------
    path : of the file.
    ct : not asked for anything.
    header : of the file, where it has been read.

    Raises
    ------
    NodeError
        the file cannot be read, has no segments, or is no binary labelmap.
    """
    header = header or read_nrrd_header(path)
    _check_binary(path, header.notes)
    if not any(_NOTE.fullmatch(name) for name in header.notes):
        raise _empty(f"{path.name} is an empty segmentation, as 3D Slicer saves it without segments")
    check_segments(path.name, len({part[1] for part in map(_NOTE.fullmatch, header.notes) if part}))
    if _one_voxel(header):
        for claim in _claims(header.notes, 1):
            what = f"{path.name} is an empty segmentation, as 3D Slicer saves it: no voxel of any segment is set"
            yield Segment(claim.name, None, _empty(what), unnamed=claim.unnamed, name_remark=claim.name_remark)
        return
    file = open_nrrd_layers(path, header)
    claims, found, remark = _claims(header.notes, file.layers), _found(file), "; ".join(file.remarks())
    claimed: Claimed = defaultdict(list)
    for claim in claims:
        claimed[claim.layer, claim.value].append(claim.name)
    for claim in claims:
        failure = _failure(path, claim, claimed, file.layers) or _absent(path, claim, found)
        mask = None if failure or claim.layer is None or claim.value is None else found[claim.layer, claim.value]
        yield Segment(claim.name, mask, failure, remark, file.geometry, claim.unnamed, claim.name_remark)
    yield from _unclaimed(path, claimed, found)


def _one_voxel(header: NrrdHeader) -> bool:
    """Return whether the arrays are of one voxel: NRRD cannot be without any, so that is how Slicer writes nothing."""
    axis = header.layer_axis()
    sizes = [size for number, size in enumerate(header.sizes()) if number != axis]
    return sizes == [1, 1, 1]


def _check_binary(path: Path, notes: Mapping[str, str]) -> None:
    """Refuse what was made as surfaces or fractions: cutting it at a threshold is not the reader's to decide."""
    for note in ("Segmentation_MasterRepresentation", "Segmentation_SourceRepresentation"):
        form = notes.get(note, "").strip()
        if form not in ("", _BINARY):
            raise NodeError(
                "mask",
                f"{path.name} is stored as {shown(form)}, where a binary labelmap is needed",
                "In 3D Slicer's Segmentations module, make the binary labelmap the source; save the segmentation again",
            )


def _claims(notes: Mapping[str, str], layers: int) -> list[_Claim]:
    """Return what the notes say of the segments, in the order of their numbers."""
    segments: dict[int, dict[str, str]] = {}
    for note, text in notes.items():
        if part := _NOTE.fullmatch(note):
            segments.setdefault(int(part[1]), {})[part[2]] = text
    told = {part for segment in segments.values() for part in segment}
    claims = []
    for place, number in enumerate(sorted(segments)):
        segment = segments[number]
        layer, value = _whole(segment.get("Layer")), _whole(segment.get("LabelValue"))
        if "Layer" not in told:
            layer = 0 if layers == 1 and "LabelValue" in told else place
        if not {"Layer", "LabelValue"} & told:
            value = 1
        claims.append(_Claim(*_name(segment), layer=layer, value=value))
    return claims


def _name(segment: Mapping[str, str]) -> tuple[str, bool, str]:
    """Return a segment's name, whether nobody chose it, and what has to be said of it."""
    given, own = segment.get("Name", ""), segment.get("ID", "")
    if given.strip() or not own.strip():
        return without_judgement(given), _automatic(given), ""
    return own, _automatic(own), f"the file gives it no name; it is called by its ID there, {shown(own)}"


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*[0-9]{1,19}\s*", text) else None


def _automatic(name: str) -> bool:
    """Return whether a segment has the name that 3D Slicer gives a new one, or none."""
    return _AUTOMATIC.fullmatch(name.strip() or "Segment") is not None


def _found(file: NrrdFile) -> Found:
    """Read all layers in one walk over the file, and return what each of their values marks."""
    keepers = [SlabKeeper() for _ in range(file.layers)]
    for slab in file.slabs():
        for keeper, part in zip(keepers, slab, strict=True):
            keeper.add(part)
    found: dict[tuple[int, float], Volume] = {}
    for layer, keeper in enumerate(keepers):
        volume = keeper.volume(file.geometry)
        values = distinct(volume.voxels).tolist()
        check_count(file.path.name, len(values))
        found |= {(layer, value): mask for value, mask in zip(values, marked(volume, values), strict=True)}
    return found


def _failure(path: Path, claim: _Claim, claimed: Claimed, layers: int) -> NodeError | None:
    """Return what is wrong with the notes of a segment, or None."""
    what = f"the segment {shown(claim.name)} of {path.name}"
    if claim.layer is None or claim.layer >= layers:
        where = "no layer that can be understood" if claim.layer is None else f"layer {claim.layer}, counted from 0"
        return NodeError("mask", f"{what} names {where}; the file has {layers}", _AGAIN)
    if not claim.value:
        return NodeError("mask", f"{what} has no label value above 0", _AGAIN)
    same = claimed[claim.layer, claim.value]
    if len(same) > 1:
        names = " and ".join(map(shown, same[:_SHOWN]))
        reason = f"the segments {names} of {path.name} have one label value, {claim.value}, in one layer"
        return NodeError("mask", reason, _AGAIN)
    return None


def _absent(path: Path, claim: _Claim, found: Found) -> NodeError | None:
    """Return the failure of a segment without voxels, or None."""
    if (claim.layer, claim.value) in found:
        return None
    return _empty(f"the segment {shown(claim.name)} of {path.name} is empty: no voxel is set")


def _empty(reason: str) -> NodeError:
    return NodeError("mask", reason, "Draw the node, or remove the segment")


def _unclaimed(path: Path, claimed: Claimed, found: Found) -> Iterator[Segment]:
    """Yield one failure for all voxels that no segment has: they may be nodes that have lost their notes."""
    lost = [(value, mask) for (layer, value), mask in found.items() if (layer, value) not in claimed]
    if not lost:
        return
    values = ", ".join(f"{value:g}" for value, _ in lost[:_SHOWN]) + (", ..." if len(lost) > _SHOWN else "")
    words = f"value{'s' if len(lost) > 1 else ''} {values}"
    count = sum(int(np.count_nonzero(mask.voxels)) for _, mask in lost)
    reason = f"{path.name} holds {count} voxels of the {words}, which no segment has"
    remedy = "Give the voxels without a segment one in 3D Slicer, or erase them"
    yield Segment(words, None, NodeError("mask", reason, remedy))
