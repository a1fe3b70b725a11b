"""The folder ``slicer/`` of a run, one of its own folders: whole or not at all, and nobody's work in it lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.results import Run

INFO = {"command": "predict", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": ""}


def run(**contents: bytes) -> Run:
    """A run with a file for each patient."""
    files = {f"{name}.seg.nrrd": (lambda content=content: content) for name, content in contents.items()}
    return Run(INFO, segmentations=files)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_file_a_patient_and_their_sums_in_run_json(tmp_path):
    runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    found = tree(tmp_path)
    assert (found["slicer/A.seg.nrrd"], found["slicer/B.seg.nrrd"]) == (b"a", b"b")
    assert names(tmp_path) == ["A.seg.nrrd", "B.seg.nrrd", "failures.csv", "report.html", "run.json", "slicer"]
    sums = json.loads(found["run.json"])["segmentations"]
    assert sums == {f"{n.upper()}.seg.nrrd": hashlib.sha256(n.encode()).hexdigest() for n in "ab"}
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "slicer").iterdir()} == {"0o644"}
    assert os.access(tmp_path / "slicer", os.X_OK)


def test_a_run_without_masks_has_no_such_folder(tmp_path):
    runs.write_run(run(), tmp_path, "x")
    assert names(tmp_path) == ["failures.csv", "report.html", "run.json"]
    assert "segmentations" not in json.loads((tmp_path / "run.json").read_text())


def test_one_file_is_made_after_the_other_lies_on_the_disk(tmp_path):
    seen = []

    def make() -> bytes:
        seen.append(len([path for path in tmp_path.rglob("*.seg.nrrd-*") if path.stat().st_size]))
        return b"x"

    runs.write_run(Run(INFO, segmentations={f"{n}.seg.nrrd": make for n in range(3)}), tmp_path, "x")
    assert seen == [0, 1, 2]


def test_a_second_run_replaces_the_first_and_leaves_strangers_alone(tmp_path):
    runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    (tmp_path / "slicer" / "scene.mrml").write_text("mine")
    left = tmp_path / ".slicer-killed"  # as a killed run leaves it
    left.mkdir()
    (left / ".A.seg.nrrd-1").write_text("half")
    with runs.prepared(tmp_path, command="predict"):
        runs.write_run(run(B=b"new", C=b"c"), tmp_path, "y")
    found = tree(tmp_path)
    assert {name: content for name, content in found.items() if name.startswith("slicer")} == {
        "slicer/B.seg.nrrd": b"new", "slicer/C.seg.nrrd": b"c", "slicer/scene.mrml": b"mine"
    }  # fmt: skip
    assert not left.exists()
    runs.write_run(run(), tmp_path, "z")
    assert names(tmp_path / "slicer") == ["scene.mrml"]
    (tmp_path / "slicer" / "scene.mrml").unlink()
    runs.write_run(run(A=b"a"), tmp_path, "z")
    runs.write_run(run(), tmp_path, "z")
    assert not (tmp_path / "slicer").exists()


@pytest.mark.parametrize("name", ["A.seg.nrrd", "A mended.seg.nrrd"])
def test_a_segmentation_that_was_mended_is_not_replaced(tmp_path, name):
    runs.write_run(run(A=b"a"), tmp_path, "x")
    (tmp_path / "slicer" / name).write_bytes(b"mended by hand")
    before = tree(tmp_path)
    with (
        pytest.raises(RunError, match=rf"slicer/{name} is not as the run wrote it; move it elsewhere, or give another"),
        runs.prepared(tmp_path, command="predict"),
    ):
        pytest.fail("the work has begun")
    assert tree(tmp_path) == before


def test_a_file_that_the_analyst_has_removed_is_written_again(tmp_path):
    runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    (tmp_path / "slicer" / "A.seg.nrrd").unlink()
    with runs.prepared(tmp_path, command="predict"):
        runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    assert names(tmp_path / "slicer") == ["A.seg.nrrd", "B.seg.nrrd"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda out: (out / "slicer").mkdir(), "holds slicer and is no run folder"),
        (lambda out: (out / "slicer").write_text("x"), "slicer is a file; expected a folder"),
    ],
)
def test_a_slicer_folder_that_is_no_runs_is_left_alone(tmp_path, make, words):
    make(tmp_path)
    with pytest.raises(RunError, match=words), runs.prepared(tmp_path):
        pytest.fail("the work has begun")
    assert names(tmp_path) == ["slicer"]


@pytest.mark.parametrize(
    "listed",
    [
        {"../precious.seg.nrrd": "0"},
        {"/precious.seg.nrrd": "0"},
        {"precious.txt": "0"},
        ["precious.seg.nrrd"],
        "precious.seg.nrrd",
        7,
    ],
)
def test_a_run_json_that_was_tampered_with_removes_nothing_else(tmp_path, listed):
    out = tmp_path / "out"
    out.mkdir()
    runs.write_run(run(), out, "x")
    (out / "run.json").write_text(json.dumps({**INFO, "segmentations": listed}))
    (out / "slicer").mkdir()
    for place in (tmp_path, out, out / "slicer"):
        (place / "precious.txt").write_text("x")
    (tmp_path / "precious.seg.nrrd").write_text("x")
    runs.write_run(run(A=b"a"), out, "x")
    kept = ["precious.txt", "precious.seg.nrrd", "out/precious.txt", "out/slicer/precious.txt"]
    assert all((tmp_path / name).is_file() for name in kept)


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_and_ctrl_c_leave_everything_as_it_was(tmp_path, fail_after, count, earlier, error):
    if earlier:
        runs.write_run(run(A=b"old", Z=b"z"), tmp_path, "earlier")
    before, there = tree(tmp_path), names(tmp_path)
    fail_after(count, error)
    with pytest.raises((RunError, KeyboardInterrupt)):
        runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    assert (tree(tmp_path), names(tmp_path)) == (before, there)


KILLED = """
import os, signal, sys
from pathlib import Path
from nodecluster import runs
from nodecluster.results import Run
count = iter(range(100))
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL) if next(count) == 1 else None
info = {"command": "predict", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": ""}
files = {f"{name}.seg.nrrd": lambda: b"new" for name in "AB"}
runs.write_run(Run(info, segmentations=files), Path(sys.argv[1]), "x")
"""


def test_a_run_that_is_killed_while_it_writes_leaves_the_earlier_one_whole(tmp_path):
    runs.write_run(run(A=b"old"), tmp_path, "earlier")
    before = tree(tmp_path)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    after = tree(tmp_path)
    assert {name: content for name, content in after.items() if not name.startswith(".slicer-")} == before
    assert len(after) > len(before)  # it was killed in the midst of it
    with runs.prepared(tmp_path, command="predict"):
        runs.write_run(run(A=b"a"), tmp_path, "x")
    assert names(tmp_path) == ["A.seg.nrrd", "failures.csv", "report.html", "run.json", "slicer"]


def test_a_segmentation_that_cannot_be_made_leaves_everything_as_it_was(tmp_path):
    runs.write_run(run(A=b"old"), tmp_path, "earlier")
    before = tree(tmp_path)

    def fault() -> bytes:
        raise MemoryError

    broken = {"A.seg.nrrd": lambda: b"new", "B.seg.nrrd": fault}
    with pytest.raises(MemoryError):
        runs.write_run(Run(INFO, segmentations=broken), tmp_path, "x")
    assert tree(tmp_path) == before


def test_ctrl_c_while_renaming_waits_for_the_last_file(tmp_path, monkeypatch):
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "A.seg.nrrd":
            signal.raise_signal(signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        runs.write_run(run(A=b"a", B=b"b"), tmp_path, "x")
    assert names(tmp_path / "slicer") == ["A.seg.nrrd", "B.seg.nrrd"]
    assert runs.read_run(tmp_path).info["command"] == "predict"


def test_the_report_is_written_again_without_touching_the_folder(tmp_path):
    runs.write_run(run(A=b"a"), tmp_path, "old")
    before = tree(tmp_path)
    back = runs.read_run(tmp_path)
    assert back.segmentations == {}
    runs.write_report(tmp_path, "new")
    assert tree(tmp_path) == before | {"report.html": b"new"}
    other = tmp_path / "copy"
    other.mkdir()
    runs.write_run(back, other, "x")  # its segmentations are not read back, and so not named either
    assert "segmentations" not in json.loads((other / "run.json").read_text())
