"""A cohort's extraction: the same bytes however it runs, and every failure a row."""

from __future__ import annotations

import errno
import os
import shutil
import signal

import numpy as np
import pandas as pd
import pytest

from nodecluster.cohort.images.gzipped import GzipReader
from nodecluster.cohort.tables.patients import PatientFiles, read_cohort
from nodecluster.runs import csv_bytes
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES
from nodecluster.tasks import extraction as module
from nodecluster.tasks.extraction import extract_cohort, measure_patient
from tests.conftest import ROOT, ellipsoid, write_image

SIZE = (30, 34, 20)


def test_the_same_bytes_whatever_the_number_of_jobs(small_cohort):
    cohort = read_cohort(small_cohort(patients=4))
    seen = []
    alone = extract_cohort(cohort, Settings(), jobs=1, progress=lambda *state: seen.append(state))
    pooled = extract_cohort(cohort, Settings(), jobs=3)
    assert csv_bytes(alone.features) == csv_bytes(pooled.features)
    assert alone.features[["patient_id", "node_id"]].to_numpy().tolist() == [
        [p, n] for p in "ABCD" for n in ("LN_1", "LN_2")
    ]
    assert [(done, total) for done, total, _ in seen] == [(n, 4) for n in range(1, 5)]


def two_voxels() -> np.ndarray:
    """2.9 mm³ in three dimensions."""
    mask = np.zeros(SIZE[::-1], bool)
    mask[[9, 10], [15, 16], [15, 16]] = True
    return mask


def spoil(path, name: str) -> None:
    """Write a bad mask beside the good ones."""
    if name == "unreadable":
        (path / "unreadable.nii.gz").write_bytes(b"\x1f\x8bnot gzip")
        return
    whole = {
        "empty": np.zeros(SIZE[::-1], bool),
        "one_slice": ellipsoid(SIZE, (15, 15, 10), (5, 5, 0.5)),
        "one_column": ellipsoid(SIZE, (15, 15, 10), (0.5, 5, 4)),
        "small": two_voxels(),
        "edge": ellipsoid(SIZE, (2, 15, 10), (4, 4, 3)),
        "two_values": ellipsoid(SIZE, (15, 15, 10), (4, 4, 3)) + np.uint8(0),
        "outside": ellipsoid(SIZE, (15, 15, 10), (4, 4, 3)),
    }[name].astype(np.uint8)
    if name == "two_values":
        whole[whole > 0] = np.arange(np.count_nonzero(whole)) % 2 + 1
    write_image(path / f"{name}.nii.gz", whole, origin=(500.0, 7, -30) if name == "outside" else (-11.0, 7.0, -30.0))


@pytest.mark.parametrize(
    ("name", "stage", "reason"),
    [
        ("empty", "mask", "no voxel is set"),
        ("one_slice", "mask", "one voxel thick along z (slices)"),
        ("one_column", "mask", "one voxel thick along x,"),
        ("small", "resampling", "too small"),
        ("edge", "mask", "touches the CT's border along x,"),
        ("two_values", "mask", "2 values (1, 2)"),
        ("outside", "mask", "0 % of the mask lies inside the CT"),
        ("unreadable", "reading", "unreadable.nii.gz"),
    ],
)
def test_a_bad_mask_is_a_row_and_costs_no_good_one(small_cohort, name, stage, reason):
    root = small_cohort(patients=1)
    good = extract_cohort(read_cohort(root), Settings()).features
    spoil(root / "A" / "segmentations", name)
    found = extract_cohort(read_cohort(root), Settings())
    pd.testing.assert_frame_equal(found.features, good)
    (row,) = found.failures.to_dict("records")
    assert (row["patient_id"], row["node_id"], row["stage"]) == ("A", name, stage)
    assert reason in row["reason"]
    assert row["remedy"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda ct: np.where(np.arange(ct.shape[2]) < 2, ct - 100, 40).astype(ct.dtype), "same value (40 HU)"),
        (lambda ct: np.where(np.arange(ct.shape[2]) == 12, np.nan, ct.astype(np.float32)), "not numbers"),
    ],
    ids=["flat", "NaN"],
)
def test_a_bad_ct_is_said_for_each_node(small_cohort, change, reason):
    root = small_cohort(patients=1)
    ct = np.random.default_rng(0).normal(40, 25, SIZE[::-1]).astype(np.int16)
    write_image(root / "A" / "ct.nii.gz", change(ct))
    failures = extract_cohort(read_cohort(root), Settings()).failures
    assert failures["node_id"].tolist() == ["LN_1", "LN_2"]
    assert failures["reason"].str.contains(reason, regex=False).all()


def test_an_unreadable_ct_is_one_row_of_the_patient(small_cohort):
    root = small_cohort(patients=2)
    (root / "A" / "ct.nii.gz").write_bytes(b"")
    found = extract_cohort(read_cohort(root), Settings(), jobs=2)
    assert found.failures[["patient_id", "node_id", "stage"]].to_numpy().tolist() == [["A", "", "reading"]]
    assert found.features["patient_id"].unique().tolist() == ["B"]


def test_a_damaged_ct_hides_no_bad_mask(small_cohort):
    root = small_cohort(patients=2)
    spoil(root / "A" / "segmentations", "empty")
    ct = root / "A" / "ct.nii.gz"
    ct.write_bytes(ct.read_bytes()[:-500])
    failures = extract_cohort(read_cohort(root), Settings()).failures
    assert failures[["patient_id", "node_id"]].to_numpy().tolist() == [["A", ""], ["A", "empty"]]
    assert "cut short" in failures["reason"][0]


def test_a_labelmap_gives_a_node_a_value(small_cohort):
    root = small_cohort(patients=1)
    files = extract_cohort(read_cohort(root), Settings()).features
    both = np.zeros(SIZE[::-1], np.uint16)
    both[ellipsoid(SIZE, (9, 10, 10), (4, 4, 3))] = 3
    both[ellipsoid(SIZE, (20, 22, 9), (4, 4, 3))] = 700
    write_image(root / "labels.nrrd", both)
    (root / "patients.csv").write_text("patient_id,segmentation\nA,labels.nrrd\n")
    labelmap = extract_cohort(read_cohort(root), Settings()).features
    assert labelmap["node_id"].tolist() == ["3", "700"]
    assert (labelmap[list(FEATURES)].to_numpy() == files[list(FEATURES)].to_numpy()).all()


def test_a_labelmap_alone_in_its_folder_is_a_labelmap(small_cohort):
    """As 3D Slicer exports a segmentation: one file, a value a segment."""
    root = small_cohort(patients=1)
    expected = extract_cohort(read_cohort(root), Settings()).features
    for path in (root / "A" / "segmentations").iterdir():
        path.unlink()
    both = np.zeros(SIZE[::-1], np.uint8)
    both[ellipsoid(SIZE, (9, 10, 10), (4, 4, 3))] = 1
    both[ellipsoid(SIZE, (20, 22, 9), (4, 4, 3))] = 2
    write_image(root / "A" / "segmentations" / "Segmentation.nii.gz", both)
    found = extract_cohort(read_cohort(root), Settings()).features
    assert found["node_id"].tolist() == ["1", "2"]
    assert (found[list(FEATURES)].to_numpy() == expected[list(FEATURES)].to_numpy()).all()


def test_the_ct_in_the_folder_of_its_masks_is_no_node(small_cohort):
    """As 3D Slicer's "Save" leaves it; another CT there is told apart from a mask."""
    root = small_cohort(patients=1)
    expected = extract_cohort(read_cohort(root), Settings())
    masks = root / "A" / "segmentations"
    (root / "A" / "ct.nii.gz").rename(masks / "CT.nii.gz")
    (root / "patients.csv").write_text("patient_id,image\nA,A/segmentations/CT.nii.gz\n")
    found = extract_cohort(read_cohort(root), Settings())
    pd.testing.assert_frame_equal(found.features, expected.features)
    assert (found.failures.empty, found.remarks, found.forms) == (True, (), {"NIfTI": 2})
    other = np.random.default_rng(1).normal(0, 200, SIZE[::-1]).astype(np.int16)
    write_image(masks / "CT thin.nii.gz", other)
    found = extract_cohort(read_cohort(root), Settings())
    pd.testing.assert_frame_equal(found.features, expected.features)
    (row,) = found.failures.to_dict("records")
    assert (row["node_id"], row["stage"]) == ("CT thin", "mask")
    assert row["reason"].startswith("CT thin.nii.gz looks like an image in HU, not a mask")


def test_the_committed_baselines_through_the_whole_way(tmp_path):
    """Files, window, reach and all: PyRadiomics' own values for the fixture masks."""
    fixtures = ROOT / "tests" / "fixtures"
    shutil.copytree(fixtures, tmp_path / "F" / "segmentations", ignore=shutil.ignore_patterns("ct*", "*.py", "*.csv"))
    shutil.copy(fixtures / "ct.nii.gz", tmp_path / "F" / "ct.nii.gz")
    (tmp_path / "patients.csv").write_text("patient_id\nF\n")
    found = extract_cohort(read_cohort(tmp_path), Settings()).features.set_index("node_id")
    expected = pd.read_csv(fixtures / "baselines.csv", index_col="node_id")
    for node in ("lobed", "oval", "round"):
        ours, theirs = found.loc[node, list(FEATURES)], expected.loc[node, list(FEATURES)]
        assert np.allclose(ours.astype(float), theirs.astype(float), rtol=1e-9, atol=1e-12)


def test_the_same_mask_twice_is_told(small_cohort):
    root = small_cohort(patients=1)
    masks = root / "A" / "segmentations"
    shutil.copy(masks / "LN_1.nii.gz", masks / "LN_1 copy.nii.gz")
    found = extract_cohort(read_cohort(root), Settings())
    assert len(found.features) == 3
    ((patient, text),) = found.remarks
    assert patient == "A"
    assert text == "node LN_1: the same mask as node LN_1 copy; both are counted"


@pytest.mark.parametrize("which", ["ct.nii.gz", "LN_1.nii.gz"])
def test_a_disk_that_gives_up_is_a_row(small_cohort, monkeypatch, which):
    cohort = read_cohort(small_cohort(patients=2))
    honest = GzipReader.read

    def read(self, most):
        if self._file.name.endswith(f"A/{which}") or self._file.name.endswith(f"A/segmentations/{which}"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return honest(self, most)

    monkeypatch.setattr(GzipReader, "read", read)
    found = extract_cohort(cohort, Settings())
    assert found.failures["patient_id"].tolist() == ["A"]
    assert "Input/output error" in found.failures["reason"][0]
    assert len(found.features) == (2 if which == "ct.nii.gz" else 3)


def test_the_real_chest_ct_through_the_whole_way(shared_data):
    folder = shared_data / "chest_nodes"
    found = extract_cohort(read_cohort(folder), Settings()).features.set_index("node_id")
    expected = pd.read_csv(folder / "pyradiomics_uncropped.csv", index_col="node_id")
    for node in ("LN_1", "LN_2", "LN_3"):
        ours, theirs = (table.loc[node, list(FEATURES)].to_numpy(dtype=float) for table in (found, expected))
        assert np.allclose(ours, theirs, rtol=1e-9, atol=0)


def test_an_excluded_patient_is_not_read(small_cohort):
    root = small_cohort({"A": {"excluded": "no contrast"}, "B": {"excluded": ""}})
    (root / "A" / "ct.nii.gz").write_bytes(b"")
    found = extract_cohort(read_cohort(root), Settings())
    assert found.failures.empty
    assert set(found.features["patient_id"]) == {"B"}


def die(files: PatientFiles, settings: Settings) -> module.PatientResult:
    """A task that its operating system kills for one of the patients."""
    if files.patient_id == "B":
        os.kill(os.getpid(), signal.SIGKILL)
    return measure_patient(files, settings)


def test_a_killed_process_costs_its_patient_only(small_cohort, monkeypatch):
    cohort = read_cohort(small_cohort(patients=3))
    expected = extract_cohort(cohort, Settings()).features
    monkeypatch.setattr(module, "measure_patient", die)
    found = extract_cohort(cohort, Settings(), jobs=2)
    assert found.failures[["patient_id", "node_id", "stage"]].to_numpy().tolist() == [["B", "", "extraction"]]
    assert "killed" in found.failures["reason"][0]
    pd.testing.assert_frame_equal(found.features, expected[expected["patient_id"] != "B"].reset_index(drop=True))


def test_a_mask_on_another_lattice_is_sampled_and_told(small_cohort):
    root = small_cohort(patients=1)
    fine = ellipsoid((60, 68, 40), (30, 34, 20), (11, 11, 8)).astype(np.uint8)
    write_image(root / "A" / "segmentations" / "fine.nii.gz", fine, spacing=(0.4, 0.45, 1.0))
    found = extract_cohort(read_cohort(root), Settings())
    assert "fine" in found.features["node_id"].tolist()
    ((patient, text),) = found.remarks
    assert patient == "A"
    assert text.startswith("node fine: the mask is on another grid")
