"""Nodes beside each other: the same mask twice, masks that overlap, and what has to be said of several of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from nodecluster.imaging.inspection import Finding
from nodecluster.imaging.placing import SAMPLED, PlacedMask
from nodecluster.volume import Array, Triple

REMARK_REMEDY = "Check that this is right, or export it again"
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
        shared = shared_voxels(a, b)
        if not shared:
            continue
        smaller = min(volumes[first], volumes[second])
        for node, other in ((first, second), (second, first)):
            if shared == volumes[first] == volumes[second]:
                yield node, Finding(f"the same mask as node {other}", "Remove one of the two; both would be counted")
            else:
                voxels = f"{shared} voxel{'s' if shared > 1 else ''}"
                text = f"shares {voxels} with node {other} ({_percent(shared / smaller)} of the smaller)"
                yield node, Finding(text, "Give each voxel to one node, unless they are meant to overlap")


def remark_findings(nodes: Sequence[Named]) -> tuple[dict[str, Finding], list[Finding]]:
    """Return what was remarked when the nodes were read and placed: by node, and once where it is true of several."""
    by_remark: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, placed in nodes:
        if placed.remark:
            by_remark[placed.remark, SAMPLED_REMEDY if placed.grid == SAMPLED else REMARK_REMEDY].append(name)
    own = {names[0]: Finding(*said) for said, names in by_remark.items() if len(names) == 1}
    shared = []
    for (remark, remedy), names in by_remark.items():
        if len(names) > 1:
            who = f"all {len(names)} nodes" if len(names) == len(nodes) else f"{len(names)} of {len(nodes)} nodes"
            shared.append(Finding(f"{who}: {remark}", remedy))
    return own, shared


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _part(node: PlacedMask, start: tuple[int, ...], stop: tuple[int, ...]) -> Array:
    """Return the part (z, y, x) of a mask between two indices of the CT (x, y, z)."""
    origin: Triple = node.box.start
    x, y, z = (slice(a - o, b - o) for a, b, o in zip(start, stop, origin, strict=True))
    return node.mask[z, y, x]
