"""A cohort's folder: whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from nodecluster import runs
from nodecluster.errors import RunError
from tests.runs.folders import names


def fill(folder: Path) -> None:
    (folder / "patients.csv").write_text("x")


def test_a_cohort_folder_comes_whole(tmp_path):
    runs.write_cohort_folder(tmp_path / "new" / "cohort", fill)
    assert names(tmp_path / "new") == ["cohort"]
    assert oct((tmp_path / "new" / "cohort").stat().st_mode & 0o777) == "0o755"
    (tmp_path / "empty").mkdir()
    runs.write_cohort_folder(tmp_path / "empty", fill)
    assert names(tmp_path / "empty") == ["patients.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError(), OSError(28, "No space left on device")])
def test_a_cohort_folder_that_fails_leaves_nothing(tmp_path, error):
    def half(folder: Path) -> None:
        fill(folder)
        raise error

    with pytest.raises(RunError if isinstance(error, OSError) else type(error)):
        runs.write_cohort_folder(tmp_path / "cohort", half)
    assert names(tmp_path) == []


def test_a_folder_with_content_is_never_replaced(tmp_path):
    fill(tmp_path)
    with pytest.raises(RunError, match="exists and is not empty"):
        runs.write_cohort_folder(tmp_path, lambda _: pytest.fail("the work has begun"))
    with pytest.raises(RunError, match="exists and is not empty"):
        runs.write_cohort_folder(tmp_path / "patients.csv", fill)
