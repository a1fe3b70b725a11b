"""Whatever letters a text has, a run can be written with it: files and folders have names of any bytes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nodecluster import runs
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.tables.patients import Cohort
from nodecluster.cohort.tables.row_problems import RowProblem
from nodecluster.errors import NodeError
from nodecluster.imaging.inspection import Finding
from nodecluster.results import Run
from nodecluster.runs.content import content, csv_bytes, json_bytes
from nodecluster.tables import failures_table
from nodecluster.tasks.checked import CohortCheck, NodeCheck, PatientCheck
from nodecluster.tasks.opening import failure_row
from nodecluster.terminal import check as check_terminal
from nodecluster.terminal import run as run_terminal
from tests.cohort.images.samples import CT

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
"""With surrogates, which a file's name has where its bytes are not UTF-8."""
ODD = "Dr\udcfcse\t\x1b[31m\n\r\0\u202e.nii"
COUNTS = {"patients": 1, "patients_measured": 1, "excluded": 0, "nodes": 0}
VERDICTS = {which: {"ok": 0, "warning": 1, "fails": 1} for which in ("node_verdicts", "patient_verdicts")}


def info_of(cohort: Cohort, remark: str) -> dict:
    """What run.json holds of a cohort and a remark, as far as texts can come into it."""
    return {
        "command": "extract",
        "settings": {},
        "inputs": {"cohort": cohort.name},
        "counts": {**COUNTS, **VERDICTS},
        "warnings": [f"patient A, {remark}"],
        "remarks": [["A", remark]],
        "notice": cohort.notice,
    }


def parts(text: str) -> tuple[Cohort, str, NodeError, RowProblem]:
    """A cohort, a remark on an image, a failure and a row's problem, with a name of any letters."""
    remark = ImageFile(CT.geometry, CT.slabs, remarks=(f"the header of {text} lies",)).remarks[0]
    error = NodeError("mask", f"{text} is empty", f"Draw {text}")
    problem = RowProblem(3, "B", "column 'segmentation'", f"'{text}'", f"not {text}", f"Move {text}", "reading")
    return Cohort(f"at {text}", Path(), pd.DataFrame()), remark, error, problem


@given(ANY_TEXT)
@example(ODD)
@settings(max_examples=25, deadline=None)
def test_a_run_is_written_and_said_whatever_a_file_is_called(text):
    cohort, remark, error, problem = parts(text)
    failures = failures_table([failure_row("A", "1", error), problem.failure("patients.csv")])
    run = Run(info_of(cohort, remark), failures=failures)
    with tempfile.TemporaryDirectory() as folder:
        runs.write_run(run, Path(folder), "")
        back = runs.read_run(Path(folder))
    assert back.info == run.info
    pd.testing.assert_frame_equal(back.failures, failures, check_dtype=False)
    said = [*run_terminal.summary(run).split("\n"), *run_terminal.failures(run, 5)]
    assert all(line.isprintable() for line in (*said, *failures.to_numpy().ravel(), *run.info["warnings"]))
    assert "at " in said[0]
    "".join(said).encode("utf-8")


@given(ANY_TEXT)
@example(ODD)
@settings(max_examples=25, deadline=None)
def test_a_check_is_written_and_said_whatever_a_file_is_called(text):
    cohort, remark, error, _ = parts(text)
    found = (Finding(error.reason, error.remedy), Finding(remark, "Check that it is right"))
    nodes = (NodeCheck("LN", failures=found[:1], warnings=found[1:]),)
    whole = CohortCheck.of([PatientCheck("A", nodes, failures=found[:1])])
    run = Run(info_of(cohort, remark), checks=whole.table, findings=whole.findings)
    files = content(run, None)
    assert all(cell.isprintable() for line in files["check.csv"].decode("utf-8").splitlines() for cell in line)
    assert json.loads(files["run.json"])["inputs"]["cohort"] == cohort.name
    lines = [*check_terminal.table(run, 80), *check_terminal.summary(run).split("\n")]
    assert all(line.isprintable() for line in lines)
    "".join(lines).encode("utf-8")


@pytest.mark.parametrize("text", [ODD, "\ud800"])
def test_a_letter_that_comes_through_costs_the_letter_and_not_the_run(text, tmp_path):
    """No text is made with such letters; should one be, hours of measuring are not lost for it."""
    table = pd.DataFrame({"patient_id": ["A"], "reason": [text], "n": [1.5]}, dtype=object)
    back = pd.read_csv(pd.io.common.BytesIO(csv_bytes(table)))
    assert (list(back.columns), back["n"][0]) == (["patient_id", "reason", "n"], 1.5)
    made = json.loads(json_bytes({"warnings": [text], "n": np.pi}))
    assert made["n"] == np.pi
    assert made["warnings"] == [text.encode("utf-8", "replace").decode()]
    run = Run(info_of(Cohort("c", Path(), pd.DataFrame()), text))
    runs.write_run(run, tmp_path, f"<p>{text}</p>")
    runs.write_report(tmp_path, f"<b>{text}</b>")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<b>")
    assert runs.read_run(tmp_path).info["command"] == "extract"
