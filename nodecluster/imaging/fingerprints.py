"""Fingerprints, to find the same CT or the same mask in two patients."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Array, Geometry

_STEP = 8
"""Of eight columns and rows one is taken: the noise of two CTs differs in any of their voxels."""


class CtPrint:
    """A fingerprint of a CT's values, made while it goes by slab by slab; not of where it lies, nor of its format."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=16)

    def add(self, slab: Array) -> None:
        """Take the next slices (slices, y, x) of the CT."""
        for layer in slab[:, ::_STEP, ::_STEP]:
            self._hash.update(repr(layer.shape).encode())
            self._hash.update(layer.astype(np.float64).tobytes())

    def text(self) -> str:
        """Return the fingerprint of what has been taken."""
        return self._hash.hexdigest()


def mask_print(node: PlacedMask, ct: Geometry) -> str:
    """Return the fingerprint of a mask at its place in the patient, to a tenth of a millimetre.

    Formats round where a CT lies in their own ways, and masks of one node may come with differently cropped CTs.
    """
    place = [*ct.point(node.box.start), *(ct.matrix() * np.asarray(node.box.size)).ravel()]
    digest = blake2b(np.packbits(node.mask).tobytes(), digest_size=16)
    digest.update(repr((node.box.size, [round(float(mm), 1) + 0.0 for mm in place])).encode())
    return digest.hexdigest()
