"""Runs with made-up pictures of their nodes."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np

from nodecluster.imaging.outline import outline
from nodecluster.imaging.picture import Picture, picture
from nodecluster.imaging.preview import Preview
from nodecluster.results import Run

PLANES = {"axial": "RLAP", "coronal": "RLSI", "sagittal": "APSI"}


@cache
def made_picture(plane: str, seed: int = 0) -> Picture:
    """Return a bright disc in noise, 57 by 58 pixels of 0.7 by 0.8 mm."""
    y, x = np.indices((58, 57))
    disc = (y - 29) ** 2 + (x - 28) ** 2 < (8 + seed % 5) ** 2
    grey = np.clip(np.random.default_rng(seed).normal(120 + 40 * disc, 10), 0, 255).astype(np.uint8)
    return picture(Preview(grey, (0.7, 0.8), outline(disc), *PLANES[plane], 57 + seed, 120, plane))


def with_pictures(run: Run) -> Run:
    """Return the run with three pictures of every node but its last."""
    keys = list(zip(run.nodes["patient_id"].astype(str), run.nodes["node_id"].astype(str), strict=True))[:-1]
    made = {key: tuple(made_picture(plane, row % 7) for plane in PLANES) for row, key in enumerate(keys)}
    return dataclasses.replace(run, pictures=made)
