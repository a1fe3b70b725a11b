"""Left and right: what a node's id says, and where in the body the node lies."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from nodecluster.imaging.inspection import Finding, all_of
from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Array, Geometry

BODY_HU = -300.0
"""Above it a voxel is body: fat is, lung and air around the patient are not."""
WRONG_SIDE_MM = 20.0
"""A node nearer to the midline than this may lie on either side: patients lie askew, and the midline is an estimate."""
_STEP = 4  # of four voxels along the line that is summed, one tells enough

_WORDS = {"left": "left", "lt": "left", "links": "left", "right": "right", "rt": "right", "rechts": "right"}
_LETTERS = {"l": "left", "r": "right"}


def side_of(node_id: str) -> str:
    """Return the side that an id names, ``left`` or ``right``, or nothing where it names none or both.

    A word counts wherever it stands between other signs or capitals; a single letter only by itself or after the
    number of a station.

    >>> [side_of(name) for name in ("LN_left_2", "axillaRechts", "N3_R", "4L", "L1", "LN_1", "left or right")]
    ['left', 'right', 'right', 'left', '', '', '']
    """
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", node_id)]
    sides = {_WORDS[word] for word in words if word in _WORDS}
    for token in re.findall(r"[^\W_]+", node_id):
        single = re.fullmatch(r"[0-9]{0,2}([lrLR])", token)
        if single:
            sides.add(_LETTERS[single[1].lower()])
    return sides.pop() if len(sides) == 1 else ""


class BodyProfile:
    """How much body lies at each place from left to right, at each height; made while a CT goes by slab by slab."""

    def __init__(self, ct: Geometry) -> None:
        """Find out which of the CT's axes run from right to left, from front to back, and from feet to head."""
        self._across, self._deep, self._up = ct.patient_axes()
        self._mm = ct.spacing_mm[self._across] * (1.0 if ct.cosines()[0, self._across] > 0 else -1.0)
        self._body = np.zeros([n for axis, n in reversed(list(enumerate(ct.size))) if axis != self._deep], np.int64)
        self._slices = 0

    def add(self, slab: Array) -> None:
        """Take the next slices (slices, y, x) of the CT."""
        steps = [slice(None, None, _STEP if axis == self._deep != 2 else 1) for axis in (2, 1, 0)]
        body = np.count_nonzero(slab[tuple(steps)] > BODY_HU, axis=2 - self._deep)
        if self._deep == 2:
            self._body += body
        else:
            self._body[self._slices : self._slices + len(slab)] += body
            self._slices += len(slab)

    def left_of_midline_mm(self, node: PlacedMask) -> float | None:
        """Return how far to the patient's left of the body's midline the node's centre lies, below 0 to the right.

        The midline is the median place, from left to right, of the voxels of body at the node's height. None where
        there is no body.
        """
        rows = self._body if self._up > self._across else self._body.T
        line = rows[node.box.start[self._up] : node.box.stop[self._up]].sum(axis=0).cumsum()
        if not line[-1]:
            return None
        middle = float(np.searchsorted(line, line[-1] / 2))
        centre = node.box.start[self._across] + float(np.nonzero(node.mask)[2 - self._across].mean())
        return (centre - middle) * self._mm


def side_findings(left_mm: Mapping[str, float]) -> tuple[dict[str, Finding], list[Finding]]:
    """Return what is wrong with the sides of a patient's nodes: by node, and of all of them together.

    Parameters
    ----------
    left_mm : of each node whose id names a side, how far to the left of the midline it lies.
    """
    wrong = {}
    for node, left in left_mm.items():
        side = side_of(node)
        found = "left" if left > 0 else "right"
        if found != side and abs(left) > WRONG_SIDE_MM:
            text = f"the id says {side}, but the node lies {abs(left):.0f} mm to the {found} of the body's midline"
            wrong[node] = Finding(
                text, "Correct the side in the node's id, or check that neither the CT nor the mask is mirrored"
            )
    if len(wrong) < 2 or len(wrong) < len(left_mm):
        return wrong, []
    text = f"{all_of(len(wrong))} whose ids name a side lie on the other one: the CT or the masks look mirrored"
    return wrong, [Finding(text, "Export the CT and the masks again, with their directions")]
