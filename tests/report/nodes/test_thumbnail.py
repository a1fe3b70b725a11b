"""A node's picture on the page: its image as it is stored, in true proportion, with the outline in its place."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from nodecluster.imaging.picture import Picture
from nodecluster.report.nodes.thumbnail import data_uri, thumbnail

from ..checked_runs import picture

MADE = Picture("axial", b"RIFF", 40, 10, 0.5, 1.5, "M10 2h20v6h-20z", "R", "L", "A", "P", 3, 9)


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def test_the_image_is_passed_on_as_it_is():
    made = picture()
    head, text = data_uri(made).split(",")
    assert head == "data:image/webp;base64"
    assert base64.b64decode(text, validate=True) == made.image
    assert thumbnail("p", made).image == data_uri(made)


def test_pixels_that_are_not_square_are_shown_in_proportion():
    """40 columns of 0.5 mm and 10 rows of 1.5 mm: 20 by 15 mm, so 100 by 75 units, 12.5 from the top."""
    found = thumbnail("p7", MADE)
    assert numbers(f"{found.x} {found.y} {found.width} {found.height}") == [0, 12.5, 100, 75]
    assert numbers(found.scale) == [2.5, 7.5]
    assert found.path == "M10 2h20v6h-20z"
    assert float(found.bar) == 50  # 10 of 20 mm
    assert (found.key, found.left, found.right, found.where) == ("p7", "R", "L", "3 of 9")
    assert found.words == "Axial slice 3 of 9, 20 by 15 mm, the mask outlined"


def test_a_bar_that_does_not_fit_is_left_out():
    assert thumbnail("p", replace(MADE, columns=10, rows=10, column_mm=1.0, row_mm=1.0)).bar == ""


@pytest.mark.parametrize("shape", [(58, 57), (133, 133), (1, 1)])
def test_a_picture_is_small(shape):
    """Of noise, which takes more than any CT; thousands fit into one file."""
    assert len(thumbnail("p", picture(3, shape)).image) < 4_000
