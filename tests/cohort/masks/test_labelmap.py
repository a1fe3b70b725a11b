"""Labelmaps: a file a node or many values in one, of any type, and what is no labelmap."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.labelmap import read_labelmap
from nodecluster.cohort.masks.read import read_masks
from nodecluster.cohort.masks.values import MOST_VALUES
from tests.cohort.images.samples import CT, SIZE, save_itk, save_nifti, values


def ball(kind: str = "uint8", value: float = 1) -> np.ndarray:
    """A small node off the middle (x, y, z)."""
    mask = np.zeros(SIZE, kind)
    mask[2:5, 3:7, 6:9] = value
    return mask


def only(path, node="n"):
    (found,) = read_masks([MaskFile(path, node)], CT)
    return found


@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
@pytest.mark.parametrize("value", [1, 255, 7])
@pytest.mark.parametrize("ending", [".nii.gz", ".nii", ".seg.nrrd"])
def test_a_node_is_marked_by_any_one_value(tmp_path, kind, value, ending):
    save = save_itk if ending.endswith("nrrd") else save_nifti
    node = only(save(tmp_path / f"m{ending}", ball(kind, value)))
    assert (node.node_id, node.failure) == ("n", None)
    assert np.count_nonzero(node.mask.voxels) == 3 * 4 * 3
    whole = save_nifti(tmp_path / "whole.nii", values("uint8"))
    grid = only(whole).failure  # many values: refused, with its file
    assert grid is not None


def test_cutting_empty_slices_does_not_move_the_node(tmp_path):
    from nodecluster.cohort.images.nifti.open import open_nifti

    path = save_nifti(tmp_path / "m.nii.gz", ball())
    mask = only(path).mask
    inside = np.argwhere(mask.voxels.T)
    expected = open_nifti(path).geometry.point(np.argwhere(ball()))
    np.testing.assert_allclose(mask.geometry.point(inside), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("change", "stage", "reason"),
    [
        (lambda m: m * 0, "mask", "m.nii.gz is empty: no voxel is set"),
        (lambda m: m.astype("float32") * 0.5, "mask", "0.5"),
        (lambda m: m.astype("int16") * -1, "mask", "-1"),
        (lambda m: m.astype("float32") * np.nan, "mask", "m.nii.gz holds values that are not numbers"),
        (lambda m: np.where(m > 0, np.inf, 0), "mask", "inf"),
        (lambda m: m + 2 * np.roll(m, 4, axis=0), "mask", "m.nii.gz holds 2 values (1, 2) and not one"),
        (lambda m: m * 0 + values("uint8"), "mask", "m.nii.gz holds 249 values (1, 2, 3, 4, 5, ...) and not one"),
    ],
    ids=["empty", "half", "negative", "NaN", "infinite", "two nodes", "an image"],
)
def test_a_mask_that_is_none(tmp_path, change, stage, reason):
    node = only(save_nifti(tmp_path / "m.nii.gz", change(ball())))
    assert node.mask is None
    assert (node.node_id, node.failure.stage) == ("n", stage)
    assert reason in node.failure.reason
    assert node.failure.reason.startswith("m.nii.gz ")
    assert node.failure.remedy


def test_an_interpolated_mask_is_refused(tmp_path):
    soft = ball("float32")
    soft[1, 3:7, 6:9] = 0.5
    node = only(save_nifti(tmp_path / "m.nii.gz", soft))
    assert "holds values from 0.5 to 1 that are not positive whole numbers" in node.failure.reason
    assert "without interpolation" in node.failure.remedy


def test_a_labelmap_with_gaps_and_large_values(tmp_path):
    labels = np.zeros(SIZE, np.uint16)
    labels[1:3, 1:3, 2:4] = 2
    labels[5:9, 5:9, 5:9] = 300
    labels[0:2, 8:10, 10:12] = 65535
    for path in (save_nifti(tmp_path / "l.nii.gz", labels), save_itk(tmp_path / "l.seg.nrrd", labels)):
        nodes = list(read_masks([MaskFile(path, None)], CT))
        assert [node.node_id for node in nodes] == ["2", "300", "65535"]
        assert [np.count_nonzero(node.mask.voxels) for node in nodes] == [8, 64, 8]


def test_a_labelmap_of_floats_gives_whole_names(tmp_path):
    labels = ball("float32", 1) + np.roll(ball("float32", 3), 4, axis=0)
    nodes = list(read_masks([MaskFile(save_nifti(tmp_path / "l.nii", labels), None)], CT))
    assert [node.node_id for node in nodes] == ["1", "3"]


def test_a_labelmap_that_cannot_be_read_is_one_failure(tmp_path):
    path = tmp_path / "l.nii.gz"
    for content in (b"", b"\x1f\x8bnot gzip", b"hello"):
        path.write_bytes(content)
        (node,) = read_masks([MaskFile(path, None)], CT)
        assert (node.node_id, node.mask, node.failure.stage) == ("", None, "reading")
        assert "l.nii.gz" in node.failure.reason


VALUES = [(1, 2), (1, 65535), (3, 65536), (1, 2**31 - 1), (7, 2**40), (2, 2**62)]
KINDS = ["uint8", "uint16", "int32", "int64", "uint64", "float32", "float64"]
HELD = [(kind, pair) for kind in KINDS for pair in VALUES if int(np.array(pair[1]).astype(kind)) == pair[1]]


@pytest.mark.parametrize(("kind", "found"), HELD)
def test_each_value_is_cropped_to_what_it_marks(tmp_path, kind, found):
    labels = ball(kind, found[0])
    labels[6:9, 8:10, 1:3] = found[1]
    for path in (save_nifti(tmp_path / "l.nii.gz", labels), save_itk(tmp_path / "l.nrrd", labels)):
        first, second = read_labelmap(path, CT)
        assert [first.name, second.name] == [str(value) for value in found]
        assert (first.mask.geometry.size, second.mask.geometry.size) == ((3, 4, 3), (3, 2, 2))
        assert first.mask.voxels.all()
        assert second.mask.voxels.all()
        np.testing.assert_allclose(first.mask.geometry.point((0, 0, 0)), CT.geometry.point((2, 3, 6)), atol=1e-5)
        np.testing.assert_allclose(second.mask.geometry.point((0, 0, 0)), CT.geometry.point((6, 8, 1)), atol=1e-5)
        assert first.grid.size == SIZE


def test_nodes_that_touch_and_interlock(tmp_path):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 9, SIZE).astype("int16")
    segments = list(read_labelmap(save_nifti(tmp_path / "l.nii", labels), CT))
    assert [segment.name for segment in segments] == [str(value) for value in range(1, 9)]
    assert [segment.mask.voxels.sum() for segment in segments] == [(labels == value).sum() for value in range(1, 9)]


def test_an_image_is_no_labelmap(tmp_path):
    path = save_nifti(tmp_path / "ct.nii", np.arange(1320, dtype="int16").reshape(SIZE))
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.failure.reason == "ct.nii holds 1319 values; a labelmap of nodes holds one a node"


@pytest.mark.parametrize("count", [MOST_VALUES, MOST_VALUES + 1])
def test_how_many_values_a_labelmap_may_have(tmp_path, count):
    labels = np.zeros(SIZE, "uint16")
    labels.flat[:count] = np.arange(1, count + 1)
    nodes = list(read_masks([MaskFile(save_nifti(tmp_path / "l.nii", labels), None)], CT))
    assert [node.failure is None for node in nodes] == ([True] * count if count == MOST_VALUES else [False])


@pytest.mark.parametrize("kind", ["int16", "float32", "float64"])
def test_a_ct_is_called_an_image(tmp_path, kind):
    rng = np.random.default_rng(0)
    voxels = rng.normal(-200, 300, SIZE).round().astype(kind)
    voxels[:, :, :6] = -1024  # air, or what the scanner fills in: no many values there
    if kind == "float64":
        voxels[0, 0, 0] = np.nan
    for path in (save_nifti(tmp_path / "CT.nii.gz", voxels), save_itk(tmp_path / "CT.nrrd", voxels)):
        failure = only(path).failure
        values = f"its values run from {np.nanmin(voxels):g} to {np.nanmax(voxels):g}"
        assert failure.reason == f"{path.name} looks like an image in HU, not a mask: {values}"
        assert failure.remedy.startswith(
            "Move the image out of the masks' folder, or check that image and segmentation are"
        )


@pytest.mark.parametrize(("lowest", "count", "image"), [(-101, 51, True), (-101, 50, False), (-100, 51, False)])
def test_what_is_taken_for_an_image(tmp_path, lowest, count, image):
    labels = np.zeros(SIZE, "int16")
    labels.flat[:count] = np.arange(lowest, lowest + count)
    failure = only(save_nifti(tmp_path / "m.nii", labels)).failure
    assert ("looks like an image in HU" in failure.reason) == image


def test_few_negative_values_are_no_image(tmp_path):
    labels = ball("int16", -1000)
    labels[7:9, 7:9, 7:9] = 1
    failure = only(save_nifti(tmp_path / "m.nii", labels)).failure
    assert failure.reason == "m.nii holds values from -1000 to 1 that are not positive whole numbers"


def test_many_nodes_take_no_more_memory_than_the_slices_that_hold_them(tmp_path):
    labels = np.zeros((200, 200, 100), "uint8")
    for number in range(20):
        labels[10 * number : 10 * number + 5, 50:60, 30 + number : 45 + number] = number + 1
    path = save_nifti(tmp_path / "l.nii.gz", labels)
    list(read_labelmap(path, CT))  # what is imported on the way is not counted
    tracemalloc.start()
    segments = list(read_labelmap(path, CT))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(segments) == 20
    assert peak < 2 * labels.nbytes, "nine full-size masks would be nine times that"


def test_what_is_said_of_the_file_is_said_of_its_nodes(tmp_path):
    path = save_itk(tmp_path / "l.nrrd", ball(), compress=False)
    head, data = path.read_bytes().split(b"\n\n", 1)
    lines = [line for line in head.split(b"\n") if not line.startswith(b"space")]
    path.write_bytes(b"\n".join([*lines, b"spacings: 1 2 3"]) + b"\n\n" + data)
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.remark.startswith("the file does not say how its axes lie in the patient")
