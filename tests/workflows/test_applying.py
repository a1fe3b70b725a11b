"""What predict and validate give back to 3D Slicer, from a cohort's files to files that are a cohort's again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk
import slicerio
from click.testing import CliRunner

import nodecluster as nc
from nodecluster.cli import commands
from nodecluster.tables import FEATURES
from tests.cohort.images.samples import FLIP, TURN
from tests.conftest import ellipsoid

SIZE = (30, 34, 20)
HTML = "<img src=x onerror=alert(1)>"
LONG = "x" * 300
NODES = {
    "LN_1": ellipsoid(SIZE, (9, 10, 10), (4, 4, 3)),
    "LN_2": ellipsoid(SIZE, (11, 12, 11), (4, 5, 4)),  # shares voxels with LN_1
    "Ä 3": ellipsoid(SIZE, (21, 24, 9), (4, 6, 5)),
}


def save(path: Path, voxels: np.ndarray) -> None:
    """Write an array (z, y, x) on a turned grid of 0.8 x 0.9 x 2 mm."""
    image = sitk.GetImageFromArray(voxels)
    image.SetSpacing((0.8, 0.9, 2.0))
    image.SetOrigin((-11.5, 7.25, -30.0))
    image.SetDirection((FLIP @ TURN).ravel().tolist())
    path.parent.mkdir(parents=True, exist_ok=True)
    sitk.WriteImage(image, str(path), useCompression=True)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory) -> Path:
    """Patients of ids of all sorts; a node that fails, a patient whose nodes all fail, and one who is excluded."""
    root = tmp_path_factory.mktemp("cohort")
    rows = []
    for number, name in enumerate(["007", "a/b", HTML, LONG, "none", "left out"]):
        folder = root / str(number)
        rng = np.random.default_rng(number)
        save(folder / "ct.nii.gz", rng.normal(40, 25, SIZE[::-1]).astype(np.int16))
        masks = {"empty": np.zeros(SIZE[::-1], bool)} | ({} if name == "none" else NODES)
        for node, mask in masks.items():
            save(folder / "segmentations" / f"{node}.nii.gz", mask.astype(np.uint8))
        rows.append(
            {
                "patient_id": name,
                "image": f"{number}/ct.nii.gz",
                "segmentation": f"{number}/segmentations",
                "nodes_examined": 3,
                "nodes_positive": 3 * (number % 2),
                "excluded": "no consent" if name == "left out" else "",
            }
        )
    pd.DataFrame(rows).to_csv(root / "patients.csv", index=False)
    return root


@pytest.fixture(scope="module")
def model(cohort) -> nc.Run:
    """A model fitted on these nodes and on more like them, so that both groups occur."""
    measured = nc.extract(cohort).features
    rng = np.random.default_rng(0)
    more = [measured.assign(patient_id=measured["patient_id"] + f"-{n}") for n in range(3)]
    for table in more:
        table[list(FEATURES)] *= rng.normal(1, 0.02, (len(table), len(FEATURES)))
    return nc.fit(pd.concat([measured, *more], ignore_index=True))


@pytest.fixture(scope="module")
def predicted(cohort, model, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("predicted")
    nc.save(nc.predict(model, cohort), out)
    return out


def file_of(out: Path, patient: str) -> Path:
    names = {"007": "007", "a/b": "a%2Fb", HTML: "%3Cimg src%3Dx onerror%3Dalert%281%29%3E"}
    if patient in names:
        return out / "slicer" / f"{names[patient]}.seg.nrrd"
    (found,) = (out / "slicer").glob("xxx*")
    return found


def test_a_file_for_each_patient_with_a_measured_node(predicted):
    expected = {file_of(predicted, name) for name in ("007", "a/b", HTML, LONG)}
    assert set((predicted / "slicer").iterdir()) == expected


@pytest.mark.parametrize("patient", ["007", "a/b", HTML, LONG])
def test_names_and_colours_are_those_of_nodes_csv_and_voxels_those_of_the_masks(predicted, patient):
    table = pd.read_csv(predicted / "nodes.csv", dtype={"patient_id": str})
    assert set(table["group"]) == {1, 2}
    rows = table[table["patient_id"] == patient]
    assert rows["node_id"].tolist() == list(NODES)  # without the one that failed
    path = file_of(predicted, patient)
    image = sitk.ReadImage(str(path))
    layers = slicerio.read_segmentation(str(path))
    assert image.GetSize() == SIZE
    assert image.GetSpacing() == pytest.approx((0.8, 0.9, 2.0))
    assert image.GetDirection() == pytest.approx((FLIP @ TURN).ravel())
    for number, row in enumerate(rows.itertuples()):
        name = f"{row.node_id} (group {row.group}, score {abs(row.score) * (1 if row.group == 2 else -1):.1f})"
        assert image.GetMetaData(f"Segment{number}_Name") == name
        segment = layers["segments"][number]
        assert segment["color"] == pytest.approx([0.835, 0.369, 0] if row.group == 2 else [0, 0.447, 0.698], abs=1e-3)
        np.testing.assert_array_equal(layers["voxels"][segment["layer"]] == segment["labelValue"], NODES[row.node_id].T)


def test_the_file_measured_again_gives_the_same_features(predicted, cohort, tmp_path):
    first = pd.read_csv(predicted / "features.csv")
    table = pd.read_csv(cohort / "patients.csv")
    table = table[table["patient_id"].isin(["007", HTML])].drop(columns=["excluded"])
    table["image"] = [str(cohort / image) for image in table["image"]]
    table["segmentation"] = [str(file_of(predicted, patient)) for patient in table["patient_id"]]
    table.to_csv(tmp_path / "patients.csv", index=False)
    again = nc.extract(tmp_path)
    assert again.failures.empty
    names = again.features["node_id"].str.partition(" (group ")[0]
    both = first.merge(again.features.assign(node_id=names), on=["patient_id", "node_id"], suffixes=("", "_again"))
    assert len(both) == 2 * len(NODES)
    for feature in FEATURES:
        np.testing.assert_allclose(both[f"{feature}_again"], both[feature], rtol=1e-9, err_msg=feature)


def test_the_same_bytes_whatever_the_number_of_jobs(predicted, cohort, model, tmp_path):
    nc.save(nc.predict(model, cohort, jobs=2), tmp_path)
    for path in (predicted / "slicer").iterdir():
        assert (tmp_path / "slicer" / path.name).read_bytes() == path.read_bytes()


def call(*words: object) -> str:
    """Run a command that must not be refused, and return what it says."""
    ended = CliRunner().invoke(commands, [str(word) for word in words], standalone_mode=False)
    assert ended.return_value in (0, 3), ended.output
    return ended.output


def test_predict_and_validate_say_where_the_files_are_and_the_others_write_none(cohort, model, predicted, tmp_path):
    nc.save(model, tmp_path / "model")
    said = call("validate", tmp_path / "model", cohort, "--out", tmp_path / "v", "--jobs", 1)
    assert f"Segmentations for 3D Slicer: {tmp_path / 'v' / 'slicer'}\nTables for a spreadsheet: " in said
    for path in (predicted / "slicer").iterdir():
        assert (tmp_path / "v" / "slicer" / path.name).read_bytes() == path.read_bytes()
    table = predicted / "features.csv"
    for words in (
        ("predict", tmp_path / "model", table, "--out", tmp_path / "from a table"),
        ("fit", table, "--out", tmp_path / "fit"),
        ("extract", cohort, "--out", tmp_path / "extract", "--jobs", 1),
    ):
        assert "Slicer" not in call(*words)
        assert not (words[words.index("--out") + 1] / "slicer").exists()
    assert nc.fit(cohort).segmentations == {}
