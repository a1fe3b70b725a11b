"""3D Slicer's segmentations: its own files, and every way in which such a file can differ from what is expected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import slicerio

from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.read import SLICER, read_masks
from nodecluster.cohort.masks.slicer import read_slicer
from tests.cohort.images.samples import CT, SIZE, TURN
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


def test_files_that_say_the_values_and_not_the_layers(tmp_path):
    """In one array all values are of the first layer; in several, the n-th segment is in the n-th."""
    bare = {f"Segment{number}_Layer": None for number in range(3)}
    path = write_slicer(tmp_path / "a.seg.nrrd", PLAIN, GRID, notes=bare)
    assert [int(s.mask.voxels.sum()) for s in read_slicer(path, CT)] == [NODE.sum(), OTHER.sum()]
    arrays = np.stack([NODE * 3, OVERLAPPING * 4, OTHER * 5]).astype("uint8")
    notes = {
        f"Segment{n}_{key}": text for n in range(3) for key, text in (("Name", "abc"[n]), ("LabelValue", f"{n + 3}"))
    }
    segments = list(read_slicer(write_nrrd(tmp_path / "b.seg.nrrd", arrays, GRID, notes), CT))
    assert [int(s.mask.voxels.sum()) for s in segments] == [NODE.sum(), OVERLAPPING.sum(), OTHER.sum()]


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
