"""The picture of a node: the right slice, the right way round, the right grey."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.imaging.grid import Box
from nodecluster.imaging.placing import PlacedMask, place
from nodecluster.imaging.preview import AXIAL, CORONAL, SAGITTAL, Preview, preview
from nodecluster.imaging.resampling import reach
from nodecluster.volume import Geometry, Volume, Window
from tests.conftest import ellipsoid, whole
from tests.imaging.test_outline import filled

LPS = Geometry((70, 64, 30), (0.8, 0.9, 2.0), (-30.0, 12.0, -7.0))
NODE = ellipsoid(LPS.size, (30.3, 35.2, 12.2), (7, 4, 3))
NODE[12, 35, 38:42] = True  # a spike to the patient's left, so that no mirror image can pass


def noise(size=LPS.size) -> np.ndarray:
    return np.random.default_rng(3).integers(-300, 400, size[::-1]).astype(np.int16)


def seen(image: sitk.Image, mask: sitk.Image, plane=AXIAL) -> Preview:
    """Return the preview of a node that is given as ITK images."""
    ct = Volume.of(image)
    found = preview(whole(ct), place(Volume.of(mask), ct.geometry), plane)
    assert found is not None
    return found


def fill(found: Preview) -> np.ndarray:
    return filled(found.outline, found.grey.shape)


def shows(grey: np.ndarray, hu: np.ndarray) -> bool:
    """Tell whether levels are HU in the window of 400 HU around 40 HU, rounded: by another road."""
    return grey.shape == hu.shape and np.abs(grey - np.interp(hu, [-160, 240], [0, 255])).max() < 0.5 + 1e-9


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("flips", list(itertools.product([False, True], repeat=3)))
def test_a_ct_with_its_axes_in_any_order_and_sense_looks_the_same(order, flips):
    """Held against ITK's own way of turning an image to LPS: columns to the left, rows to the back."""
    images = [Volume(noise(), LPS).image(), Volume(NODE, LPS).image()]
    turned = [sitk.Flip(sitk.PermuteAxes(image, order), flips) for image in images]
    found = seen(*turned)
    upright = sitk.GetArrayFromImage(sitk.DICOMOrient(turned[0], "LPS"))
    mask = sitk.GetArrayFromImage(sitk.DICOMOrient(turned[1], "LPS"))
    assert (upright == noise()).all()
    # 50 x 44 pixels of 40 x 39.6 mm, around a node of columns 24 to 41 and rows 32 to 39
    part = np.s_[12, 14:58, 8:58]
    assert found.grey.shape == (44, 50)
    assert shows(found.grey, upright[part])
    assert (fill(found) == (mask[part] != 0)).all()
    assert (found.left, found.right, found.top, found.bottom) == ("R", "L", "A", "P")
    assert found.pixel_mm == pytest.approx((0.8, 0.9))
    through = order.index(2)
    assert found.slice_number == (18 if flips[through] else 13)
    assert (found.slices, found.plane) == (30, "axial")


@pytest.mark.parametrize(
    ("plane", "letters", "pixel_mm", "shape"),
    [
        (CORONAL, ("R", "L", "S", "I"), (0.8, 2.0), (20, 50)),
        (SAGITTAL, ("A", "P", "S", "I"), (0.9, 2.0), (20, 44)),
    ],
)
def test_the_other_planes(plane, letters, pixel_mm, shape):
    found = seen(Volume(noise(), LPS).image(), Volume(NODE, LPS).image(), plane)
    assert (found.left, found.right, found.top, found.bottom) == letters
    assert found.pixel_mm == pixel_mm
    assert found.grey.shape[1] == shape[1]
    layer = noise()[:, 35, :] if plane is CORONAL else noise()[:, :, found.slice_number - 1]
    top = fill(found).any(axis=1).argmax()  # the uppermost row of the node is its last slice
    last = int(np.flatnonzero(NODE.any(axis=(1, 2)))[-1])
    first = 8 if plane is CORONAL else 14
    assert shows(found.grey[top], layer[last, first : first + shape[1]])


def test_grey_levels_by_hand():
    hu = np.full(LPS.size[::-1], 40.0)
    hu[12, 35, 30:36] = [-160, -1000, 240, 3000, np.nan, np.inf]
    found = preview(whole(Volume(hu, LPS)), place(Volume(NODE, LPS), LPS))
    assert found.grey.dtype == np.uint8
    assert found.grey[35 - 14, 30 - 8 : 36 - 8].tolist() == [0, 0, 255, 255, 0, 255]
    assert found.grey[0, 0] == 128


def test_oblique_axes_have_two_letters_and_no_interpolation():
    turn = sitk.VersorTransform((0, 0, 1), np.radians(37)).GetMatrix()
    oblique = Geometry(LPS.size, LPS.spacing_mm, LPS.origin_mm, turn)
    found = seen(Volume(noise(), oblique).image(), Volume(NODE, oblique).image())
    assert (found.left, found.right, found.top, found.bottom) == ("RA", "LP", "AL", "PR")
    assert shows(found.grey, noise()[12, 14:58, 8:58])


def test_a_slight_tilt_has_one_letter():
    turn = sitk.VersorTransform((1, 0, 0), np.radians(20)).GetMatrix()
    tilted = Geometry(LPS.size, LPS.spacing_mm, LPS.origin_mm, turn)
    found = seen(Volume(noise(), tilted).image(), Volume(NODE, tilted).image())
    assert (found.left, found.right, found.top, found.bottom) == ("R", "L", "A", "P")


def test_a_large_node_has_a_margin_and_a_small_one_its_surroundings():
    ct = Geometry((120, 120, 5), (1.0, 1.0, 1.0))
    for box, side in ((Box((50, 55, 1), (40, 10, 3)), 60), (Box((50, 55, 1), (4, 4, 3)), 40)):
        node = PlacedMask(box, np.ones(box.size[::-1], dtype=bool))
        found = preview(whole(Volume(np.zeros(ct.size[::-1]), ct)), node)
        assert found.grey.shape == (side, side)
        rows, columns = np.nonzero(fill(found))
        assert rows.min() + rows.max() + 1 == side  # in the middle
        assert columns.min() + columns.max() + 1 == side
        assert found.slice_number == 3  # the middle one of three that are alike


def test_what_ends_is_shown_as_far_as_it_goes():
    """A window that holds only what a node's features need, and a node near the CT's corner."""
    whole = Volume(noise(), LPS)
    box = Box((3, 50, 11), (6, 8, 4))
    node = PlacedMask(box, np.ones(box.size[::-1], dtype=bool))
    start, stop = reach(box, LPS)
    part = Window(whole.crop(start, stop).voxels, start, LPS)
    found = preview(part, node)
    # x from 6 - 25 to 31, y from 54 - 22 to 76: cut at 0 and at 64
    assert found.grey.shape == (32, 31)
    assert shows(found.grey, whole.voxels[13, 32:64, 0:31])
    assert fill(found).sum() == 48
    assert fill(found)[50 - 32 : 58 - 32, 3:9].all()


def test_a_node_that_is_not_there_has_no_picture():
    box = Box((3, 50, 11), (6, 8, 4))
    window = Window(noise()[:, :, 30:], (30, 0, 0), LPS)
    assert preview(window, PlacedMask(box, np.ones((4, 8, 6), dtype=bool))) is None
    assert preview(whole(Volume(noise(), LPS)), PlacedMask(box, np.zeros((4, 8, 6), dtype=bool))) is None


def test_it_goes_between_processes_as_a_few_kilobytes():
    found = seen(Volume(noise(), LPS).image(), Volume(NODE, LPS).image())
    text = pickle.dumps(found)
    assert len(text) < 5_000
    assert (pickle.loads(text).grey == found.grey).all()  # noqa: S301 - our own


def test_a_real_node(shared_data):
    """The area inside the outline is that of the largest slice, as ITK counts it; the chest lies on its back."""
    folder = shared_data / "chest_nodes" / "HM10395"
    path = min((folder / "segmentations").iterdir())
    image, mask = sitk.ReadImage(str(folder / "ct.nii.gz")), sitk.ReadImage(str(path))
    found = seen(image, mask)
    areas = np.count_nonzero(sitk.GetArrayFromImage(mask), axis=(1, 2))
    assert fill(found).sum() == areas.max()
    assert (found.left, found.right, found.top, found.bottom) == ("R", "L", "A", "P")
