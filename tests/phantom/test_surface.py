import numpy as np
import pytest

from nodecluster.phantom.scanner import coordinates
from nodecluster.phantom.surface import Bumps, Surface, draw_bumps, draw_rotation
from nodecluster.volume import Geometry

FLAT = Bumps(np.zeros((1, 3)), np.array([np.pi / 2]))  # cos(90 degrees): no bump anywhere
AXES = coordinates(Geometry((41, 31, 21), (0.5, 0.75, 1.0)))


def ellipsoid(semi_axes: tuple[float, float, float], rotation: np.ndarray | None = None) -> Surface:
    turn = np.eye(3) if rotation is None else rotation
    return Surface((0.0, 0.0, 0.0), np.asarray(semi_axes), turn, FLAT, 0.0)


def test_distance_from_a_sphere_is_exact():
    surface = ellipsoid((4.0, 4.0, 4.0))
    x, y, z = AXES
    distance = surface.distance_mm(surface.local(AXES))
    expected = np.sqrt(x**2 + y**2 + z**2) - 4
    away = np.abs(expected + 4) > 0.1  # the centre itself has no direction
    np.testing.assert_allclose(distance[away], expected[away], atol=1e-9)


def test_volume_inside_is_that_of_the_ellipsoid_however_it_is_turned():
    # 4/3 pi 3 x 4 x 5 = 251.3 mm3; voxels of 0.375 mm3.
    for seed in range(5):
        surface = ellipsoid((3.0, 4.0, 5.0), draw_rotation(np.random.default_rng(seed)))
        inside = surface.distance_mm(surface.local(AXES)) < 0
        assert inside.sum() * 0.375 == pytest.approx(251.3, rel=0.02)


def test_reach_bounds_the_ellipsoid():
    assert ellipsoid((3.0, 4.0, 5.0)).reach_mm() == pytest.approx([3, 4, 5])
    # Turned a quarter about x: the long axis lies along y, the middle one along z.
    quarter = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
    assert ellipsoid((3.0, 4.0, 5.0), quarter).reach_mm() == pytest.approx([3, 5, 4])


def test_rotations_are_rotations():
    for seed in range(20):
        turn = draw_rotation(np.random.default_rng(seed))
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1)


def test_bumps_have_unit_variance_and_are_smooth():
    rng = np.random.default_rng(0)
    towards = rng.standard_normal((2000, 3))
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    near = towards + 0.01
    draws = [draw_bumps(rng) for _ in range(200)]
    assert np.std([bumps.at(towards) for bumps in draws]) == pytest.approx(1, rel=0.05)
    assert max(np.abs(bumps.at(towards) - bumps.at(near)).max() for bumps in draws) < 0.3
