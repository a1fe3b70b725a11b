"""NRRD, packed or not, whole or cut."""

from __future__ import annotations

import bz2
import gzip
import tracemalloc

import nrrd
import numpy as np
import pytest
import SimpleITK as sitk

from nodecluster.cohort.images.nrrd import open_nrrd
from nodecluster.errors import NodeError
from tests.cohort.images.samples import SIZE, SPACING, TURN, save_itk, save_nifti, values


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_as_itk_reads_it(tmp_path, kind, compress):
    path = save_itk(tmp_path / "ct.nrrd", values(kind), compress)
    volume, itk = open_nrrd(path).whole(), sitk.ReadImage(str(path))
    assert (volume.geometry.size, volume.geometry.spacing_mm) == (SIZE, SPACING)
    assert volume.geometry.direction == itk.GetDirection()
    assert volume.geometry.origin_mm == itk.GetOrigin()
    assert volume.voxels.dtype == kind
    assert (values(kind) == volume.voxels.T).all()


def test_the_same_place_in_the_patient_as_nifti(tmp_path):
    from nodecluster.cohort.images.nifti.open import open_nifti

    nrrd = open_nrrd(save_itk(tmp_path / "ct.nrrd", values())).whole()
    nifti = open_nifti(save_nifti(tmp_path / "ct.nii.gz", values())).whole()
    assert (nrrd.voxels == nifti.voxels).all()
    np.testing.assert_allclose(nrrd.geometry.point((9, 0, 4)), nifti.geometry.point((9, 0, 4)), atol=1e-4)
    assert not np.allclose(TURN, np.eye(3))


def test_big_endian_and_a_space_of_its_own(tmp_path):
    header = (
        "NRRD0004\ntype: short\ndimension: 3\nspace: right-anterior-superior\nsizes: 10 11 12\n"
        "space directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (5,6,7)\nendian: big\nencoding: raw\n\n"
    )
    path = tmp_path / "ct.nrrd"
    path.write_bytes(header.encode() + values().T.astype(">i2").tobytes())
    volume = open_nrrd(path).whole()
    assert (values() == volume.voxels.T).all()
    np.testing.assert_allclose(volume.geometry.point((1, 1, 1)), (-6, -8, 10))  # RAS to LPS


def spoilt(raw: bytes) -> dict[str, bytes]:
    return {
        "nothing": b"",
        "text": b"hello, world\n" * 99,
        "header alone": raw[: raw.index(b"\n\n") + 2] if raw else b"",
        "half": raw[: len(raw) // 2],
        "half a header": raw[:60],
        "cut by some voxels": raw[:-64],
    }


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("way", spoilt(b"").keys())
def test_a_spoilt_file_is_never_read_as_if_it_were_whole(tmp_path, way, compress):
    path = save_itk(tmp_path / "ct.nrrd", values("int32"), compress)
    path.write_bytes(spoilt(path.read_bytes())[way])
    with pytest.raises(NodeError) as caught:
        open_nrrd(path).whole()
    assert "ct.nrrd" in caught.value.reason
    assert str(tmp_path) not in str(caught.value)


def test_segments_that_overlap_are_not_one_labelmap(tmp_path):
    layers = sitk.JoinSeries([sitk.GetImageFromArray(values("uint8").T)] * 2)
    sitk.WriteImage(layers, str(tmp_path / "four.seg.nrrd"))
    vector = sitk.Compose([sitk.GetImageFromArray(values("uint8").T)] * 2)
    sitk.WriteImage(vector, str(tmp_path / "vector.seg.nrrd"))
    with pytest.raises(NodeError, match="4 dimensions; 3 are needed"):
        open_nrrd(tmp_path / "four.seg.nrrd")
    with pytest.raises(NodeError, match="2 numbers a voxel"):
        open_nrrd(tmp_path / "vector.seg.nrrd")


HEAD = (
    "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 10 11 12\n"
    "space directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (5,6,7)\nendian: little\n"
)
RAW = values().T.astype("<i2").tobytes()


def write(path, encoding="raw", data=RAW, head=HEAD, more=""):
    path.write_bytes(f"{head}{more}encoding: {encoding}\n\n".encode() + data)
    return path


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("raw", RAW),
        ("gzip", gzip.compress(RAW)),
        ("gz", gzip.compress(RAW[:999]) + gzip.compress(RAW[999:])),
        ("ascii", " ".join(str(value) for value in values().T.ravel()).encode()),
        ("text", "\n".join(str(value) for value in values().T.ravel()).encode()),
        ("hex", RAW.hex().encode()),
        ("RAW", RAW),
    ],
)
def test_every_encoding(tmp_path, encoding, data):
    volume = open_nrrd(write(tmp_path / "a.nrrd", encoding, data)).whole()
    assert (values() == volume.voxels.T).all()
    assert volume.geometry.spacing_mm == (1, 2, 3)


@pytest.mark.parametrize("endian", ["little", "big"])
@pytest.mark.parametrize(
    "kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float", "double"]
)
@pytest.mark.parametrize("encoding", ["raw", "gzip"])
def test_every_type_as_itk_and_pynrrd_read_it(tmp_path, kind, endian, encoding):
    array = values({"float": "float32", "double": "float64"}.get(kind, kind))
    data = np.ascontiguousarray(array.T).astype(array.dtype.newbyteorder("<" if endian == "little" else ">")).tobytes()
    head = HEAD.replace("type: short", f"type: {kind}").replace("endian: little", f"endian: {endian}")
    path = write(tmp_path / "a.nrrd", encoding, gzip.compress(data) if encoding == "gzip" else data, head)
    ours, itk = open_nrrd(path).whole().voxels, sitk.GetArrayFromImage(sitk.ReadImage(str(path)))
    assert ours.dtype == itk.dtype == array.dtype
    assert ours.dtype.isnative
    assert (ours == itk).all()
    assert (nrrd.read(str(path))[0] == ours.T).all()


@pytest.mark.parametrize("more", ["byte skip: 6\n", "line skip: 1\n", "byteskip: 6\n"])
def test_what_stands_before_the_voxels_is_passed_over(tmp_path, more):
    file = open_nrrd(write(tmp_path / "a.nrrd", data=b"hello\n" + RAW, more=more))
    assert (values() == file.whole().voxels.T).all()


def test_lines_that_end_as_windows_writes_them(tmp_path):
    head = HEAD.replace("\n", "\r\n")
    path = tmp_path / "a.nrrd"
    path.write_bytes(head.encode() + b"encoding: raw\r\n\r\n" + RAW)
    assert (values() == open_nrrd(path).whole().voxels.T).all()


def test_a_file_of_layers_with_one_layer_is_an_image(tmp_path):
    head = HEAD.replace("dimension: 3", "dimension: 4").replace("sizes: ", "sizes: 1 ")
    head = head.replace("directions: ", "directions: none ") + "kinds: list domain domain domain\n"
    file = open_nrrd(write(tmp_path / "a.nrrd", head=head))
    assert (values() == file.whole().voxels.T).all()
    assert file.geometry.size == SIZE


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (
            {"encoding": "bzip2", "data": bz2.compress(RAW)},
            "the voxels of a.nrrd are compressed by bzip2, which is not read",
        ),
        ({"encoding": "zrl"}, "the voxels of a.nrrd are written in a way, which is not read"),
        ({"more": "data file: /etc/passwd\n"}, "a.nrrd is a header alone; its voxels lie in another file"),
        ({"more": "DATA FILE:  b.raw\n"}, "a.nrrd is a header alone; its voxels lie in another file"),
        ({"more": "datafile: b.raw\n"}, "a.nrrd is a header alone; its voxels lie in another file"),
        ({"data": RAW[:-1]}, "the header of a.nrrd claims"),
        ({"data": RAW + bytes(220)}, "a.nrrd goes on after the last voxel that its header tells of"),
        (
            {"encoding": "gzip", "data": gzip.compress(RAW + bytes(220))},
            "a.nrrd goes on after the last voxel that its header tells of",
        ),
        ({"encoding": "gzip", "data": gzip.compress(RAW[:-1])}, "a.nrrd cannot be read: it is cut short"),
        ({"encoding": "gzip", "data": gzip.compress(RAW)[:-1]}, "a.nrrd cannot be read: it is cut short"),
        (
            {"encoding": "gzip", "data": gzip.compress(RAW)[:-8] + bytes(8)},
            "a.nrrd cannot be read: it is cut short",
        ),
        ({"encoding": "gzip"}, "a.nrrd cannot be read: it is cut short"),
        ({"encoding": "ascii", "data": b"1 2 3"}, "the header of a.nrrd claims"),
        ({"encoding": "ascii", "data": b"1234567 " * 400}, "a.nrrd"),
        ({"head": HEAD.replace("(1,0,0)", "(1,0.5,0)")}, "the axes of a.nrrd are not at right angles"),
        ({"head": HEAD.replace("(1,0,0)", "(0,2,0)")}, "a.nrrd"),
        ({"head": HEAD.replace("(1,0,0)", "(0,0,0)")}, "a.nrrd"),
        (
            {"head": HEAD.replace("(1,0,0)", "(nan,nan,nan)")},
            "a.nrrd does not say how all of its axes run through space",
        ),
        ({"head": HEAD.replace("(1,0,0)", "none")}, "a.nrrd does not say how all of its axes run through space"),
        ({"head": HEAD.replace("(1,0,0)", "(inf,0,0)")}, "a.nrrd"),
        ({"head": HEAD.replace("(5,6,7)", "(5,nan,7)")}, "a.nrrd"),
        ({"head": HEAD.replace("10 11 12", "10 11 0")}, "a.nrrd"),
        ({"head": HEAD.replace("10 11 12", "10 11 -12")}, "a.nrrd"),
        ({"head": HEAD.replace("10 11 12", "10 11")}, "a.nrrd"),
        ({"head": HEAD.replace("10 11 12", "10 11 012")}, "the header of a.nrrd cannot be understood"),
        ({"head": HEAD.replace("10 11 12", "100000 100000 100000")}, "the header of a.nrrd claims 2,000 TB of image"),
        ({"head": HEAD.replace("10 11 12", "9" * 17 + " 9999999 9999999")}, "the header of a.nrrd claims"),
        ({"head": HEAD.replace("short", "block")}, "a.nrrd"),
        ({"head": HEAD.replace("short", "long")}, "a.nrrd"),
        ({"head": HEAD.replace("endian: little\n", "")}, "a.nrrd"),
        ({"head": HEAD.replace("dimension: 3", "dimension: 2")}, "a.nrrd"),
        ({"head": HEAD.replace("sizes", "size")}, "a.nrrd"),
    ],
)
def test_what_is_refused_and_why(tmp_path, how, reason):
    path = write(tmp_path / "a.nrrd", **how)
    with pytest.raises(NodeError) as caught:
        open_nrrd(path).whole()
    assert reason in caught.value.reason
    assert str(tmp_path) not in str(caught.value)
    assert caught.value.remedy


def test_a_header_without_an_end(tmp_path):
    path = tmp_path / "a.nrrd"
    path.write_bytes(b"NRRD0004\n" + b"x" * (1 << 24) + b"\n\n")
    with pytest.raises(NodeError, match=r"the header of a\.nrrd does not end"):
        open_nrrd(path)


def test_a_claim_of_100_gigabytes_takes_no_memory(tmp_path):
    head = HEAD.replace("10 11 12", "5000 5000 2000")
    path = write(tmp_path / "a.nrrd", "gzip", gzip.compress(bytes(1 << 20)), head)
    tracemalloc.start()
    with pytest.raises(NodeError, match=r"the header of a\.nrrd claims 100 GB of image"):
        open_nrrd(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_no_word_of_how_the_axes_lie(tmp_path):
    head = (
        HEAD.replace("space: left-posterior-superior\n", "")
        .replace("space directions", "#")
        .replace("space origin", "#")
    )
    file = open_nrrd(write(tmp_path / "a.nrrd", head=head, more="spacings: 1 2 3\n"))
    assert len(file.remarks) == 1
    assert file.geometry.spacing_mm == (1, 2, 3)
    assert open_nrrd(write(tmp_path / "b.nrrd")).remarks == ()


def test_the_ct_that_slicer_itself_wrote(shared_data):
    path = shared_data / "slicer_chest" / "CTChest4.nrrd"
    file, itk = open_nrrd(path), sitk.ReadImage(str(path))
    assert (file.whole().voxels == sitk.GetArrayFromImage(itk)).all()
    assert (file.geometry.origin_mm, file.geometry.direction) == (itk.GetOrigin(), itk.GetDirection())
    assert (file.window((3, 4, 5), (30, 40, 20)).voxels == file.whole().voxels[5:20, 4:40, 3:30]).all()
