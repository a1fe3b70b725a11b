"""The output folder: whole or not at all, and nothing of the user's is lost."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nodecluster import runs
from nodecluster.cohort.tables.node_tables import read_features
from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.tables import FAILURE_COLUMNS, failures_table

FILES = set(runs.FILES) - {runs.CHECK, runs.CHECK_PAGE}  # of a fit
INFO = {"command": "fit", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": "Ä \u2264 1"}


@pytest.fixture
def run(features_table) -> Run:
    nodes = pd.DataFrame(
        {
            "patient_id": ["007", "Ä,1"],
            "node_id": ["1", "NA"],
            "cohort": ["1", ""],
            "group": [1, 2],
            "score": [0.1 + 0.2, 1.0],
            "label": pd.array([1, None], dtype="Int64"),
        }
    )
    patients = pd.DataFrame(
        {
            "patient_id": ["007", "Ä,1"],
            "cohort": ["1", ""],
            "clinical_n": ["cN+", ""],
            "nodes": pd.array([1, 1], dtype="Int64"),
            "nodes_group2": pd.array([0, 1], dtype="Int64"),
            "predicted": pd.array([0, 1], dtype="Int64"),
            "truth": pd.array([None, 0], dtype="Int64"),
        }
    )
    failures = failures_table([("007", "2", "mask", 'it is "empty", really', "Draw it")])
    return Run(INFO, features_table(patients=2), nodes, patients, {"node": {"n": 1}}, {"schema": 1}, failures)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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


@pytest.mark.parametrize("name", [os.fsdecode("Läufe".encode("latin-1")), "a\tb\nc"])
def test_a_folder_of_any_name(run, tmp_path, name):
    (tmp_path / name).mkdir()
    runs.write_run(run, tmp_path / name, "")
    pd.testing.assert_frame_equal(runs.read_run(tmp_path / name).features, run.features, check_dtype=False)
    features, _ = read_features(tmp_path / name / "features.parquet")
    assert len(features) == len(run.features)
    source = runs.read_origin(tmp_path / name / "features.parquet")
    assert source is not None
    assert source.info == run.info


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


def fail_after(monkeypatch, count: int, error: BaseException) -> None:
    """Let the ``count``-th writing to the disk fail."""
    calls = iter(range(1000))
    real = os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == count:
            raise error
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("count", [0, 4, 8])
@pytest.mark.parametrize("earlier", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(run, tmp_path, monkeypatch, count, earlier):
    if earlier:
        runs.write_run(replace(run, metrics={"node": {"n": 2}}), tmp_path, "earlier")
    before = contents(tmp_path)
    fail_after(monkeypatch, count, OSError(28, "No space left on device"))
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\); free space"):
        runs.write_run(run, tmp_path, "x")
    assert contents(tmp_path) == before


def test_ctrl_c_while_writing_leaves_everything_as_it_was(run, tmp_path, monkeypatch):
    fail_after(monkeypatch, 3, KeyboardInterrupt())
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


def test_work_that_fails_leaves_no_folder(tmp_path):
    out = tmp_path / "a" / "b"
    with pytest.raises(KeyError), runs.prepared(out):
        raise KeyError if out.is_dir() else AssertionError
    assert contents_of_names(tmp_path) == []
    (tmp_path / "a").mkdir()
    with pytest.raises(KeyError), runs.prepared(out):
        raise KeyError
    assert contents_of_names(tmp_path) == ["a"]  # it was there before


def contents_of_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_work_that_ends_well_leaves_the_folder(tmp_path):
    with runs.prepared(tmp_path / "a" / "b"):
        pass
    assert (tmp_path / "a" / "b").is_dir()
    assert contents_of_names(tmp_path / "a" / "b") == []  # the trial of writing left nothing


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "sub" / "deep"):
        with pytest.raises(RunError, match="file is a file; expected a folder"), runs.prepared(out):
            pytest.fail("the work has begun")
        with pytest.raises(RunError):
            runs.write_cohort_folder(out, lambda _: pytest.fail("the work has begun"))
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_that_cannot_be_made(tmp_path):
    out = tmp_path / ("x" * 300)
    with pytest.raises((RunError, OSError), match="File name too long"), runs.prepared(out):
        pytest.fail("the work has begun")


@pytest.mark.parametrize("name", ["patients.csv", "features.csv", "report.html", "check.csv"])
def test_the_users_own_files_are_not_replaced(tmp_path, name):
    """``--out`` set to the cohort's own folder would otherwise replace or remove its patients.csv."""
    (tmp_path / name).write_text("precious")
    with pytest.raises(RunError, match=f"holds {name} and is no run folder"), runs.prepared(tmp_path):
        pytest.fail("the work has begun")
    assert (tmp_path / name).read_text() == "precious"


def test_a_run_folder_may_be_used_again(run, tmp_path):
    runs.write_run(run, tmp_path, "x")
    with runs.prepared(tmp_path):
        pass
    assert set(contents(tmp_path)) == FILES


def test_default_folders_do_not_meet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = []
    for _ in range(4):  # at most two seconds, so two of them share one
        folder = runs.default_folder("fit")
        folder.mkdir(parents=True)
        names.append(folder.name)
    assert len(set(names)) == 4
    assert all(name.startswith("fit-20") for name in names)
    assert folder.parent == Path("reports")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.json", b'{"command": "fit"', "run.json is no JSON"),
        ("run.json", b"{}", "run.json lacks 'command'"),
        ("run.json", b"[1]", "run.json holds no JSON object"),
        ("run.json", b"\xff", "run.json is no JSON"),
        ("metrics.json", b"", "metrics.json is no JSON"),
        ("model.json", b"[]", "model.json holds no JSON object"),
        ("nodes.csv", b"patient_id,node_id\n1,2\n", "nodes.csv: 4 problems"),
        ("nodes.csv", b"patient_id,node_id,cohort,group,score,label\nP,1,,", "nodes.csv has a node without a group"),
        ("nodes.csv", b"", "No columns"),
        ("patients.csv", b"a,b\n1,2\n", "patients.csv: 7 problems"),
        ("features.parquet", b"PAR1", "features.parquet is no Parquet table"),
        ("failures.csv", b"a,b\n1,2\n", "failures.csv: 5 problems"),
        ("failures.csv", None, "found no failures.csv in it"),
        ("run.json", None, "found no run.json in it; expected the folder of a finished run"),
    ],
)
def test_a_damaged_run_is_said_in_one_line(run, tmp_path, name, content, words):
    runs.write_run(run, tmp_path, "x")
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RunError) as caught:
        runs.read_run(tmp_path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path}: ")
    assert "\n" not in str(caught.value)


def test_the_report_is_written_again_alone(run, tmp_path):
    runs.write_run(run, tmp_path, "old")
    before = contents(tmp_path)
    runs.write_report(tmp_path, "new ≤")
    assert contents(tmp_path) == before | {"report.html": "new ≤".encode()}
    with pytest.raises(RunError, match="cannot be written"):
        runs.write_report(tmp_path / "nowhere", "new")


def fill(folder: Path) -> None:
    (folder / "patients.csv").write_text("x")


def test_a_cohort_folder_comes_whole(tmp_path):
    runs.write_cohort_folder(tmp_path / "new" / "cohort", fill)
    assert contents_of_names(tmp_path / "new") == ["cohort"]
    assert oct((tmp_path / "new" / "cohort").stat().st_mode & 0o777) == "0o755"
    (tmp_path / "empty").mkdir()
    runs.write_cohort_folder(tmp_path / "empty", fill)
    assert contents_of_names(tmp_path / "empty") == ["patients.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError(), OSError(28, "No space left on device")])
def test_a_cohort_folder_that_fails_leaves_nothing(tmp_path, error):
    def half(folder: Path) -> None:
        fill(folder)
        raise error

    with pytest.raises(RunError if isinstance(error, OSError) else type(error)):
        runs.write_cohort_folder(tmp_path / "cohort", half)
    assert contents_of_names(tmp_path) == []


def test_a_folder_with_content_is_never_replaced(tmp_path):
    fill(tmp_path)
    with pytest.raises(RunError, match="exists and is not empty"):
        runs.write_cohort_folder(tmp_path, lambda _: pytest.fail("the work has begun"))
    with pytest.raises(RunError, match="exists and is not empty"):
        runs.write_cohort_folder(tmp_path / "patients.csv", fill)


def test_versions_name_what_a_result_depends_on():
    found = runs.versions()
    assert found["pyradiomics"] == "3.0.1"
    assert found["numpy"] == np.__version__
    assert "unknown" not in found.values()
    assert json.dumps(found)


def test_failures_keep_their_columns(run, tmp_path):
    runs.write_run(replace(run, failures=failures_table([])), tmp_path, "x")
    assert (tmp_path / "failures.csv").read_text() == ",".join(FAILURE_COLUMNS) + "\n"
    assert runs.read_run(tmp_path).failures.empty


def test_the_results_of_another_command_are_not_replaced(tmp_path):
    runs.write_run(Run({"command": "fit"}), tmp_path)
    with runs.prepared(tmp_path, command="fit"):
        pass
    with pytest.raises(RunError, match="holds the results of 'fit'"), runs.prepared(tmp_path, command="score"):
        pass


def test_the_folder_of_an_input_is_not_written_into(tmp_path):
    model = tmp_path / "model.json"
    model.write_text("{}")
    (tmp_path / "run.json").write_text("{}")
    for given in (model, tmp_path):
        with pytest.raises(RunError, match="holds what this run reads"), runs.prepared(tmp_path, [given]):
            pass


def test_a_check_has_its_own_files_and_is_no_run_to_be_reported(run, tmp_path):
    checks = pd.DataFrame({"patient_id": ["A"], "voxels": pd.array([None], dtype="Int64"), "median_hu": [0.1 + 0.2]})
    runs.write_run(Run({**INFO, "command": "check"}, checks=checks), tmp_path, "<html>")
    assert set(contents(tmp_path)) == {"check.csv", "check.html", "run.json"}
    assert (tmp_path / "check.csv").read_text() == "patient_id,voxels,median_hu\nA,,0.30000000000000004\n"
    with pytest.raises(RunError, match="holds a check, whose page shows the images; run nodecluster check again"):
        runs.read_run(tmp_path)
    with pytest.raises(RunError, match="holds the results of 'check'"), runs.prepared(tmp_path, command="fit"):
        pytest.fail("the work has begun")
    runs.write_run(run, tmp_path, "x")
    assert set(contents(tmp_path)) == FILES
