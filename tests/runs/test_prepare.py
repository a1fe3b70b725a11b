"""A folder made ready: nothing of the user's is lost in it, and nothing is left where the work fails."""

from __future__ import annotations

import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.results import Run
from tests.runs.folders import FILES, contents, names


def test_work_that_fails_leaves_no_folder(tmp_path):
    out = tmp_path / "a" / "b"
    with pytest.raises(KeyError), runs.prepared(out):
        raise KeyError if out.is_dir() else AssertionError
    assert names(tmp_path) == []
    (tmp_path / "a").mkdir()
    with pytest.raises(KeyError), runs.prepared(out):
        raise KeyError
    assert names(tmp_path) == ["a"]  # it was there before


def test_work_that_ends_well_leaves_the_folder(tmp_path):
    with runs.prepared(tmp_path / "a" / "b"):
        pass
    assert (tmp_path / "a" / "b").is_dir()
    assert names(tmp_path / "a" / "b") == []  # the trial of writing left nothing


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
