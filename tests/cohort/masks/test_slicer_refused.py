"""Segmentations of 3D Slicer that contradict themselves, are damaged, empty, or no segmentation at all."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import numpy as np
import pytest

from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.read import NRRD, SLICER, read_masks
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.slicer import read_slicer
from nodecluster.cohort.masks.values import MOST_VALUES
from nodecluster.errors import NodeError
from tests.cohort.images.samples import CT, SIZE
from tests.cohort.masks.slicer_samples import (
    GRID,
    NODE,
    OTHER,
    OVERLAPPING,
    PLAIN,
    SEVERAL,
    block,
    write_nrrd,
    write_slicer,
)


def failures(path: Path) -> dict[str, str]:
    """The reason by the segment's name, of those that failed."""
    return {s.name: s.failure.reason for s in read_slicer(path, CT) if s.failure}


def test_an_older_file_with_fewer_layers_than_segments(tmp_path):
    path = write_nrrd(tmp_path / "a.seg.nrrd", NODE.astype("uint8"), GRID, {"Segment0_Name": "a", "Segment1_Name": "b"})
    assert failures(path) == {"b": "the segment 'b' of a.seg.nrrd names layer 1, counted from 0; the file has 1"}


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ({"Segment1_Layer": "7"}, "the segment 'LN_2' of a.seg.nrrd names layer 7, counted from 0; the file has 2"),
        ({"Segment1_Layer": "2"}, "the segment 'LN_2' of a.seg.nrrd names layer 2, counted from 0; the file has 2"),
        (
            {"Segment1_Layer": "-1"},
            "the segment 'LN_2' of a.seg.nrrd names no layer that can be understood; the file has 2",
        ),
        (
            {"Segment1_Layer": None},
            "the segment 'LN_2' of a.seg.nrrd names no layer that can be understood; the file has 2",
        ),
        ({"Segment1_LabelValue": "0"}, "the segment 'LN_2' of a.seg.nrrd has no label value above 0"),
        ({"Segment1_LabelValue": "1.5"}, "the segment 'LN_2' of a.seg.nrrd has no label value above 0"),
        ({"Segment1_LabelValue": None}, "the segment 'LN_2' of a.seg.nrrd has no label value above 0"),
        ({"Segment1_LabelValue": "9"}, "the segment 'LN_2' of a.seg.nrrd is empty: no voxel is set"),
    ],
)
def test_notes_that_contradict_the_voxels_cost_their_segment(tmp_path, notes, expected):
    path = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL, GRID, layers=True, notes=notes)
    found = failures(path)
    assert found["LN_2"] == expected
    assert found["value 1"] == f"a.seg.nrrd holds {OVERLAPPING.sum()} voxels of the value 1, which no segment has"
    good = {s.name: s for s in read_slicer(path, CT) if not s.failure}
    assert sorted(good) == ["LN_1", "LN_3"]
    assert np.count_nonzero(good["LN_3"].mask.voxels) == OTHER.sum()


def test_two_segments_with_one_value(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, notes={"Segment1_LabelValue": "1"})
    found = failures(path)
    same = "the segments 'LN_1' and 'LN 2' of a.seg.nrrd have one label value, 1, in one layer"
    assert found["LN_1"] == found["LN 2"] == same
    assert "2, which no segment has" in found["value 2"]


def test_of_many_segments_and_values_the_first_five_are_named(tmp_path):
    masks = [(f"n{number}", block((number, number + 1), (2, 4), (2, 4))) for number in range(7)]
    alike = {f"Segment{number}_LabelValue": "1" for number in range(6)}
    found = failures(write_slicer(tmp_path / "a.seg.nrrd", masks, GRID, notes=alike))
    assert "the segments 'n0' and 'n1' and 'n2' and 'n3' and 'n4' of" in found["n5"]
    assert "values 2, 3, 4, 5, 6" in found, "those that no segment has any more"
    none = {f"Segment{number}_LabelValue": "9" for number in range(7)}
    assert "values 1, 2, 3, 4, 5, ..." in failures(write_slicer(tmp_path / "b.seg.nrrd", masks, GRID, notes=none))


def test_what_our_own_files_put_behind_a_name_is_taken_off(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", [("LN_1 (group 2, score 1.3)", NODE)], GRID)
    assert [segment.name for segment in read_slicer(path, CT)] == ["LN_1"]


def test_voxels_that_are_no_numbers_are_counted(tmp_path):
    voxels = np.where(NODE, np.nan, 0).astype("float32")
    path = write_nrrd(tmp_path / "a.seg.nrrd", voxels, GRID, {"Segment0_Name": "LN", "Segment0_LabelValue": "1"})
    assert failures(path)["value nan"] == f"a.seg.nrrd holds {NODE.sum()} voxels of the value nan, which no segment has"


@pytest.mark.parametrize("shape", [SIZE[::-1], (1, 1, 1)])
def test_more_segments_than_a_patient_has_nodes(tmp_path, shape):
    path = write_nrrd(tmp_path / "a.seg.nrrd", np.ones(shape, "uint8"), GRID, {"Segment0_Name": "LN"})
    parts = {"Name": "LN", "LabelValue": "1", "Layer": "0"}
    lines = [f"Segment{number}_{part}:={text}" for number in range(20_000) for part, text in parts.items()]
    whole = path.read_bytes()

    def read(count: int) -> list[Segment]:
        notes = "\n".join(lines[: count * len(parts)]).encode()
        path.write_bytes(whole.replace(b"Segment0_Name:=LN", notes))
        return list(read_masks([MaskFile(path, None)], CT))

    start = time.perf_counter()
    (node,) = read(20_000)
    assert time.perf_counter() - start < 5
    assert node.failure.reason == "a.seg.nrrd holds 20000 segments or structures; at most 1000 are read from a file"
    assert len({node.node_id for node in read(MOST_VALUES)}) == MOST_VALUES


def test_voxels_that_no_segment_has_are_not_lost_in_silence(tmp_path):
    labels = np.zeros(SIZE[::-1], "int16")
    for value, mask in ((1, NODE), (7, OTHER), (-3, block((0, 1), (0, 1), (0, 1)))):
        labels[mask] = value
    notes = {"Segment0_Name": "LN", "Segment0_LabelValue": "1", "Segment0_Layer": "0"}
    path = write_nrrd(tmp_path / "a.seg.nrrd", labels, GRID, notes)
    assert failures(path) == {
        "values -3, 7": f"a.seg.nrrd holds {OTHER.sum() + 1} voxels of the values -3, 7, which no segment has"
    }
    halves = np.where(NODE, 1, 0) + np.where(OTHER, 0.5, 0) + np.where(block((0, 1), (0, 1), (0, 1)), np.nan, 0)
    path = write_nrrd(tmp_path / "b.seg.nrrd", halves.astype("float32"), GRID, notes)
    lost = f"b.seg.nrrd holds {OTHER.sum() + 1} voxels of the values 0.5, nan, which no segment has"
    assert failures(path) == {"values 0.5, nan": lost}
    assert [int(s.mask.voxels.sum()) for s in read_slicer(path, CT) if s.mask] == [NODE.sum()]


def test_an_image_with_notes_of_segments(tmp_path):
    path = write_nrrd(
        tmp_path / "a.nrrd", np.arange(1320, dtype="int16").reshape(SIZE[::-1]), GRID, {"Segment0_ID": "x"}
    )
    with pytest.raises(NodeError, match=r"a\.nrrd holds 1319 values; a labelmap of nodes holds one a node"):
        list(read_slicer(path, CT))


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 1, 1, 1)])
def test_an_empty_segmentation_is_called_that(tmp_path, shape):
    """NRRD has no empty arrays: 3D Slicer writes one voxel where there is none."""
    path = write_nrrd(
        tmp_path / "a.seg.nrrd", np.zeros(shape, "uint8"), GRID, {"Segmentation_ReferenceImageExtentOffset": "0 0 0"}
    )
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.failure.reason == "a.seg.nrrd is an empty segmentation, as 3D Slicer saves it without segments"
    assert (node.node_id, node.form) == ("", SLICER)
    path = write_nrrd(
        tmp_path / "renamed.nrrd", np.zeros(shape, "uint8"), GRID, {"Segmentation_ConversionParameters": ""}
    )
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.failure.reason.startswith("renamed.nrrd is an empty segmentation")
    path = write_nrrd(tmp_path / "bare.seg.nrrd", np.zeros(shape, "uint8"), GRID)
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.failure.reason.startswith("bare.seg.nrrd is an empty segmentation")
    notes = {"Segment0_ID": "Segment_1", "Segment0_Name": "LN_1", "Segment0_LabelValue": "1", "Segment0_Layer": "0"}
    path = write_nrrd(tmp_path / "b.seg.nrrd", np.zeros(shape, "uint8"), GRID, notes)
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.node_id == "LN_1"
    assert node.failure.reason.startswith("b.seg.nrrd is an empty segmentation, as 3D Slicer saves it: no voxel")


def test_a_labelmap_of_one_voxel_is_no_segmentation(tmp_path):
    path = write_nrrd(tmp_path / "a.nrrd", np.zeros((1, 1, 1), "uint8"), GRID)
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert (node.form, node.failure.reason) == (NRRD, "a.nrrd is empty: no voxel is set")


def test_an_empty_segment_among_others(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", {**PLAIN, "nothing": NODE & OTHER}, GRID)
    assert failures(path) == {"nothing": "the segment 'nothing' of a.seg.nrrd is empty: no voxel is set"}
    path = write_slicer(tmp_path / "b.seg.nrrd", {"x": NODE & OTHER, "y": NODE & OTHER}, GRID)
    assert sorted(failures(path)) == ["x", "y"]


@pytest.mark.parametrize("note", ["Segmentation_MasterRepresentation", "Segmentation_SourceRepresentation"])
@pytest.mark.parametrize("form", ["Fractional labelmap", "Closed surface", "Planar contours"])
def test_what_is_no_binary_labelmap_is_refused(tmp_path, note, form):
    path = write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, notes={note: form})
    with pytest.raises(NodeError, match=f"a.seg.nrrd is stored as '{form}', where a binary labelmap is needed"):
        list(read_slicer(path, CT))


def test_a_damaged_file_is_never_read_as_if_it_were_whole(tmp_path):
    for layers in (False, True):
        path = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL if layers else PLAIN, GRID, layers=layers)
        whole = path.read_bytes()
        start = whole.index(b"\n\n") + 2
        raw = gzip.decompress(whole[start:])
        cut = whole[:-1], whole[: (start + len(whole)) // 2], whole[:start], whole[: start - 1], whole[: start // 2]
        spoilt = whole[:-8] + bytes(4) + whole[-4:], whole[:start] + gzip.compress(raw[:-1])
        longer = whole[:start] + gzip.compress(raw + bytes(513)), whole.replace(b"11 12", b"11 11", 1)
        for content in (*cut, *spoilt, *longer, b"", b"hello", whole.replace(b"NRRD", b"DRRN", 1)):
            path.write_bytes(content)
            (node,) = read_masks([MaskFile(path, None)], CT)
            assert node.mask is None
            assert "a.seg.nrrd" in node.failure.reason
            assert str(tmp_path) not in str(node.failure)
