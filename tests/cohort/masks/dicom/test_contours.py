"""The rule by which contours become voxels, with answers worked out by hand."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest

from nodecluster.cohort.masks.dicom import repeated
from nodecluster.cohort.masks.dicom.contours import BEYOND, ON_CENTRE, SLICE_TOLERANCE, fill
from nodecluster.cohort.masks.dicom.repeated import SAME
from nodecluster.errors import NodeError
from nodecluster.imaging.placing import place
from nodecluster.volume import Geometry
from tests.cohort.images.samples import CT, SIZE
from tests.cohort.masks.dicom.samples import mask_contours

GRID = CT.geometry  # 10 x 11 x 12 voxels of 1, 2, 3 mm, turned
UPSIDE_DOWN = Geometry(SIZE, GRID.spacing_mm, GRID.origin_mm, (0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.0))


def square(z: float, low: float = 1.5, high: float = 5.5, grid: Geometry = GRID) -> np.ndarray:
    """A contour along voxels' edges, by default around the voxels 2 to 5 of columns and rows."""
    return grid.point([[low, low, z], [high, low, z], [high, high, z], [low, high, z]])


def drawn(contours, grid: Geometry = GRID) -> np.ndarray:
    """The indices (z, y, x) of the voxels on the CT's grid."""
    mask, _ = fill(contours, grid)
    return np.argwhere(mask.voxels) + np.round(grid.index(mask.geometry.origin_mm)).astype(int)[::-1]


def remark(contours) -> str:
    return fill(contours, GRID)[1]


@pytest.mark.parametrize("grid", [GRID, UPSIDE_DOWN])
@pytest.mark.parametrize("density", [0.02, 0.3, 0.5, 0.9])
def test_the_contours_of_any_mask_give_the_mask_back(grid, density):
    mask = np.random.default_rng(1).random(SIZE[::-1]) < density
    mask[5:7, 3, 3] = True  # neighbours, where chance gives none
    np.testing.assert_array_equal(drawn(mask_contours(mask, grid), grid), np.argwhere(mask))


def test_the_volume_is_that_of_the_slices_thickness():
    mask, _ = fill([square(z) for z in (4, 5, 6)], GRID)
    assert np.count_nonzero(mask.voxels) * np.prod(GRID.spacing_mm) == pytest.approx(4 * 4 * (1 * 2) * 3 * 3)


def test_a_contour_within_another_is_a_hole_and_one_within_that_is_not():
    found = drawn([square(4, 0.5, 7.5), square(4, 1.5, 6.5), square(4, 3.5, 4.5), square(5), square(5, 2.5, 3.5)])
    at_four, at_five = found[found[:, 0] == 4], found[found[:, 0] == 5]
    assert (len(at_four), len(at_five)) == (7 * 7 - 5 * 5 + 1, 4 * 4 - 1)
    assert [4, 4, 4] in at_four.tolist()


def test_contours_through_voxel_centres_keep_the_lower_border_and_lose_the_upper():
    """Programs that trace the outermost voxels' centres draw a smaller node: 4 x 4 voxels come back as 3 x 3."""
    found = drawn([square(z, 2, 5) for z in (4, 5)])
    assert found[found[:, 0] == 4][:, 1:].tolist() == [[y, x] for y in (2, 3, 4) for x in (2, 3, 4)]


@pytest.mark.parametrize("seed", range(5))
def test_rounding_does_not_decide_on_which_side_of_a_contour_a_centre_is(seed):
    rng = np.random.default_rng(seed)
    rounded = [square(z, 2, 5) + rng.uniform(-0.005, 0.005, (4, 3)) for z in (4, 5)]
    np.testing.assert_array_equal(drawn(rounded), drawn([square(z, 2, 5) for z in (4, 5)]))


def test_a_slice_without_contour_stays_empty_and_is_told():
    contours = [square(z) for z in (2, 3, 5, 8)]
    assert sorted(set(drawn(contours)[:, 0].tolist())) == [2, 3, 5, 8]
    gap = "no contour on 3 slices between its first and its last; not interpolated"
    assert remark(contours) == gap
    assert remark([square(z) for z in (2, 3)]) == ""


def test_contours_of_thicker_slices_are_refused():
    with pytest.raises(NodeError, match="the contours lie 2 slices apart at the nearest: they were drawn on thicker"):
        fill([square(z) for z in (2, 4, 6)], GRID)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_contour_may_lie_off_its_slice_by_rounding_and_no_more(sign):
    near = [square(z + sign * 0.99 * SLICE_TOLERANCE) for z in (4, 5)]
    np.testing.assert_array_equal(drawn(near), drawn([square(4), square(5)]))
    with pytest.raises(
        NodeError, match=r"1 of the 2 contours do not lie on a slice of the CT; the first lies at slice"
    ) as error:
        fill([square(4), square(5 + sign * 1.01 * SLICE_TOLERANCE)], GRID)
    assert f"at slice {6 + sign * 1.01 * SLICE_TOLERANCE:.2f} of 12" in error.value.reason
    x, y, z = square(5 + sign * 1.01 * SLICE_TOLERANCE).mean(axis=0)
    assert f"around ({x:.2f}, {y:.2f}, {z:.2f}) mm" in error.value.reason


def test_a_contour_across_slices_is_refused():
    upright = GRID.point([[2, 2, 3], [5, 2, 3], [5, 2, 6], [2, 2, 6]])
    with pytest.raises(NodeError, match=r"1 of the 2 contours .* from slice 4.00 to 7.00 of 12"):
        fill([square(4), upright], GRID)
    tilted = square(4) + np.outer([-1, 1, 1, -1], GRID.matrix()[:, 2] * SLICE_TOLERANCE * 2)
    with pytest.raises(NodeError, match=r"from slice 4.90 to 5.10 of 12"):
        fill([tilted, square(5)], GRID)


def test_the_same_contour_twice_is_one():
    """Even-odd, they would be nothing; it does not matter where each begins, or which way round it goes."""
    other = np.roll(square(4), 2, axis=0)[::-1]
    closed = np.concatenate([square(5), square(5)[:1]])
    contours = [square(4), other, square(5), closed]
    np.testing.assert_array_equal(drawn(contours), drawn([square(4), square(5)]))
    assert remark(contours) == "2 contours given twice and taken once"


@pytest.mark.parametrize("off", [0.002, 0.0099, 0.05, 0.7 * SAME])
def test_the_same_contour_rounded_in_two_ways_is_one(off):
    """Even-odd, a ring thinner than a voxel would be left; one copy may lie within the other, its corners further."""
    rng = np.random.default_rng(0)
    within = [square(4, 1.5 + off, 5.5 - off), square(5, 1.5 + off, 5.5 - off)]
    assert drawn([square(4), square(5), *within]).tolist() == drawn([square(4), square(5)]).tolist()
    assert drawn([*within, square(4), square(5)]).tolist() == drawn([square(4), square(5)]).tolist()
    shaken = [one + GRID.matrix() @ [*rng.uniform(-0.7, 0.7, 2) * off, 0] for one in (square(4), square(5))]
    contours = [square(4), *shaken, square(5)]
    np.testing.assert_array_equal(drawn(contours), drawn([square(4), square(5)]))
    assert remark(contours) == "2 contours given twice and taken once"


def test_a_wall_that_somebody_drew_is_no_repeat():
    """Its outer contour holds 9 x 9 centres; the inner one, further in than by rounding, not those at two sides."""
    outer, inner = square(4, 0.9, 9.1), GRID.point([[1.11, 1.11, 4], [9.1, 1.11, 4], [9.1, 9.1, 4], [1.11, 9.1, 4]])
    assert SAME < 0.21
    found = drawn([outer, inner, square(5)])
    assert found[found[:, 0] == 4][:, 1:].tolist() == [
        [y, x] for y in range(1, 10) for x in range(1, 10) if 1 in (x, y)
    ]


def test_contours_with_other_points_between_their_corners_are_the_same():
    ends = square(4)
    many = np.concatenate(
        [a + np.linspace(0, 1, 7)[:-1, None] * (b - a) for a, b in zip(ends, np.roll(ends, -1, 0), strict=True)]
    )
    contours = [ends, many[::-1], square(5), square(5)[[0, 1, 1, 2, 3]]]
    np.testing.assert_array_equal(drawn(contours), drawn([square(4), square(5)]))
    assert remark(contours) == "2 contours given twice and taken once"


def test_a_contour_along_a_part_of_another_is_none_of_the_same():
    """A notch is inside the square whose corners, and middles of edges, the notched one has too."""
    notch = [[1.5, 1.5], [4.6, 1.5], [4.6, 4.5], [5.1, 4.5], [5.1, 1.5], [5.5, 1.5], [5.5, 5.5], [1.5, 5.5]]
    notched = GRID.point(np.column_stack([notch, np.full(len(notch), 4)]))
    for both in ([square(4), notched], [notched, square(4)]):
        found = drawn([*both, square(5)])
        assert found[found[:, 0] == 4][:, 1:].tolist() == [[2, 5], [3, 5], [4, 5]]


def test_of_many_contours_in_one_place_each_is_compared_with_few(monkeypatch):
    calls = []
    monkeypatch.setattr(repeated, "_same", lambda *pair: bool(calls.append(pair)))
    repeated.without_repeats([np.array([[0.0, 0], [9, 9], [n / 100, 5]]) for n in range(200)])
    assert len(calls) == sum(min(number, 50) for number in range(200))


def test_contours_through_the_same_corners_in_another_order_are_two():
    crossed = square(4)[[0, 2, 1, 3]]  # a bow tie, of the same corners: it holds two of the square's four quarters
    found = drawn([square(4, 1.4, 5.4), crossed, square(5)])
    assert 0 < len(found[found[:, 0] == 4]) < 16


def test_long_contours_are_compared_in_a_moment():
    turn = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    ring = np.column_stack([5 + 3.2 * np.cos(turn), 5 + 3.2 * np.sin(turn), np.full(len(turn), 4)])
    contours = [GRID.point(ring), GRID.point(ring + np.array([0.01, 0, 0])), square(5)]
    tracemalloc.start()
    fill(contours, GRID)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6
    start = time.perf_counter()
    assert remark(contours) == "1 contour given twice and taken once"
    assert time.perf_counter() - start < 3
    assert (drawn(contours)[:, 0] == 4).sum() == 37


def test_contours_that_cross_are_told():
    across = square(4, 3.5, 7.5)
    told = "on 1 of 2 slices contours cross each other; where two overlap is outside"
    assert remark([square(4), across, square(5)]) == told
    nested_and_apart = [square(4, 0.5, 7.5), square(4, 1.5, 3.5), square(4, 4.5, 6.5), square(5)]
    assert remark(nested_and_apart) == ""


def test_contours_too_small_for_a_voxel():
    tiny = [square(z, 2.2, 2.8) for z in (4, 5)]
    with pytest.raises(NodeError, match="no voxel's centre lies inside the contours"):
        fill(tiny, GRID)
    assert "on 1 of 3 slices the contours hold no voxel's centre" in remark([*tiny[:1], square(5), square(6)])


def test_what_lies_beyond_the_ct_counts_against_the_node():
    """A node half outside has to be refused for that, and not to be measured by its other half."""
    contours = [square(z, -2.5, 1.5) for z in (4, 5)]
    mask, _ = fill(contours, GRID)
    assert np.count_nonzero(mask.voxels) == 2 * 4 * 4
    with pytest.raises(NodeError, match="25 % of the mask lies inside the CT"):
        place(mask, GRID)


@pytest.mark.parametrize("far", [1.3, 1e3, 1e9])
def test_contours_far_outside_take_no_memory(far):
    assert far > 1 + BEYOND
    with pytest.raises(NodeError, match="the contours lie far outside the CT"):
        fill([square(4), square(5, 2, far * 12)], GRID)


def test_how_far_beyond_the_ct_contours_may_reach():
    """On both sides as far as the last digits of coordinates do not decide; the CT has 10 columns, fewer than rows."""
    for near, far in ((-0.25 * 10, -0.25 * 10 - ON_CENTRE), (1.25 * 10, 1.25 * 10 + ON_CENTRE)):
        side = 1.5 if near < 0 else 8.5
        for x in (near, (near + far) / 2):
            fill([GRID.point([[side, 2, z], [x, 2, z], [x, 4, z], [side, 4, z]]) for z in (4, 5)], GRID)
        x = far + np.sign(far) * 0.001
        with pytest.raises(NodeError, match="the contours lie far outside the CT"):
            fill([GRID.point([[side, 2, z], [x, 2, z], [x, 4, z], [side, 4, z]]) for z in (4, 5)], GRID)
