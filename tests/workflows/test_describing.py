"""What each workflow says of its cohort, from files to ``cohort.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.runs import read_run
from nodecluster.settings import Settings
from tests.conftest import write_cohort

SETTINGS = Settings(starts=2, minimum_voxels=4)


def counts(run, part="patients"):
    return {step["key"]: step["n"] for step in run.cohort["flow"][part]}


@pytest.fixture(scope="module")
def cohort(tmp_path_factory) -> Path:
    """Of ten patients A is excluded, B's CT is damaged, C's counts are none, and D has a node that fails.

    E has no pathology, F has some nodes positive, the others none. C's row holds a name where a count should be.
    """
    plain = {"nodes_examined": 4, "nodes_positive": 0, "cohort": "x", "excluded": ""}
    rows = {name: {**plain, "grade": 1 + n % 2, "contact": f"Secret{n}"} for n, name in enumerate("ABCDEFGHIJ")}
    rows["A"]["excluded"] = "no consent"
    rows["C"]["nodes_positive"] = "Secret"
    rows["E"] |= {"nodes_examined": "", "nodes_positive": "", "cohort": "y"}
    rows["F"]["nodes_positive"] = 1
    root = write_cohort(tmp_path_factory.mktemp("described"), rows, patients=10)
    (root / "B" / "ct.nii.gz").write_bytes(b"nothing")
    (root / "D" / "segmentations" / "Secret.nii.gz").write_bytes(b"")
    return root


@pytest.fixture(scope="module")
def runs_of(cohort):
    extracted, fitted = nc.extract(cohort, settings=SETTINGS), nc.fit(cohort, settings=SETTINGS)
    predicted, validated = nc.predict(fitted, cohort), nc.validate(fitted, cohort)
    return {"extract": extracted, "fit": fitted, "predict": predicted, "validate": validated}


PATIENTS = {
    "in_table": 10, "unusable": 1, "excluded": 1, "included": 8, "failed": 1, "nodes_failed": 0, "no_node": 0,
    "measured": 7,
}  # fmt: skip
NODES = {"found": 15, "failed": 1, "measured": 14}


@pytest.mark.parametrize("command", ["extract", "fit", "predict", "validate"])
def test_who_was_measured(runs_of, command):
    run = runs_of[command]
    assert counts(run).items() >= PATIENTS.items()
    assert counts(run, "nodes").items() >= NODES.items()
    assert "of_excluded" not in counts(run, "nodes")
    assert ("with_pathology" in counts(run)) == (command != "extract")
    assert ("true_negative" in counts(run)) == (command == "validate")
    assert (run.cohort["baseline"] is None) == (command == "extract")
    assert run.cohort["left_out"] == [
        {"name": "contact", "reason": "by its name, it may hold a telephone number or an e-mail address"}
    ]
    assert run.info["counts"]["patients_measured"] == counts(run)["measured"]


def test_the_flow_ends_in_the_tables_of_the_validation(runs_of):
    run = runs_of["validate"]
    names = {"true_positive": "tp", "false_positive": "fp", "false_negative": "fn", "true_negative": "tn"}
    for part, level in (("patients", run.metrics["patient"]["all"]), ("nodes", run.metrics["node"])):
        ends = counts(run, part)
        assert {short: ends[name] for name, short in names.items()} == level["confusion"]
    assert counts(run, "nodes")["unlabelled"] == 4  # of E and F
    steps = {step["key"]: step for step in run.cohort["flow"]["patients"]}
    assert steps["without_pathology"]["cohorts"] == {"x": 0, "y": 1}


def test_scoring_says_the_same_and_knows_nodes_of_excluded_patients(runs_of, cohort):
    table = pd.read_csv(cohort / "patients.csv", dtype=str).replace("Secret", "0")
    of_a = pd.DataFrame({"patient_id": ["A", "A"], "node_id": ["1", "2"], "group": 1})
    run = nc.score(pd.concat([runs_of["validate"].nodes, of_a]), patients=table)
    assert counts(run)["true_negative"] == counts(runs_of["validate"])["true_negative"]
    assert counts(run)["no_node"] == 2  # B and C, of whom the table of predictions tells nothing
    assert counts(run, "nodes")["of_excluded"] == 2
    assert any("Which nodes could not be measured is not known" in note for note in run.cohort["flow"]["notes"])


def test_a_table_alone_knows_only_its_patients(runs_of):
    run = nc.fit(runs_of["extract"], settings=SETTINGS)
    # D's failed node and the failures of B and C come with the run that measured; that A is excluded does not
    assert counts(run)["in_table"] == counts(run)["included"] == 9
    assert counts(run)["failed"] == 2
    assert counts(run, "nodes")["failed"] == 1
    assert run.cohort["flow"]["notes"][0].startswith("There is no patients' table")
    assert [row["name"] for row in run.cohort["baseline"]["rows"]] == ["nodes_measured"]


def test_a_cohort_that_was_asked_for_is_described_alone(cohort):
    run = nc.fit(cohort, cohorts=["x"], settings=SETTINGS)
    assert counts(run)["in_table"] == 9
    assert run.cohort["flow"]["notes"][0] == "Only patients of the cohorts that were asked for are counted: x."
    assert run.cohort["flow"]["cohorts"] == ["x"]


def test_nothing_leaks_into_the_file(runs_of, cohort, tmp_path):
    nc.save(runs_of["validate"], tmp_path)
    text = (tmp_path / "cohort.json").read_text(encoding="utf-8")
    assert "Secret" not in text
    assert str(cohort) not in text
    assert read_run(tmp_path).cohort == json.loads(text) == runs_of["validate"].cohort
