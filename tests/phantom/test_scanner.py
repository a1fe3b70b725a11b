import numpy as np
import pytest

from nodecluster.phantom.scanner import Scanner, coordinates, draw_scanner, scan
from nodecluster.volume import IDENTITY, Geometry

GEOMETRY = Geometry((40, 50, 30), (0.75, 0.75, 1.5))


def test_coordinates_are_centred_and_spaced():
    x, y, z = coordinates(Geometry((4, 3, 2), (0.5, 1.0, 2.0)))
    assert x.ravel().tolist() == [-0.75, -0.25, 0.25, 0.75]
    assert y.ravel().tolist() == [-1, 0, 1]
    assert z.ravel().tolist() == [-1, 1]
    assert (x + y + z).shape == (2, 3, 4)


def test_noise_has_the_asked_spread_and_is_correlated_within_a_slice():
    ct = scan(np.zeros((30, 50, 40)), Scanner(GEOMETRY, blur_mm=0.7, noise_hu=12.0), np.random.default_rng(0)).astype(
        float
    )
    assert ct.std() == pytest.approx(12, rel=0.01)
    assert abs(ct.mean()) < 0.5
    beside = np.corrcoef(ct[:, :, :-1].ravel(), ct[:, :, 1:].ravel())[0, 1]
    above = np.corrcoef(ct[:-1].ravel(), ct[1:].ravel())[0, 1]
    assert 0.3 < beside < 0.7
    assert above < 0.1


def test_blur_keeps_the_sum_and_has_the_asked_width_in_mm():
    point = np.zeros((30, 50, 40))
    point[15, 25, 20] = 2500  # below the 3071 HU at which a CT saturates
    ct = scan(point, Scanner(GEOMETRY, blur_mm=0.75, noise_hu=1e-3), np.random.default_rng(0)).astype(float)
    assert ct.sum() == pytest.approx(2500, rel=0.05)
    x = coordinates(GEOMETRY)[0].ravel()
    profile = ct.sum(axis=(0, 1))
    centre = (profile * x).sum() / profile.sum()
    assert np.sqrt((profile * (x - centre) ** 2).sum() / profile.sum()) == pytest.approx(0.75, rel=0.1)


def test_values_stay_within_what_a_ct_holds():
    scanner = Scanner(GEOMETRY, blur_mm=0.7, noise_hu=12.0)
    assert scan(np.full((30, 50, 40), -1020.0), scanner, np.random.default_rng(0)).min() == -1024
    assert scan(np.full((30, 50, 40), 3070.0), scanner, np.random.default_rng(0)).max() == 3071


def test_directions_are_identity_or_a_small_tilt():
    scans = [draw_scanner(np.random.default_rng(seed)) for seed in range(60)]
    tilted = [s.geometry for s in scans if s.geometry.direction != IDENTITY]
    assert 10 <= len(tilted) <= 30
    for geometry in tilted:
        turn = np.asarray(geometry.direction).reshape(3, 3)
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        degrees = np.degrees(np.arccos((np.trace(turn) - 1) / 2))  # the angle of a rotation, from its trace
        assert 3 <= degrees <= 12
