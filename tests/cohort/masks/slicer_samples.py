"""Segmentations as 3D Slicer saves them, written by pynrrd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import nrrd
import numpy as np

from nodecluster.volume import Geometry
from tests.cohort.images.samples import CT, SIZE

GRID = CT.geometry


def block(*ranges: tuple[int, int]) -> np.ndarray:
    """A mask (z, y, x) that fills ranges of x, y, z."""
    mask = np.zeros(SIZE[::-1], bool)
    x, y, z = (slice(*pair) for pair in ranges)
    mask[z, y, x] = True
    return mask


NODE, OTHER, OVERLAPPING = block((2, 5), (3, 7), (6, 9)), block((6, 9), (1, 4), (1, 5)), block((3, 8), (5, 9), (7, 10))
PLAIN = {"LN_1": NODE, "LN 2": OTHER}
SEVERAL = {"LN_1": NODE, "LN_2": OVERLAPPING, "LN_3": OTHER}


def write_slicer(
    path: Path,
    masks: Mapping[str, np.ndarray] | Sequence[tuple[str, np.ndarray]],
    geometry: Geometry,
    *,
    layers: bool = False,
    crop: bool = False,
    kind: str = "uint8",
    encoding: str = "gzip",
    notes: Mapping[str, str | None] | None = None,
) -> Path:
    """Write masks (bool, z y x) by name as the segments of a ``.seg.nrrd``.

    ``layers``: the file is 4-D; masks that overlap get a layer of their own, in which values begin with 1 again.
    ``crop``: the array is cut to what the segments fill. ``notes`` are added to the header, or replace others; None
    removes one.
    """
    named = list(masks.items()) if isinstance(masks, Mapping) else list(masks)
    places = _places([mask for _, mask in named]) if layers else [(0, number) for number in range(1, len(named) + 1)]
    arrays = np.zeros((max(layer for layer, _ in places) + 1, *geometry.size[::-1]), kind)
    for (_, mask), (layer, value) in zip(named, places, strict=True):
        arrays[layer][mask] = value
    header = {}
    for number, ((name, _), (layer, value)) in enumerate(zip(named, places, strict=True)):
        header |= {
            f"Segment{number}_ID": f"Segment_{number + 1}",
            f"Segment{number}_Name": name,
            f"Segment{number}_LabelValue": str(value),
            f"Segment{number}_Layer": str(layer),
            f"Segment{number}_Extent": " ".join(f"0 {size - 1}" for size in geometry.size),
        }
    header |= {"Segmentation_MasterRepresentation": "Binary labelmap", **(notes or {})}
    if crop:
        x, y, z = (np.flatnonzero(arrays.any(axis=others)) for others in ((0, 1, 2), (0, 1, 3), (0, 2, 3)))
        start, stop = [tuple(int(side[at]) + (at < 0) for side in (x, y, z)) for at in (0, -1)]
        arrays = arrays[:, start[2] : stop[2], start[1] : stop[1], start[0] : stop[0]]
        geometry = geometry.crop(start, stop)
    return write_nrrd(path, arrays if layers else arrays[0], geometry, header, encoding)


def write_nrrd(
    path: Path, voxels: np.ndarray, geometry: Geometry, notes: Mapping[str, str | None] = {}, encoding: str = "gzip"
) -> Path:
    """Write an array (z y x), or several of them (layer, z y x), with the layers as the first axis of the file."""
    layered = voxels.ndim == 4
    directions = geometry.matrix().T
    fields = {
        "space": "left-posterior-superior",
        "space directions": np.vstack([np.full(3, np.nan), directions]) if layered else directions,
        "space origin": np.array(geometry.origin_mm),
        "kinds": [*(["list"] if layered else []), "domain", "domain", "domain"],
        "encoding": encoding,
    }
    texts = {key: value for key, value in notes.items() if value is not None}
    marks = {key: f"@{number}@" for number, key in enumerate(texts)}  # pynrrd writes ASCII only
    axes = (0, 3, 2, 1) if layered else (2, 1, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    nrrd.write(str(path), voxels.transpose(axes), fields | marks)
    head, data = path.read_bytes().split(b"\n\n", 1)
    for key, mark in marks.items():
        text = texts[key].replace("\\", "\\\\").replace("\n", "\\n")
        head = head.replace(f"{key}:={mark}".encode(), f"{key}:={text}".encode())
    path.write_bytes(head + b"\n\n" + data)
    return path


def _places(masks: Sequence[np.ndarray]) -> list[tuple[int, int]]:
    """Layer and value of each mask: the first layer in which it overlaps none."""
    filled: list[np.ndarray] = []
    counts: list[int] = []
    places = []
    for mask in masks:
        layer = next((n for n, other in enumerate(filled) if not (other & mask).any()), len(filled))
        if layer == len(filled):
            filled.append(np.zeros_like(mask))
            counts.append(0)
        filled[layer] = filled[layer] | mask
        counts[layer] += 1
        places.append((layer, counts[layer]))
    return places
