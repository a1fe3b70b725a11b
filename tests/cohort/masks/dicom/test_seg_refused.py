"""What may be wrong with a DICOM segmentation, and what of it can be read all the same."""

from __future__ import annotations

import tracemalloc
import warnings
from dataclasses import replace

import numpy as np
import pytest
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import (
    ExplicitVRBigEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    RLELossless,
)

from nodecluster.cohort.masks import values
from nodecluster.cohort.masks.dicom import kind
from nodecluster.cohort.masks.dicom.seg import read_dicom_seg
from nodecluster.errors import NodeError
from tests.cohort.images.samples import CT
from tests.cohort.masks.dicom.samples import BALL, CUBE, deflate, on_ct, put_raw, write_seg

APART = CUBE & ~BALL


def test_an_empty_segment_fails_and_the_others_do_not(tmp_path, series):
    empty, full = read_dicom_seg(write_seg(tmp_path / "s.dcm", series, {"none": BALL & False, "n": BALL}), CT)
    assert (empty.name, empty.mask, empty.failure.stage) == ("none", None, "mask")
    assert empty.failure.reason == "the segment is empty in s.dcm: no voxel is set"
    np.testing.assert_array_equal(on_ct(full), BALL)


def test_fractions_are_not_cut_at_a_level_of_the_readers_choice(tmp_path, series):
    masks = {"half": BALL * 0.5, "sure": CUBE.astype(float)}
    half, sure = read_dicom_seg(write_seg(tmp_path / "s.dcm", series, masks, kind="FRACTIONAL"), CT)
    assert half.mask is None
    assert "s.dcm is fractional, with values between nothing and full (255)" in half.failure.reason
    assert "export it as a binary segmentation" in half.failure.remedy
    np.testing.assert_array_equal(on_ct(sure), CUBE)


def test_what_is_called_binary_and_is_not(tmp_path, series):
    masks = {"a": BALL * 0.5 + APART, "b": CUBE * 1.0}
    path = write_seg(tmp_path / "s.dcm", series, masks, kind="FRACTIONAL", SegmentationType="BINARY")
    several, one = read_dicom_seg(path, CT)
    assert several.failure.reason == "s.dcm is binary, and holds values from 128 to 255"
    assert (one.failure, one.remark) == (None, "")
    np.testing.assert_array_equal(on_ct(one), CUBE)


@pytest.mark.parametrize(("full", "fails"), [(100, False), (255, True), (None, True)])
def test_the_full_value_of_fractions_is_what_the_file_says(tmp_path, series, full, fails):
    def change(dataset: Dataset) -> None:
        dataset.PixelData = dataset.PixelData.replace(b"\xff", b"\x64")

    path = write_seg(
        tmp_path / "s.dcm", series, {"n": BALL * 1.0}, kind="FRACTIONAL", change=change, MaximumFractionalValue=full
    )
    (found,) = read_dicom_seg(path, CT)
    assert (found.failure is not None) == fails


def test_a_value_that_no_segment_describes_is_not_lost_in_silence(tmp_path, series):
    def change(dataset: Dataset) -> None:
        del dataset.SegmentSequence[-1]

    kept, lost = read_dicom_seg(
        write_seg(tmp_path / "s.dcm", series, {"a": BALL, "b": APART}, kind="LABELMAP", change=change), CT
    )
    np.testing.assert_array_equal(on_ct(kept), BALL)
    assert (lost.name, lost.mask) == ("2", None)
    assert lost.failure.reason == "s.dcm holds pixels of a segment 2 that it does not describe"


@pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])
@pytest.mark.parametrize("described", [2, 1])
def test_more_segments_than_a_patient_has_nodes(tmp_path, series, monkeypatch, kind, described):
    """Also where they are not described, as in an image that is called a label map."""

    def change(dataset: Dataset) -> None:
        del dataset.SegmentSequence[len(dataset.SegmentSequence) - 2 + described :]

    path = write_seg(tmp_path / "s.dcm", series, {"a": BALL, "b": APART}, kind=kind, change=change)
    monkeypatch.setattr(values, "MOST_VALUES", 2)
    assert len(list(read_dicom_seg(path, CT))) == 2
    monkeypatch.setattr(values, "MOST_VALUES", 1)
    with pytest.raises(NodeError, match=r"s\.dcm holds 2 segments or structures; at most 1 are read from a file"):
        list(read_dicom_seg(path, CT))


def test_another_frame_of_reference_is_another_scan(tmp_path, series):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL})
    uid = dcmread(path).FrameOfReferenceUID
    assert [one.failure for one in read_dicom_seg(path, replace(CT, frame_uid=uid))] == [None]
    unsaid = write_seg(tmp_path / "u.dcm", series, {"n": BALL}, FrameOfReferenceUID=None)
    assert [one.failure for one in read_dicom_seg(unsaid, replace(CT, frame_uid=uid))] == [None]
    with pytest.raises(NodeError, match="in another frame of reference than the CT's, so on another scan") as error:
        list(read_dicom_seg(path, replace(CT, frame_uid="1.2.3")))
    assert uid not in str(error.value)


def frame(dataset: Dataset, number: int = 1) -> Dataset:
    return dataset.PerFrameFunctionalGroupsSequence[number]


def move(by: float, sideways: bool = False):
    """Move each plane against the one below, along the normal or across it."""

    def change(dataset: Dataset) -> None:
        axis = np.reshape(CT.geometry.direction, (3, 3))[:, 0 if sideways else 2]
        for number, item in enumerate(dataset.PerFrameFunctionalGroupsSequence):
            position = item.PlanePositionSequence[0]
            share = number if sideways else number == 2
            moved = np.asarray(position.ImagePositionPatient, float) + by * share * axis
            position.ImagePositionPatient = [f"{value:.10f}" for value in moved]

    return change


def drop(*path: str):
    def change(dataset: Dataset) -> None:
        holder = dataset
        for name in path[:-1]:
            holder = holder[name].value[0] if name != "PerFrameFunctionalGroupsSequence" else frame(holder)
        delattr(holder, path[-1])

    return change


def orientation_of_one(dataset: Dataset) -> None:
    item = Dataset()
    item.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    frame(dataset).PlaneOrientationSequence = [item]


def shared(group: str, element: str, value):
    def change(dataset: Dataset) -> None:
        setattr(dataset.SharedFunctionalGroupsSequence[0][group].value[0], element, value)

    return change


def same_plane(dataset: Dataset) -> None:
    frame(dataset).PlanePositionSequence = frame(dataset, 2).PlanePositionSequence


def no_frames(dataset: Dataset) -> None:
    dataset.NumberOfFrames, dataset.PerFrameFunctionalGroupsSequence = 0, []


def number_twice(dataset: Dataset) -> None:
    dataset.SegmentSequence = [*dataset.SegmentSequence, dataset.SegmentSequence[0]]


PER_FRAME, SHARED = "PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop(PER_FRAME, "PlanePositionSequence"), "s.dcm has 1 of 7 frames without a position in the patient"),
        (drop(SHARED, "PlaneOrientationSequence"), "s.dcm has frames without orientation"),
        (drop(SHARED, "PixelMeasuresSequence"), "s.dcm has frames without pixel size"),
        (drop(SHARED, "SegmentIdentificationSequence"), "a frame does not say which segment it belongs to"),
        (drop("SegmentSequence"), "s.dcm holds no segment"),
        (drop("SegmentationType"), "does not say whether it is binary, fractional or a label map"),
        (drop("PixelData"), "s.dcm cannot be read: it holds no pixel data"),
        (drop(PER_FRAME), "s.dcm cannot be read: it has 7 frames and describes 0"),
        (no_frames, "s.dcm cannot be read: it has 0 frames and describes 0"),
        (lambda dataset: setattr(dataset, "PixelData", dataset.PixelData[:96]), "it holds 96 bytes .* header says 97"),
        (drop(SHARED), "s.dcm cannot be read: its content is not what DICOM asks for"),
        (orientation_of_one, "s.dcm has frames of differing orientation"),
        (shared("PlaneOrientationSequence", "ImageOrientationPatient", [1, 0, 0, 1, 0, 0]), "directions or pixel"),
        (shared("PixelMeasuresSequence", "PixelSpacing", [0, 1]), "s.dcm states directions or pixel sizes"),
        (move(0.7), r"unevenly spaced: planes at .* mm from the first do not fit a step of 3.000 mm"),
        (move(0.5, sideways=True), r"shifted sideways by up to 3.00 mm \(9.5 degrees from their normal\)"),
        (number_twice, "two of its segments have the same number"),
        (lambda dataset: setattr(dataset, "NumberOfFrames", 9), "it has 9 frames and describes 7"),
        (lambda dataset: setattr(dataset, "BitsAllocated", 32), "its pixels are of 32 bits"),
        (lambda dataset: setattr(dataset, "SamplesPerPixel", 3), "its pixels are of 3 x 1 bits"),
        (lambda dataset: setattr(dataset, "Rows", 0), "its frames are of 10 x 0 pixels"),
        (lambda dataset: setattr(dataset, "Rows", 65535), r"it holds \d+ bytes of pixels, .* says 573432"),
        (lambda dataset: put_raw(dataset, 0x00280010, b""), "its content is not what DICOM asks for"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(tmp_path, series, change, reason):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, syntax=ImplicitVRLittleEndian, change=change)
    with pytest.raises(NodeError, match=reason) as error:
        list(read_dicom_seg(path, CT))
    assert "s.dcm" in error.value.reason
    assert not any(secret in str(error.value) for secret in (str(tmp_path), "Doe", "secret", "1.2."))


def test_two_frames_for_one_plane_cost_that_segment_only(tmp_path, series):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL, "m": CUBE}, change=same_plane)
    bad, good = read_dicom_seg(path, CT)
    assert bad.failure.reason == "s.dcm holds several frames of the segment for one plane"
    assert (good.name, good.failure) == ("m", None)


@pytest.mark.parametrize(("syntax", "words"), [(HTJ2KLossless, "as High-Throughput JPEG 2000"), ("1.2.3.4", "unknown")])
def test_a_compression_that_is_not_read_is_named(tmp_path, series, syntax, words):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, kind="LABELMAP", syntax=RLELossless)
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.save_as(path, implicit_vr=False, little_endian=True)
    with pytest.raises(NodeError, match=r"s\.dcm") as error:
        list(read_dicom_seg(path, CT))
    assert words in error.value.reason


def test_big_endian_bits_are_not_guessed(tmp_path, series):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL})
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    dcmwrite(path, dataset, implicit_vr=False, little_endian=False)
    with pytest.raises(NodeError, match=r"s\.dcm is big-endian"):
        list(read_dicom_seg(path, CT))


@pytest.mark.parametrize("kind", ["BINARY", "RLE"])
def test_a_file_cut_short_anywhere_is_refused(tmp_path, series, kind):
    path = tmp_path / "s.dcm"
    if kind == "RLE":
        write_seg(path, series, {"n": BALL}, kind="LABELMAP", syntax=RLELossless)
    else:
        write_seg(path, series, {"n": BALL})
    whole = path.read_bytes()
    last = len(whole) - 10  # what ends the pixel data of a compressed file may be missing without harm
    for end in np.random.default_rng(0).integers(0, last, 60):
        path.write_bytes(whole[:end])
        with pytest.raises(NodeError, match=r"s\.dcm"):
            list(read_dicom_seg(path, CT))


def test_a_small_file_that_grows_without_measure_is_refused(tmp_path, series, monkeypatch):
    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, ContentDescription="x")
    deflate(path)
    monkeypatch.setattr(kind, "MOST_PLANES", 4000)
    with pytest.raises(NodeError, match=r"s\.dcm is more than 0 MiB when it is decompressed; nothing of its kind"):
        list(read_dicom_seg(path, CT))


def test_planes_far_apart_take_no_memory(tmp_path, series):
    """Two planes a kilometre from each other would be a third of a million slices between."""

    def change(dataset: Dataset) -> None:
        frame(dataset).PlanePositionSequence[0].ImagePositionPatient = list(CT.geometry.point((0, 0, 10**9)).round(3))

    path = write_seg(tmp_path / "s.dcm", series, {"n": BALL}, change=change)
    tracemalloc.start()
    try:
        (found,) = read_dicom_seg(path, CT)
        assert "s.dcm spreads the segment over" in found.failure.reason
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
