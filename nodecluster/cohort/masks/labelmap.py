"""Labelmaps: image files in which each positive value marks a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.colour_table import OPAQUE, colour_table, read_colours
from nodecluster.cohort.masks.naming import node_id
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.values import check_count, distinct, marked
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry, Volume
from nodecluster.words import shown

_FAT_HU = -100
_MANY = 50
_LOOKED_AT = 1 << 20
"""A file with values below that of fat, and more than so many different ones where it is looked at, is a CT."""


def read_labelmap(path: Path, ct: ImageFile) -> Iterator[Segment]:  # noqa: ARG001 - every reader is called alike
    """Read a labelmap, a value after the other, each cropped to its bounding box.

    A segment's name is what 3D Slicer's colour table beside the file calls its value, and otherwise the value.

    Raises
    ------
    NodeError
        the file or its colour table cannot be read, the mask is empty, or it holds values that are not positive whole
        numbers.
    """
    file = open_image(path)
    table = colour_table(path)
    names = read_colours(table) if table else {}
    volume = file.nonzero()
    values = whole_values(volume.voxels, path.name)
    called = {node_id(name) for value in values for name in names.get(value, ())}
    remark = "; ".join(file.remarks)
    for value, mask in zip(values, marked(volume, values), strict=True):
        own = f"value {value}" if str(value) in called else str(value)  # another value's name is not this one's
        if table is None:
            yield Segment(own, mask, remark=remark, grid=file.geometry, unnamed=True)
        else:
            yield _named(value, own, mask, names.get(value, ()), table, remark, file.geometry)


def _named(
    value: int, own: str, mask: Volume, found: Sequence[str], table: Path, remark: str, grid: Geometry
) -> Segment:
    """Return what a value marks, under the name that a table has for it, or under its ``own``, which is told."""
    if len(found) > 1:
        reason = f"the colour table {table.name} names the value {value} both {shown(found[0])} and {shown(found[1])}"
        return Segment(own, None, NodeError("mask", reason, _one_name(value, table)), unnamed=True)
    if found:
        return Segment(found[0], mask, remark=remark, grid=grid)
    told = f"the colour table {table.name} has no name for the value {value}"
    return Segment(own, mask, remark=remark, grid=grid, unnamed=True, name_remark=told)


def _one_name(value: int, table: Path) -> str:
    """Return what to do about a value with two names; in a table of lines a name may run into its colour."""
    remedy = f"Give the value {value} one line and one name in {table.name}"
    return remedy if table.suffix == ".csv" else f"{remedy}, and after it red, green, blue and {OPAQUE}"


def whole_values(voxels: Array, name: str) -> list[int]:
    """Return the positive values of a mask (z, y, x), sorted; ``name`` is the file's.

    Raises
    ------
    NodeError
        there is none, there are too many, or one is negative or not a whole number.
    """
    low, high = voxels.min(), voxels.max()
    if not (low or high):
        raise NodeError("mask", f"{name} is empty: no voxel is set", "Draw the node, or remove its file")
    if not _whole(voxels) or low < 0:
        raise _not_values(voxels, name)
    found = distinct(voxels)
    check_count(name, len(found))
    return [int(value) for value in found]


def _not_values(voxels: Array, name: str) -> NodeError:
    """Return the failure of a mask whose values are not positive whole numbers."""
    marks = voxels[voxels != 0]
    numbers = marks[np.isfinite(marks)]
    if numbers.size and numbers.min() < _FAT_HU and np.unique(numbers[:: 1 + numbers.size // _LOOKED_AT]).size > _MANY:
        reason = f"{name} looks like an image in HU, not a mask: its values run from {numbers.min():g} to "
        remedy = "Move the image out of the masks' folder, or check that image and segmentation are not swapped"
        return NodeError("mask", f"{reason}{numbers.max():g}", remedy)
    if np.isnan(marks).any():
        found = "that are not numbers"
    else:
        found = f"from {marks.min():g} to {marks.max():g} that are not positive whole numbers"
    remedy = "Export the segmentation as a binary labelmap, without interpolation"
    return NodeError("mask", f"{name} holds values {found}", remedy)


def _whole(voxels: Array) -> bool:
    """Return whether all numbers are whole; a slice at a time, as their roundings would take as much memory again."""
    if voxels.dtype.kind in "iu":
        return True
    with np.errstate(invalid="ignore"):
        return all(bool(np.isfinite(part).all() and (part == np.round(part)).all()) for part in voxels)
