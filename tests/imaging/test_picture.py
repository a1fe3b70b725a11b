"""A node's pictures as they are kept: three planes, the grey levels to the eye's measure, outline and sides."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from nodecluster.imaging.outline import outline
from nodecluster.imaging.picture import PLANES, Picture, axial_picture, picture, pictures
from nodecluster.imaging.placing import place
from nodecluster.imaging.preview import Preview, preview
from nodecluster.volume import Geometry, Volume, Window
from tests.conftest import ellipsoid, whole

UNEQUAL = Geometry((10, 11, 12), (1.0, 2.0, 3.0))
NODE = ellipsoid(UNEQUAL.size, (4, 5, 6), (2, 3, 4))


def ramp(geometry: Geometry = UNEQUAL) -> Volume:
    """Return a CT that brightens evenly to the left, the back and the head."""
    z, y, x = np.indices(geometry.size[::-1])
    return Volume((-160 + 10 * x + 8 * y + 5 * z).astype(np.int16), geometry)


def grey(made: Picture) -> np.ndarray:
    image = Image.open(io.BytesIO(made.image))
    assert image.format == "WEBP"
    return np.asarray(image.convert("L")).astype(int)


def test_a_node_is_seen_in_three_planes():
    axial, coronal, sagittal = pictures(whole(ramp()), place(Volume(NODE, UNEQUAL), UNEQUAL))
    found = [(each.plane, each.columns, each.rows, each.column_mm, each.row_mm) for each in (axial, coronal, sagittal)]
    assert found == [("axial", 10, 11, 1, 2), ("coronal", 10, 12, 1, 3), ("sagittal", 11, 12, 2, 3)]
    assert [(each.slice_number, each.slices) for each in (axial, coronal, sagittal)] == [(7, 12), (6, 11), (5, 10)]
    sides = [(each.left, each.right, each.top, each.bottom) for each in (axial, coronal, sagittal)]
    assert sides == [("R", "L", "A", "P"), ("R", "L", "S", "I"), ("A", "P", "S", "I")]
    assert axial_picture(whole(ramp()), place(Volume(NODE, UNEQUAL), UNEQUAL)) == axial


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: plane.name)
def test_levels_are_those_of_the_preview(plane):
    """The preview is held against ITK elsewhere; of a coronal view, which is of negative strides, too."""
    node = place(Volume(NODE, UNEQUAL), UNEQUAL)
    made = preview(whole(ramp()), node, plane)
    assert made is not None
    kept = picture(made)
    assert grey(kept).shape == (kept.rows, kept.columns) == made.grey.shape
    assert np.abs(grey(kept) - made.grey).max() <= 6  # of 255
    assert np.ptp(made.grey) > 60


def test_many_pixels_become_96_and_the_outline_keeps_its_own():
    levels = np.zeros((200, 100), np.uint8)
    levels[:100] = 255
    line = outline(levels > 0)
    made = picture(Preview(levels, (0.2, 0.3), line, "R", "L", "A", "P", 1, 1, "axial"))
    shown = grey(made)
    assert shown.shape == (96, 48)
    assert shown[:46].min() > 245
    assert shown[50:].max() < 10
    assert (made.columns, made.rows, made.column_mm, made.row_mm) == (100, 200, 0.2, 0.3)
    assert made.outline == "M0 0h100v100h-100z"


def test_an_outline_with_a_hole_is_a_path_of_two_lines():
    mask = np.ones((3, 3), bool)
    mask[1, 1] = False
    made = picture(Preview(mask.astype(np.uint8), (1, 1), outline(mask), "R", "L", "A", "P", 1, 1, "axial"))
    assert made.outline == "M0 0h3v3h-3zM1 2h1v-1h-1z"
    assert re.fullmatch("(M[0-9]+ [0-9]+([hv]-?[0-9]+)+z)*", made.outline)


def test_a_node_outside_what_was_read_has_no_picture():
    node = place(Volume(NODE, UNEQUAL), UNEQUAL)
    elsewhere = Window(ramp().voxels[:2], (0, 0, 0), UNEQUAL)
    assert pictures(elsewhere, node) == ()
    assert axial_picture(elsewhere, node) is None
