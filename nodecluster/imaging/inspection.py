"""What can be said of a node without measuring it: its form, its HU, and what in them no node should have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import SimpleITK as sitk

from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import AXES, Array, Geometry, Window
from nodecluster.words import counted, first_few, listed

THICKEST_SLICE_MM = 2.5
"""Thicker slices show a small node on two or three of them; its texture on a 1 mm grid is then mostly interpolation."""
SMALLEST_MM3, LARGEST_MM3 = 10.0, 100_000.0
"""Balls of 2.7 and 58 mm: smaller than what a contour on CT can mean, larger than a node that is not a conglomerate."""
LOWER_HU = ((-500.0, "air or lung"), (-50.0, "fat"))
"""A median below means that tissue. Adipose tissue is usually taken as -190 to -30 HU; a fatty hilum and noise are
given 20 HU more. Aerated lung lies below -500 HU."""
UPPER_HU = ((2000.0, "metal"), (250.0, "bone, calcification or a vessel full of contrast medium"))
"""A median above means that. No node takes up contrast to 250 HU; cortical bone ends near 2000 HU."""
NAMED_SIZES = 4


class Finding(NamedTuple):
    """One thing found, as a clause without a full stop, and what to do about it."""

    text: str
    remedy: str


@dataclass(frozen=True)
class Inspection:
    """A node's form and HU.

    Attributes
    ----------
    voxels : of the mask on the CT's grid.
    volume_mm3 : of these voxels.
    components : voxels of each connected component, the largest first; voxels that share a corner are connected.
    holes : voxels of background that are enclosed by the node, as no step over a face leads from them to the outside.
    median_hu : of the CT's values inside that are numbers; None where there is none.
    """

    voxels: int
    volume_mm3: float
    components: tuple[int, ...]
    holes: int
    median_hu: float | None


def all_of(number: int) -> str:
    """Return two or more nodes in words.

    >>> all_of(2), all_of(3)
    ('both nodes', 'all 3 nodes')
    """
    return "both nodes" if number == 2 else f"all {number} nodes"


def inspect(ct: Window, node: PlacedMask) -> Inspection:
    """Look at a node.

    Parameters
    ----------
    ct : a part of the CT that holds the node, HU.
    node : the mask on the CT's grid.
    """
    voxels = int(np.count_nonzero(node.mask))
    inside = ct.part(node.box.start, node.box.stop)[node.mask]
    numbers = inside[np.isfinite(inside)]
    return Inspection(
        voxels=voxels,
        volume_mm3=voxels * float(np.prod(ct.geometry.spacing_mm)),
        components=tuple(sorted(_sizes(node.mask, corners=True).tolist(), reverse=True)),
        holes=_holes(node.mask),
        median_hu=float(np.median(numbers)) if numbers.size else None,
    )


def node_findings(seen: Inspection) -> Iterator[Finding]:
    """Yield what a node should not have, though it can be measured."""
    yield from _form(seen)
    if not SMALLEST_MM3 <= seen.volume_mm3 <= LARGEST_MM3:
        small = seen.volume_mm3 < SMALLEST_MM3
        limit = f"less than {SMALLEST_MM3:.0f}" if small else f"more than {LARGEST_MM3:.0f}"
        text = f"a volume of {seen.volume_mm3:.{int(small)}f} mm3, {limit}"
        yield Finding(text, "Check that the mask is one lymph node")
    if seen.median_hu is not None:
        yield from _tissue(seen.median_hu)


def ct_findings(ct: Geometry, remarks: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what has to be said of a CT: thick slices, and how its file was read."""
    thickest = int(np.argmax(ct.spacing_mm))
    if ct.spacing_mm[thickest] > THICKEST_SLICE_MM + 1e-3:  # files round
        yield Finding(
            f"the CT's slices are {ct.spacing_mm[thickest]:.4g} mm apart along {AXES[thickest]}, more than "
            f"{THICKEST_SLICE_MM:g} mm",
            "Use the thinnest reconstruction that there is; between thick slices shape and texture are interpolated",
        )
    for remark in remarks:
        yield Finding(remark, "Check that the CT was read as it was meant, or export it again")


def _form(seen: Inspection) -> Iterator[Finding]:
    """Yield what is wrong with a node's form."""
    number = len(seen.components)
    if number > 1:
        sizes = list(map(str, seen.components))
        said = first_few(sizes, NAMED_SIZES) if number > NAMED_SIZES else f"{listed(sizes)} voxels"
        yield Finding(
            f"{number} components ({said})",
            "Keep one component of the node, or make each a node of its own",
        )
    if seen.holes:
        yield Finding(
            f"holes inside, of {counted(seen.holes, 'voxel')}",
            "Fill the holes in 3D Slicer (Segment Editor, Smoothing, Closing), unless they are meant",
        )


def _tissue(median_hu: float) -> Iterator[Finding]:
    """Yield what the median HU of a node belongs to, where that is no node."""
    found = next((tissue for limit, tissue in LOWER_HU if median_hu < limit), None)
    found = found or next((tissue for limit, tissue in UPPER_HU if median_hu > limit), None)
    if found:
        yield Finding(
            f"a median of {median_hu:.0f} HU, which is {found} and no node",
            "Check that the mask was drawn on this CT, at this place",
        )


def _sizes(mask: Array, *, corners: bool) -> Array:
    """Return the number of voxels of each connected component, in the order in which they begin."""
    return np.bincount(_labels(mask, corners=corners).ravel())[1:]


def _labels(mask: Array, *, corners: bool) -> Array:
    """Return the connected components numbered from 1, by 26 neighbours or (without corners) by 6."""
    found = sitk.ConnectedComponent(sitk.GetImageFromArray(mask.astype(np.uint8)), corners)
    labels: Array = sitk.GetArrayFromImage(found)
    return labels


def _holes(mask: Array) -> int:
    """Return how many voxels outside the mask are enclosed by it."""
    labels = _labels(np.pad(~mask, 1, constant_values=True), corners=False)
    return int(np.count_nonzero((labels != 0) & (labels != labels[0, 0, 0])))
