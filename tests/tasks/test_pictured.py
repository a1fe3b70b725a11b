"""What an extraction sees beside what it measures: pictures and shapes, which never cost a node its features."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.imaging.preview import preview
from nodecluster.imaging.shape import node_shape
from nodecluster.settings import Settings
from nodecluster.tasks import extraction as module
from nodecluster.tasks.extraction import extract_cohort
from nodecluster.tasks.opening import open_patient
from nodecluster.volume import Window
from tests.conftest import ellipsoid, write_image

SIZE = (30, 34, 20)


def test_every_measured_node_is_pictured_in_three_planes(small_cohort):
    root = small_cohort()
    write_image(root / "B" / "segmentations" / "LN_2.nii.gz", np.zeros(SIZE[::-1], np.uint8))
    found = extract_cohort(read_cohort(root), Settings())
    measured = [("A", "LN_1"), ("A", "LN_2"), ("B", "LN_1")]
    assert list(found.pictures) == measured
    planes = [[each.plane for each in made] for made in found.pictures.values()]
    assert planes == [["axial", "coronal", "sagittal"]] * 3
    assert sorted(found.shapes) == sorted([*measured, ("A", ""), ("B", "")])


def test_they_are_of_this_ct_and_these_masks(small_cohort):
    """Held against a preview from the whole CT, which reads no window at all."""
    root = small_cohort(patients=1)
    cohort = read_cohort(root)
    found = extract_cohort(cohort, Settings())
    opened = open_patient(next(iter(cohort.files())))
    whole = Window(opened.ct.whole().voxels, (0, 0, 0), opened.ct.geometry)
    for node in opened.nodes:
        expected = preview(whole, node.placed)
        picture = found.pictures["A", node.node_id][0]
        assert expected is not None
        assert (picture.rows, picture.columns) == expected.grey.shape
        assert (picture.slice_number, picture.slices) == (expected.slice_number, 20)
        assert found.shapes["A", node.node_id] == node_shape(node.placed, opened.ct.geometry)


def test_the_body_holds_its_nodes(small_cohort):
    shapes = extract_cohort(read_cohort(small_cohort(patients=1)), Settings()).shapes
    body = shapes["A", ""]
    least = np.asarray(body.origin_mm)
    most = least + (np.asarray(body.size) - 1) * body.step_mm
    for node in ("LN_1", "LN_2"):
        shape = shapes["A", node]
        middle = np.asarray(shape.origin_mm) + (np.asarray(shape.size) - 1) / 2 * shape.step_mm
        assert (least < middle).all()
        assert (middle < most).all()
    assert body.mask().sum() * body.step_mm**3 == pytest.approx(30 * 34 * 20 * 0.8 * 0.9 * 2, rel=0.25)


def test_the_same_whatever_the_number_of_jobs(small_cohort):
    cohort = read_cohort(small_cohort(patients=3))
    alone, pooled = (extract_cohort(cohort, Settings(), jobs=jobs) for jobs in (1, 2))
    assert alone.pictures == pooled.pictures
    assert alone.shapes == pooled.shapes
    assert len(alone.pictures) == 6


def test_a_picture_shows_20_mm_around_the_node(small_cohort):
    """Where voxels are small that is further than the features reach."""
    root = small_cohort(patients=1)
    size = (200, 190, 30)
    ct = np.random.default_rng(0).normal(40, 25, size[::-1]).astype(np.int16)
    write_image(root / "A" / "ct.nii.gz", ct, spacing=(0.3, 0.3, 2.0))
    for path in (root / "A" / "segmentations").iterdir():
        path.unlink()
    mask = ellipsoid(size, (100, 95, 15), (8, 8, 3)).astype(np.uint8)
    write_image(root / "A" / "segmentations" / "n.nii.gz", mask, spacing=(0.3, 0.3, 2.0))
    axial, coronal, sagittal = extract_cohort(read_cohort(root), Settings()).pictures["A", "n"]
    for made, width, height in ((axial, 40, 40), (coronal, 40, 40), (sagittal, 40, 40)):
        assert made.columns * made.column_mm == pytest.approx(width, abs=0.35)
        assert made.rows * made.row_mm == pytest.approx(height, abs=2.1)


def test_nothing_measured_leaves_no_body_behind(small_cohort):
    root = small_cohort(patients=1)
    for node in ("LN_1", "LN_2"):
        write_image(root / "A" / "segmentations" / f"{node}.nii.gz", np.zeros(SIZE[::-1], np.uint8))
    found = extract_cohort(read_cohort(root), Settings())
    assert (found.pictures, found.shapes, len(found.failures)) == ({}, {}, 2)


def exhausted(*_):
    raise MemoryError


def broken(*_):
    raise ValueError("a fault of ours")


@pytest.mark.parametrize("what", ["pictures", "node_shape"])
def test_memory_that_ends_at_a_picture_costs_the_picture_only(small_cohort, monkeypatch, what):
    cohort = read_cohort(small_cohort())
    expected = extract_cohort(cohort, Settings())
    monkeypatch.setattr(module, what, exhausted)
    found = extract_cohort(cohort, Settings())
    pd.testing.assert_frame_equal(found.features, expected.features)
    assert found.failures.empty
    bodies = {key: shape for key, shape in expected.shapes.items() if not key[1]}
    assert len(bodies) == 2
    left = (expected.pictures, bodies) if what == "node_shape" else ({}, expected.shapes)
    assert (found.pictures, found.shapes) == left


def test_memory_that_ends_at_the_body_costs_the_body_only(small_cohort, monkeypatch):
    cohort = read_cohort(small_cohort())
    expected = extract_cohort(cohort, Settings())
    monkeypatch.setattr(module.BodyWatcher, "shape", exhausted)
    found = extract_cohort(cohort, Settings())
    pd.testing.assert_frame_equal(found.features, expected.features)
    assert found.shapes == {key: shape for key, shape in expected.shapes.items() if key[1]}


@pytest.mark.parametrize("what", ["pictures", "node_shape"])
def test_a_fault_of_ours_is_not_hidden(small_cohort, monkeypatch, what):
    cohort = read_cohort(small_cohort(patients=1))
    monkeypatch.setattr(module, what, broken)
    with pytest.raises(ValueError, match="a fault of ours"):
        extract_cohort(cohort, Settings())
