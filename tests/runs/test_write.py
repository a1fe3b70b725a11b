"""A run written: whole or not at all, and the same bytes each time."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.tables import FAILURE_COLUMNS, failures_table
from tests.runs.folders import FILES, INFO, contents


def test_what_is_written_is_read_back(run, tmp_path):
    runs.write_run(run, tmp_path, "<html>")
    back = runs.read_run(tmp_path)
    assert (back.info, back.metrics, back.model) == (run.info, run.metrics, run.model)
    pd.testing.assert_frame_equal(back.features, run.features, check_exact=True, check_dtype=False)
    pd.testing.assert_frame_equal(back.nodes, run.nodes, check_exact=True, check_dtype=False)
    pd.testing.assert_frame_equal(back.patients, run.patients, check_exact=True, check_dtype=False)
    pd.testing.assert_frame_equal(back.failures, run.failures, check_dtype=False)
    assert back.nodes["score"][0] == 0.1 + 0.2  # not 0.3
    assert (tmp_path / "report.html").read_text() == "<html>"
    csv = pd.read_csv(tmp_path / "features.csv").iloc[:, 2:].to_numpy()
    assert (csv == run.features.iloc[:, 2:].to_numpy()).all()
    assert set(contents(tmp_path)) == FILES


def test_files_are_readable_by_colleagues(run, tmp_path):
    runs.write_run(run, tmp_path, "")
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o644"}


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        runs.write_run(run, tmp_path / name, "x")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_second_run_replaces_the_first_and_leaves_strangers_alone(run, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    runs.write_run(run, tmp_path, "x")
    (tmp_path / ".features.csv-killed").write_text("half")  # as a killed run leaves it
    runs.write_run(replace(run, nodes=None, patients=None, metrics=None), tmp_path, "y")
    left = {"nodes.csv", "patients.csv", "metrics.json"}
    assert set(contents(tmp_path)) == FILES - left | {"notes.txt"}
    assert runs.read_run(tmp_path).nodes is None


def test_a_number_that_is_none_is_never_written(run, tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        runs.write_run(replace(run, metrics={"node": {"n": float("nan")}}), tmp_path, "x")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("count", [0, 4, 8])
@pytest.mark.parametrize("earlier", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(run, tmp_path, fail_after, count, earlier):
    if earlier:
        runs.write_run(replace(run, metrics={"node": {"n": 2}}), tmp_path, "earlier")
    before = contents(tmp_path)
    fail_after(count, OSError(28, "No space left on device"))
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\); free space"):
        runs.write_run(run, tmp_path, "x")
    assert contents(tmp_path) == before


def test_ctrl_c_while_writing_leaves_everything_as_it_was(run, tmp_path, fail_after):
    fail_after(3, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        runs.write_run(run, tmp_path, "x")
    assert contents(tmp_path) == {}


def test_ctrl_c_while_renaming_waits_for_the_last_file(run, tmp_path, monkeypatch):
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "nodes.csv":
            signal.raise_signal(signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        runs.write_run(run, tmp_path, "x")
    assert set(contents(tmp_path)) == FILES
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_may_be_written_by_a_thread(run, tmp_path):
    thread = threading.Thread(target=runs.write_run, args=(run, tmp_path, "x"))
    thread.start()
    thread.join()
    assert set(contents(tmp_path)) == FILES


def test_the_report_is_written_again_alone(run, tmp_path):
    runs.write_run(run, tmp_path, "old")
    before = contents(tmp_path)
    runs.write_report(tmp_path, "new ≤")
    assert contents(tmp_path) == before | {"report.html": "new ≤".encode()}
    with pytest.raises(RunError, match="cannot be written"):
        runs.write_report(tmp_path / "nowhere", "new")


def test_failures_keep_their_columns(run, tmp_path):
    runs.write_run(replace(run, failures=failures_table([])), tmp_path, "x")
    assert (tmp_path / "failures.csv").read_text() == ",".join(FAILURE_COLUMNS) + "\n"
    assert runs.read_run(tmp_path).failures.empty


def test_a_check_has_its_own_files(run, tmp_path):
    checks = pd.DataFrame({"patient_id": ["A"], "voxels": pd.array([None], dtype="Int64"), "median_hu": [0.1 + 0.2]})
    runs.write_run(Run({**INFO, "command": "check"}, checks=checks), tmp_path, "<html>")
    assert set(contents(tmp_path)) == {"check.csv", "check.html", "run.json"}
    assert (tmp_path / "check.csv").read_text() == "patient_id,voxels,median_hu\nA,,0.30000000000000004\n"
    with pytest.raises(RunError, match="holds the results of 'check'"), runs.prepared(tmp_path, command="fit"):
        pytest.fail("the work has begun")
    runs.write_run(run, tmp_path, "x")
    assert set(contents(tmp_path)) == FILES
