"""DICOM segmentations that are read right, held against highdicom's own reading."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace

import highdicom as hd
import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.dicom.seg import read_dicom_seg
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry
from tests.cohort.images.dicom.samples import compress, write_series
from tests.cohort.images.samples import CT, SIZE
from tests.cohort.masks.dicom.samples import BALL, CUBE, deflate, on_ct, slices, write_seg
from tests.conftest import ellipsoid

APART = CUBE & ~BALL
FULL = "stored as fractional, all of it at the full value, and so read as binary"


def check(path, expected: dict[str, np.ndarray], ct: ImageFile = CT, remark: str = "") -> None:
    found = list(read_dicom_seg(path, ct))
    assert [segment.name for segment in found] == list(expected)
    for segment, mask in zip(found, expected.values(), strict=True):
        assert (segment.failure, segment.remark) == (None, remark)
        np.testing.assert_array_equal(on_ct(segment, ct.geometry), mask)


def open_ct(folder) -> ImageFile:
    import SimpleITK as sitk

    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder)))
    image = reader.Execute()
    return ImageFile(Geometry.of(image), lambda: [sitk.GetArrayFromImage(image)])


@pytest.mark.parametrize(
    ("name", "segments"),
    [
        ("liver", ["Liver"]),
        ("partial_overlaps", ["GREEN", "ORANGE", "PURPLE", "LIGHT_BLUE", "DARK_BLUE"]),
        ("sparse-labelmap-ppv5", ["Liver"]),
    ],
)
def test_real_files_are_as_highdicom_reads_them(shared_data, name, segments):
    path = shared_data / "dicom_seg" / f"{name}.dcm"
    found = list(read_dicom_seg(path, open_ct(shared_data / "dicom_seg" / "ct")))
    assert [segment.name for segment in found] == segments
    theirs = hd.seg.segread(path)
    numbers = {theirs.get_segment_description(n).segment_label: n for n in theirs.segment_numbers}
    for segment in found:
        volume = theirs.get_volume(segment_numbers=[numbers[segment.name]], combine_segments=False)
        points = np.argwhere(volume.array[..., 0])  # slice, row, column
        assert np.count_nonzero(segment.mask.voxels) == len(points)
        expected = np.sort((np.c_[points, np.ones(len(points))] @ volume.affine.T)[:, :3], axis=0)
        ours = segment.mask.geometry.point(np.argwhere(segment.mask.voxels)[:, ::-1])
        np.testing.assert_allclose(np.sort(ours, axis=0), expected, atol=1e-9)
        assert np.prod(segment.mask.geometry.spacing_mm) == pytest.approx(abs(np.linalg.det(volume.affine)))


def test_real_segments_lie_on_the_voxels_of_their_ct(shared_data):
    ct = open_ct(shared_data / "dicom_seg" / "ct")
    counts = {}
    for name in ("liver", "partial_overlaps"):
        for segment in read_dicom_seg(shared_data / "dicom_seg" / f"{name}.dcm", ct):
            counts[segment.name] = int(np.count_nonzero(on_ct(segment, ct.geometry)))
    expected = {"Liver": 107098, "GREEN": 9602, "ORANGE": 11888, "PURPLE": 10743, "LIGHT_BLUE": 6693, "DARK_BLUE": 4713}
    assert counts == expected


NATIVE = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
WAYS = [("BINARY", syntax) for syntax in NATIVE]  # single bits are not compressed by what follows
WAYS += [(kind, syntax) for kind in ("FRACTIONAL", "LABELMAP") for syntax in (*NATIVE, RLELossless, JPEGLSLossless)]


@pytest.mark.parametrize("omit_empty", [True, False])
@pytest.mark.parametrize(("kind", "syntax"), WAYS)
def test_every_kind_comes_back_voxel_for_voxel(tmp_path, series, kind, syntax, omit_empty):
    masks = {"LN 1": BALL, "LN 2": APART if kind == "LABELMAP" else CUBE}
    path = write_seg(tmp_path / "s.dcm", series, masks, kind=kind, syntax=syntax, omit_empty=omit_empty)
    check(path, masks, remark=FULL if kind == "FRACTIONAL" else "")


@pytest.mark.parametrize("kind", ["BINARY", "FRACTIONAL", "LABELMAP"])
def test_deflated_files(tmp_path, series, kind):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, kind=kind)
    deflate(path)
    check(path, {"n": BALL}, remark=FULL if kind == "FRACTIONAL" else "")


def test_a_file_without_preamble_and_syntax(tmp_path, series):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, syntax=ImplicitVRLittleEndian)
    dataset = dcmread(path)
    del dataset.file_meta, dataset.preamble
    dataset.save_as(path, implicit_vr=True, little_endian=True)
    assert b"DICM" not in path.read_bytes()
    check(path, {"n": BALL})


@pytest.mark.parametrize("kind", ["FRACTIONAL", "LABELMAP"])
def test_jpeg_2000(tmp_path, kind):
    def compress(dataset: Dataset) -> None:
        frames = []
        for pixels in np.frombuffer(dataset.PixelData, np.uint8).reshape(-1, dataset.Rows, dataset.Columns):
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, "JPEG2000", irreversible=False, no_jp2=True)
            frames.append(stream.getvalue())
        dataset.PixelData = encapsulate(frames)
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = JPEG2000Lossless

    grid = Geometry((40, 36, 5), (1.0, 2.0, 3.0), (5.0, 6.0, 7.0))  # the format wants at least 32 pixels
    mask = ellipsoid(grid.size, (20, 18, 2), (9, 8, 2.5))
    write_series(tmp_path / "ct", np.zeros(grid.size[::-1], np.int16), grid)
    path = write_seg(tmp_path / "s.dcm", tmp_path / "ct", {"n": mask}, kind=kind, change=compress)
    assert path.read_bytes().count(b"\xff\x4f\xff\x51") == np.count_nonzero(mask.any(axis=(1, 2)))  # its streams' mark
    check(path, {"n": mask}, ImageFile(grid, list), FULL if kind == "FRACTIONAL" else "")
    path.write_bytes(path.read_bytes().replace(b"\0\0\0\x28\0\0\0\x24", b"\0\0\x0f\x28\0\0\x0f\x24"))
    with pytest.raises(NodeError, match=r"s\.dcm cannot be read: a frame is not of the size that its header says"):
        list(read_dicom_seg(path, CT))


def test_lossless_jpeg(tmp_path, series, capfd):
    """Only GDCM reads it, and complains on the terminal.

    Its frames are taken from a CT that has the label map's values for Hounsfield units.
    """
    plain = {"BitsStored": 16, "PixelRepresentation": 0, "RescaleIntercept": "0"}
    write_series(tmp_path / "ct", BALL.astype(np.int16), CT.geometry, stored=plain)
    compress(tmp_path / "ct", "JPEGLosslessProcess14_1")
    drawn = [one for one, plane in zip(slices(tmp_path / "ct"), BALL, strict=True) if plane.any()]

    def change(dataset: Dataset) -> None:
        dataset.PixelData = encapsulate([next(generate_frames(one.PixelData, number_of_frames=1)) for one in drawn])
        dataset["PixelData"].is_undefined_length = True
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
        dataset.file_meta.TransferSyntaxUID = JPEGLosslessSV1

    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, kind="LABELMAP", change=change)
    check(path, {"n": BALL})
    whole = path.read_bytes()
    frame = b"\xff\xc3\x00\x0b\x10\x00\x0b\x00\x0a\x01"  # marker, length, bits, rows, columns, numbers a pixel
    for before, after, reason in (
        (frame, frame[:5] + b"\xff\xff" + frame[7:], "a frame is not of the size that its header says"),
        (frame, frame[:-1] + b"\x03", "a frame is not of the size that its header says"),
        (frame, frame[:4] + b"\x15" + frame[5:], "a frame is of 21 bits, where its header says 16"),
        (b"\xff\xc4\x00\x16", b"\xff\xd4\x00\x16", "its content is not what DICOM asks for"),  # no Huffman table
        (b"\xff\xda\x00\x08\x01\x01", b"\xff\xda\x00\x08\x01\x80", "its content is not what DICOM asks for"),
    ):
        assert before in whole
        path.write_bytes(whole.replace(before, after))
        with pytest.raises(NodeError, match=rf"s\.dcm cannot be read: {reason}"):
            list(read_dicom_seg(path, CT))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])
def test_frames_may_come_in_any_order(tmp_path, series, kind):
    def shuffle(dataset: Dataset) -> None:
        shape = (dataset.NumberOfFrames, dataset.Rows * dataset.Columns)
        order = np.random.default_rng(0).permutation(shape[0])
        dataset.PerFrameFunctionalGroupsSequence = [dataset.PerFrameFunctionalGroupsSequence[int(n)] for n in order]
        pixels = np.frombuffer(dataset.PixelData, np.uint8)
        if kind == "BINARY":
            pixels = np.unpackbits(pixels, bitorder="little", count=shape[0] * shape[1])
        mixed = pixels[: shape[0] * shape[1]].reshape(shape)[order].ravel()
        packed = (np.packbits(mixed, bitorder="little") if kind == "BINARY" else mixed).tobytes()
        dataset.PixelData = packed + b"\0" * (len(packed) % 2)

    masks = {"a": BALL, "b": APART}
    check(write_seg(tmp_path / "s.dcm", series, masks, kind=kind, change=shuffle), masks)


def test_a_part_of_the_ct_and_more_than_the_ct(tmp_path):
    """The grid of the file is placed by its positions; here it is cropped in all axes, and then a whole CT larger."""
    part = CT.geometry.crop((1, 1, 2), (9, 10, 11))
    write_series(tmp_path / "part", np.zeros(part.size[::-1], np.int16), part)
    check(write_seg(tmp_path / "p.dcm", tmp_path / "part", {"n": BALL[2:11, 1:10, 1:9]}), {"n": BALL})
    large = CT.geometry.crop((-10, -11, -12), (20, 22, 24))
    write_series(tmp_path / "large", np.zeros(large.size[::-1], np.int16), large)
    around = np.pad(BALL, [(12, 12), (11, 11), (10, 10)])
    check(write_seg(tmp_path / "l.dcm", tmp_path / "large", {"n": around}), {"n": BALL})


def test_planes_of_a_ct_that_runs_the_other_way(tmp_path):
    """The same voxels, columns first and feet to head: no other grid than the CT's."""
    turn = np.reshape(CT.geometry.direction, (3, 3))
    other = Geometry(
        (SIZE[1], SIZE[0], SIZE[2]),
        (CT.geometry.spacing_mm[1], CT.geometry.spacing_mm[0], CT.geometry.spacing_mm[2]),
        tuple(CT.geometry.point((0, 0, SIZE[2] - 1))),
        tuple(np.column_stack([turn[:, 1], turn[:, 0], -turn[:, 2]]).ravel()),
    )
    write_series(tmp_path / "ct", np.zeros(other.size[::-1], np.int16), other)
    mask = CUBE.transpose(0, 2, 1)[::-1]
    check(write_seg(tmp_path / "s.dcm", tmp_path / "ct", {"n": mask}), {"n": CUBE})


def spacing(value: float | None):
    def change(dataset: Dataset) -> None:
        measures = dataset.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
        if value is None:
            del measures.SpacingBetweenSlices
        else:
            measures.SpacingBetweenSlices = value

    return change


@pytest.mark.parametrize("stated", [None, 3.0, 3.01, 1.5, 6.0, 1.25])
def test_the_frames_and_the_ct_tell_the_step_where_the_file_states_a_wrong_one(tmp_path, series, stated):
    check(write_seg(tmp_path / "s.dcm", series, {"n": BALL, "m": CUBE}, change=spacing(stated)), {"n": BALL, "m": CUBE})


def test_thicker_planes_than_the_cts_keep_their_own_step(tmp_path):
    thick = replace(CT.geometry, size=(10, 11, 4), spacing_mm=(1.0, 2.0, 9.0))
    write_series(tmp_path / "ct", np.zeros(thick.size[::-1], np.int16), thick)
    mask = np.zeros(thick.size[::-1], bool)
    mask[1:3, 3:7, 2:6] = True
    (found,) = read_dicom_seg(write_seg(tmp_path / "s.dcm", tmp_path / "ct", {"n": mask}), CT)
    assert found.mask.geometry.size == (4, 4, 2)
    assert found.mask.geometry.spacing_mm == pytest.approx((1, 2, 9))


def test_labels_may_repeat_or_be_missing_or_hold_anything(tmp_path, series):
    masks = {"a": BALL, "b": CUBE, "c": BALL}

    def change(dataset: Dataset) -> None:
        for item, label in zip(dataset.SegmentSequence, ["Lymphknoten α/1", "same", "same"], strict=True):
            item.SegmentLabel = label

    path = write_seg(tmp_path / "s.dcm", series, masks, change=change, SpecificCharacterSet="ISO_IR 192")
    assert [segment.name for segment in read_dicom_seg(path, CT)] == ["Lymphknoten α/1", "same", "same"]


@pytest.mark.parametrize("told_by", ["padding", "code", "label", "not described"])
def test_the_background_of_a_label_map_is_no_segment(tmp_path, series, told_by):
    def change(dataset: Dataset) -> None:
        background = dataset.SegmentSequence[0]
        assert background.SegmentNumber == 0
        if told_by != "padding":
            del dataset.PixelPaddingValue
        if told_by in ("padding", "label"):
            background.SegmentedPropertyTypeCodeSequence[0].CodeValue = "1"
        if told_by in ("padding", "code"):
            background.SegmentLabel = "air"
        if told_by == "not described":
            del dataset.SegmentSequence[0]

    check(write_seg(tmp_path / "s.dcm", series, {"n": BALL}, kind="LABELMAP", change=change), {"n": BALL})


def test_a_label_map_may_have_a_segment_of_the_value_0(tmp_path, series):
    def change(dataset: Dataset) -> None:
        del dataset.PixelPaddingValue
        dataset.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0].CodeValue = "1"
        dataset.SegmentSequence[0].SegmentLabel = "LN 0"

    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, kind="LABELMAP", omit_empty=False, change=change)
    check(path, {"LN 0": ~BALL, "n": BALL})


def test_many_segments_take_no_more_memory_than_what_is_drawn(tmp_path):
    grid = Geometry((160, 160, 24), (1.0, 1.0, 2.0))
    masks = {f"n{n}": ellipsoid(grid.size, (10 + 10 * n, 60, 12), (6, 6, 5)) for n in range(8)}
    write_series(tmp_path / "ct", np.zeros(grid.size[::-1], np.int16), grid)
    path = write_seg(tmp_path / "s.dcm", tmp_path / "ct", masks, omit_empty=False)
    full = int(np.prod(grid.size)) * len(masks)
    tracemalloc.start()
    found = list(read_dicom_seg(path, ImageFile(grid, list)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [int(np.count_nonzero(segment.mask.voxels)) for segment in found] == [
        int(mask.sum()) for mask in masks.values()
    ]
    assert peak < 0.7 * full + 2e6  # the file itself, an eighth of that, its headers, and the nodes
