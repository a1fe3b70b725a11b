from __future__ import annotations

from dataclasses import replace

import numpy as np

from nodecluster.imaging.grid import Box
from nodecluster.imaging.placing import PlacedMask
from nodecluster.imaging.together import overlap_findings, remark_findings, shared_voxels


def block(start: tuple[int, int, int], size: tuple[int, int, int]) -> PlacedMask:
    return PlacedMask(Box(start, size), np.ones(size[::-1], bool))


A, B = block((2, 3, 4), (5, 6, 7)), block((6, 8, 4), (4, 4, 2))  # in common: 1 x 1 x 2


def test_shared_voxels_by_hand():
    assert shared_voxels(A, B) == shared_voxels(B, A) == 2
    assert shared_voxels(A, block((7, 3, 4), (2, 2, 2))) == 0  # side by side
    hollow = PlacedMask(A.box, np.zeros_like(A.mask))
    assert shared_voxels(hollow, B) == 0
    assert shared_voxels(A, A) == 210


def test_both_nodes_are_told():
    found = list(overlap_findings([("a", A), ("b", B), ("far", block((20, 20, 20), (2, 2, 2)))]))
    assert [(node, finding.text) for node, finding in found] == [
        ("a", "shares 2 voxels with node b (6 % of the smaller)"),
        ("b", "shares 2 voxels with node a (6 % of the smaller)"),
    ]


def test_the_same_mask_twice_is_no_overlap():
    found = list(overlap_findings([("a", A), ("b", block((2, 3, 4), (5, 6, 7)))]))
    assert [(node, finding.text) for node, finding in found] == [
        ("a", "the same mask as node b"),
        ("b", "the same mask as node a"),
    ]


def test_a_node_within_another_is_an_overlap():
    found = list(overlap_findings([("a", A), ("b", block((3, 4, 5), (1, 1, 1)))]))
    assert found[0][1].text == "shares 1 voxel with node b (100 % of the smaller)"


def test_a_trace_of_overlap_is_not_rounded_to_nothing():
    found = list(overlap_findings([("a", block((0, 0, 0), (6, 6, 6))), ("b", block((5, 5, 5), (8, 8, 8)))]))
    assert found[0][1].text == "shares 1 voxel with node b (less than 1 % of the smaller)"


def test_what_was_said_of_a_mask_is_a_finding():
    own, shared = remark_findings([("a", replace(A, remark="its name is there twice")), ("b", B)])
    assert (own["a"].text, shared) == ("its name is there twice", [])
    own, _ = remark_findings([("a", replace(A, remark="it was sampled", grid="sampled"))])
    assert "reference volume" in own["a"].remedy


def test_what_is_true_of_several_nodes_is_said_once():
    said = replace(A, remark="drawn as contours")
    nodes = [("a", said), ("b", said), ("c", replace(A, remark="drawn as contours, with a gap"))]
    own, shared = remark_findings(nodes)
    assert {node: finding.text for node, finding in own.items()} == {"c": "drawn as contours, with a gap"}
    assert [finding.text for finding in shared] == ["2 of 3 nodes: drawn as contours"]
    assert remark_findings(nodes[:2])[1][0].text == "all 2 nodes: drawn as contours"
