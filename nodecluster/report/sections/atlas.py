"""The 3-D atlas: every node of a patient as a surface in its place, and the same as still pictures."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from nodecluster import formats
from nodecluster.report.nodes.outcomes import WRONG, outcome_of
from nodecluster.report.nodes.placed import Placed, PlacedNode, placed_patients
from nodecluster.report.nodes.projection import picture
from nodecluster.report.parts import Section
from nodecluster.results import Run
from nodecluster.words import counted

if TYPE_CHECKING:
    from nodecluster.imaging.shape import Shape

GALLERY = 60
"""Patients whose still pictures the page holds; the wrong ones come first."""
_SATURATED = 0.95
"""Of the nodes' scores, the share within the colours' range; the others have the colour of its ends."""


@dataclass(frozen=True)
class Still:
    """The still picture of a patient.

    Attributes
    ----------
    patient : whose it is.
    outcome : ``right``, ``wrong`` or nothing.
    picture : the SVG.
    names : number and name of every node.
    """

    patient: str
    outcome: str
    picture: Markup
    names: tuple[str, ...]


def section(run: Run) -> Section | None:
    """Return the atlas; None where the run holds no shape of a node."""
    placed = placed_patients(run)
    if not placed:
        return None
    found = outcome_of(run)
    order = sorted(placed, key=lambda patient: found.get(patient) != WRONG)
    stills = tuple(_still(placed[patient], found.get(patient, "")) for patient in order[:GALLERY])
    content = {
        "data": atlas_data(list(placed.values()), found, order[0]),
        "chosen": stills[0],
        "others": stills[1:],
        "patients": len(placed),
        "left_out": len(placed) - len(stills),
        "wrong_first": any(still.outcome == WRONG for still in stills),
        "grouped": run.nodes is not None,
        "words": _words(run, placed),
    }
    return Section("atlas", "Atlas", content)


def atlas_data(placed: Sequence[Placed], outcome: Mapping[str, str], first: str) -> dict[str, Any]:
    """Return what the script draws, short keys to keep it small.

    Returns
    -------
    ``first``, the patient to begin with; ``range``, the score at either end of the colours; ``patients``, a list of
    ``id``, ``outcome``, ``body`` (a shape or None) and ``nodes``. A shape has ``o``, the centre of the first voxel (mm,
    LPS), ``s``, step (mm), ``n``, voxels along x, y, z, ``b``, the bits in base64; a node also ``id``, ``g``, group,
    ``v``, score, ``t``, the score as text, ``l``, label, ``mm3``, volume, each None where it is not known.
    """
    scores = [abs(node.score) for each in placed for node in each.nodes if node.score is not None]
    top = float(np.quantile(scores, _SATURATED)) if scores else 0.0
    patients = [
        {
            "id": each.patient,
            "outcome": outcome.get(each.patient, ""),
            "body": None if each.body is None else _shape(each.body),
            "nodes": [_node(node) for node in each.nodes],
        }
        for each in placed
    ]
    return {"first": first, "range": float(f"{top:.2g}"), "patients": patients}


def _node(node: PlacedNode) -> dict[str, Any]:
    """Return one node for the script."""
    told = {
        "id": node.node_id,
        "g": node.group,
        "v": None if node.score is None else round(node.score, 3),
        # As the cards have it: the script would round the rounded score once more.
        "t": None if node.score is None else formats.signed(node.score, 2),
        "l": node.label,
        "mm3": None if node.volume_mm3 is None else round(node.volume_mm3),
    }
    return told | _shape(node.shape)


def _shape(shape: Shape) -> dict[str, Any]:
    """Return one shape for the script, without the empty voxels around it, a third of a node's."""
    mask = shape.mask()
    places = np.argwhere(mask)
    low, high = places.min(axis=0), places.max(axis=0) + 1
    kept = mask[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    origin = np.asarray(shape.origin_mm) + shape.step_mm * low[::-1]
    return {
        "o": [round(value, 2) for value in origin.tolist()],
        "s": round(shape.step_mm, 4),
        "n": list(kept.shape[::-1]),
        "b": base64.b64encode(np.packbits(kept).tobytes()).decode(),
    }


def _still(placed: Placed, outcome: str) -> Still:
    """Return the still picture of a patient."""
    names = tuple(f"{node.number} {node.node_id}" for node in placed.nodes)
    return Still(placed.patient, outcome, picture(placed), names)


def _words(run: Run, placed: Mapping[str, Placed]) -> tuple[str, ...]:
    """Return what must be known of the pictures."""
    nodes = sum(len(each.nodes) for each in placed.values())
    bodiless = sum(each.body is None for each in placed.values())
    around = "" if bodiless == len(placed) else ", the body faint around them as far as the CT shows it"
    what = f"{counted(nodes, 'node')} of {counted(len(placed), 'patient')}"
    lines = [
        f"{what}, drawn as segmented and where they lie{around}. "
        "Seen from the front: the patient’s right is on your left."
    ]
    if run.nodes is None:
        lines.append("This run told no groups; all nodes have one colour.")
    if bodiless:
        lines.append(f"No outline of the body is known of {counted(bodiless, 'patient')}.")
    return tuple(lines)
