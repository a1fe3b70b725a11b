"""``nodecluster check``: from the words of a command line to what is printed, the exit code, and what lies on disk."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.tables import CHECK_COLUMNS
from tests.conftest import ellipsoid, write_image

FILES = {"check.csv", "check.html", "pictures.parquet", "run.json"}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def spoil(root: Path) -> None:
    """Empty the last node's mask."""
    write_image(root / "B" / "segmentations" / "LN_2.nii.gz", np.zeros((20, 34, 30), np.uint8))


def test_a_good_cohort_is_code_0(call, small_cohort, tmp_path):
    root = small_cohort()
    code, out, err = call("check", root, "--out", "c", "--jobs", 1)
    assert (code, err) == (0, "checking: 2 of 2 patients\n")
    assert out.splitlines()[0].split()[0] == "node"
    assert out.splitlines()[-4:] == [
        "",
        "cohort: 2 patients, 4 nodes: 4 ok, 0 with warnings, 0 would fail",
        "Everything can be measured. Now run: nodecluster extract",
        "Check: c/check.html",
    ]
    assert files(tmp_path / "c") == FILES
    table = pd.read_csv(tmp_path / "c" / "check.csv", keep_default_na=False)
    assert tuple(table.columns) == CHECK_COLUMNS
    assert table["verdict"].tolist() == ["ok"] * 4
    assert "LN_2" in (tmp_path / "c" / "check.html").read_text(encoding="utf-8")


def test_what_fails_is_code_1_and_everything_is_written(call, small_cohort, tmp_path):
    root = small_cohort()
    spoil(root)
    code, out, err = call("check", root, "--out", "c", "--jobs", 1)
    assert code == 1
    assert "Traceback" not in err
    lines = out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("fails"))
    assert lines[at].startswith("  LN_2 ")
    assert lines[at + 1] == "    fails: LN_2.nii.gz is empty: no voxel is set"
    assert lines[at + 2] == "           > Draw the node, or remove its file"
    assert "cohort: 2 patients, 4 nodes: 3 ok, 0 with warnings, 1 would fail" in lines
    assert files(tmp_path / "c") == FILES
    info = json.loads((tmp_path / "c" / "run.json").read_text())
    assert (info["command"], info["counts"]["node_verdicts"]) == ("check", {"ok": 3, "warning": 0, "fails": 1})


def test_warnings_leave_the_code_at_0(call, small_cohort):
    root = small_cohort(patients=1)
    mask = ellipsoid((30, 34, 20), (9, 10, 10), (4, 4, 3)) | ellipsoid((30, 34, 20), (25, 28, 5), (2, 2, 2))
    write_image(root / "A" / "segmentations" / "LN_1.nii.gz", mask.astype(np.uint8))
    code, out, _ = call("check", root, "--out", "c", "--jobs", 1)
    assert code == 0
    assert "cohort: 1 patient, 2 nodes: 1 ok, 1 with warnings, 0 would fail" in out


def test_nothing_that_can_be_measured_is_a_table_and_no_error(call, small_cohort, tmp_path):
    root = small_cohort(patients=1)
    (root / "A" / "ct.nii.gz").write_bytes(b"no image")
    code, out, err = call("check", root, "--out", "c", "--jobs", 1)
    assert (code, "nodecluster:" in err) == (1, False)
    assert "Of the patients, 1 fails as a whole (CT, masks" in out
    assert files(tmp_path / "c") == FILES - {"pictures.parquet"}


def test_the_same_check_gives_the_same_bytes(call, small_cohort, tmp_path):
    root = small_cohort(patients=3)
    for out, jobs in (("a", 1), ("b", 2)):
        assert call("check", root, "--out", out, "--jobs", jobs)[0] == 0
    for name in ("check.csv", "pictures.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_default_folder_is_under_reports(call, small_cohort, tmp_path):
    assert call("check", small_cohort(patients=1), "--jobs", 1)[0] == 0
    (folder,) = (tmp_path / "reports").iterdir()
    assert folder.name.startswith("check-")
    assert files(folder) == FILES


def test_settings_are_used(call, small_cohort, tmp_path):
    (tmp_path / "s.toml").write_text("minimum_voxels = 100000")
    code, out, _ = call("check", small_cohort(patients=1), "--settings", "s.toml", "--jobs", 1)
    assert (code, "at least 100000 are needed" in out) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere: no such file"),
        (["."], "found no patients.csv"),
        (["features.csv"], "found a features table, which has been measured already; give a cohort"),
        (["cohort", "--out", "cohort"], "holds what this run reads"),
        (["cohort", "--out", "mine"], "mine: holds check.csv and is no run folder"),
        (["cohort", "--settings", "nowhere.toml"], "nowhere.toml: the settings cannot be read"),
    ],
)
def test_what_cannot_be_checked_is_one_line(call, small_cohort, tmp_path, words, said):
    small_cohort(patients=1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "check.csv").write_text("precious")
    (tmp_path / "features.csv").write_text("patient_id,node_id,original_shape_Elongation\n")
    code, out, err = call("check", *words)
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert said in err
    assert (tmp_path / "mine" / "check.csv").read_text() == "precious"


def test_a_check_and_a_run_do_not_replace_each_other(call, small_cohort, tmp_path):
    root = small_cohort(patients=1)
    assert call("check", root, "--out", "c", "--jobs", 1)[0] == 0
    code, _, err = call("extract", root, "--out", "c", "--jobs", 1)
    assert (code, "c: holds the results of 'check'" in err) == (1, True)
    assert call("check", root, "--out", "c", "--jobs", 1)[0] == 0


def test_the_page_is_written_again_as_it_was(call, small_cohort, tmp_path):
    """Of failures and warnings, of nodes and patients, with letters that stand for something in CSV and HTML."""
    root = small_cohort(patients=3)
    spoil(root)
    mask = ellipsoid((30, 34, 20), (9, 10, 10), (4, 4, 3)) | ellipsoid((30, 34, 20), (25, 28, 5), (2, 2, 2))
    write_image(root / "A" / "segmentations" / 'a|b, "c" <d>.nii.gz', mask.astype(np.uint8))
    (root / "C" / "ct.nii.gz").write_bytes(b"no image")
    assert call("check", root, "--out", "c", "--jobs", 1)[0] == 1
    before = {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()}
    (tmp_path / "c" / "check.html").write_text("gone")
    assert call("report", "c") == (0, "Report: c/check.html\n", "")
    assert {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()} == before
    assert before["check.html"].count(b"data:image/webp;base64,") == 4


def test_a_check_of_an_earlier_version_is_refused(call, small_cohort, tmp_path):
    root = small_cohort(patients=1)
    assert call("check", root, "--out", "c", "--jobs", 1)[0] == 0
    table = pd.read_csv(tmp_path / "c" / "check.csv", dtype=str, keep_default_na=False)
    table.drop(columns="failing").to_csv(tmp_path / "c" / "check.csv", index=False)
    code, out, err = call("report", "c")
    assert (code, out) == (1, "")
    assert "c: the run is damaged" in err
    assert "check.csv is of an earlier version" in err
    assert len(err.splitlines()) == 1


def test_an_id_of_html_stays_text(call, small_cohort, tmp_path):
    root = small_cohort(patients=1)
    evil = "<img src=x onerror=alert(1)>"
    (root / "A" / "segmentations" / "LN_1.nii.gz").rename(root / "A" / "segmentations" / f"{evil}.nii.gz")
    assert call("check", root, "--out", "c", "--jobs", 1)[0] == 0
    page = (tmp_path / "c" / "check.html").read_text(encoding="utf-8")
    assert evil not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_as_a_library(small_cohort, tmp_path):
    root = small_cohort()
    spoil(root)
    seen = []
    run = nc.check(nc.read_cohort(root), progress=lambda *state: seen.append(state))
    assert run.checks["verdict"].tolist() == ["ok", "ok", "ok", "fails"]
    assert set(run.pictures) == {("A", "LN_1"), ("A", "LN_2"), ("B", "LN_1")}
    assert [done for done, _, _ in seen] == [1, 2]
    assert nc.save(run, tmp_path / "saved") == tmp_path / "saved" / "check.html"
    assert files(tmp_path / "saved") == FILES
    assert nc.check(root).checks.equals(run.checks)
