from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nodecluster.imaging.grid import Box
from nodecluster.imaging.overlaps import overlap_findings, remark_findings, shared_voxels
from nodecluster.imaging.placing import PlacedMask


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


@pytest.mark.parametrize(
    ("voxels", "said"),
    [
        (9, None),  # of 1000: touching neighbours often share a few
        (10, "shares 10 voxels with node b (only 1 % of the smaller)"),
        (49, "shares 49 voxels with node b (only 5 % of the smaller)"),
        (50, "shares 50 voxels with node b (5 % of the smaller)"),
    ],
)
def test_a_small_overlap_is_told_as_such_and_a_trace_not_at_all(voxels, said):
    b = block((9, 0, 0), (20, 10, 10))  # in common: a wall of 100 voxels
    b.mask[:, :, 0] = np.arange(100).reshape(10, 10) < voxels
    found = list(overlap_findings([("a", block((0, 0, 0), (10, 10, 10))), ("b", b)]))
    assert [finding.text for _, finding in found][:1] == ([said] if said else [])
    assert ["hardly changes" in finding.remedy for _, finding in found] == (["only" in said] * 2 if said else [])


def test_what_was_said_of_a_mask_is_a_finding():
    own, shared = remark_findings([("a", replace(A, remark="its name is there twice")), ("b", B)], 2)
    assert (own["a"].text, shared) == ("its name is there twice", [])
    own, _ = remark_findings([("a", replace(A, remark="it was sampled", grid="sampled"))], 1)
    assert "reference volume" in own["a"].remedy


def test_what_is_true_of_all_nodes_is_said_once_and_else_of_each():
    said = replace(A, remark="drawn as contours")
    nodes = [("a", said), ("b", said), ("c", replace(A, remark="drawn as contours, with a gap"))]
    own, shared = remark_findings(nodes, 3)
    texts = {"a": "drawn as contours", "b": "drawn as contours"}
    assert {node: finding.text for node, finding in own.items()} == texts | {"c": "drawn as contours, with a gap"}
    assert shared == []
    own, shared = remark_findings(nodes[:2], 2)
    assert (own, [finding.text for finding in shared]) == ({}, ["both nodes: drawn as contours"])
    own, shared = remark_findings(nodes[:2], 3)  # the third has no place
    assert ({node: finding.text for node, finding in own.items()}, shared) == (texts, [])
    assert remark_findings([*nodes[:2], ("d", said)], 3)[1][0].text == "all 3 nodes: drawn as contours"
