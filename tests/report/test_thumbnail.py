"""A node's picture on the page: the grey levels that were given, in true proportion, with the outline in its place."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from nodecluster.imaging.preview import Preview
from nodecluster.report.thumbnail import Thumbnail, thumbnail

from .checks import picture


def decoded(found: Thumbnail) -> np.ndarray:
    head, text = found.png.split(",")
    assert head == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(text, validate=True)))
    assert (image.format, image.mode, image.info) == ("PNG", "L", {})
    return np.asarray(image).astype(int)


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def test_grey_levels_survive_in_64_steps():
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    shown = decoded(thumbnail("p", Preview(ramp, (1, 1), (), "R", "L", "A", "P", 1, 1, "axial")))
    assert np.abs(shown - ramp).max() <= 3
    assert (shown.min(), shown.max(), np.unique(shown).size) == (0, 255, 64)


def test_a_flipped_view_is_not_flipped_back():
    """A preview of a flipped CT is a view of negative strides."""
    grey = np.zeros((4, 6), dtype=np.uint8)
    grey[0, 0] = 255
    shown = decoded(thumbnail("p", Preview(grey[::-1, ::-1], (1, 1), (), "R", "L", "A", "P", 1, 1, "axial")))
    assert shown[3, 5] == 255
    assert shown.sum() == 255


def test_many_pixels_become_60_and_keep_their_place():
    grey = np.zeros((200, 100), dtype=np.uint8)
    grey[:100] = 255
    shown = decoded(thumbnail("p", Preview(grey, (0.2, 0.2), (), "R", "L", "A", "P", 1, 1, "axial")))
    assert shown.shape == (60, 30)
    assert (shown[:30] == 255).all()
    assert (shown[30:] == 0).all()


def test_pixels_that_are_not_square_are_shown_in_proportion():
    """40 columns of 0.5 mm and 10 rows of 1.5 mm: 20 by 15 mm, so 100 by 75 units, 12.5 from the top."""
    square = (((10, 2), (30, 2), (30, 8), (10, 8)),)
    made = Preview(np.zeros((10, 40), dtype=np.uint8), (0.5, 1.5), square, "R", "L", "A", "P", 3, 9, "axial")
    found = thumbnail("p7", made)
    assert numbers(f"{found.x} {found.y} {found.width} {found.height}") == [0, 12.5, 100, 75]
    assert numbers(found.scale) == [2.5, 7.5]
    assert found.path == "M10 2h20v6h-20z"
    assert float(found.bar) == 50  # 10 of 20 mm
    assert (found.key, found.left, found.right, found.where) == ("p7", "R", "L", "3 of 9")
    assert found.words == "Axial slice 3 of 9, 20 by 15 mm, the mask outlined"


def test_a_bar_that_does_not_fit_is_left_out():
    made = Preview(np.zeros((10, 10), dtype=np.uint8), (1.0, 1.0), (), "R", "L", "A", "P", 1, 1, "axial")
    assert thumbnail("p", made).bar == ""


@pytest.mark.parametrize("shape", [(58, 57), (133, 133), (1, 1)])
def test_a_picture_is_small(shape):
    found = thumbnail("p", picture(3, shape))
    assert len(found.png) < 4_000
    assert re.fullmatch(r"(M\d+ \d+([hv]-?\d+)+z)*", found.path)
