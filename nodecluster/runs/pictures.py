"""``pictures.parquet``: a row a picture of a node.

What is read back goes into pages as it is, so nothing is taken for a picture that ours could not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from nodecluster.imaging.picture import PLANES, Picture, Pictures
from nodecluster.runs.typed_parquet import Row, read_rows, to_bytes

Key = tuple[str, str]

_TEXT, _NUMBER = pa.string(), pa.int32()
_SCHEMA = pa.schema(
    {
        "patient_id": _TEXT,
        "node_id": _TEXT,
        "plane": _TEXT,
        "image": pa.binary(),
        "columns": _NUMBER,
        "rows": _NUMBER,
        "column_mm": pa.float64(),
        "row_mm": pa.float64(),
        "outline": _TEXT,
        "left": _TEXT,
        "right": _TEXT,
        "top": _TEXT,
        "bottom": _TEXT,
        "slice_number": _NUMBER,
        "slices": _NUMBER,
    }
)
_ORDER = [plane.name for plane in PLANES]
_SIDE = re.compile("[RLAPIS]{1,3}")
_OUTLINE = re.compile("(M[0-9]+ [0-9]+([hv]-?[0-9]+)+z)*")
_MOST_PIXELS = 10_000
_PIXELS_MM = (1e-3, 1e3)
"""Width of a picture's pixel; a CT's own is from 0.01 to 100 mm."""


def pictures_bytes(pictures: Mapping[Key, Pictures]) -> bytes:
    """Return the content of the file: sorted by patient and node, of each axial, coronal, sagittal."""
    return to_bytes(list(_rows(pictures)), _SCHEMA)


def _rows(pictures: Mapping[Key, Pictures]) -> Iterator[Row]:
    for (patient, node), found in sorted(pictures.items()):
        for picture in sorted(found, key=lambda each: _ORDER.index(each.plane)):
            yield {"patient_id": patient, "node_id": node, **asdict(picture)}


def read_pictures(path: Path) -> dict[Key, Pictures]:
    """Read the file back; there are no pictures where there is none.

    Raises
    ------
    ValueError
        it holds what no run has written.
    """
    found: dict[Key, list[Picture]] = {}
    for row in read_rows(path, _SCHEMA):
        key = row.pop("patient_id"), row.pop("node_id")
        picture = Picture(**row)
        wrong = _wrong(key, picture)
        others = found.setdefault(key, [])
        if not wrong and picture.plane in {other.plane for other in others}:
            wrong = "plane"
        if wrong:
            raise ValueError(f"{path.name} has a picture whose '{wrong}' is not what it should be")
        others.append(picture)
    return {key: tuple(several) for key, several in found.items()}


def _wrong(key: Key, picture: Picture) -> str:
    """Return the first field that cannot be, or nothing."""
    widths = picture.column_mm, picture.row_mm
    sides = picture.left, picture.right, picture.top, picture.bottom
    right = {
        "patient_id": bool(key[0]),
        "node_id": bool(key[1]),
        "plane": picture.plane in _ORDER,
        "image": _is_webp(picture.image),
        "columns": all(0 < side <= _MOST_PIXELS for side in (picture.columns, picture.rows)),
        "column_mm": all(_PIXELS_MM[0] <= mm <= _PIXELS_MM[1] for mm in widths),
        "outline": _OUTLINE.fullmatch(picture.outline) is not None,
        "left": all(_SIDE.fullmatch(side) for side in sides),
        "slice_number": 1 <= picture.slice_number <= picture.slices,
    }
    return next((name for name, fine in right.items() if not fine), "")


def _is_webp(image: bytes) -> bool:
    """Return whether an image begins as WebP does, and is as long as it says."""
    return image[:4] == b"RIFF" and image[8:12] == b"WEBP" and int.from_bytes(image[4:8], "little") + 8 == len(image)
