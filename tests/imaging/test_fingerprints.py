from __future__ import annotations

from dataclasses import replace

import numpy as np

from nodecluster.imaging.fingerprints import CtPrint, mask_print
from nodecluster.imaging.grid import Box
from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Geometry

CT = Geometry((30, 28, 12), (0.8, 0.9, 2.0))
VALUES = np.random.default_rng(0).normal(40, 25, CT.size[::-1]).astype(np.int16)


def ct_print(voxels: np.ndarray, slabs: int = 1) -> str:
    made = CtPrint()
    for slab in np.array_split(voxels, slabs):
        made.add(slab)
    return made.text()


def test_the_same_values_have_the_same_print_however_they_come():
    assert len({ct_print(VALUES), ct_print(VALUES, 5), ct_print(VALUES.astype(np.float32), 2)}) == 1


def test_other_values_have_another():
    others = [VALUES + 1, VALUES[::-1], VALUES[:, :, ::-1], VALUES[:-1], VALUES.transpose(0, 2, 1), VALUES[:, :16]]
    assert len({ct_print(voxels) for voxels in (VALUES, *others)}) == 1 + len(others)


def test_a_mask_is_the_same_at_the_same_place_only():
    mask = np.random.default_rng(0).random((4, 5, 6)) < 0.5
    node = PlacedMask(Box((3, 4, 5), (6, 5, 4)), mask)
    others = [
        mask_print(PlacedMask(Box((4, 4, 5), (6, 5, 4)), mask), CT),
        mask_print(PlacedMask(node.box, ~mask), CT),
        mask_print(node, replace(CT, origin_mm=(1.0, 0.0, 0.0))),
    ]
    assert mask_print(PlacedMask(Box((3, 4, 5), (6, 5, 4)), mask.copy(), "a remark"), CT) == mask_print(node, CT)
    assert len({mask_print(node, CT), *others}) == 4


def test_how_a_format_rounds_and_where_the_ct_is_cut_makes_no_other_mask():
    node = PlacedMask(Box((3, 4, 5), (6, 5, 4)), np.random.default_rng(0).random((4, 5, 6)) < 0.5)
    whole = Geometry(CT.size, CT.spacing_mm, (79.6, -38.4, -217.6))
    rounded = replace(whole, origin_mm=tuple(float(np.float32(mm)) for mm in whole.origin_mm))
    cut, moved = whole.crop((2, 2, 2), CT.size), PlacedMask(Box((1, 2, 3), node.box.size), node.mask)
    assert mask_print(node, whole) == mask_print(node, rounded) == mask_print(moved, cut)
