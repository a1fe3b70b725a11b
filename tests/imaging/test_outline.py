"""The outline of a mask: filled again, it is the mask."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nodecluster.imaging.outline import outline

MASKS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9), elements=st.booleans())


def filled(lines, shape) -> np.ndarray:
    """Fill closed lines by the even-odd rule: every vertical edge turns over what lies to its right."""
    mask = np.zeros(shape, dtype=bool)
    for line in lines:
        for (x, y), (to_x, to_y) in zip(line, (*line[1:], line[0]), strict=True):
            assert (x == to_x) != (y == to_y)  # along an edge, and somewhere
            if x == to_x:
                mask[min(y, to_y) : max(y, to_y), x:] ^= True
    return mask


def area(line) -> float:
    """Return the signed area inside a line (shoelace): positive with the inside on the right, y downwards."""
    x, y = np.asarray(line).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


@given(MASKS)
@settings(max_examples=200, deadline=None)
def test_filled_again_it_is_the_mask(mask):
    lines = outline(mask)
    assert (filled(lines, mask.shape) == mask).all()
    assert sum(area(line) for line in lines) == mask.sum()


@given(MASKS)
@settings(max_examples=100, deadline=None)
def test_every_point_is_a_corner(mask):
    for line in outline(mask):
        ways = [x == to_x for (x, _), (to_x, _) in zip(line, (*line[1:], line[0]), strict=True)]
        assert all(way != ways[i - 1] for i, way in enumerate(ways))


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["#"], {((0, 0), (1, 0), (1, 1), (0, 1))}),
        # two pixels that touch at a corner are two parts
        (["#.", ".#"], {((0, 0), (1, 0), (1, 1), (0, 1)), ((1, 1), (2, 1), (2, 2), (1, 2))}),
        # a hole has a line of its own, the other way round
        (["###", "#.#", "###"], {((0, 0), (3, 0), (3, 3), (0, 3)), ((1, 1), (1, 2), (2, 2), (2, 1))}),
        (["..", ".."], set()),
    ],
)
def test_by_hand(rows, lines):
    found = {line[line.index(min(line)) :] + line[: line.index(min(line))] for line in outline(np.array([list(row) for row in rows]) == "#")}  # fmt: skip  # noqa: E501
    assert found == lines
