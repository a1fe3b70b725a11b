"""Points in polygons, against exact arithmetic, areas, and discs."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.cohort.masks.dicom.polygons import inside

quarters = st.integers(-8, 40).map(lambda n: n / 4)
corners = st.lists(st.tuples(quarters, quarters), min_size=3, max_size=12)


def exactly(polygon: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The same by fractions and a ray along y, each point moved a little to higher x and less than that to higher y."""
    found = np.zeros(shape, bool)
    ends = [[Fraction(value) for value in corner] for corner in polygon.tolist()]
    for j, i in np.ndindex(*shape):
        x, y = i + Fraction(1, 10**6), j + Fraction(1, 10**13)
        for (ax, ay), (bx, by) in zip(ends, [*ends[1:], ends[0]], strict=True):
            if (ax < x) != (bx < x) and y < ay + (x - ax) * (by - ay) / (bx - ax):
                found[j, i] ^= True
    return found


@settings(deadline=None, max_examples=150)
@given(corners)
def test_every_polygon_is_as_exact_arithmetic_has_it(points):
    polygon = np.asarray(points, float)
    np.testing.assert_array_equal(inside(polygon, (9, 8)), exactly(polygon, (9, 8)))


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("backwards", [False, True])
def test_a_square_on_voxel_centres_keeps_its_lower_borders_and_leaves_its_upper_ones(turns, backwards):
    square = np.roll([[2.0, 2], [5, 2], [5, 6], [2, 6]], turns, axis=0)[:: -1 if backwards else 1]
    assert np.argwhere(inside(square, (9, 9))).tolist() == [[y, x] for y in range(2, 6) for x in range(2, 5)]


def test_polygons_that_share_edges_share_no_point_and_leave_none_out():
    rng = np.random.default_rng(3)
    centre, ring = np.array([10.0, 11.0]), np.linspace(0, 2 * np.pi, 9)[:-1]
    corners = np.round(centre + 8 * np.column_stack([np.cos(ring), np.sin(ring)]) + rng.normal(0, 0.5, (8, 2)))
    parts = [inside(np.asarray([centre, corners[n], corners[(n + 1) % 8]]), (22, 21)) for n in range(8)]
    np.testing.assert_array_equal(np.sum(parts, axis=0), inside(corners, (22, 21)))


def test_a_keyhole_is_a_hole():
    outer = np.array([[0.5, 0.5], [9.5, 0.5], [9.5, 9.5], [0.5, 9.5]])
    hole = np.array([[3.5, 3.5], [6.5, 3.5], [6.5, 6.5], [3.5, 6.5]])
    keyhole = np.concatenate([outer[:1], hole, hole[:1], outer[:1], outer[1:]])  # in and out by one slanted channel
    expected = inside(outer, (11, 11)) & ~inside(hole, (11, 11))
    assert expected.sum() == 81 - 9
    np.testing.assert_array_equal(inside(keyhole, (11, 11)), expected)


def test_areas_are_right_on_average_and_never_off_by_more_than_the_border():
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(60):
        turn, shift = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1, 2)
        star = np.linspace(0, 2 * np.pi, 41)[:-1] + turn
        radius = np.where(np.arange(40) % 2, 95, 60)[:, None]
        polygon = 100 + shift + radius * np.column_stack([np.cos(star), np.sin(star)])
        x, y = polygon.T
        area = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))  # shoelace
        errors.append(np.count_nonzero(inside(polygon, (201, 201))) - area)
        perimeter = np.linalg.norm(polygon - np.roll(polygon, 1, axis=0), axis=1).sum()
        assert abs(errors[-1]) < perimeter
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(len(errors))


def test_a_million_points_take_no_time():
    ring = np.linspace(0, 2 * np.pi, 10**6, endpoint=False)
    disc = np.column_stack([255.3 + 200.7 * np.cos(ring), 250.1 + 200.7 * np.sin(ring)])
    start = time.perf_counter()
    found = inside(disc, (512, 512))
    assert time.perf_counter() - start < 5
    y, x = np.mgrid[:512, :512]
    np.testing.assert_array_equal(found, np.hypot(x - 255.3, y - 250.1) < 200.7)


def test_long_edges_do_not_take_memory_for_all_their_crossings_at_once():
    import tracemalloc

    zigzag = np.column_stack([np.linspace(0, 500, 40_000), np.tile([-5.0, 600.0], 20_000)])
    tracemalloc.start()
    found = inside(zigzag, (512, 512))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.any()
    assert peak < 300e6  # 20 million crossings at 8 bytes, several arrays of them, would be more


@pytest.mark.parametrize(
    "points", [[[1.0, 1], [1, 1], [1, 1]], [[0.0, 0], [3, 3], [6, 6]], [[-9.0, -9], [-3, -9], [-3, -3]]]
)
def test_what_has_no_area_on_the_grid_holds_nothing(points):
    assert not inside(np.asarray(points), (8, 8)).any()
