"""Nodes beside each other: the same mask twice, masks that overlap, and what has to be said of several of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from nodecluster.imaging.grid import Box
from nodecluster.imaging.inspection import Finding, all_of
from nodecluster.imaging.placing import SAMPLED, PlacedMask
from nodecluster.volume import cut
from nodecluster.words import counted

LEAST_SHARE, SMALL_SHARE = 0.01, 0.05
"""Of the smaller of two nodes that overlap. Neighbours that touch often share a few voxels, which count in both: below
the first that is not told, below the second it is told to be small."""

REMARK_REMEDY = "Check that the mask was read as it was meant, or export it again"
SAMPLED_REMEDY = "Export the segmentation with the CT as reference volume, or accept the change of volume"

Named = tuple[str, PlacedMask]


def shared_voxels(a: PlacedMask, b: PlacedMask) -> int:
    """Return how many voxels two nodes on one grid have in common."""
    start, stop = np.maximum(a.box.start, b.box.start), np.minimum(a.box.stop, b.box.stop)
    if (stop <= start).any():
        return 0
    one, other = (cut(node.mask, start - node.box.start, stop - node.box.start) for node in (a, b))
    return int(np.count_nonzero(one & other))


def first_of_same(nodes: Iterable[Named]) -> dict[str, str]:
    """Return for each node the first one that has the same mask at the same place: itself where none is before it."""
    first: dict[tuple[Box, bytes], str] = {}
    return {name: first.setdefault((placed.box, np.packbits(placed.mask).tobytes()), name) for name, placed in nodes}


def overlap_findings(nodes: Sequence[Named]) -> Iterator[tuple[str, Finding]]:
    """Yield for each of two nodes that share voxels its id and what it shares with the other."""
    alike = first_of_same(nodes)
    volumes = {name: int(np.count_nonzero(placed.mask)) for name, placed in nodes}
    for (first, a), (second, b) in itertools.combinations(nodes, 2):
        shared, smaller = shared_voxels(a, b), min(volumes[first], volumes[second])
        if not shared or shared < LEAST_SHARE * smaller:
            continue
        same = alike[first] == alike[second]
        for node, other in ((first, second), (second, first)):
            yield node, same_mask(other) if same else _overlap(other, shared, shared / smaller)


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


def same_mask(other: str) -> Finding:
    """Return what is said of a node whose mask another has too."""
    return Finding(
        f"the same mask as node {other}", "Remove one of two nodes with the same mask; both would be counted"
    )


def _overlap(other: str, shared: int, share: float) -> Finding:
    """Return what is said of a node that shares voxels with another, a share of the smaller one's."""
    small = share < SMALL_SHARE
    of_smaller = f"{'only ' if small else ''}{100 * share:.0f} % of the smaller"
    text = f"shares {counted(shared, 'voxel')} with node {other} ({of_smaller})"
    if small:
        return Finding(text, "Give each voxel to one node if you can; so small an overlap hardly changes the features")
    return Finding(text, "Give each voxel to one node, unless the nodes are meant to overlap")
