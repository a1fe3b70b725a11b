"""What a DICOM file is, and files that are none."""

from __future__ import annotations

import os
import threading

import numpy as np
import pytest
from pydicom import dcmread

from nodecluster.cohort.masks.dicom.kind import DICOM_SEG, RTSTRUCT, dicom_kind
from nodecluster.cohort.masks.dicom.rtstruct import read_rtstruct
from nodecluster.cohort.masks.dicom.seg import read_dicom_seg
from nodecluster.errors import NodeError
from tests.cohort.images.dicom.samples import write_series
from tests.cohort.images.samples import CT, SIZE
from tests.cohort.masks.dicom.samples import mask_contours, put_raw, write_rtstruct, write_seg


@pytest.fixture
def files(tmp_path):
    """One file a kind."""
    mask = np.zeros(SIZE[::-1], bool)
    mask[4:7, 3:6, 3:6] = True
    series = write_series(tmp_path / "ct", np.zeros(SIZE[::-1], np.int16), CT.geometry)
    return {
        "ct": series[0],
        "seg": write_seg(tmp_path / "a.dcm", tmp_path / "ct", {"n": mask}),
        "labelmap": write_seg(tmp_path / "b.dcm", tmp_path / "ct", {"n": mask}, kind="LABELMAP"),
        "rtstruct": write_rtstruct(tmp_path / "c", tmp_path / "ct", {"n": mask_contours(mask, CT.geometry)}),
    }


def test_kinds(files, shared_data):
    found = {name: dicom_kind(path) for name, path in files.items()}
    assert found == {"ct": "CT Image", "seg": DICOM_SEG, "labelmap": DICOM_SEG, "rtstruct": RTSTRUCT}
    assert {dicom_kind(path) for path in (shared_data / "dicom_seg").glob("*.dcm")} == {DICOM_SEG}


@pytest.mark.parametrize("uid", [b"1.2.3.4", b"<b>x</b>"])
def test_an_unknown_kind_is_not_shown_by_its_uid(files, uid):
    dataset = dcmread(files["rtstruct"])
    put_raw(dataset, 0x00080016, uid)
    dataset.save_as(files["rtstruct"])
    assert dicom_kind(files["rtstruct"]) == "object of an unknown kind"


def test_a_file_without_the_preamble_is_known(files):
    files["seg"].write_bytes(files["seg"].read_bytes()[132:])
    assert dicom_kind(files["seg"]) == DICOM_SEG


@pytest.mark.parametrize("read", [read_dicom_seg, read_rtstruct])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not a DICOM file"),
        (b"patient_id,node_id\n" * 50, "x.dcm"),
        (b"\x89PNG\r\n" + bytes(range(256)) * 4, "x.dcm"),
        (b"\0" * 128 + b"DICM", "x.dcm"),
        (b"\0" * 128 + b"DICM" + b"\xff" * 500, "x.dcm"),
    ],
)
def test_what_is_no_dicom_is_refused_by_its_name(tmp_path, read, content, reason):
    path = tmp_path / "x.dcm"
    path.write_bytes(content)
    with pytest.raises(NodeError, match=reason) as error:
        list(read(path, CT))
    assert str(tmp_path) not in str(error.value)
    assert error.value.stage == "reading"


@pytest.mark.parametrize(
    ("kind", "read", "words"),
    [
        ("ct", read_dicom_seg, "is a DICOM CT Image, where a DICOM segmentation"),
        ("ct", read_rtstruct, "is a DICOM CT Image, where a DICOM segmentation"),
        ("rtstruct", read_dicom_seg, "c is a DICOM structure set, where"),
        ("seg", read_rtstruct, "a.dcm is a DICOM segmentation, where"),
    ],
)
def test_a_file_of_another_kind_is_refused(files, kind, read, words):
    with pytest.raises(NodeError, match=words):
        list(read(files[kind], CT))


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(NodeError, match=r"none\.dcm does not exist"):
        dicom_kind(tmp_path / "none.dcm")
    with pytest.raises(NodeError, match="is not a file"):
        dicom_kind(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.dcm")
    found = []

    def look():
        with pytest.raises(NodeError, match=r"pipe.dcm is not a file"):
            dicom_kind(tmp_path / "pipe.dcm")
        found.append(True)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(5)
    assert found
