"""A check: fails where an extraction does, with the same words, and warns of what nobody would want to measure."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from nodecluster.cohort.tables.patients import Cohort, PatientFiles, read_cohort
from nodecluster.runs import csv_bytes
from nodecluster.settings import Settings
from nodecluster.tasks import checking, running
from nodecluster.tasks.checking import check_cohort, check_patient
from nodecluster.tasks.extraction import extract_cohort
from tests.conftest import ellipsoid, write_image
from tests.tasks.test_extraction import SIZE, spoil

ORIGIN = (-11.0, 7.0, -30.0)


def checks(root, **settings) -> pd.DataFrame:
    return check_cohort(read_cohort(root), Settings(**settings)).table


def warnings(root) -> list[tuple[str, str, str]]:
    """Patient, node and what was found, where something was."""
    table = checks(root)
    assert set(table["verdict"]) <= {"ok", "warning"}
    assert ((table["finding"] != "") == (table["verdict"] == "warning")).all()
    assert ((table["remedy"] != "") == (table["verdict"] == "warning")).all()
    found = table[table["finding"] != ""]
    return list(found[["patient_id", "node_id", "finding"]].itertuples(index=False, name=None))


def assert_fails_alike(cohort: Cohort, settings: Settings) -> pd.DataFrame:
    """Compare with an extraction: every failure is told with its reason and remedy, and nothing else fails."""
    table = check_cohort(cohort, settings).table.set_index(["patient_id", "node_id"])
    extracted = extract_cohort(cohort, settings)
    failures = [*extracted.failures.itertuples(index=False, name=None), *cohort.failures]
    for patient, node, _, reason, remedy in failures:
        row = table.loc[(patient, node)]
        assert (row["verdict"], reason in row["finding"], remedy in row["remedy"]) == ("fails", True, True), row
    failing = table.index[table["verdict"] == "fails"]
    assert set(failing) == {row[:2] for row in failures}
    measured = set(extracted.features[["patient_id", "node_id"]].itertuples(index=False, name=None))
    assert measured == {key for key in table.index if key[1]} - set(failing)
    return table


def ct(seed: int = 0, kind: type = np.int16) -> np.ndarray:
    return np.random.default_rng(seed).normal(40, 25, SIZE[::-1]).astype(kind)


def test_a_good_cohort(small_cohort):
    found = check_cohort(read_cohort(small_cohort()), Settings())
    table, pictures = found.table, found.pictures
    assert found.findings == {}
    assert table[["patient_id", "node_id"]].to_numpy().tolist() == [[p, n] for p in "AB" for n in ("LN_1", "LN_2")]
    assert set(table["verdict"]) == {"ok"}
    assert (table[["finding", "remedy"]] == "").all(axis=None)
    mask = ellipsoid(SIZE, (9, 10, 10), (4, 4, 3))
    first = table.iloc[0]
    assert (first["voxels"], first["components"]) == (np.count_nonzero(mask), 1)
    assert first["volume_mm3"] == pytest.approx(np.count_nonzero(mask) * 0.8 * 0.9 * 2.0)
    assert first["median_hu"] == np.median(ct()[mask])
    assert set(pictures) == {(p, n) for p in "AB" for n in ("LN_1", "LN_2")}


def test_the_same_bytes_whatever_the_number_of_jobs(small_cohort):
    cohort = read_cohort(small_cohort(patients=3))
    seen = []
    alone = check_cohort(cohort, Settings(), jobs=1, progress=lambda *state: seen.append(state))
    pooled = check_cohort(cohort, Settings(), jobs=2)
    assert csv_bytes(alone.table) == csv_bytes(pooled.table)
    assert len(pooled.pictures) == 6
    assert [(done, total) for done, total, _ in seen] == [(1, 3), (2, 3), (3, 3)]


# --- what fails ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["empty", "one_slice", "one_column", "small", "edge", "two_values", "outside", "unreadable"]
)
def test_a_bad_mask_fails_as_it_would_when_measured(small_cohort, name):
    root = small_cohort(patients=1)
    spoil(root / "A" / "segmentations", name)
    table = assert_fails_alike(read_cohort(root), Settings())
    row = table.loc[("A", name)]
    placed = name in ("one_slice", "one_column", "small", "edge")
    assert pd.notna(row["voxels"]) == placed  # what is known of it is told
    assert len(table) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda voxels: np.full_like(voxels, 40),
        lambda voxels: np.where(np.arange(voxels.shape[2]) == 12, np.nan, voxels.astype(np.float32)),
        lambda voxels: voxels[:, :, :15],  # the masks reach beyond
        lambda voxels: voxels[:12],
    ],
    ids=["flat", "NaN", "narrow", "short"],
)
def test_a_bad_ct_fails_as_it_would_when_measured(small_cohort, change):
    root = small_cohort(patients=2)
    write_image(root / "A" / "ct.nii.gz", change(ct()))
    table = assert_fails_alike(read_cohort(root), Settings())
    assert (table.loc["A", "verdict"] == "fails").any()
    assert (table.loc["B", "verdict"] == "ok").all()


@pytest.mark.parametrize("cut", [0, 20, -500])
def test_a_damaged_ct_fails_as_it_would_when_measured(small_cohort, cut):
    root = small_cohort(patients=2)
    spoil(root / "A" / "segmentations", "empty")
    spoil(root / "A" / "segmentations", "edge")
    file = root / "A" / "ct.nii.gz"
    file.write_bytes(file.read_bytes()[:cut])
    table = assert_fails_alike(read_cohort(root), Settings())
    assert table.loc[("A", ""), "verdict"] == "fails"
    assert ("A", "empty") in table.index or cut >= 0


def test_the_settings_are_those_of_the_extraction(small_cohort):
    root = small_cohort(patients=1)
    assert_fails_alike(read_cohort(root), Settings(minimum_voxels=200))
    assert set(checks(root, minimum_voxels=100_000)["verdict"]) == {"fails"}
    assert set(checks(root, spacing_mm=9.0)["verdict"]) == {"fails"}


def test_a_bad_row_of_the_table_is_a_patient_that_fails(small_cohort):
    root = small_cohort({"B": {"clinical_n": "cN7"}}, patients=3)
    shutil.rmtree(root / "C" / "segmentations")
    table = assert_fails_alike(read_cohort(root), Settings())
    assert table.loc[("B", ""), "verdict"] == table.loc[("C", ""), "verdict"] == "fails"
    assert "cN7" in table.loc[("B", ""), "finding"]
    assert (table.loc["A", "verdict"] == "ok").all()


def test_a_failing_node_is_looked_at_all_the_same(small_cohort):
    root = small_cohort(patients=1)
    two = ellipsoid(SIZE, (2, 15, 10), (4, 4, 3)) | ellipsoid(SIZE, (25, 28, 5), (2, 2, 2))
    write_image(root / "A" / "segmentations" / "edge.nii.gz", two.astype(np.uint8))
    found = check_cohort(read_cohort(root), Settings())
    row = found.table.set_index("node_id").loc["edge"]
    assert (row["verdict"], row["components"]) == ("fails", 2)
    first, second = row["finding"].split(" | 2 components")
    assert first.startswith("the node touches the CT's border along x")
    assert second.startswith(" (")
    assert ("A", "edge") in found.pictures
    assert [(finding.text[:5], finding.fails) for finding in found.findings["A", "edge"]] == [
        ("the n", True),
        ("2 com", False),
    ]


def test_a_patient_whose_process_is_killed_fails_alone(small_cohort, monkeypatch):
    cohort = read_cohort(small_cohort(patients=2))

    def pool(task, files, jobs):
        assert jobs == 2
        first, second = files
        yield first, None
        yield second, task(second)

    monkeypatch.setattr(running, "run_in_pool", pool)
    table = check_cohort(cohort, Settings(), jobs=2).table
    assert table["verdict"].tolist() == ["fails", "ok", "ok"]
    assert "killed twice" in table["finding"][0]


@pytest.mark.parametrize(
    ("step", "error"), [("resampled", MemoryError), ("inspect", MemoryError), ("inspect", RuntimeError)]
)
def test_too_little_memory_for_a_node_is_its_failure(small_cohort, monkeypatch, step, error):
    cohort = read_cohort(small_cohort(patients=1))

    def greedy(*_):
        raise error

    monkeypatch.setattr(checking, step, greedy)
    table = check_cohort(cohort, Settings()).table
    assert set(table["verdict"]) == {"fails"}
    assert table["finding"].str.contains("not enough memory").all()


# --- what is warned of -----------------------------------------------------------------------------------------------


def test_two_components_and_a_hole(small_cohort):
    root = small_cohort(patients=1)
    mask = ellipsoid(SIZE, (9, 10, 10), (4, 4, 3))
    mask[10, 10, 9] = False
    mask[3:5, 28:30, 3:5] = True
    write_image(root / "A" / "segmentations" / "LN_1.nii.gz", mask.astype(np.uint8))
    ((patient, node, found),) = warnings(root)
    assert (patient, node) == ("A", "LN_1")
    assert found == f"2 components ({mask.sum() - 8} and 8 voxels) | holes inside, of 1 voxel"


def test_a_node_in_the_lung(small_cohort):
    root = small_cohort(patients=1)
    voxels = ct()
    voxels[:, :16] -= 850
    write_image(root / "A" / "ct.nii.gz", voxels)
    ((_, node, found),) = warnings(root)
    assert node == "LN_1"
    assert "air or lung" in found


def test_thick_slices_are_said_of_the_patient(small_cohort):
    root = small_cohort(patients=1)
    for path in root.rglob("*.nii.gz"):
        voxels = ct() if path.name == "ct.nii.gz" else ellipsoid(SIZE, (9, 10, 10), (4, 4, 3)).astype(np.uint8)
        if path.name != "LN_2.nii.gz":
            write_image(path, voxels, spacing=(0.8, 0.9, 5.0))
    (root / "A" / "segmentations" / "LN_2.nii.gz").unlink()
    assert warnings(root) == [("A", "", "the CT's slices are 5 mm apart along z (slices), more than 2.5 mm")]


def test_the_same_mask_twice_and_an_overlap(small_cohort):
    root = small_cohort(patients=1)
    folder = root / "A" / "segmentations"
    shutil.copy(folder / "LN_1.nii.gz", folder / "LN_9.nii.gz")
    write_image(folder / "big.nii.gz", ellipsoid(SIZE, (19, 22, 9), (4, 4, 3)).astype(np.uint8))
    found = warnings(root)
    assert [(node, text) for _, node, text in found if "same" in text] == [
        ("LN_1", "the same mask as node LN_9"),
        ("LN_9", "the same mask as node LN_1"),
    ]
    shared = [(node, text) for _, node, text in found if "shares" in text]
    assert [node for node, _ in shared] == ["LN_2", "big"]
    common = (ellipsoid(SIZE, (19, 22, 9), (4, 4, 3)) & ellipsoid(SIZE, (20, 22, 9), (4, 4, 3))).sum()
    assert shared[0][1].startswith(f"shares {common} voxels with node big")


def test_the_same_ct_and_mask_in_two_patients(small_cohort):
    root = small_cohort(patients=3)
    shutil.copytree(root / "A", root / "B", dirs_exist_ok=True)
    text = "the same mask at the same place as in patient"
    assert warnings(root) == [
        ("A", "", "the same CT as patient B"),
        ("A", "LN_1", f"{text} B"),
        ("A", "LN_2", f"{text} B"),
        ("B", "", "the same CT as patient A"),
        ("B", "LN_1", f"{text} A"),
        ("B", "LN_2", f"{text} A"),
    ]


def test_more_nodes_than_pathology_examined(small_cohort):
    root = small_cohort(
        {"A": {"nodes_examined": 1, "nodes_positive": 0}, "B": {"nodes_examined": 2, "nodes_positive": 0}}
    )
    assert warnings(root) == [("A", "", "2 nodes are segmented, but pathology examined 1 (nodes_examined)")]


def wide_patient(root, names: dict[str, int], spacing: tuple[float, float, float] = (0.8, 0.9, 2.0)) -> None:
    """A patient with a body from right to left in a CT, and nodes at given x indices."""
    size = (200, 60, 20)
    voxels = np.random.default_rng(0).normal(40, 25, size[::-1])
    voxels[:, :, :20] = voxels[:, :, 180:] = -1000
    voxels[:, :8] = -1000
    write_image(root / "A" / "ct.nii.gz", voxels.astype(np.int16), spacing)
    folder = root / "A" / "segmentations"
    for path in folder.iterdir():
        path.unlink()
    for name, x in names.items():
        write_image(folder / f"{name}.nii.gz", ellipsoid(size, (x, 30, 10), (4, 4, 3)).astype(np.uint8), spacing)


def test_a_side_that_the_id_contradicts(small_cohort):
    """LPS: x grows to the patient's left; the body's middle is x = 99.5."""
    root = small_cohort(patients=1)
    wide_patient(root, {"LN_left": 150, "LN_right": 140, "rt_2": 50, "L1": 70})
    ((_, node, found),) = warnings(root)
    assert node == "LN_right"
    assert found == "the id says right, but the node lies 33 mm to the left of the body's midline"


def test_a_mirrored_patient(small_cohort):
    root = small_cohort(patients=1)
    wide_patient(root, {"left": 50, "right": 150})
    found = warnings(root)
    assert [node for _, node, _ in found] == ["", "left", "right"]
    assert "look mirrored" in found[0][2]


def test_a_picture_shows_what_lies_around_a_node(small_cohort):
    """40 mm from side to side where the CT has them: further than its features reach where voxels are small."""
    root = small_cohort(patients=1)
    wide_patient(root, {"n": 100}, (0.3, 0.3, 1.0))
    picture = check_cohort(read_cohort(root), Settings()).pictures["A", "n"]
    assert [each.plane for each in picture] == ["axial"]
    assert picture[0].columns * 0.3 == pytest.approx(40, abs=0.35)


def test_warnings_come_in_one_order(small_cohort):
    """Of a node: its form, how it was read, its side, its neighbours, other patients; of a patient: the CT first."""
    root = small_cohort({"B": {"nodes_examined": 1, "nodes_positive": 0}})
    wide_patient(root, {})
    size = (200, 60, 20)
    for name, x in (("right", 150), ("left", 152)):
        mask = ellipsoid(size, (x, 30, 10), (4, 4, 3))
        mask[10, 30, 151] = False
        voxels = np.where(mask, np.uint8(1), np.uint8(0))
        path = root / "A" / "segmentations" / f"{name}.nii.gz"
        write_image(path, voxels, origin=(-11.0 + 0.3 * (name == "right"), 7.0, -30.0))
    shutil.rmtree(root / "B")
    shutil.copytree(root / "A", root / "B")
    findings = check_cohort(read_cohort(root), Settings()).findings
    starts = ["holes", "the mask is on another grid", "the id says right", "shares", "the same mask at the same place"]
    texts = [finding.text for finding in findings["B", "right"]]
    assert len(texts) == len(starts)
    assert all(text.startswith(start) for text, start in zip(texts, starts, strict=True)), texts
    assert [finding.text[:11] for finding in findings["B", ""]] == ["the same CT", "2 nodes are"]


def test_a_mask_that_had_to_be_sampled(small_cohort):
    root = small_cohort(patients=1)
    fine = ellipsoid((60, 68, 40), (18.5, 20.5, 20.5), (8, 8, 6)).astype(np.uint8)
    write_image(root / "A" / "segmentations" / "LN_1.nii.gz", fine, (0.4, 0.45, 1.0), (-11.2, 6.775, -30.5))
    ((_, node, found),) = warnings(root)
    assert node == "LN_1"
    assert "another grid" in found
    assert checks(root)["grid"].tolist()[0] == "sampled"


def test_excluded_patients_are_passed_over(small_cohort):
    root = small_cohort({"B": {"excluded": "too young"}})
    shutil.rmtree(root / "B")
    assert checks(root)["patient_id"].tolist() == ["A", "A"]


def test_only_what_is_needed_of_the_ct_is_kept(small_cohort, monkeypatch):
    """Nodes and their surroundings, not the whole CT: several patients are checked at a time."""
    root = small_cohort(patients=1)
    wide_patient(root, {"left": 150})
    kept = []
    real = checking.inspect
    monkeypatch.setattr(checking, "inspect", lambda window, node: kept.append(window) or real(window, node))
    check_patient(PatientFiles("A", root / "A" / "ct.nii.gz", root / "A" / "segmentations"), Settings())
    assert kept[0].start[0] > 100
    assert kept[0].voxels.shape[2] < 100


def test_lungs_lie_on_their_own_sides(shared_data, tmp_path):
    """A real CT with segments called left lung and right lung; mirrored, both contradict their names."""
    image, masks = (
        shared_data / "slicer_chest" / "CTChest4.nrrd",
        shared_data / "slicer_chest" / "Segmentation.seg.nrrd",
    )
    found = check_patient(PatientFiles("S", image, masks), Settings())
    assert {"left lung", "right lung"} <= {node.node_id for node in found.nodes}
    texts = [finding.text for part in (found, *found.nodes) for finding in part.warnings]
    assert not any("midline" in text or "mirrored" in text for text in texts)
    for source in (image, masks):
        whole = sitk.ReadImage(str(source))
        names = {key: whole.GetMetaData(key) for key in whole.GetMetaDataKeys() if key.startswith("Segment")}
        whole.SetDirection(
            [
                -cosine if row == 0 else cosine
                for row in range(3)
                for cosine in whole.GetDirection()[3 * row : 3 * row + 3]
            ]
        )
        whole.SetOrigin((-whole.GetOrigin()[0], *whole.GetOrigin()[1:]))
        for key, value in names.items():
            whole.SetMetaData(key, value)
        sitk.WriteImage(whole, str(tmp_path / source.name))
    mirrored = check_patient(PatientFiles("S", tmp_path / image.name, tmp_path / masks.name), Settings())
    assert any("look mirrored" in finding.text for finding in mirrored.warnings)
