"""Nodes beside each other: the same mask twice, masks that overlap, and what has to be said of several of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from nodecluster.imaging.inspection import Finding, all_of
from nodecluster.imaging.placing import SAMPLED, PlacedMask
from nodecluster.volume import Array, Triple

LEAST_SHARE, SMALL_SHARE = 0.01, 0.05
"""Of the smaller of two nodes that overlap. Neighbours that touch often share a few voxels, which count in both: below
the first that is not told, below the second it is told to be small."""

REMARK_REMEDY = "Check that the mask was read as it was meant, or export it again"
SAMPLED_REMEDY = "Export the segmentation with the CT as reference volume, or accept the change of volume"

Named = tuple[str, PlacedMask]


def shared_voxels(a: PlacedMask, b: PlacedMask) -> int:
    """Return how many voxels two nodes on one grid have in common."""
    start = tuple(max(p, q) for p, q in zip(a.box.start, b.box.start, strict=True))
    stop = tuple(min(p, q) for p, q in zip(a.box.stop, b.box.stop, strict=True))
    if any(q <= p for p, q in zip(start, stop, strict=True)):
        return 0
    return int(np.count_nonzero(_part(a, start, stop) & _part(b, start, stop)))


def overlap_findings(nodes: Sequence[Named]) -> Iterator[tuple[str, Finding]]:
    """Yield for each of two nodes that share voxels its id and what it shares with the other."""
    volumes = {name: int(np.count_nonzero(placed.mask)) for name, placed in nodes}
    for (first, a), (second, b) in itertools.combinations(nodes, 2):
        shared, smaller = shared_voxels(a, b), min(volumes[first], volumes[second])
        if not shared or shared < LEAST_SHARE * smaller:
            continue
        same = shared == volumes[first] == volumes[second]
        for node, other in ((first, second), (second, first)):
            yield node, _same(other) if same else _overlap(other, shared, shared / smaller)


def remark_findings(nodes: Sequence[Named], number: int) -> tuple[dict[str, Finding], list[Finding]]:
    """Return what was remarked when the nodes were read and placed: by node, and once where it is true of all.

    Parameters
    ----------
    nodes : those that have a place.
    number : of the patient's nodes, also those without one.
    """
    by_remark: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, placed in nodes:
        if placed.remark:
            by_remark[placed.remark, SAMPLED_REMEDY if placed.grid == SAMPLED else REMARK_REMEDY].append(name)
    own: dict[str, Finding] = {}
    shared = []
    for (remark, remedy), names in by_remark.items():
        if len(names) == number > 1:
            shared.append(Finding(f"{all_of(number)}: {remark}", remedy))
        else:
            own |= dict.fromkeys(names, Finding(remark, remedy))
    return own, shared


def _same(other: str) -> Finding:
    """Return what is said of a node whose mask another has too."""
    return Finding(
        f"the same mask as node {other}", "Remove one of two nodes with the same mask; both would be counted"
    )


def _overlap(other: str, shared: int, share: float) -> Finding:
    """Return what is said of a node that shares voxels with another, a share of the smaller one's."""
    small = share < SMALL_SHARE
    voxels = f"{shared} voxel{'s' if shared > 1 else ''}"
    text = f"shares {voxels} with node {other} ({'only ' if small else ''}{100 * share:.0f} % of the smaller)"
    if small:
        return Finding(text, "Give each voxel to one node if you can; so small an overlap hardly changes the features")
    return Finding(text, "Give each voxel to one node, unless the nodes are meant to overlap")


def _part(node: PlacedMask, start: tuple[int, ...], stop: tuple[int, ...]) -> Array:
    """Return the part (z, y, x) of a mask between two indices of the CT (x, y, z)."""
    origin: Triple = node.box.start
    x, y, z = (slice(a - o, b - o) for a, b, o in zip(start, stop, origin, strict=True))
    return node.mask[z, y, x]
