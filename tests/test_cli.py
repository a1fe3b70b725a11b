"""From the words of a command line to what is printed, the exit code, and what lies on the disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nodecluster.tables import FEATURES
from tests.conftest import write_image

COMMANDS = ("check", "extract", "fit", "predict", "validate", "score", "report", "simulate")


@pytest.fixture
def refused(call):
    """Run a command line that has to fail with one line, and give that line."""

    def run(code: int, *words: object) -> str:
        ended, out, err = call(*words)
        assert (ended, out) == (code, ""), err
        lines = err.splitlines()
        assert len(lines) == 1, err
        assert lines[0].startswith("nodecluster: ")
        assert "internal error" not in err
        return lines[0].removeprefix("nodecluster: ")

    return run


@pytest.fixture
def features(features_table, tmp_path) -> Path:
    """A features table of 20 patients on disk, and a patients' table with a truth beside it."""
    table = features_table()
    table.to_csv(tmp_path / "features.csv", index=False)
    ids = sorted(table["patient_id"].unique())
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": [0, 9] * 10})
    truth["cohort"] = ["train"] * 10 + ["validation"] * 10
    truth["clinical_n"] = ["cN0", "cN0", "cN+", "cN+"] * 5
    truth.to_csv(tmp_path / "truth.csv", index=False)
    return tmp_path / "features.csv"


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- what works ------------------------------------------------------------------------------------------------------


def test_help_and_version(call):
    code, out, err = call("--help")
    assert (code, err) == (0, "")
    assert all(f"  {name} " in out for name in COMMANDS)
    assert "Research use only" in out
    code, out, _ = call("--version")
    assert (code, out.split()[0]) == (0, "nodecluster")
    for name in COMMANDS:
        code, out, err = call(name, "-h")
        assert (code, err) == (0, "")
        assert out.startswith(f"Usage: nodecluster {name} ")


def test_from_features_to_a_report(call, features, tmp_path):
    code, out, err = call("fit", features, "--patients", "truth.csv", "--cohort", "train", "--out", "fit")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "features.csv: 30 nodes of 10 patients"
    assert out.splitlines()[-2:] == ["Tables for a spreadsheet: fit/tables", "Report: fit/report.html"]
    assert files(tmp_path / "fit") == {
        "features.csv", "features.parquet", "nodes.csv", "patients.csv", "cohort.json", "model.json", "failures.csv",
        "run.json", "report.html", "tables", "signature.json",
    }  # fmt: skip
    code, out, err = call("validate", "fit", features, "--patients", "truth.csv", "--out", "val", "--rule", "count:2")
    assert (code, err) == (0, "")
    assert "rule count:2" in out
    assert "> count:2" in out
    sheets = {path.name for path in (tmp_path / "val" / "tables").iterdir()}
    assert {"study_tables.csv", "rules.csv", "tests.csv", "flow.csv", "checklists.csv"} < sheets
    metrics = json.loads((tmp_path / "val" / "metrics.json").read_text())
    assert (metrics["patient"]["all"]["n"], metrics["patient"]["all (unseen)"]["n"]) == (20, 10)
    code, out, err = call("predict", "fit/model.json", features, "--out", "new")
    assert (code, err) == (0, "")
    assert "of 60 nodes in group 2" in out
    assert "by rule 'any' (the model's, set when it was fitted)" in " ".join(out.split())
    code, out, err = call("score", "val/nodes.csv", "--patients", "truth.csv", "--out", "again", "--rule", "count:2")
    assert (code, err) == (0, "")
    again = json.loads((tmp_path / "again" / "metrics.json").read_text())
    assert again["patient"]["all"] == metrics["patient"]["all"]
    (tmp_path / "val" / "report.html").unlink()
    code, out, err = call("validate", "fit", features, "--out", "blind")
    assert (code, out) == (1, "")
    assert err == "nodecluster: features.csv: validation needs pathology; give the patients' table with --patients\n"
    assert not (tmp_path / "blind").exists()
    assert call("report", "val")[:2] == (0, "Report: val/report.html\n")
    assert (tmp_path / "val" / "report.html").is_file()


def test_the_default_folder_is_under_reports(call, features, tmp_path):
    code, out, _ = call("fit", features)
    assert code == 0
    (folder,) = (tmp_path / "reports").iterdir()
    assert folder.name.startswith("fit-")
    assert f"Report: reports/{folder.name}/report.html" in out


def test_extract_twice_gives_the_same_table(call, small_cohort, tmp_path):
    root = small_cohort()
    assert call("extract", root, "--out", "a", "--jobs", 1)[0] == 0
    (tmp_path / "b").mkdir()  # as a killed run leaves it
    assert call("extract", root / "patients.csv", "--out", "b", "--jobs", 1)[0] == 0
    for name in ("features.csv", "features.parquet", "pictures.parquet", "shapes.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_some_failures_are_code_3_and_a_line_each(call, small_cohort, tmp_path):
    root = small_cohort()
    mask = root / "B" / "segmentations" / "LN_2.nii.gz"
    write_image(mask, np.zeros((20, 34, 30), np.uint8))
    code, out, err = call("extract", root, "--out", "o", "--jobs", 1)
    assert code == 3
    assert out.splitlines()[0] == "cohort: 3 nodes of 2 patients; 1 failure"
    (line,) = [line for line in err.splitlines() if line.startswith("Failed: ")]
    assert line.startswith("Failed: patient B, node LN_2 (mask): LN_2.nii.gz is empty: no voxel is set. Draw the node")
    table = pd.read_csv(tmp_path / "o" / "failures.csv")
    assert table[["patient_id", "node_id"]].to_numpy().tolist() == [["B", "LN_2"]]
    assert "Traceback" not in err


def test_nothing_but_failures_is_code_1_with_its_reasons(call, small_cohort, tmp_path):
    root = small_cohort(patients=1)
    (root / "A" / "ct.nii.gz").write_bytes(b"no image")
    code, _, err = call("extract", root, "--out", "o", "--jobs", 1)
    assert code == 1
    assert "no node could be measured. patient A (reading): ct.nii.gz" in err
    assert not (tmp_path / "o").exists()


# --- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["extrct", "x"], "no such command 'extrct'; did you mean 'extract'? See nodecluster --help"),
        (["xyz"], "no such command 'xyz'; there are: check, extract, fit,"),
        (["extract"], "missing argument 'COHORT'. See nodecluster extract --help"),
        (["extract", "x", "--jbos", "2"], "no such option '--jbos'. Did you mean '--jobs'?"),
        (["extract", "x", "--jobs", "0"], "invalid value for '--jobs': 0 is not in the range x>=1"),
        (["extract", "x", "--jobs", "many"], "invalid value for '--jobs': 'many' is not a valid integer"),
        (["extract", "x", "y"], "got unexpected extra argument (y)"),
        (["fit", "x", "--recipe", "studi"], "invalid value for '--recipe': 'studi'"),
        (["score", "x"], "missing option '--patients'. See nodecluster score --help"),
        (["simulate", "x", "--patients", "0"], "invalid value for '--patients': 0 is not in the range"),
    ],
)
def test_a_slip_in_the_command_is_one_line_and_code_2(refused, words, line, tmp_path):
    assert refused(2, *words).startswith(line)
    assert files(tmp_path) == set()


def test_no_command_shows_the_help(call):
    code, _, err = call()
    assert code == 2
    assert all(f"  {name} " in err for name in COMMANDS)


# --- garbage ---------------------------------------------------------------------------------------------------------


def test_a_misspelt_column_in_patients_csv(refused, small_cohort, tmp_path):
    root = small_cohort()
    (root / "patients.csv").write_text("patient_id,nodes_examned,nodes_positive\nA,,\n")
    line = refused(1, "extract", root, "--out", "o")
    assert line.startswith(f"{root / 'patients.csv'}: header: found column 'nodes_examned'; expected 'nodes_examined'.")
    assert not (tmp_path / "o").exists()


def test_every_problem_of_a_cohort_is_a_line(call, small_cohort, tmp_path):
    root = small_cohort()
    (root / "patients.csv").write_text("patient_id;clinical_n;nodes_examined;nodes_positive\nA;cN2;3;4\nZ;;;\n")
    code, out, err = call("fit", root, "--out", "deep/o")
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == f"nodecluster: {root / 'patients.csv'}: 4 problems"
    assert [line.split(":")[0] for line in err.splitlines()[1:]] == [
        "  row 2, column 'clinical_n'",
        "  row 2, column 'nodes_positive'",
        "  row 3 (patient Z), column 'image'",
        "  row 3 (patient Z), column 'segmentation'",
    ]
    assert not (tmp_path / "deep").exists()


def test_a_misspelt_feature_and_a_misspelt_cohort(refused, features, tmp_path):
    table = pd.read_csv(features).rename(columns={FEATURES[5]: FEATURES[5] + "s"})
    table.to_csv(tmp_path / "bad.csv", index=False)
    line = refused(1, "fit", "bad.csv", "--out", "o")
    assert line.startswith(f"bad.csv: header: found no column '{FEATURES[5]}'")
    assert line.endswith(f"did you mean '{FEATURES[5]}s'?")
    line = refused(1, "fit", features, "--patients", "truth.csv", "--cohort", "trian", "--out", "o")
    assert "found no patient of cohort 'trian'; expected one of train, validation" in line
    assert line.endswith("did you mean 'train'?")
    assert not (tmp_path / "o").exists()


def test_a_misspelt_setting(refused, features, tmp_path):
    (tmp_path / "s.toml").write_text("corelation_threshold = 0.8\n")
    line = refused(1, "fit", features, "--settings", "s.toml", "--out", "o")
    assert line == "s.toml: unknown setting 'corelation_threshold'; did you mean 'correlation_threshold'?"
    (tmp_path / "s.toml").write_text('rule = "al"\n')
    assert "'al'" in refused(1, "fit", features, "--settings", "s.toml", "--out", "o")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (["extract", "nowhere"], "nowhere: no such file"),
        (["extract", "."], "found no patients.csv"),
        (["extract", "junk"], "junk: row 1 is not UTF-16 text"),
        (["fit", "junk.csv"], "junk.csv: row 1 is not UTF-16 text"),
        (["fit", "junk.parquet"], "junk.parquet: damaged, or not a Parquet table"),
        (["fit", "features.csv", "--settings", "junk"], "junk: the settings cannot be read (not UTF-8 text)"),
        (["fit", "features.csv", "--patients", "junk"], "junk: row 1 is not UTF-16 text"),
        (["fit", "features.csv", "--patients", "features.csv"], "features.csv: header: found a column 'node_id'"),
        (["fit", "features.csv", "--cohort", "train"], "features.csv: a features table names no cohort"),
        (["predict", "junk", "features.csv"], "junk: cannot be read (not UTF-8 text)"),
        (["predict", "cut.json", "features.csv"], "cut.json: not a complete JSON file"),
        (["predict", "truth.csv", "features.csv"], "truth.csv: not a complete JSON file"),
        (["predict", "void.json", "features.csv"], "void.json: not a nodecluster model"),
        (["predict", ".", "features.csv"], "model.json: cannot be read (No such file or directory)"),
        (["validate", "nowhere", "features.csv"], "nowhere: cannot be read (No such file or directory)"),
        (["score", "junk", "--patients", "truth.csv"], "junk: found the ending ''"),
        (["score", "junk.csv", "--patients", "truth.csv"], "junk.csv: row 1 is not UTF-16 text"),
        (["score", "features.csv", "--patients", "truth.csv"], "features.csv: header: found no column 'group'"),
        (["report", "."], ".: found no run.json in it"),
        (["report", "nowhere"], "nowhere: found no run.json in it"),
        (["simulate", "."], ".: exists and is not empty"),
        (["extract", "nowhere", "--out", "junk"], "junk: junk is a file; expected a folder"),
        (["extract", "nowhere", "--out", "junk/o"], "junk/o: junk is a file; expected a folder"),
        (["fit", "features.csv", "--out", "."], ".: holds what this run reads (features.csv)"),
    ],
)
def test_garbage_is_one_line_and_leaves_nothing(refused, features, tmp_path, words, start):
    for name in ("junk", "junk.csv", "junk.parquet"):
        (tmp_path / name).write_bytes(bytes(range(255, 0, -1)) * 3)
    (tmp_path / "cut.json").write_text('{"schema": 1, "features": ["orig')
    (tmp_path / "void.json").write_text("{}")
    before = files(tmp_path)
    out = [] if words[0] in ("report", "simulate") or "--out" in words else ["--out", "o"]
    assert start in refused(1, *words, *out)
    assert files(tmp_path) == before


def test_results_never_replace_a_cohorts_own_table(refused, small_cohort):
    root = small_cohort()
    before = (root / "patients.csv").read_bytes()
    assert "holds what this run reads (cohort)" in refused(1, "extract", root, "--out", root)
    assert (root / "patients.csv").read_bytes() == before


def test_an_unexpected_error_is_one_line_and_a_traceback_on_demand(call, refused, features, monkeypatch, tmp_path):
    def fault(*_, **__):
        raise ZeroDivisionError("of\nours")

    monkeypatch.setattr("nodecluster.workflows.fit.fit", fault)
    code, _, err = call("fit", features, "--out", "o")
    assert code == 1
    expected = "internal error (ZeroDivisionError: of ours); run it again with --debug and report what it shows"
    assert err == f"nodecluster: {expected}\n"
    for words in (["--debug", "fit", features, "--out", "o"], ["fit", features, "--out", "o", "--debug"]):
        code, _, err = call(*words)
        assert code == 1
        assert "Traceback" in err
        assert err.splitlines()[-1] == f"nodecluster: {expected}"
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyboardInterrupt(), "stopped before it was done; no file is half-written"),
        (MemoryError(), "not enough memory; use fewer --jobs, or a machine with more memory"),
        (PermissionError(13, "Permission denied", "/secret/place/ct.nii.gz"), "ct.nii.gz: Permission denied; check"),
        (OSError(28, "No space left on device"), "No space left on device; check the path"),
    ],
)
def test_what_the_system_says_is_one_line(refused, features, monkeypatch, tmp_path, error, line):
    def fault(*_, **__):
        raise error

    monkeypatch.setattr("nodecluster.workflows.fit.fit", fault)
    said = refused(1, "fit", features, "--out", "o")
    assert said.startswith(line)
    assert "secret" not in said
    assert not (tmp_path / "o").exists()


# --- stopping it -----------------------------------------------------------------------------------------------------

# Some shells start what runs in their background without Ctrl-C; a terminal does not.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from nodecluster.cli import main
if __name__ == "__main__":
    main()
"""


def started(words: list[str], folder: Path) -> subprocess.Popen[str]:
    """Start a command in a session of its own."""
    program = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.Popen(program, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)  # fmt: skip


def wait_until(holds, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def alive(session: int) -> set[int]:
    """Return the processes of a session that run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, owner = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has ended meanwhile
        if int(owner) == session and state not in "ZX":
            found.add(int(stat.parent.name))
    return found


def measuring(session: int) -> int:
    """Return how many processes of a session are ready to measure: those that have become deaf to Ctrl-C."""
    count = 0
    for process in alive(session):
        try:
            status = Path(f"/proc/{process}/status").read_text()
            command = Path(f"/proc/{process}/cmdline").read_text()
        except OSError:
            continue
        ignored = int(status.split("SigIgn:")[1].split()[0], 16)
        count += "spawn_main" in command and bool(ignored >> (signal.SIGINT - 1) & 1)
    return count


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the processes of a session are looked up in /proc")
@pytest.mark.parametrize(
    ("jobs", "number", "everyone"),
    [(1, signal.SIGTERM, False), (2, signal.SIGINT, True), (3, signal.SIGINT, True), (2, signal.SIGKILL, False)],
    ids=["kill", "ctrl-c", "ctrl-c at once", "kill -9"],
)
def test_stopping_an_extraction_leaves_nothing_half_written(small_cohort, tmp_path, jobs, number, everyone):
    root = small_cohort(patients=1)
    rows = "\n".join(f"P{n},A/ct.nii.gz,A/segmentations" for n in range(5000))  # minutes of work
    (root / "patients.csv").write_text(f"patient_id,image,segmentation\n{rows}\n")
    process = started(["extract", str(root), "--out", "deep/o", "--jobs", str(jobs)], tmp_path)
    try:
        wait_until(lambda: (tmp_path / "deep" / "o").is_dir())
        if jobs < 3:  # with three, the processes that measure are still starting
            wait_until(lambda: measuring(process.pid) == (jobs if jobs > 1 else 0))
            time.sleep(0.3)
        assert process.poll() is None, process.communicate()
        (os.killpg if everyone else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=30)
        wait_until(lambda: not alive(process.pid))  # no process that measures is left behind
    finally:
        process.kill()
    assert out == ""
    if number == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
        assert files(tmp_path / "deep" / "o") == set()
    else:
        assert process.returncode == 1
        assert err == "nodecluster: stopped before it was done; no file is half-written\n"
        assert not (tmp_path / "deep").exists()


def test_a_reader_that_leaves_early_is_no_error(features, tmp_path):
    process = started(["fit", str(features), "--out", "o"], tmp_path)
    process.stdout.close()
    with process:
        assert process.stderr.read() == ""
    assert (tmp_path / "o" / "run.json").is_file()
