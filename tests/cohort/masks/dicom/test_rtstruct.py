"""Structure sets: what is in the file, and what may be wrong with it. The rule itself: test_contours.py."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import ExplicitVRLittleEndian

from nodecluster.cohort.masks import values
from nodecluster.cohort.masks.dicom.rtstruct import read_rtstruct
from nodecluster.errors import NodeError
from tests.cohort.images.samples import CT
from tests.cohort.masks.dicom.samples import BALL, CUBE, mask_contours, on_ct, put_raw, write_rtstruct

NODES = {"LN 1": BALL, "Knoten/α <2>": CUBE}


def contours(node: np.ndarray = BALL) -> list[np.ndarray]:
    return mask_contours(node, CT.geometry)


def only(path, ct=CT):
    (found,) = read_rtstruct(path, ct)
    return found


@pytest.mark.parametrize("digits", [2, 3, 10])
@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])
def test_nodes_come_back_by_name_voxel_for_voxel(tmp_path, series, digits, syntax):
    drawn = {name: contours(node) for name, node in NODES.items()}
    path = write_rtstruct(
        tmp_path / "r.dcm", series, drawn, digits=digits, syntax=syntax, SpecificCharacterSet="ISO_IR 192"
    )
    found = list(read_rtstruct(path, CT))
    assert [segment.name for segment in found] == list(NODES)
    for segment, node in zip(found, NODES.values(), strict=True):
        assert (segment.failure, segment.remark) == (None, "")
        np.testing.assert_array_equal(on_ct(segment), node)


def test_explicit_lengths_and_delimiters_are_the_same(tmp_path, series):
    def open_ended(dataset: Dataset) -> None:
        for element in dataset:
            if element.VR == "SQ":
                element.is_undefined_length = True
                for item in element.value:
                    item.is_undefined_length_sequence_item = True
                    open_ended(item)

    path = write_rtstruct(tmp_path / "r.dcm", series, {"n": contours()}, change=open_ended)
    np.testing.assert_array_equal(on_ct(only(path)), BALL)


@pytest.mark.parametrize("kind", [b"CLOSED_PLANAR_XOR", b"CLOSEDPLANAR_XOR", b"closed_planar"])
def test_closed_contours_of_every_kind(tmp_path, series, kind):
    def change(dataset: Dataset) -> None:
        for contour in dataset.ROIContourSequence[0].ContourSequence:
            put_raw(contour, 0x30060042, kind)

    path = write_rtstruct(tmp_path / "r.dcm", series, {"n": contours()}, change=change)
    np.testing.assert_array_equal(on_ct(only(path)), BALL)


def test_what_is_no_closed_contour_is_left_out_and_told(tmp_path, series):
    point, line = CT.geometry.point([[5, 5, 6]]), CT.geometry.point([[0, 0, 6], [9, 9, 6]])
    odd = [("POINT", point), ("OPEN_PLANAR", line), ("OPEN_NONPLANAR", line), line, point, ("CLOSED_PLANAR", None)]
    found = only(write_rtstruct(tmp_path / "r.dcm", series, {"n": [*odd, *contours()]}))
    np.testing.assert_array_equal(on_ct(found), BALL)
    left_out = "3 contours open, or a point, left out; 3 contours of fewer than three points left out"
    assert found.remark == left_out
    alone = only(write_rtstruct(tmp_path / "p.dcm", series, {"n": odd[:1]}))
    expected = "the structure is empty in p.dcm: it has no closed contour (1 contour open, or a point, left out)"
    assert (alone.failure.stage, alone.failure.reason) == ("mask", expected)


@pytest.mark.parametrize("drop", ["ContourSequence", "ROIContourSequence", "ReferencedROINumber"])
def test_a_structure_without_contours_fails_and_the_other_does_not(tmp_path, series, drop):
    def change(dataset: Dataset) -> None:
        if drop == "ROIContourSequence":
            del dataset.ROIContourSequence[0]
        elif drop == "ContourSequence":
            del dataset.ROIContourSequence[0].ContourSequence
        else:
            dataset.ROIContourSequence[0].ReferencedROINumber = 2  # both belong to the second

    drawn = {"empty": [] if drop == "ReferencedROINumber" else contours(), "full": contours(CUBE)}
    empty, full = read_rtstruct(write_rtstruct(tmp_path / "r.dcm", series, drawn, change=change), CT)
    assert (empty.name, empty.mask) == ("empty", None)
    assert empty.failure.reason == "the structure is empty in r.dcm: it has no contour"
    np.testing.assert_array_equal(on_ct(full), CUBE)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: data[:-1], "of 11 coordinates, which is not three a point"),
        (lambda data: [*data[:5], "nan", *data[6:]], "not made of finite numbers"),
        (lambda data: [*data[:5], "inf", *data[6:]], "not made of finite numbers"),
        (lambda data: [*data[:5], "", *data[6:]], "not made of numbers"),
        (lambda data: [*data[:5], "1,5", *data[6:]], "not made of numbers"),
        (lambda data: [*data[:5], "1_0", *data[6:]], "not made of numbers"),
        (lambda data: data[:-3], "of 3 points, where it says that it has 4"),
    ],
)
def test_coordinates_that_are_none_cost_that_structure_only(tmp_path, series, spoil, reason):
    def change(dataset: Dataset) -> None:
        contour = dataset.ROIContourSequence[0].ContourSequence[1]
        stated = contour.NumberOfContourPoints
        data = spoil([str(value) for value in contour.ContourData])
        put_raw(contour, 0x30060050, "\\".join(data).encode())
        contour.NumberOfContourPoints = stated

    square = [contours(CUBE)[0] + CT.geometry.matrix()[:, 2] * z for z in range(3)]
    path = write_rtstruct(tmp_path / "r.dcm", series, {"bad": square, "good": contours()}, change=change)
    bad, good = read_rtstruct(path, CT)
    assert (bad.failure.stage, bad.failure.reason) == (
        "reading",
        f"r.dcm has a contour of this structure that is {reason}",
    )
    np.testing.assert_array_equal(on_ct(good), BALL)


def test_contours_off_the_slices_are_refused_with_the_file_and_the_place(tmp_path, series):
    shifted = [one + 0.3 * CT.geometry.matrix()[:, 2] for one in contours()]
    failure = only(write_rtstruct(tmp_path / "r.dcm", series, {"n": shifted})).failure
    assert failure.stage == "mask"
    assert failure.reason.startswith(
        "r.dcm: 7 of the 7 contours do not lie on a slice of the CT; the first lies at slice"
    )


@pytest.mark.parametrize("digits", [1, 2])
def test_contours_stored_twice_and_rounded_in_two_ways(tmp_path, series, digits):
    """Even-odd, nothing but a few voxels would be left of them."""
    oval = CT.geometry.index(np.concatenate(contours(BALL)))
    (x, y, _), turn = oval.mean(axis=0), np.linspace(0, 2 * np.pi, 50, endpoint=False)
    drawn = [
        CT.geometry.point(np.column_stack([x + 3.1 * np.cos(turn), y + 2.7 * np.sin(turn), [z] * 50])) for z in (4, 5)
    ]
    once = only(write_rtstruct(tmp_path / "a.dcm", series, {"n": drawn}))
    twice = only(write_rtstruct(tmp_path / "b.dcm", series, {"n": [*drawn, *(one.round(digits) for one in drawn)]}))
    assert twice.remark == "2 contours given twice and taken once"
    np.testing.assert_array_equal(on_ct(twice), on_ct(once))
    assert on_ct(once).sum() > 40


def test_more_structures_than_a_patient_has_nodes(tmp_path, series, monkeypatch):
    path = write_rtstruct(tmp_path / "r.dcm", series, {name: contours() for name in "abc"})
    monkeypatch.setattr(values, "MOST_VALUES", 3)
    assert len(list(read_rtstruct(path, CT))) == 3
    monkeypatch.setattr(values, "MOST_VALUES", 2)
    with pytest.raises(NodeError, match=r"r\.dcm holds 3 segments or structures; at most 2 are read from a file"):
        list(read_rtstruct(path, CT))


def test_another_frame_of_reference_is_another_scan(tmp_path, series):
    uid = dcmread(next(series.iterdir())).FrameOfReferenceUID
    path = write_rtstruct(tmp_path / "r.dcm", series, {"n": contours()})
    assert only(path, replace(CT, frame_uid=uid)).failure is None
    unsaid = write_rtstruct(
        tmp_path / "u.dcm", series, {"n": contours()},
        change=lambda dataset: delattr(dataset.StructureSetROISequence[0], "ReferencedFrameOfReferenceUID"),
    )  # fmt: skip
    assert only(unsaid, replace(CT, frame_uid=uid)).failure is None
    failure = only(path, replace(CT, frame_uid="1.2.3")).failure
    assert "in another frame of reference than the CT's, so on another scan" in failure.reason
    assert uid not in str(failure)


def test_a_structure_set_without_structures_and_with_numbers_twice(tmp_path, series):
    with pytest.raises(NodeError, match=r"r.dcm holds no structure"):
        list(read_rtstruct(write_rtstruct(tmp_path / "r.dcm", series, {}), CT))

    def change(dataset: Dataset) -> None:
        dataset.StructureSetROISequence[1].ROINumber = 1

    path = write_rtstruct(tmp_path / "r.dcm", series, {"a": contours(), "b": contours(CUBE)}, change=change)
    with pytest.raises(NodeError, match="two of its structures have the same number"):
        list(read_rtstruct(path, CT))


def test_contours_that_no_structure_names_are_not_lost(tmp_path, series):
    def change(dataset: Dataset) -> None:
        del dataset.StructureSetROISequence

    found = only(write_rtstruct(tmp_path / "r.dcm", series, {"a": contours()}, change=change))
    assert found.name == ""
    np.testing.assert_array_equal(on_ct(found), BALL)


def test_a_file_cut_short_anywhere_is_refused(tmp_path, series):
    path = write_rtstruct(tmp_path / "r.dcm", series, {"a": contours(CUBE)}, syntax=ExplicitVRLittleEndian)
    whole = path.read_bytes()
    for end in np.random.default_rng(0).integers(0, len(whole), 60):
        path.write_bytes(whole[:end])
        with pytest.raises(NodeError, match=r"r\.dcm"):
            list(read_rtstruct(path, CT))


def test_a_hundred_thousand_points_are_read_at_once(tmp_path, series):
    turn = np.linspace(0, 2 * np.pi, 25_000, endpoint=False)
    ring = np.column_stack([5 + 3.2 * np.cos(turn), 5 + 3.2 * np.sin(turn)])
    drawn = [CT.geometry.point(np.column_stack([ring, np.full(len(ring), z)])) for z in range(3, 7)]

    def change(dataset: Dataset) -> None:
        sequence = dataset.ROIContourSequence[0].ContourSequence
        for contour, points in zip(sequence, drawn, strict=True):
            contour.NumberOfContourPoints = len(points)
            put_raw(contour, 0x30060050, "\\".join(map("{:.4f}".format, points.ravel().tolist())).encode())

    path = write_rtstruct(tmp_path / "r.dcm", series, {"n": contours()[:1] * 4}, change=change)
    start = time.perf_counter()
    found = only(path)
    assert time.perf_counter() - start < 3
    assert np.count_nonzero(found.mask.voxels) == 4 * 37  # so many whole numbers lie within 3.2 of one of them
