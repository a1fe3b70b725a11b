"""Where the nodes of a patient lie, beside what the run says of each: what the atlas and the static pictures show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers, words
from nodecluster.results import Run
from nodecluster.volume import Floats

if TYPE_CHECKING:
    from nodecluster.imaging.shape import Shape

VOLUME = "original_shape_MeshVolume"
TRUNK_MM = 200.0
"""A body narrower than this is a part of one, cut out of a CT: its middle is not the patient's."""
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True)
class PlacedNode:
    """A node in its place.

    Attributes
    ----------
    node_id : its name in the run.
    number : its short name on the pictures, counted from 1 in the order of the nodes' table.
    group : 1 or 2, or None where it was not told.
    score : how far on group 2's side, or None.
    label : pathology's, 1 or 0, or None.
    volume_mm3 : as measured, mm³, or None.
    shape : where it lies.
    """

    node_id: str
    number: int
    group: int | None
    score: float | None
    label: int | None
    volume_mm3: float | None
    shape: Shape


@dataclass(frozen=True)
class Placed:
    """A patient's nodes in their places, and the body around them where the CT was read."""

    patient: str
    body: Shape | None
    nodes: tuple[PlacedNode, ...]

    def side(self, node: PlacedNode) -> str:
        """Return on which side of the body's middle a node lies; nothing where the CT shows no whole trunk."""
        if self.body is None:
            return ""
        low, high = extent(self.body)
        if high[0] - low[0] < TRUNK_MM:
            return ""
        return LEFT if middle(node.shape)[0] > (low[0] + high[0]) / 2 else RIGHT


def extent(shape: Shape) -> tuple[Floats, Floats]:
    """Return the lowest and highest point (mm, x y z) of the voxels of a shape that are set, edges and all."""
    mask = shape.mask()
    low, high = np.zeros(3), np.zeros(3)
    for axis in range(3):
        inside = np.flatnonzero(mask.any(axis=tuple(a for a in range(3) if a != 2 - axis)))
        first, last = (inside[0], inside[-1]) if inside.size else (0, mask.shape[2 - axis] - 1)
        low[axis], high[axis] = first - 0.5, last + 0.5
    return shape.step_mm * low + shape.origin_mm, shape.step_mm * high + shape.origin_mm


def middle(shape: Shape) -> Floats:
    """Return the middle (mm, x y z) of the box around a shape."""
    low, high = extent(shape)
    return (low + high) / 2


def placed_patient(run: Run, patient: str) -> Placed | None:
    """Return one patient; None without a node that has a shape."""
    mine = {key: shape for key, shape in run.shapes.items() if key[0] == patient}
    return _placed(run, mine).get(patient)


def placed_patients(run: Run) -> dict[str, Placed]:
    """Return every patient with a node that has a shape, in the order of the patients' table, then of the shapes."""
    found = _placed(run, run.shapes)
    first = [] if run.patients is None else words(run.patients, "patient_id")
    order = dict.fromkeys([*(patient for patient in first if patient in found), *found])
    return {patient: found[patient] for patient in order}


def _placed(run: Run, shapes: Mapping[tuple[str, str], Shape]) -> dict[str, Placed]:
    """Return the patients of these shapes."""
    wanted = {patient for patient, _ in shapes}
    told = _told(run, wanted)
    volumes = _volumes(run.features, wanted)
    keys = dict.fromkeys([*(key for key in told if key in shapes), *(key for key in shapes if key[1])])
    nodes: dict[str, list[PlacedNode]] = {}
    for patient, node in keys:
        mine = nodes.setdefault(patient, [])
        group, score, label = told.get((patient, node), (None, None, None))
        volume = volumes.get((patient, node))
        mine.append(PlacedNode(node, len(mine) + 1, _whole(group), score, _whole(label), volume, shapes[patient, node]))
    return {patient: Placed(patient, shapes.get((patient, "")), tuple(mine)) for patient, mine in nodes.items()}


def _told(run: Run, wanted: set[str]) -> dict[tuple[str, str], tuple[float | None, ...]]:
    """Return group, score and label of the wanted patients' nodes, in the order of the nodes' table."""
    if run.nodes is None:
        return {}
    mine = run.nodes[run.nodes["patient_id"].astype(str).isin(wanted)]
    values = zip(*(map(formats.number, numbers(mine, name)) for name in ("group", "score", "label")), strict=True)
    return dict(zip(_keys(mine), values, strict=True))


def _volumes(features: pd.DataFrame | None, wanted: set[str]) -> dict[tuple[str, str], float | None]:
    """Return the volumes (mm³) of the wanted patients' nodes, where they were measured."""
    if features is None or VOLUME not in features:
        return {}
    mine = features[features["patient_id"].astype(str).isin(wanted)]
    return dict(zip(_keys(mine), map(formats.number, numbers(mine, VOLUME)), strict=True))


def _keys(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return patient and node of every row."""
    return list(zip(words(frame, "patient_id"), words(frame, "node_id"), strict=True))


def _whole(value: float | None) -> int | None:
    """Return a group or label as a whole number."""
    return None if value is None else int(value)
