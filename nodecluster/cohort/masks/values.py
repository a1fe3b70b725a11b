"""The values of a labelmap, and what of it each one marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nodecluster.errors import NodeError
from nodecluster.volume import Array, Triple, Volume

MOST_VALUES = 1000
"""Nobody segments so many nodes of one patient: a file of more values is an image."""
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
            "Give the segmentation here, and not an image",
        )


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
    if len(values) == 1:
        yield _cut(volume, _box(volume.voxels), values[0])
        return
    for value, box in zip(values, _boxes(volume.voxels, values), strict=True):
        yield _cut(volume, box, value)


def _cut(volume: Volume, box: tuple[slice, ...], value: float) -> Volume:
    """Return where a part of a volume has a value; ``box`` in the order z, y, x."""
    start: Triple = (box[2].start, box[1].start, box[0].start)
    stop: Triple = (box[2].stop, box[1].stop, box[0].stop)
    part = volume.crop(start, stop)
    return Volume(part.voxels == value, part.geometry)


def _box(voxels: Array) -> tuple[slice, ...]:
    """Return the bounding box of all that is not 0."""
    sides = [np.flatnonzero(voxels.any(axis=others)) for others in ((1, 2), (0, 2), (0, 1))]
    return tuple(slice(int(side[0]), int(side[-1]) + 1) for side in sides)


def _boxes(voxels: Array, values: Sequence[int | float]) -> list[tuple[slice, ...]]:
    """Return the bounding box of each of the values, in one walk over the voxels."""
    from scipy.ndimage import find_objects  # takes longer to import than a single mask to read

    if voxels.dtype.kind in "iu" and values[0] > 0 and values[-1] <= _MOST_KEY:
        boxes = find_objects(voxels, int(values[-1]))
        return [boxes[int(value) - 1] for value in values]
    order = np.sort(np.asarray([0, *values], voxels.dtype))  # large, negative or fractional values: by their rank
    zero = int(np.searchsorted(order, 0))
    keys = np.zeros(voxels.shape, np.int32)
    for part, key in zip(voxels, keys, strict=True):
        rank = np.searchsorted(order, part)
        key[...] = np.where(rank == zero, 0, np.where(rank < zero, rank + 1, rank))
    return list(find_objects(keys, len(values)))
