"""The surfaces of the atlas: closed, in their place, of the right size, facing outwards."""

from __future__ import annotations

import base64
import math
from collections import Counter

import numpy as np
import pytest

from nodecluster.report.document import static

from ..report.placing import ball

MADE = """([bits, size, origin, step, passes]) => {
  const { decode, surface, volume } = window.nodecluster.surface;
  const made = surface(decode(bits, size), size, origin, step, passes);
  return Object.assign(made, { volume: volume(made) });
}"""


@pytest.fixture(scope="module")
def surface(browser):
    """Return what makes a surface of a shape."""
    page = browser.new_page()
    page.set_content("<p>surfaces</p>")
    page.evaluate(static("surface.js"))

    def make(shape, passes=6):
        bits = base64.b64encode(shape.bits).decode()
        return page.evaluate(MADE, [bits, shape.size, shape.origin_mm, shape.step_mm, passes])

    yield make
    page.close()


def points(made) -> np.ndarray:
    return np.stack([made["x"], made["y"], made["z"]], axis=1)


def edges(made) -> Counter:
    """Return how often each edge is walked in each sense."""
    count: Counter = Counter()
    for triangle in zip(made["i"], made["j"], made["k"], strict=True):
        for a, b in zip(triangle, (*triangle[1:], triangle[0]), strict=True):
            count[a, b] += 1
    return count


@pytest.mark.parametrize(("radius", "step"), [(5, 1), (8, 1), (12, 2)])
def test_a_ball_is_closed_round_in_its_place_and_faces_outwards(surface, radius, step):
    centre = np.array([40.0, -25.0, -310.0])
    made = surface(ball(centre, radius, step))
    count = edges(made)
    assert set(count.values()) == {1}
    assert all((b, a) in count for a, b in count)
    assert points(made).mean(axis=0) == pytest.approx(centre, abs=0.05 * step)
    distance = np.linalg.norm(points(made) - centre, axis=1)
    assert np.abs(distance - radius).max() < 0.5 * step
    assert made["volume"] == pytest.approx(4 / 3 * math.pi * radius**3, rel=0.06)  # of voxels; > 0: outwards


def test_a_box_of_unequal_sides_keeps_its_axes(surface):
    from nodecluster.imaging.shape import Shape

    made = surface(Shape.of(np.ones((6, 9, 14), bool), (100.0, 10.0, -50.0), 2.0), passes=0)
    low, high = points(made).min(axis=0), points(made).max(axis=0)
    assert (low + high) / 2 == pytest.approx([100 + 13, 10 + 8, -50 + 5])
    assert high - low == pytest.approx([28, 18, 12], rel=0.03)
    assert made["volume"] == pytest.approx(28 * 18 * 12)


def test_any_mask_gives_a_surface_without_a_hole_of_the_masks_volume(surface):
    from nodecluster.imaging.shape import Shape

    mask = np.random.default_rng(0).random((7, 8, 9)) < 0.5
    made = surface(Shape.of(mask, (0.0, 0.0, 0.0), 1.5))
    count = edges(made)
    assert all(count[a, b] == count[b, a] for a, b in count)
    assert made["volume"] == pytest.approx(mask.sum() * 1.5**3)


def test_smoothing_makes_a_ball_rounder(surface):
    shape = ball((0, 0, 0), 6)
    rough, smooth = (np.linalg.norm(points(surface(shape, passes)), axis=1).std() for passes in (0, 6))
    assert smooth < rough / 2


def test_the_smallest_node_is_not_lost(surface):
    made = surface(ball((5, 5, 5), 0.4))
    assert made["volume"] == pytest.approx(1)
    assert points(made).mean(axis=0) == pytest.approx([5, 5, 5])
