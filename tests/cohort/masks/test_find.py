"""Folders of masks as they are found on a good day and on a bad one."""

from __future__ import annotations

import shutil

import pytest

from nodecluster.cohort.masks.find import FOREIGN, MaskFile, find_masks, is_dicom, problems_of
from nodecluster.cohort.masks.read import read_masks
from tests.cohort.images.samples import CT, ELSEWHERE


def test_finding_masks_in_a_folder_as_it_is_found(tmp_path):
    for name in ("LN_2.NII.GZ", "LN_10.nrrd", "LN_1.nii.gz", "a b.nii"):
        (tmp_path / name).write_bytes(b"x")
    for name in (".DS_Store", "._LN_1.nii.gz", "Thumbs.db", "notes.txt", "LN_1.stl", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    found = find_masks(tmp_path, ELSEWHERE)
    assert [mask.node_id for mask in found] == ["LN_1", "LN_10", "LN_2", "a b"]
    assert problems_of(tmp_path, ELSEWHERE, "w", "s") == []
    assert find_masks(tmp_path / "LN_1.nii.gz", ELSEWHERE) == [MaskFile(tmp_path / "LN_1.nii.gz", None, alone=True)]


def test_the_patients_ct_among_the_masks_is_passed_over(tmp_path):
    """As 3D Slicer saves a scene: image and segmentation in one folder."""
    for name in ("CT.nrrd", "Segmentation.seg.nrrd", "Scene.mrml"):
        (tmp_path / "a" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "a" / name).write_bytes(b"x")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "link.nrrd").symlink_to("a/CT.nrrd")
    for image in (tmp_path / "a" / "CT.nrrd", tmp_path / "b" / ".." / "a" / "CT.nrrd", tmp_path / "link.nrrd"):
        for folder in (tmp_path / "a", tmp_path / "b"):
            assert [(mask.path.name, mask.alone) for mask in find_masks(folder, image)] == [
                ("Segmentation.seg.nrrd", True)
            ]
            assert problems_of(folder, image, "w", "s") == []
    other = tmp_path / "CT.nrrd"
    assert [mask.path.name for mask in find_masks(tmp_path / "a", other)] == ["CT.nrrd", "Segmentation.seg.nrrd"]


def test_a_folder_of_nothing_but_the_ct_holds_no_mask(tmp_path):
    ct = tmp_path / "ct.nii.gz"
    ct.write_bytes(b"x")
    assert problems_of(tmp_path, ct, "w", "s")[0].found == "'s', which holds no mask"
    assert find_masks(ct, ct) == [MaskFile(ct, None, alone=True)], "who gives the CT as masks is told by the reader"


def test_a_dicom_ct_in_one_file_among_the_masks_is_not_foreign(tmp_path, shared_data):
    for name, source in {"ct.dcm": "ct/01.dcm", "seg.dcm": "liver.dcm"}.items():
        shutil.copy(shared_data / "dicom_seg" / source, tmp_path / name)
    assert problems_of(tmp_path, tmp_path / "ct.dcm", "w", "s") == []
    assert [mask.path.name for mask in find_masks(tmp_path, tmp_path / "ct.dcm")] == ["seg.dcm"]


def test_two_files_for_a_node(tmp_path):
    for name in ("LN_1.nii.gz", "LN_1.nrrd", "LN_2.nii", "LN_2.seg.nrrd", "LN_3.nii"):
        (tmp_path / name).write_bytes(b"x")
    found = problems_of(tmp_path, ELSEWHERE, "row 2", "A/segmentations")
    assert [problem.found for problem in found] == [
        "several files for node 'LN_1' in 'A/segmentations'",
        "several files for node 'LN_2' in 'A/segmentations'",
    ]


def test_a_mask_in_a_format_that_is_not_read_is_not_passed_over(tmp_path):
    for name in ("LN_1.nii.gz", "LN_2.MHA", "LN_3.nii.bz2"):
        (tmp_path / name).write_bytes(b"x")
    (problem,) = problems_of(tmp_path, ELSEWHERE, "row 2", "s")
    assert problem.found == "'LN_2.MHA' in 's' and 1 more of its kind"


@pytest.mark.parametrize("ending", FOREIGN)
def test_every_foreign_ending(tmp_path, ending):
    (tmp_path / "LN_1.nii.gz").write_bytes(b"x")
    assert problems_of(tmp_path, ELSEWHERE, "w", "s") == []
    (tmp_path / f"LN_2{ending.upper()}").write_bytes(b"x")
    (problem,) = problems_of(tmp_path, ELSEWHERE, "w", "s")
    assert problem.found == f"'LN_2{ending.upper()}' in 's'"


def test_a_folder_that_is_named_like_a_mask_is_a_failure_of_its_node(tmp_path):
    (tmp_path / "LN_1.nii.gz").mkdir()
    (source,) = find_masks(tmp_path, ELSEWHERE)
    (node,) = read_masks([source], CT)
    assert (node.node_id, node.failure.reason) == ("LN_1", "LN_1.nii.gz is a folder, not a file")


def test_paths_that_hold_no_masks(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "labels.mha").write_text("x")
    (tmp_path / "labels.seg.nrrd").write_text("x")
    found = {name: problems_of(tmp_path / name, ELSEWHERE, "w", name) for name in ("empty", "labels.mha", "gone")}
    assert found["empty"][0].found == "'empty', which holds no mask"
    assert found["labels.mha"][0].found == "'labels.mha'"
    assert found["gone"][0].found == "'gone', which does not exist"
    assert problems_of(tmp_path / "labels.seg.nrrd", ELSEWHERE, "w", "s") == []


def mark(path):
    path.write_bytes(bytes(128) + b"DICM" + bytes(50))
    return path


def test_dicom_is_known_by_its_ending_or_its_mark(tmp_path):
    for name in ("SEG0001", "1.2.840.113619.2", "IM_1.ima2"):
        assert is_dicom(mark(tmp_path / name)), name
    for name in ("a.dcm", "B.DCM", "c.IMA"):
        (tmp_path / name).write_bytes(b"")
        assert is_dicom(tmp_path / name), name
    for name in ("DICOMDIR", "x.nii.gz"):
        assert not is_dicom(mark(tmp_path / name)), name
    (tmp_path / "short").write_bytes(bytes(128) + b"DIC")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert not any(is_dicom(tmp_path / name) for name in ("short", "folder", "loop", "gone"))


def test_dicom_masks_in_a_folder(tmp_path, shared_data):
    for name in ("liver.dcm", "SEG_WITHOUT_ENDING"):
        shutil.copy(shared_data / "dicom_seg" / "liver.dcm", tmp_path / name)
    (tmp_path / "LN_1.nii.gz").write_bytes(b"x")
    mark(tmp_path / "DICOMDIR")
    assert problems_of(tmp_path, ELSEWHERE, "w", "s") == []
    assert [(mask.path.name, mask.node_id) for mask in find_masks(tmp_path, ELSEWHERE)] == [
        ("LN_1.nii.gz", "LN_1"), ("SEG_WITHOUT_ENDING", None), ("liver.dcm", None)
    ]  # fmt: skip
    assert problems_of(tmp_path / "SEG_WITHOUT_ENDING", ELSEWHERE, "w", "s") == []


def test_slices_of_a_ct_among_masks_are_foreign(tmp_path, shared_data):
    for path in (shared_data / "dicom_seg" / "ct").iterdir():
        shutil.copy(path, tmp_path)
    shutil.copy(shared_data / "dicom_seg" / "liver.dcm", tmp_path / "liver.dcm")
    (problem,) = problems_of(tmp_path, ELSEWHERE, "w", "s")
    assert problem.found == "'01.dcm' in 's' and 2 more of its kind"
    assert problem.remedy.startswith("Give the path of the SEG or RTSTRUCT file itself")
    assert problems_of(tmp_path / "liver.dcm", ELSEWHERE, "w", "s") == []


def test_damaged_dicom_is_left_to_the_reader(tmp_path):
    mark(tmp_path / "SEG")
    (tmp_path / "b.dcm").write_text("x")
    assert problems_of(tmp_path, ELSEWHERE, "w", "s") == []
    found = list(read_masks(find_masks(tmp_path, ELSEWHERE), CT))
    assert [(node.node_id, node.mask) for node in found] == [("", None), ("", None)]
    assert all(name in node.failure.reason for name, node in zip(("SEG", "b.dcm"), found, strict=True))


def test_a_surface_is_foreign(tmp_path):
    for name in ("LN_1.nii.gz", "LN_2.seg.vtm", "LN_3.seg.nhdr"):
        (tmp_path / name).write_bytes(b"x")
    (problem,) = problems_of(tmp_path, ELSEWHERE, "w", "s")
    assert problem.found == "'LN_2.seg.vtm' in 's' and 1 more of its kind"


def test_a_folder_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)
    (problem,) = problems_of(tmp_path, ELSEWHERE, "w", "s")
    assert problem.found == "'s', which cannot be read (Permission denied)"
