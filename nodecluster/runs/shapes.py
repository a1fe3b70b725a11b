"""``shapes.parquet``: a row a shape, of nodes and (without a node's id) of bodies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from nodecluster.imaging.shape import Shape
from nodecluster.runs.typed_parquet import Row, read_rows, to_bytes

Key = tuple[str, str]

_PLACE = ("x_mm", "y_mm", "z_mm")
_SIZE = ("size_x", "size_y", "size_z")
_SCHEMA = pa.schema(
    {
        "patient_id": pa.string(),
        "node_id": pa.string(),
        **dict.fromkeys(_PLACE, pa.float64()),
        "step_mm": pa.float64(),
        **dict.fromkeys(_SIZE, pa.int32()),
        "bits": pa.binary(),
    }
)
_MOST_VOXELS = 16_384
"""Of a shape; ours have at most 12,000, and a browser that has to draw many more gives up."""
_STEPS_MM = (1e-3, 1e3)
_FARTHEST_MM = 1e5


def shapes_bytes(shapes: Mapping[Key, Shape]) -> bytes:
    """Return the content of the file, sorted by patient and node."""
    rows = [
        {
            "patient_id": patient,
            "node_id": node,
            **dict(zip(_PLACE, shape.origin_mm, strict=True)),
            "step_mm": shape.step_mm,
            **dict(zip(_SIZE, shape.size, strict=True)),
            "bits": shape.bits,
        }
        for (patient, node), shape in sorted(shapes.items())
    ]
    return to_bytes(rows, _SCHEMA)


def read_shapes(path: Path) -> dict[Key, Shape]:
    """Read the file back; there are no shapes where there is none.

    Raises
    ------
    ValueError
        it holds what no run has written.
    """
    found: dict[Key, Shape] = {}
    for row in read_rows(path, _SCHEMA):
        key = row["patient_id"], row["node_id"]
        if not (key[0] and key not in found and _is_shape(row)):
            raise ValueError(f"{path.name} has a shape that is not what it should be")
        x, y, z = (row[name] for name in _PLACE)
        sizes = row["size_x"], row["size_y"], row["size_z"]
        found[key] = Shape((x, y, z), row["step_mm"], sizes, row["bits"])
    return found


def _is_shape(row: Row) -> bool:
    """Return whether a row can be a shape's: its bits as many as its voxels, not all of them empty."""
    sizes = [row[name] for name in _SIZE]
    numbers = [row["step_mm"], *(row[name] for name in _PLACE)]
    return (
        all(abs(number) <= _FARTHEST_MM for number in numbers)
        and _STEPS_MM[0] <= row["step_mm"] <= _STEPS_MM[1]
        and min(sizes) > 0
        and math.prod(sizes) <= _MOST_VOXELS
        and len(row["bits"]) == math.ceil(math.prod(sizes) / 8)
        and any(row["bits"])
    )
