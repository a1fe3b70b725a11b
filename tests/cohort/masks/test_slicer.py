"""3D Slicer's segmentations: its own files, and every way in which such a file can differ from what is expected."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
import slicerio

from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.read import SLICER, read_masks
from nodecluster.cohort.masks.slicer import read_slicer
from nodecluster.errors import NodeError
from tests.cohort.images.samples import CT, SIZE, TURN
from tests.cohort.masks.slicer_samples import write_nrrd, write_slicer

GRID = CT.geometry


def block(*ranges: tuple[int, int]) -> np.ndarray:
    """A mask (z, y, x) that fills ranges of x, y, z."""
    mask = np.zeros(SIZE[::-1], bool)
    x, y, z = (slice(*pair) for pair in ranges)
    mask[z, y, x] = True
    return mask


NODE, OTHER, OVERLAPPING = block((2, 5), (3, 7), (6, 9)), block((6, 9), (1, 4), (1, 5)), block((3, 8), (5, 9), (7, 10))
PLAIN = {"LN_1": NODE, "LN 2": OTHER}
SEVERAL = {"LN_1": NODE, "LN_2": OVERLAPPING, "LN_3": OTHER}


def points(mask: np.ndarray) -> np.ndarray:
    """The places of a mask's voxels in the patient, mm, sorted."""
    return sorted_rows(GRID.point(np.argwhere(mask.transpose(2, 1, 0))))


def sorted_rows(rows: np.ndarray) -> np.ndarray:
    return rows[np.lexsort(rows.round(3).T)]


def assert_as_slicerio(path: Path) -> None:
    """Names, order, and every voxel's place in the patient, as slicerio and pynrrd read them."""
    theirs = slicerio.read_segmentation(str(path))
    ours = list(read_slicer(path, CT))
    assert [segment.name for segment in ours] == [segment["name"] for segment in theirs["segments"]]
    affine = theirs["ijkToLPS"]
    for segment, other in zip(ours, theirs["segments"], strict=True):
        voxels = theirs["voxels"]
        index = np.argwhere((voxels[other["layer"]] if voxels.ndim == 4 else voxels) == other["labelValue"])
        mask = segment.mask
        assert np.count_nonzero(mask.voxels) == len(index) > 0
        assert mask.voxels.any(axis=(0, 1)).all(), "cropped to what is drawn"
        assert segment.grid.size == voxels.shape[-3:]
        place = mask.geometry.point(np.argwhere(mask.voxels.transpose(2, 1, 0)))
        np.testing.assert_allclose(sorted_rows(place), sorted_rows(index @ affine[:3, :3].T + affine[:3, 3]), atol=1e-6)


@pytest.mark.parametrize("name", ["Segmentation.seg.nrrd", "SegmentationOverlapping.seg.nrrd"])
def test_files_that_slicer_itself_wrote(shared_data, name):
    path = shared_data / "slicer_chest" / name
    assert_as_slicerio(path)
    theirs = slicerio.read_segmentation(str(path))
    voxel_mm3 = abs(np.linalg.det(theirs["ijkToLPS"][:3, :3]))
    nodes = list(read_masks([MaskFile(path, None)], CT))
    assert len(nodes) == len(theirs["segments"]) == (7 if name == "Segmentation.seg.nrrd" else 8)
    for node, segment in zip(nodes, theirs["segments"], strict=True):
        voxels = theirs["voxels"] if theirs["voxels"].ndim == 3 else theirs["voxels"][segment["layer"]]
        assert (node.node_id, node.failure, node.form, node.remark) == (segment["name"], None, SLICER, "")
        volume = np.count_nonzero(node.mask.voxels) * np.prod(node.mask.geometry.spacing_mm)
        assert volume == pytest.approx(np.count_nonzero(voxels == segment["labelValue"]) * voxel_mm3, rel=1e-12)


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16", "uint16", "int32", "float32", "int64"])
@pytest.mark.parametrize("encoding", ["gzip", "raw"])
def test_every_type_as_slicerio_reads_it(tmp_path, kind, encoding):
    assert_as_slicerio(write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, kind=kind, encoding=encoding))
    assert_as_slicerio(write_slicer(tmp_path / "b.seg.nrrd", SEVERAL, GRID, kind=kind, encoding=encoding, layers=True))


@pytest.mark.parametrize("layers", [False, True])
@pytest.mark.parametrize("crop", [False, True])
def test_every_voxel_is_where_it_was_drawn(tmp_path, layers, crop):
    masks = SEVERAL if layers else PLAIN
    path = write_slicer(tmp_path / "a.seg.nrrd", masks, GRID, layers=layers, crop=crop)
    assert_as_slicerio(path)
    for segment, mask in zip(read_slicer(path, CT), masks.values(), strict=True):
        place = segment.mask.geometry.point(np.argwhere(segment.mask.voxels.transpose(2, 1, 0)))
        np.testing.assert_allclose(sorted_rows(place), points(mask), atol=1e-9)
    assert not np.allclose(TURN, np.eye(3))


def test_numbers_written_as_text(tmp_path):
    assert_as_slicerio(write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, encoding="ascii"))


@pytest.mark.parametrize("layers", [False, True])
def test_big_endian(tmp_path, layers):
    path = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL if layers else PLAIN, GRID, kind=">i2", layers=layers)
    assert b"endian: big" in path.read_bytes()
    assert_as_slicerio(path)


def test_right_anterior_superior(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL, GRID, layers=True)
    path.write_bytes(path.read_bytes().replace(b"left-posterior-superior", b"right-anterior-superior"))
    assert_as_slicerio(path)
    (segment, *_) = read_slicer(path, CT)
    place = segment.mask.geometry.point(np.argwhere(segment.mask.voxels.transpose(2, 1, 0)))
    np.testing.assert_allclose(sorted_rows(place * (-1, -1, 1)), points(NODE), atol=1e-9)


def test_a_label_value_is_unique_in_its_layer_only(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL, GRID, layers=True)
    assert path.read_bytes().count(b"LabelValue:=1\n") == 2
    assert [int(np.count_nonzero(s.mask.voxels)) for s in read_slicer(path, CT)] == [
        int(mask.sum()) for mask in (NODE, OVERLAPPING, OTHER)
    ]


def test_a_file_of_layers_with_one_layer(tmp_path):
    assert_as_slicerio(write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, layers=True))


def test_layers_on_the_last_axis(tmp_path):
    first = write_slicer(tmp_path / "a.seg.nrrd", SEVERAL, GRID, layers=True, encoding="raw")
    head, data = first.read_bytes().split(b"\n\n", 1)
    arrays = np.frombuffer(data, "u1").reshape(*SIZE[::-1], 2)
    head = head.replace(b"kinds: list domain domain domain", b"kinds: domain domain domain list")
    head = head.replace(b"sizes: 2 10 11 12", b"sizes: 10 11 12 2")
    before, rest = head.split(b"space directions: none ")
    steps, after = rest.split(b"\n", 1)
    last = tmp_path / "b.seg.nrrd"
    last.write_bytes(
        before + b"space directions: " + steps + b" none\n" + after + b"\n\n" + np.moveaxis(arrays, -1, 0).tobytes()
    )
    for one, other in zip(read_slicer(first, CT), read_slicer(last, CT), strict=True):
        assert one.mask.geometry == other.mask.geometry
        assert (one.mask.voxels == other.mask.voxels).all()


def test_more_layers_than_a_byte_counts(tmp_path):
    masks = [(f"LN_{number}", NODE) for number in range(300)]
    segments = list(read_slicer(write_slicer(tmp_path / "a.seg.nrrd", masks, GRID, layers=True), CT))
    assert [segment.name for segment in segments] == [f"LN_{number}" for number in range(300)]
    assert all(np.count_nonzero(segment.mask.voxels) == NODE.sum() for segment in segments)


def test_more_segments_than_a_byte_counts(tmp_path):
    masks = [(f"LN_{n}", block((n % 10, n % 10 + 1), (n // 10 % 11, n // 10 % 11 + 1), (n // 110, n // 110 + 1)))
             for n in range(400)]  # fmt: skip
    assert_as_slicerio(write_slicer(tmp_path / "a.seg.nrrd", masks, GRID, kind="uint16"))


def test_files_of_older_slicers_say_neither_layer_nor_value(tmp_path):
    arrays = np.stack([NODE, OVERLAPPING, OTHER]).astype("uint8")
    notes = {
        f"Segment{n}_{key}": text for n, name in enumerate("abc") for key, text in (("ID", f"S{n}"), ("Name", name))
    }
    path = write_nrrd(tmp_path / "a.seg.nrrd", arrays, GRID, notes)
    segments = list(read_slicer(path, CT))
    assert [(s.name, int(s.mask.voxels.sum())) for s in segments] == [
        ("a", NODE.sum()), ("b", OVERLAPPING.sum()), ("c", OTHER.sum())
    ]  # fmt: skip


def test_other_notes_may_be_anything(tmp_path):
    notes = {
        "Segment0_Extent": "not numbers",
        "Segment1_Extent": "5 1 5 1 5 1",
        "Segment0_Tags": "TerminologyEntry:~~|x|",
        "Segment0_Color": "red",
        "Segment0_NameAutoGenerated": "?",
        "Segmentation_ConversionParameters": "&&|&",
        "Segmentation_ReferenceImageExtentOffset": "far",
        "Segmentation_ContainedRepresentationNames": "",
    }
    path = write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, notes=notes)
    assert [(s.name, s.failure) for s in read_slicer(path, CT)] == [("LN_1", None), ("LN 2", None)]


def test_segments_come_in_the_order_of_their_numbers(tmp_path):
    masks = {f"n{number}": block((number % 10, number % 10 + 1), (number // 10, 9), (2, 5)) for number in range(12)}
    path = write_slicer(tmp_path / "a.seg.nrrd", masks, GRID)
    lines = path.read_bytes().split(b"\n\n")[0].split(b"\n")
    notes = [line for line in lines if line.startswith(b"Segment")]
    shuffled = [line for line in lines if not line.startswith(b"Segment")] + notes[::-1]
    path.write_bytes(b"\n".join(shuffled) + b"\n\n" + path.read_bytes().split(b"\n\n", 1)[1])
    assert [segment.name for segment in read_slicer(path, CT)] == list(masks)


@pytest.mark.parametrize(
    "name", ["Lymphknoten Größe", "リンパ節", "a:b", "a: b", "a:=b", "#1", " x ", "a\\nb\\", "a\nb", "é" * 99]
)
def test_a_name_is_any_text(tmp_path, name):
    path = write_slicer(tmp_path / "a.seg.nrrd", [(name, NODE)], GRID)
    (segment,) = read_slicer(path, CT)
    assert segment.name == name


def test_a_name_that_is_no_text(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", [("Knoten-Groe", NODE)], GRID)
    path.write_bytes(path.read_bytes().replace(b"Groe", b"Gr\xf6e"))
    (segment,) = read_slicer(path, CT)
    assert segment.name == "Knoten-Gr\ufffde"


def failures(path: Path) -> dict[str, str]:
    """The reason by the segment's name, of those that failed."""
    return {s.name: s.failure.reason for s in read_slicer(path, CT) if s.failure}


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ({"Segment1_Layer": "7"}, "the segment 'LN_2' of a.seg.nrrd names layer 7, counted from 0; the file has 2"),
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
    assert list(failures(path)) == ["values 0.5, nan"]
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
    notes = {"Segment0_ID": "Segment_1", "Segment0_Name": "LN_1", "Segment0_LabelValue": "1", "Segment0_Layer": "0"}
    path = write_nrrd(tmp_path / "b.seg.nrrd", np.zeros(shape, "uint8"), GRID, notes)
    (node,) = read_masks([MaskFile(path, None)], CT)
    assert node.node_id == "LN_1"
    assert node.failure.reason.startswith("b.seg.nrrd is an empty segmentation, as 3D Slicer saves it: no voxel")


def test_an_empty_segment_among_others(tmp_path):
    path = write_slicer(tmp_path / "a.seg.nrrd", {**PLAIN, "nothing": NODE & OTHER}, GRID)
    assert failures(path) == {"nothing": "the segment 'nothing' of a.seg.nrrd is empty: no voxel is set"}
    path = write_slicer(tmp_path / "b.seg.nrrd", {"x": NODE & OTHER, "y": NODE & OTHER}, GRID)
    assert sorted(failures(path)) == ["x", "y"]


@pytest.mark.parametrize("form", ["Fractional labelmap", "Closed surface", "Planar contours"])
def test_what_is_no_binary_labelmap_is_refused(tmp_path, form):
    path = write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, notes={"Segmentation_MasterRepresentation": form})
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
        longer = whole[:start] + gzip.compress(raw + bytes(110)), whole.replace(b"11 12", b"11 11", 1)
        for content in (*cut, *spoilt, *longer, b"", b"hello", whole.replace(b"NRRD", b"DRRN", 1)):
            path.write_bytes(content)
            (node,) = read_masks([MaskFile(path, None)], CT)
            assert node.mask is None
            assert "a.seg.nrrd" in node.failure.reason
            assert str(tmp_path) not in str(node.failure)
