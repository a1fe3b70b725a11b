"""The folder ``tables/`` of a run: as whole as its other files, replaced by the next run, nobody's own file lost."""

from __future__ import annotations

import codecs
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

import nodecluster as nc
from nodecluster import runs
from nodecluster.errors import RunError
from nodecluster.results import Run
from nodecluster.sheets import NAMES, sheets
from nodecluster.workflows.saving import report
from tests.judged import scored, signed

INFO = {"command": "score", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": ""}
RUN = Run(INFO)


def table(value: float) -> pd.DataFrame:
    return pd.DataFrame({"value": [value, None], "reason": ["", "no positives"]}, dtype="object")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(out: Path, *names: str, value: float = 0.1 + 0.2) -> None:
    """Write a run that has tables of these names, as ``save`` does."""
    with runs.prepared(out, command="score"):
        runs.write_run(RUN, out, "x", {name: table(value) for name in names})


def test_tables_lie_in_their_folder_with_every_digit_and_run_json_knows_them(tmp_path):
    write(tmp_path, "rules.csv", "tests.csv")
    content = codecs.BOM_UTF8 + b"value,reason\n0.30000000000000004,\n,no positives\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == {
        "rules.csv": content, "tests.csv": content
    }  # fmt: skip
    info = json.loads((tmp_path / "run.json").read_text())
    assert info["tables"] == dict.fromkeys(("rules.csv", "tests.csv"), hashlib.sha256(content).hexdigest())
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "tables").iterdir()} == {"0o644"}
    back = runs.read_run(tmp_path)
    assert (back.metrics, back.segmentations) == (None, {})


def test_what_the_next_run_does_not_make_is_removed_and_strange_files_stay(tmp_path):
    write(tmp_path, "rules.csv", "tests.csv")
    (tmp_path / "tables" / "my rules.csv").write_text("mine")
    left = tmp_path / ".tables-killed"  # as a killed run leaves it
    left.mkdir()
    (left / ".rules.csv-1").write_text("half")
    write(tmp_path, "tests.csv", value=7)
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["my rules.csv", "tests.csv"]
    assert (tmp_path / "tables" / "tests.csv").read_bytes().startswith(codecs.BOM_UTF8 + b"value,reason\n7,")
    assert not left.exists()
    write(tmp_path)
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["my rules.csv"]
    (tmp_path / "tables" / "my rules.csv").unlink()
    write(tmp_path, "rules.csv")
    write(tmp_path)
    assert not (tmp_path / "tables").exists()
    assert "tables" not in json.loads((tmp_path / "run.json").read_text())


@pytest.mark.parametrize("earlier", [True, False])
def test_a_table_that_the_analyst_has_changed_or_put_there_is_not_replaced(tmp_path, earlier):
    if earlier:
        write(tmp_path, "rules.csv")
    (tmp_path / "tables").mkdir(exist_ok=True)
    (tmp_path / "tables" / "rules.csv").write_text("saved from a spreadsheet")
    before = tree(tmp_path)
    words = r"tables/rules.csv is not as the run wrote it; move it elsewhere, or give another --out"
    with pytest.raises(RunError, match=words):
        write(tmp_path, "rules.csv")
    assert tree(tmp_path) == before


def test_a_folder_of_that_name_with_other_files_is_no_hindrance(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "mine.csv").write_text("mine")
    write(tmp_path, "rules.csv")
    assert (tmp_path / "tables" / "mine.csv").read_text() == "mine"


def test_a_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "tables").write_text("mine")
    with pytest.raises(RunError, match="tables is a file; expected a folder"):
        write(tmp_path, "rules.csv")
    assert (tmp_path / "tables").read_text() == "mine"


@pytest.mark.parametrize("listed", [{"../rules.csv": "0"}, {"precious.csv": "0"}, {"run.json": "0"}, ["rules.csv"], 7])
def test_a_run_json_that_was_tampered_with_removes_nothing_else(tmp_path, listed):
    out = tmp_path / "out"
    out.mkdir()
    write(out)
    (out / "run.json").write_text(json.dumps({**INFO, "tables": listed}))
    (out / "tables").mkdir()
    kept = [tmp_path / "rules.csv", out / "rules.csv", out / "precious.csv", out / "tables" / "precious.csv"]
    for path in kept:
        path.write_text("x")
    write(out, "tests.csv")
    assert all(path.is_file() for path in kept)


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_and_ctrl_c_leave_everything_as_it_was(tmp_path, fail_after, count, error):
    write(tmp_path, "rules.csv", "tests.csv")
    before = tree(tmp_path)
    fail_after(count, error)
    with pytest.raises((RunError, KeyboardInterrupt)):
        write(tmp_path, "rules.csv", "prevalence.csv", value=2)
    assert tree(tmp_path) == before


def test_a_judged_run_saves_its_tables_and_a_report_leaves_them(tmp_path):
    nc.save(signed(), tmp_path)
    found = {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()}
    assert found == {name: runs.sheet_bytes(sheet) for name, sheet in sheets(signed()).items()}
    assert set(found) == set(NAMES)
    before = tree(tmp_path / "tables")

    report(tmp_path)
    assert tree(tmp_path / "tables") == before
    # Read back, a run has the same tables but for what is not read: they are of the same figures.
    assert {name: runs.sheet_bytes(sheet) for name, sheet in sheets(runs.read_run(tmp_path)).items()} == found


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("metrics.json", lambda found: found["patient"]["all"].pop("confusion")),
        ("metrics.json", lambda found: found.update(patient=7)),
        ("metrics.json", lambda found: found["patient"].update(all=[])),
        ("metrics.json", lambda found: found.update(node=7)),
        ("cohort.json", lambda found: found.update(baseline={"rows": 7})),
    ],
)
def test_a_report_of_a_mended_run_says_so_in_one_line(tmp_path, name, mend):
    nc.save(scored(), tmp_path)
    content = json.loads((tmp_path / name).read_text())
    mend(content)
    (tmp_path / name).write_text(json.dumps(content))
    before = (tmp_path / "report.html").read_bytes()
    with pytest.raises(RunError, match="the run is damaged, or of another version; run the command again") as caught:
        report(tmp_path)
    assert caught.value.__cause__ is not None, "which --debug shows"
    assert (tmp_path / "report.html").read_bytes() == before
