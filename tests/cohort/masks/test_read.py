"""From files to nodes with ids: who names a node, and that no file's failure touches another's nodes."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest

from nodecluster.cohort.images import nrrd_header
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks import read
from nodecluster.cohort.masks.dicom.kind import DICOM_SEG
from nodecluster.cohort.masks.find import MaskFile, find_masks
from nodecluster.cohort.masks.naming import REPEATED
from nodecluster.cohort.masks.read import NIFTI, NRRD, SLICER, read_masks
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry
from tests.cohort.images.samples import CT, ELSEWHERE, SIZE, save_itk, save_nifti
from tests.cohort.masks.slicer_samples import write_slicer

MASK = np.zeros(SIZE[::-1], bool)
MASK[6:9, 3:7, 2:5] = True
OTHER = np.roll(MASK, 4, axis=2)
LABELS = (MASK + 2 * OTHER).T.astype("uint8")


def slicer(path, *names):
    return write_slicer(path, list(zip(names, (MASK, OTHER), strict=False)), CT.geometry)


def ids(folder):
    return [(node.node_id, node.form) for node in read_masks(find_masks(folder, ELSEWHERE), CT)]


def test_a_lone_file_of_one_node(tmp_path):
    """The name that somebody gave wins over the file's, which Slicer makes up for the whole segmentation."""
    for number, (name, expected) in enumerate(
        {"LN 3": "LN 3", "Segment_1": "a", "Segment_12": "a", " Segment ": "a"}.items()
    ):
        slicer(tmp_path / str(number) / "a.seg.nrrd", name)
        assert ids(tmp_path / str(number)) == [(expected, SLICER)]
    save_nifti(tmp_path / "n" / "b.nii.gz", (LABELS == 1).astype("uint8"))
    save_itk(tmp_path / "i" / "b.nrrd", (LABELS == 1).astype("uint8"))
    assert ids(tmp_path / "n") == [("b", NIFTI)]
    assert ids(tmp_path / "i") == [("b", NRRD)]


def test_a_path_of_its_own(tmp_path):
    """Then the file names its nodes, also where there is but one."""
    path = slicer(tmp_path / "a.seg.nrrd", "Segment_1")
    assert [node.node_id for node in read_masks(find_masks(path, ELSEWHERE), CT)] == ["Segment_1"]
    path = save_nifti(tmp_path / "l.nii", LABELS)
    assert [node.node_id for node in read_masks(find_masks(path, ELSEWHERE), CT)] == ["1", "2"]


def test_several_files(tmp_path):
    slicer(tmp_path / "LN_1.seg.nrrd", "something")
    slicer(tmp_path / "both.seg.nrrd", "LN_7", "Segment_2")
    save_nifti(tmp_path / "LN_2.nii.gz", (LABELS == 1).astype("uint8"))
    assert ids(tmp_path) == [("LN_1", SLICER), ("LN_2", NIFTI), ("LN_7", SLICER), ("Segment_2", SLICER)]


def test_a_labelmap_of_several_values_among_other_files_is_refused(tmp_path):
    save_nifti(tmp_path / "l.nii.gz", LABELS)
    slicer(tmp_path / "m.seg.nrrd", "x")
    failed, good = read_masks(find_masks(tmp_path, ELSEWHERE), CT)
    assert (failed.node_id, failed.failure.reason) == ("l", "l.nii.gz holds 2 values (1, 2) and not one")
    assert (good.node_id, good.failure) == ("m", None)


def test_a_labelmap_alone_in_its_folder(tmp_path):
    save_nifti(tmp_path / "l.nii.gz", LABELS)
    assert ids(tmp_path) == [("1", NIFTI), ("2", NIFTI)]


def test_ids_are_unique_over_all_files_of_a_patient(tmp_path):
    slicer(tmp_path / "a.seg.nrrd", "LN", "x\ny")
    slicer(tmp_path / "b.seg.nrrd", "LN", "LN (2)")
    save_nifti(tmp_path / "x y.nii.gz", (LABELS == 1).astype("uint8"))
    found = {node.node_id: node.remark for node in read_masks(find_masks(tmp_path, ELSEWHERE), CT)}
    assert found == {
        "LN": "",
        "x y": r"called 'x\ny' in the file, with letters that cannot be shown",
        "LN (3)": REPEATED,
        "LN (2)": "",
        "x y (2)": REPEATED,
    }


def test_names_of_nothing(tmp_path):
    path = slicer(tmp_path / "a.seg.nrrd", "\u202e", "b")
    first, second = read_masks(find_masks(path, ELSEWHERE), CT)
    assert (first.node_id, first.remark) == ("segment 1", "the file gives it no name that can be shown")
    assert second.node_id == "b"


def test_a_segment_without_a_name_is_called_by_its_id_and_that_is_told(tmp_path):
    """Unless the file's name is the node's id."""
    for name in ("", " "):
        path = slicer(tmp_path / "a.seg.nrrd", "LN_1", name)
        for where in (path, tmp_path):
            first, second = read_masks(find_masks(where, ELSEWHERE), CT)
            assert (first.node_id, first.remark) == ("LN_1", "")
            told = "the file gives it no name; it is called by its ID there, 'Segment_2'"
            assert (second.node_id, second.remark) == ("Segment_2", told)
    slicer(tmp_path / "lone" / "a.seg.nrrd", "")
    (node,) = read_masks(find_masks(tmp_path / "lone", ELSEWHERE), CT)
    assert (node.node_id, node.remark) == ("a", "")
    write_slicer(tmp_path / "b.seg.nrrd", [("", MASK)], CT.geometry, notes={"Segment0_ID": None})
    (node,) = read_masks(find_masks(tmp_path / "b.seg.nrrd", ELSEWHERE), CT)
    assert (node.node_id, node.remark) == ("segment 1", "the file gives it no name that can be shown")


def test_masks_keep_the_grid_of_their_file(tmp_path):
    for path in (slicer(tmp_path / "a.seg.nrrd", "x"), save_nifti(tmp_path / "b.nii", LABELS)):
        assert all(node.grid.size == SIZE for node in read_masks(find_masks(path, ELSEWHERE), CT))
        assert all(node.mask.geometry.size == (3, 4, 3) for node in read_masks(find_masks(path, ELSEWHERE), CT))


@pytest.mark.parametrize(
    ("raised", "stage", "reason"),
    [
        (MemoryError(), "memory", "not enough memory for b.nii.gz"),
        (OSError(5, "Input/output error"), "reading", "b.nii.gz cannot be read (Input/output error)"),
        (NodeError("mask", "it is odd", "x"), "mask", "b.nii.gz: it is odd"),
    ],
)
def test_a_file_that_fails_costs_no_other(tmp_path, monkeypatch, raised, stage, reason):
    for name in "abc":
        save_nifti(tmp_path / f"{name}.nii.gz", (LABELS == 1).astype("uint8"))
    whole = read.read_labelmap

    def sometimes(path, ct):
        if path.name == "b.nii.gz":
            raise raised
        return whole(path, ct)

    monkeypatch.setattr(read, "read_labelmap", sometimes)
    found = list(read_masks(find_masks(tmp_path, ELSEWHERE), CT))
    assert [(node.node_id, node.failure is None) for node in found] == [("a", True), ("b", False), ("c", True)]
    assert (found[1].failure.stage, found[1].failure.reason, found[1].form) == (stage, reason, NIFTI)


def test_a_file_whose_name_cannot_be_shown_is_named_once(tmp_path):
    (tmp_path / "a\nb.nii").write_bytes(b"")
    (node,) = read_masks(find_masks(tmp_path, ELSEWHERE), CT)
    assert node.failure.reason == "a b.nii is empty (0 bytes)"


def test_a_pipe_is_not_looked_into(tmp_path, monkeypatch):
    """Whoever opens one may wait for ever."""
    os.mkfifo(tmp_path / "a.nrrd")
    monkeypatch.setattr(read, "read_nrrd_header", pytest.fail)
    (node,) = read_masks(find_masks(tmp_path, ELSEWHERE), CT)
    assert node.failure.reason.startswith("a.nrrd is no file on a disk but a pipe")


def dicom_ct(shared_data) -> ImageFile:
    import SimpleITK as sitk

    files = [str(shared_data / "dicom_seg" / "ct" / f"0{number}.dcm") for number in (1, 2, 3)]
    return ImageFile(Geometry.of(sitk.ReadImage(files)), list)


def test_dicom_segmentations_by_what_they_are(tmp_path, shared_data):
    """Whatever they are called; their segments' labels are the ids, also in a folder."""
    ct = dicom_ct(shared_data)
    shutil.copy(shared_data / "dicom_seg" / "liver.dcm", tmp_path / "1.2.840.3")
    (node,) = read_masks(find_masks(tmp_path, ELSEWHERE), ct)
    assert (node.node_id, node.form, node.failure) == ("Liver", DICOM_SEG, None)
    shutil.copy(shared_data / "dicom_seg" / "liver.dcm", tmp_path / "again.dcm")
    assert [node.node_id for node in read_masks(find_masks(tmp_path, ELSEWHERE), ct)] == ["Liver", "Liver (2)"]


def test_a_slice_of_a_ct_is_no_mask(shared_data):
    path = shared_data / "dicom_seg" / "ct" / "01.dcm"
    (node,) = read_masks([MaskFile(path, None)], dicom_ct(shared_data))
    assert node.failure.reason.startswith("01.dcm is a DICOM CT Image, where")


def test_a_slicer_files_header_is_read_once(tmp_path, monkeypatch):
    """A thousand segments make a megabyte of notes."""
    made, parsed = [], nrrd_header.NrrdHeader
    monkeypatch.setattr(nrrd_header, "NrrdHeader", lambda *parts: (made.append(1), parsed(*parts))[1])
    (node,) = read_masks([MaskFile(slicer(tmp_path / "b.seg.nrrd", "x"), None)], CT)
    assert (node.form, node.failure, len(made)) == (SLICER, None, 1)


def test_a_cohort_of_nifti_pays_for_no_dicom(tmp_path):
    import subprocess
    import sys

    save_nifti(tmp_path / "a.nii.gz", (LABELS == 1).astype("uint8"))
    slicer(tmp_path / "b.seg.nrrd", "x")
    code = (
        "import sys; from pathlib import Path; from nodecluster.cohort.masks.find import *;"
        "from nodecluster.cohort.masks.read import read_masks;"
        f"found = list(read_masks(find_masks(Path({str(tmp_path)!r}), Path('ct.nii')), None)); assert len(found) == 2;"
        "print([name for name in ('pydicom', 'highdicom', 'nibabel', 'nrrd', 'scipy.ndimage') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
