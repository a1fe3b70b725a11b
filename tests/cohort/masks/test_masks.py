"""Masks: a file a node or a labelmap, and everything that is found in a folder of them on a bad day."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.cohort.masks.find import MaskFile, find_masks, problems_of
from nodecluster.cohort.masks.read import read_masks
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
    if np.dtype(kind).kind != "f" and value > np.iinfo(kind).max:
        pytest.skip("the type does not hold the value")
    save = save_itk if ending.endswith("nrrd") else save_nifti
    node = only(save(tmp_path / f"m{ending}", ball(kind, value)))
    assert (node.node_id, node.failure) == ("n", None)
    assert np.count_nonzero(node.mask.voxels) == 3 * 4 * 3
    whole = save_nifti(tmp_path / "whole.nii", values("uint8"))
    grid = only(whole).failure  # many values: refused, with its file
    assert grid is not None


def test_cutting_empty_slices_does_not_move_the_node(tmp_path):
    from nodecluster.cohort.images.nifti import open_nifti

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
        (lambda m: m.astype("float32") * np.nan, "mask", "nan"),
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


def test_finding_masks_in_a_folder_as_it_is_found(tmp_path):
    for name in ("LN_2.NII.GZ", "LN_10.nrrd", "LN_1.nii.gz", "a b.nii"):
        (tmp_path / name).write_bytes(b"x")
    for name in (".DS_Store", "._LN_1.nii.gz", "Thumbs.db", "notes.txt", "LN_1.stl", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    found = find_masks(tmp_path)
    assert [mask.node_id for mask in found] == ["LN_1", "LN_10", "LN_2", "a b"]
    assert problems_of(tmp_path, "w", "s") == []
    assert find_masks(tmp_path / "LN_1.nii.gz") == [MaskFile(tmp_path / "LN_1.nii.gz", None, alone=True)]


def test_two_files_for_a_node(tmp_path):
    for name in ("LN_1.nii.gz", "LN_1.nrrd", "LN_2.nii", "LN_2.seg.nrrd", "LN_3.nii"):
        (tmp_path / name).write_bytes(b"x")
    found = problems_of(tmp_path, "row 2", "A/segmentations")
    assert [problem.found for problem in found] == [
        "several files for node 'LN_1' in 'A/segmentations'",
        "several files for node 'LN_2' in 'A/segmentations'",
    ]


def test_a_mask_in_a_format_that_is_not_read_is_not_passed_over(tmp_path):
    for name in ("LN_1.nii.gz", "LN_2.MHA", "LN_3.nii.bz2"):
        (tmp_path / name).write_bytes(b"x")
    (problem,) = problems_of(tmp_path, "row 2", "s")
    assert problem.found == "'LN_2.MHA' in 's' and 1 more of its kind"


def test_a_folder_that_is_named_like_a_mask_is_a_failure_of_its_node(tmp_path):
    (tmp_path / "LN_1.nii.gz").mkdir()
    (source,) = find_masks(tmp_path)
    (node,) = read_masks([source], CT)
    assert (node.node_id, node.failure.reason) == ("LN_1", "LN_1.nii.gz is a folder, not a file")


def test_paths_that_hold_no_masks(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "labels.dcm").write_text("x")
    (tmp_path / "labels.seg.nrrd").write_text("x")
    found = {name: problems_of(tmp_path / name, "w", name) for name in ("empty", "labels.dcm", "gone")}
    assert found["empty"][0].found == "'empty', which holds no mask"
    assert found["labels.dcm"][0].found == "'labels.dcm'"
    assert found["gone"][0].found == "'gone', which does not exist"
    assert problems_of(tmp_path / "labels.seg.nrrd", "w", "s") == []
