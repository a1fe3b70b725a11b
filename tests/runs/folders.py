"""What the folder of a run holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nodecluster import runs
from nodecluster.imaging.picture import PLANES, Pictures, picture
from nodecluster.imaging.preview import Preview
from nodecluster.imaging.shape import Shape

FILES = set(runs.FILES) - {runs.CHECK, runs.CHECK_PAGE}  # of a fit
INFO = {"command": "fit", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": "Ä \u2264 1"}


def made_pictures(seed: int = 0) -> Pictures:
    """Return the three pictures of a node, made up, with pixels and sides that are not alike."""
    grey = np.random.default_rng(seed).integers(0, 256, (11, 12), np.uint8)
    line = (((1, 2), (5, 2), (5, 4), (1, 4)), ((7, 7), (8, 7), (8, 8), (7, 8)))
    sides = (("R", "L", "A", "P"), ("R", "L", "S", "I"), ("AL", "PR", "S", "I"))
    return tuple(
        picture(Preview(grey, (1.5, 0.1 + 0.2), line, *side, slice_number=n + 1, slices=10 + n, plane=plane.name))
        for n, (plane, side) in enumerate(zip(PLANES, sides, strict=True))
    )


def made_shape(seed: int = 0) -> Shape:
    """Return a shape of unequal sides, made up."""
    mask = np.zeros((5, 4, 3), np.bool_)
    mask[1 + seed % 3, 1:3, 1] = True
    return Shape.of(mask, (-1.25, 0.1 + 0.2, 300.0 + seed), 1.5)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
