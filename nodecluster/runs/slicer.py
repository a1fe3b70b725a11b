"""Segmentations for 3D Slicer: a patient's nodes on the CT's grid, named and coloured by what the model made of them.

The format (``.seg.nrrd``) is NRRD with fields of 3D Slicer's own. The header is written here, because pynrrd writes
names in ASCII only and puts the hour into the file; the voxels are packed slice by slice, so that an array of the CT's
size never lies in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

import numpy as np
import pandas as pd
from isal import isal_zlib

from nodecluster.colours import GROUP_COLOURS, unit_rgb
from nodecluster.imaging.overlaps import shared_voxels
from nodecluster.imaging.placing import PatientMasks, PlacedMask
from nodecluster.runs.filenames import file_names
from nodecluster.runs.own_folder import SLICER_FOLDER
from nodecluster.segment_names import segment_name
from nodecluster.volume import Array, Geometry

LYMPH_NODE = (
    "TerminologyEntry:Segmentation category and type - 3D Slicer General Anatomy list"
    "~SCT^85756007^Tissue~SCT^59441001^Lymph node~^^~Anatomic codes - DICOM master list~^^~^^|"
)
"""What the segments are, in codes of SNOMED CT, as 3D Slicer writes it; an export to DICOM carries it on."""

Judged = Mapping[tuple[str, str], tuple[int, float]]
"""Group and score by patient and node."""


@dataclass(frozen=True, eq=False)
class _Segment:
    """One node of a segmentation; ``layer`` is the array in which it overlaps no other."""

    name: str
    colour: str
    node: PlacedMask
    layer: int


def segmentations(masks: Sequence[PatientMasks], nodes: pd.DataFrame) -> dict[str, Callable[[], bytes]]:
    """Return a segmentation a patient: its file name, and what makes its bytes when it is called.

    Parameters
    ----------
    masks : the measured nodes on the grids of their CTs.
    nodes : ``patient_id, node_id, group, score`` of each, as in ``nodes.csv``; a node that is not there is left out,
        and so is a patient without nodes.
    """
    rows = nodes[["patient_id", "node_id", "group", "score"]].itertuples(index=False, name=None)
    judged = {(patient, node): (int(group), float(score)) for patient, node, group, score in rows}
    there = [patient for patient in masks if any((patient.patient_id, node) in judged for node, _ in patient.nodes)]
    names = file_names([patient.patient_id for patient in there])
    return {
        names[patient.patient_id] + SLICER_FOLDER.ending: partial(segmentation, patient, judged) for patient in there
    }


def segmentation(patient: PatientMasks, judged: Judged) -> bytes:
    """Return the content of a ``.seg.nrrd``: the nodes, sorted by id, on the whole grid of the CT.

    Nodes that share voxels lie in layers of their own, as 3D Slicer has it: the array is then (z, y, x, layer). The
    n-th segment has the label value n, whatever its layer.
    """
    nodes = sorted((n for n in patient.nodes if (patient.patient_id, n[0]) in judged), key=itemgetter(0))
    layers = _layers([mask for _, mask in nodes])
    segments = [
        _segment(node, mask, layer, *judged[patient.patient_id, node])
        for (node, mask), layer in zip(nodes, layers, strict=True)
    ]
    kind = np.dtype("u1" if len(segments) < 256 else "<u2")
    packer = isal_zlib.compressobj(wbits=31)  # 31: with gzip's header, and no time in it
    parts = [packer.compress(voxels) for voxels in _slices(patient.ct, segments, kind)]
    return b"".join([_header(patient.ct, segments, kind), *parts, packer.flush()])


def _segment(node_id: str, mask: PlacedMask, layer: int, group: int, score: float) -> _Segment:
    """Return a node as a segment."""
    return _Segment(segment_name(node_id, group, score), GROUP_COLOURS[group], mask, layer)


def _layers(nodes: Sequence[PlacedMask]) -> list[int]:
    """Return the layer of each node: the first in which it shares no voxel with those before it."""
    layers: list[list[PlacedMask]] = []
    found = []
    for node in nodes:
        free = (n for n, others in enumerate(layers) if not any(shared_voxels(node, other) for other in others))
        layer = next(free, len(layers))
        if layer == len(layers):
            layers.append([])
        layers[layer].append(node)
        found.append(layer)
    return found


def _slices(ct: Geometry, segments: Sequence[_Segment], kind: np.dtype[np.generic]) -> Iterator[Array]:
    """Yield the label values slice by slice, shape (y, x, layer)."""
    layers = max(segment.layer for segment in segments) + 1
    blank = np.zeros((ct.size[1], ct.size[0], layers), kind)
    for z in range(ct.size[2]):
        voxels = blank
        for value, segment in enumerate(segments, start=1):
            box = segment.node.box
            if box.start[2] <= z < box.stop[2]:
                voxels = blank.copy() if voxels is blank else voxels
                part = voxels[box.start[1] : box.stop[1], box.start[0] : box.stop[0], segment.layer]
                part[segment.node.mask[z - box.start[2]]] = value
        yield voxels


def _header(ct: Geometry, segments: Sequence[_Segment], kind: np.dtype[np.generic]) -> bytes:
    """Return the header of the file, with the empty line that ends it."""
    layers = max(segment.layer for segment in segments) + 1
    several = layers > 1
    axes = [_vector(step) for step in ct.matrix().T]
    lines = [
        "NRRD0004",
        f"type: {'unsigned char' if kind.itemsize == 1 else 'unsigned short'}",
        f"dimension: {4 if several else 3}",
        "space: left-posterior-superior",
        f"sizes: {' '.join(map(str, (*([layers] if several else []), *ct.size)))}",
        f"space directions: {' '.join((*(['none'] if several else []), *axes))}",
        f"kinds: {'list ' if several else ''}domain domain domain",
        *(["endian: little"] if kind.itemsize > 1 else []),
        "encoding: gzip",
        f"space origin: {_vector(ct.origin_mm)}",
        *(f"{key}:={_escaped(value)}" for key, value in _fields(segments)),
    ]
    return ("\n".join(lines) + "\n\n").encode("utf-8", errors="replace")


def _fields(segments: Sequence[_Segment]) -> Iterator[tuple[str, str]]:
    """Yield 3D Slicer's own fields."""
    for number, segment in enumerate(segments):
        yield f"Segment{number}_ID", f"Segment_{number + 1}"
        yield f"Segment{number}_Name", segment.name
        yield f"Segment{number}_NameAutoGenerated", "0"
        yield f"Segment{number}_Color", " ".join(f"{part:.6g}" for part in unit_rgb(segment.colour))
        yield f"Segment{number}_ColorAutoGenerated", "0"
        yield f"Segment{number}_LabelValue", str(number + 1)
        yield f"Segment{number}_Layer", str(segment.layer)
        yield f"Segment{number}_Extent", _extent([s.node for s in segments if s.layer == segment.layer])
        yield f"Segment{number}_Tags", LYMPH_NODE
    yield "Segmentation_ContainedRepresentationNames", "Binary labelmap|Closed surface|"
    yield "Segmentation_MasterRepresentation", "Binary labelmap"
    yield "Segmentation_ReferenceImageExtentOffset", "0 0 0"


def _extent(nodes: Sequence[PlacedMask]) -> str:
    """Return the first and last indices of a layer's nodes along x, y and z.

    3D Slicer cuts a whole layer to the extent of the first segment that it reads of it, so all of them have to give
    the same one.
    """
    start = np.min([node.box.start for node in nodes], axis=0)
    stop = np.max([node.box.stop for node in nodes], axis=0)
    return " ".join(f"{first} {after - 1}" for first, after in zip(start, stop, strict=True))


def _vector(numbers: Sequence[float] | Array) -> str:
    """Return three millimetres, each with all the digits that it takes to read the same number back."""
    return f"({','.join(repr(float(number)) for number in numbers)})"


def _escaped(value: str) -> str:
    """Return a value as NRRD has it on one line; other letters that cannot be printed become spaces."""
    lines = value.replace("\\", "\\\\").replace("\n", "\\n")
    return "".join(letter if letter.isprintable() else " " for letter in lines)
