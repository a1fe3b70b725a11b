"""Made-up shapes: nodes are balls, the body is a barrel, all in places that a test can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nodecluster.imaging.shape import Shape
from nodecluster.results import Run

BODY_MM = (170.0, 110.0, 150.0)
"""Half the body's width, depth and height."""
MIDDLE = np.array([10.0, -20.0, -300.0])


def ball(centre, radius, step=1.0) -> Shape:
    """Return a ball of this radius (mm) about a point (x y z, mm)."""
    return solid(np.asarray(centre, float), (radius,) * 3, step, lambda x, y, z: x**2 + y**2 + z**2 <= 1)


def barrel(centre=MIDDLE, step=12.0) -> Shape:
    """Return a body: an ellipse in every slice, flat above and below."""
    return solid(np.asarray(centre, float), BODY_MM, step, lambda x, y, z: (x**2 + y**2 <= 1) & (abs(z) <= 1))


def solid(centre, half, step, inside) -> Shape:
    """Return what is inside, asked in units of the half extents, on a grid with an empty voxel at each end."""
    size = [int(np.ceil(2 * side / step)) + 2 for side in half]
    x, y, z = ((np.arange(n) - (n - 1) / 2) * step / side for n, side in zip(size, half, strict=True))
    mask = inside(x[None, None, :], y[None, :, None], z[:, None, None])
    origin = tuple(float(c - (n - 1) / 2 * step) for c, n in zip(centre, size, strict=True))
    return Shape.of(np.broadcast_to(mask, size[::-1]), origin, step)


def place(number: int, of: int) -> np.ndarray:
    """Return the middle of a patient's node: left of the patient (x > 0) and right in turn."""
    side = 1 if number % 2 == 0 else -1
    return MIDDLE + np.array([side * (95 + 5 * number), -30.0 + 8 * number, 60.0 - 120 * number / max(of, 1)])


def with_shapes(run: Run, body: bool = True) -> Run:
    """Return a run with a ball for every node, and a barrel around each patient's."""
    assert run.nodes is not None
    shapes: dict[tuple[str, str], Shape] = {}
    for patient, nodes in run.nodes.groupby("patient_id", sort=True):
        for number, node in enumerate(nodes["node_id"]):
            shapes[str(patient), str(node)] = ball(place(number, len(nodes)), 4.0 + number)
        if body:
            shapes[str(patient), ""] = barrel()
    return replace(run, shapes=shapes)


def small_run(mark: str = "") -> Run:
    """Return a validation of three patients: A right, B wrong, C without pathology or label."""
    nodes = pd.DataFrame(
        {
            "patient_id": [mark + name for name in "AABBBC"],
            "node_id": [mark + name for name in ("n1", "n2", "n1", "n2", "n3", "n1")],
            "cohort": "",
            "group": [2, 1, 1, 1, 1, 2],
            "score": [1.25, -0.5, -1.0, -2.0, -3.0, 0.125],
            "label": pd.array([1, 1, 0, 0, 0, None], dtype="Int64"),
        }
    )
    patients = pd.DataFrame(
        {
            "patient_id": [mark + name for name in "ABC"],
            "cohort": "",
            "clinical_n": "",
            "nodes": [2, 3, 1],
            "nodes_group2": [1, 0, 1],
            "predicted": pd.array([1, 0, 1], dtype="Int64"),
            "truth": pd.array([1, 1, None], dtype="Int64"),
        }
    )
    return with_shapes(Run({"command": "validate"}, nodes=nodes, patients=patients, metrics={}))
