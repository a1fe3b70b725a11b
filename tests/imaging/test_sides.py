from __future__ import annotations

import itertools

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.imaging.placing import place
from nodecluster.imaging.sides import BodyProfile, side_findings, side_of
from nodecluster.volume import Geometry, Volume
from tests.conftest import ellipsoid

SIZE = (60, 40, 20)
CT = Geometry(SIZE, (4.0, 5.0, 6.0), (-80.0, 30.0, 7.0))


@pytest.mark.parametrize(
    ("node", "side"),
    [
        ("left", "left"), ("LEFT_3", "left"), ("axilla-right", "right"), ("LN left axilla 2", "left"),
        ("leftAxilla", "left"), ("LNLeft1", "left"), ("AxillaRECHTS", "right"), ("links1", "left"), ("LN_lt", "left"),
        ("rt.2", "right"), ("LN_L_2", "left"), ("n1 r", "right"), ("4R", "right"), ("station_10l", "left"),
        ("L1", ""), ("LN_1", ""), ("R2", ""), ("LR", ""), ("copyright", ""), ("Segment_lefty", ""),
        ("left or right", ""), ("L_rechts", ""), ("123R", ""), ("", ""), ("淋巴结 左", ""),
        ("Kopie_links_links", "left"),
    ],
)  # fmt: skip
def test_the_side_that_an_id_names(node, side):
    assert side_of(node) == side


def body() -> np.ndarray:
    """A body whose middle at x = 35 is not that of the image: voxels 15 to 55; below, where no node is, another."""
    hu = np.full(SIZE[::-1], -1000.0)
    hu[8:, 8:32, 15:56] = 30
    hu[10:15, 12:30, 17:30] = -800  # the right lung, and a smaller left one
    hu[10:15, 12:30, 44:52] = -800
    hu[:8, 8:32, 0:30] = 30
    return hu


def left_mm(ct: Volume, mask: Volume, slabs: int = 3) -> float | None:
    profile = BodyProfile(ct.geometry)
    for slab in np.array_split(ct.voxels, slabs):
        profile.add(slab)
    return profile.left_of_midline_mm(place(mask, ct.geometry))


@pytest.mark.parametrize("centre", [20, 40])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", list(itertools.product([False, True], repeat=3)))
def test_however_the_axes_lie_the_node_is_where_it_is(centre, order, flips):
    """The same patient in every order and sense of axes; the distance is worked out by hand."""
    hu = body()
    hu[10:15] = np.where(hu[10:15] == -800, 30, hu[10:15])  # no lungs: the middle is exactly x = 35
    mask = ellipsoid(SIZE, (centre, 20, 14), (3, 3, 3)).astype(np.uint8)
    ct, node = (Volume.of(sitk.Flip(sitk.PermuteAxes(Volume(array, CT).image(), order), flips)) for array in (hu, mask))
    assert left_mm(ct, node) == pytest.approx((centre - 35) * 4.0, abs=4.0)


def test_the_midline_is_that_of_the_nodes_own_height():
    node = ellipsoid(SIZE, (35, 20, 4), (3, 3, 3)).astype(np.uint8)
    assert left_mm(Volume(body(), CT), Volume(node, CT)) == pytest.approx((35 - 14.5) * 4, abs=4)


def test_lungs_move_the_midline_little():
    node = ellipsoid(SIZE, (35, 20, 12), (3, 3, 2)).astype(np.uint8)
    assert abs(left_mm(Volume(body(), CT), Volume(node, CT))) < 20


def test_without_a_body_there_is_no_midline():
    node = ellipsoid(SIZE, (35, 20, 12), (3, 3, 2)).astype(np.uint8)
    assert left_mm(Volume(np.full(SIZE[::-1], -1000.0), CT), Volume(node, CT)) is None
    assert left_mm(Volume(np.full(SIZE[::-1], np.nan), CT), Volume(node, CT)) is None


def test_slabs_of_any_thickness_give_the_same():
    node = Volume(ellipsoid(SIZE, (20, 20, 12), (3, 3, 2)).astype(np.uint8), CT)
    ct = Volume(body(), CT)
    assert len({left_mm(ct, node, slabs) for slabs in (1, 3, 20)}) == 1


def test_slabs_of_a_coronal_ct_give_the_same_too():
    """Its slices run from front to back: none of them may be passed over, however many come at a time."""
    coronal = Geometry((60, 20, 40), (4.0, 6.0, 5.0), (0.0, 0.0, 0.0), (1, 0, 0, 0, 0, 1, 0, -1, 0))
    hu = np.full(coronal.size[::-1], -1000.0)
    hu[::4, :, :20] = 30  # in a quarter of the slices there is body on the right only, in the others on the left only
    for start in (1, 2, 3):
        hu[start::4, :, 40:] = 30
    node = Volume(ellipsoid(coronal.size, (20, 10, 20), (3, 3, 3)).astype(np.uint8), coronal)
    found = {left_mm(Volume(hu, coronal), node, slabs) for slabs in (1, 3, 40)}
    assert len(found) == 1
    assert found.pop() == pytest.approx((20 - 46) * 4, abs=8)


def test_fat_is_body_and_lung_is_not():
    hu = np.full(SIZE[::-1], -1000.0)
    hu[:, 8:32, 10:31] = -120
    hu[:, 8:32, 31:52] = -700
    node = Volume(ellipsoid(SIZE, (35, 20, 12), (3, 3, 2)).astype(np.uint8), CT)
    assert left_mm(Volume(hu, CT), node) == pytest.approx((35 - 20) * 4, abs=4)


def test_one_node_on_the_wrong_side():
    wrong, together = side_findings({"left_1": -45.2, "left_2": 80.0, "right_1": -3.0})
    assert list(wrong) == ["left_1"]
    assert wrong["left_1"].text == "the id says left, but the node lies 45 mm to the right of the body's midline"
    assert together == []


def test_near_the_midline_nothing_is_said():
    assert side_findings({"left": -20.0, "right": 20.0}) == ({}, [])
    assert list(side_findings({"left": -20.5, "right": -20.5})[0]) == ["left"]
    assert side_findings({}) == ({}, [])


def test_all_nodes_on_the_wrong_side():
    wrong, (together,) = side_findings({"left": -60.0, "R": 50.0})
    assert set(wrong) == {"left", "R"}
    assert together.text == ("both nodes whose ids name a side lie on the other one: the CT or the masks look mirrored")
    assert side_findings({"left": -60.0})[1] == []  # one may be a slip of the pen
    assert side_findings({"left": -60.0, "R": 10.0})[1] == []
