"""The values of a labelmap, and what of it each one marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nodecluster.errors import NodeError
from nodecluster.volume import Array, Triple, Volume, bounding_box

MOST_VALUES = 1000
"""Nobody segments so many nodes of one patient: a file of more values is an image, one of more segments is none."""
_MOST_KEY = 65535  # a box is made for every key up to the largest


def check_count(name: str, count: int) -> None:
    """Refuse more values than a patient has nodes; ``name`` is the file's.

    Raises
    ------
    NodeError
        the file is an image.
    """
    if count > MOST_VALUES:
        raise NodeError(
            "mask",
            f"{name} holds {count} values; a labelmap of nodes holds one a node",
            "Give the patient's segmentation in patients.csv, and not an image",
        )


def check_segments(name: str, count: int) -> None:
    """Refuse more segments or structures than a patient has nodes; ``name`` is the file's.

    Raises
    ------
    NodeError
        there are more.
    """
    if count > MOST_VALUES:
        reason = f"{name} holds {count} segments or structures; at most {MOST_VALUES} are read from a file"
        raise NodeError("mask", reason, "Delete those that are no lymph nodes, and save the segmentation again")


def distinct(voxels: Array) -> Array:
    """Return the values of an array (z, y, x) that are not 0, sorted; a slice at a time, as the rest is zeros."""
    found = [np.unique(part[part != 0]) for part in voxels]
    return np.unique(np.concatenate(found)) if found else np.empty(0, voxels.dtype)


def marked(volume: Volume, values: Sequence[int | float]) -> Iterator[Volume]:
    """Yield what each value marks, as booleans in their bounding box.

    Parameters
    ----------
    volume : a labelmap.
    values : all of its values that are not 0, sorted, as ``distinct`` gives them.
    """
    if not values:
        return
    whole = bounding_box(volume.voxels) if len(values) == 1 else None
    for value, box in zip(values, [whole] if whole else _boxes(volume.voxels, values), strict=True):
        yield _cut(volume, box, value)


def _cut(volume: Volume, box: tuple[Triple, Triple], value: float) -> Volume:
    """Return where a part of a volume has a value; ``box`` from and before which index x, y, z."""
    part = volume.crop(*box)
    return Volume(np.isnan(part.voxels) if np.isnan(value) else part.voxels == value, part.geometry)


def _boxes(voxels: Array, values: Sequence[int | float]) -> list[tuple[Triple, Triple]]:
    """Return the bounding box of each of the values, first and after-last index, in one walk over the voxels."""
    from scipy.ndimage import find_objects  # takes longer to import than a single mask to read

    if voxels.dtype.kind in "iu" and values[0] > 0 and values[-1] <= _MOST_KEY:
        boxes = find_objects(voxels, int(values[-1]))
        return [_ends(boxes[int(value) - 1]) for value in values]
    order = np.sort(np.asarray([0, *values], voxels.dtype))  # large, negative or fractional values: by their rank
    zero = int(np.searchsorted(order, 0))
    keys = np.zeros(voxels.shape, np.int32)
    for part, key in zip(voxels, keys, strict=True):
        rank = np.searchsorted(order, part)
        key[...] = np.where(rank == zero, 0, np.where(rank < zero, rank + 1, rank))
    return [_ends(box) for box in find_objects(keys, len(values))]


def _ends(box: tuple[slice, slice, slice]) -> tuple[Triple, Triple]:
    """Return the first and after-last index (x, y, z) of slices in the order z, y, x."""
    z, y, x = box
    return (x.start, y.start, z.start), (x.stop, y.stop, z.stop)
