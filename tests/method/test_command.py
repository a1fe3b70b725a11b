"""The command of a run: with its placeholders filled in, it makes the run again."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nodecluster.method import method
from nodecluster.runs import read_run

EVIL = "nor'th; $(x) <b>"


@pytest.fixture
def folder(features_table, tmp_path) -> Path:
    """A features table of 24 patients of two cohorts, one with a hostile name, and their patients' table."""
    table = features_table(24)
    table.to_csv(tmp_path / "f.csv", index=False)
    ids = sorted(set(table["patient_id"]))
    places = np.arange(len(ids))
    known = pd.DataFrame({"patient_id": ids, "cohort": np.where(places % 4 == 0, "south", EVIL), "clinical_n": "cN+"})
    known = known.assign(nodes_examined=4, nodes_positive=4 * (places % 2), stage=np.where(places % 3, "T1", "T2"))
    known.to_csv(tmp_path / "p.csv", index=False)
    return tmp_path


@pytest.fixture
def again(call):
    """Run a command line, run the command that its method gives, and return both runs."""

    def run(out: str, words, places):
        first, err = call(*words, "--out", out)[0::2]
        assert first == 0, err
        made = read_run(Path(out))
        told = method(made).command
        if told.settings:
            Path("settings.toml").write_text(told.settings)
        line = [places.get(word, word) for word in shlex.split(told.line)]
        assert line[0] == "nodecluster"
        second, _, err = call(*[f"{out}2" if word == "OUT_DIR" else word for word in line[1:]])
        assert second == 0, err
        assert {each.word for each in told.placeholders} == {word for word in shlex.split(told.line) if word in STANDS}
        return made, read_run(Path(f"{out}2")), told

    return run


STANDS = {
    "FEATURES",
    "PATIENTS_CSV",
    "MODEL_DIR",
    "OUT_DIR",
    "settings.toml",
    "NODES",
    "NODES_1",
    "NODES_2",
    "COHORT_DIR",
}


def test_the_command_repeats_a_fit_a_validation_and_a_comparison(folder, again):
    Path("own.toml").write_text("correlation_threshold = 0.8\nstarts = 7\n")
    places = {"FEATURES": "f.csv", "PATIENTS_CSV": "p.csv", "MODEL_DIR": "fit"}
    words = ["fit", "f.csv", "--patients", "p.csv", "--cohort", EVIL, "--settings", "own.toml"]
    first, second, told = again("fit", words, places)
    assert tomllib.loads(told.settings) == {"correlation_threshold": 0.8, "starts": 7}
    assert first.model["centroids"] == second.model["centroids"]

    words = [
        "validate",
        "fit",
        "f.csv",
        "--patients",
        "p.csv",
        "--rule",
        "count:2",
        "--level",
        "0.9",
        "--resamples",
        "200",
    ]
    words += ["--prevalence", "0.3", "--prevalence", "25%", "--subgroup", "stage"]
    first, second, told = again("val", words, places)
    assert first.metrics == second.metrics
    assert all(word in told.line for word in ("--rule count:2", "--level 0.9", "--resamples 200", "--prevalence 0.25"))

    Path("a").mkdir()
    first.nodes.assign(group=3 - first.nodes["group"], score=-first.nodes["score"]).to_csv("a/b.csv", index=False)
    nodes = "val/nodes.csv"
    words = ["score", nodes, "a/b.csv", "--patients", "p.csv", "--name", EVIL, "--name", "b", "--resamples", "200"]
    words += ["--seed", "3"]
    places = {"NODES_1": nodes, "NODES_2": "a/b.csv", "PATIENTS_CSV": "p.csv"}
    first, second, _ = again("sco", words, places)
    assert first.metrics == second.metrics
    assert first.info["settings"] == second.info["settings"]


def test_defaults_are_not_repeated(kinds):
    for name, line in {
        "extract": "nodecluster extract COHORT_DIR --out OUT_DIR",
        "fit": "nodecluster fit COHORT_DIR --cohort train --out OUT_DIR",
        "validate": "nodecluster validate MODEL_DIR COHORT_DIR --resamples 200 --out OUT_DIR",
    }.items():
        found = method(kinds[name]).command
        assert (found.line, found.settings) == (line, "")


def test_a_tuned_rule_is_asked_for_again(kinds):
    fitted = kinds["tuned"]
    info = {**fitted.info, "command": "fit", "settings": fitted.model["settings"] | {"rule": "count:2"}}
    found = method(type(fitted)(info=info, model=fitted.model)).command
    assert tomllib.loads(found.settings) == {"rule": "tuned"}


def test_files_are_told_by_name_and_hash(kinds):
    run = kinds["validate"]
    meanings = {each.word: each.meaning for each in method(run).command.placeholders}
    sha = run.info["inputs"]["files"]["patients"]["sha256"]
    assert meanings["COHORT_DIR"] == f"the cohort ‘segmentations’ (patients.csv with SHA-256 {sha[:12]}…)"


@pytest.mark.parametrize("name", ["predict", "unknown"])
def test_a_table_that_was_handed_over_is_no_cohort(name, kinds):
    found = method(kinds[name]).command
    assert "MODEL_DIR FEATURES --patients PATIENTS_CSV" in found.line
    assert any("handed over in memory" in note for note in found.notes)


def test_what_an_old_run_does_not_say_is_said(kinds):
    notes = " ".join(method(kinds["old"]).command.notes)
    assert "Which files were read the run does not say in full" in notes
    assert "The defaults are those of nodecluster 0.2.0." in notes
