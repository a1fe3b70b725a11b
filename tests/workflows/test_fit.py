"""``fit``: a rule that is tuned on the fit cohort, from the words of a command line to what lies on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.errors import SettingsError
from nodecluster.settings import Settings
from nodecluster.validation.choosing.candidates import CANDIDATES
from nodecluster.validation.choosing.rule_origin import GIVEN, MODELS, judged_origin

NEVER = "nodecluster: rule 'tuned': a rule is never tuned on the patients that validate it; fit with rule = \"tuned\""


@pytest.fixture
def here(features_table, tmp_path) -> Path:
    """A folder of a features table, its patients' table, and a settings file that asks for a tuned rule.

    Of 24 patients every other one is pN+ and has 2 of 3 nodes in group 2; the others have 1 of 3.
    """
    table = features_table(patients=24)
    table.to_csv(tmp_path / "features.csv", index=False)
    ids = sorted(table["patient_id"].unique())
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": [0, 9] * 12})
    truth["cohort"] = ["train"] * 20 + ["rest"] * 4
    truth.to_csv(tmp_path / "truth.csv", index=False)
    (tmp_path / "s.toml").write_text('rule = "tuned"\nstarts = 5\n')
    return tmp_path


def stored(folder: Path, name: str):
    return json.loads((folder / name).read_text())


FIT = ("fit", "features.csv", "--patients", "truth.csv", "--settings", "s.toml")


def test_a_tuned_rule_from_fit_to_validation(call, here):
    code, out, err = call(*FIT, "--cohort", "train", "--out", "fit")
    assert (code, err) == (0, "")
    words = (
        "tuned on the pathology of 20 patients of the fit cohort (10 pN+): Youden's J 1.00 there, 1.00 (0.61 to 1.00)"
        " when the choice is nested in cross-validation"
    )
    out = " ".join(out.split())
    assert f" Rule: count:2, {words}. The groups used no label" in out
    assert out.count("The groups used no label") == 1
    model, run = stored(here / "fit", "model.json"), stored(here / "fit", "run.json")
    assert (model["rule"], model["settings"]["rule"], run["settings"]["rule"]) == ("count:2",) * 3
    assert run["rule_origin"] == f"the model's, {words}"
    assert [row["rule"] for row in model["rule_choice"]["candidates"]] == list(CANDIDATES)
    patients = pd.read_csv(here / "fit" / "patients.csv")
    assert (patients["predicted"] == patients["truth"]).all()

    code, out, err = call("validate", "fit", "features.csv", "--patients", "truth.csv", "--out", "val")
    assert (code, err) == (0, "")
    assert stored(here / "val", "metrics.json")["rule"] == "count:2"
    assert stored(here / "val", "run.json")["rule_origin"] == f"the model's, {words}"
    assert stored(here / "val", "model.json") == model
    code, out, err = call("predict", "fit", "features.csv", "--rule", "any", "--out", "new")
    assert (code, err) == (0, "")
    assert stored(here / "new", "run.json")["rule_origin"] == GIVEN

    given = ("--rule", "any", "--level", "90%", "--out", "given")
    assert call("validate", "fit", "features.csv", "--patients", "truth.csv", *given)[0] == 0
    metrics = stored(here / "given", "metrics.json")
    assert metrics["node"]["ccr"]["level"] == 0.9
    assert metrics["rules"]["chosen_how"] == judged_origin(GIVEN)
    assert metrics["rules"]["notes"][0].startswith("The rule 'any' was used: given for this run")


def test_the_groups_are_those_of_any_other_rule(call, here):
    assert call(*FIT, "--out", "tuned")[0] == 0
    (here / "s.toml").write_text("starts = 5\n")
    assert call(*FIT, "--out", "set")[0] == 0
    tuned, usual = stored(here / "tuned", "model.json"), stored(here / "set", "model.json")
    assert "rule_choice" not in usual
    assert tuned.pop("rule_choice")["patients"]["n"] == 24
    assert (tuned.pop("rule"), tuned["settings"].pop("rule")) == ("count:2", "count:2")
    assert (usual.pop("rule"), usual["settings"].pop("rule")) == ("any", "any")
    assert tuned == usual
    assert (here / "tuned" / "nodes.csv").read_bytes() == (here / "set" / "nodes.csv").read_bytes()
    assert stored(here / "set", "run.json")["rule_origin"] == MODELS


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "fit", "features.csv", "--patients", "truth.csv"),
        ("predict", "fit", "features.csv"),
        ("score", "fit/nodes.csv", "--patients", "truth.csv"),
    ],
)
def test_nothing_but_fit_tunes_a_rule(call, here, words):
    assert call(*FIT, "--out", "fit")[0] == 0
    code, out, err = call(*words, "--rule", "tuned", "--out", "o")
    assert (code, out) == (1, "")
    assert err.startswith(NEVER)
    assert len(err.splitlines()) == 1
    assert not (here / "o").exists()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda truth: truth[truth["cohort"] == "rest"], "2 pN+ and 2 pN0"),
        (lambda truth: truth.assign(nodes_positive=1), "24 pN+ and 0 pN0"),
        (
            lambda truth: truth.assign(excluded=np.where(truth["nodes_positive"] > 0, "no consent", "")),
            "0 pN+ and 12 pN0",
        ),
        (None, "0 pN+ and 0 pN0"),
    ],
    ids=["few", "one class", "excluded", "no table"],
)
def test_too_little_pathology_is_one_line_and_leaves_nothing(call, here, change, found):
    words = FIT
    if change is None:
        words = ("fit", "features.csv", "--settings", "s.toml")
    else:
        truth = change(pd.read_csv(here / "truth.csv"))
        truth.to_csv(here / "truth.csv", index=False)
        table = pd.read_csv(here / "features.csv")
        table[table["patient_id"].isin(truth["patient_id"])].to_csv(here / "features.csv", index=False)
    code, out, err = call(*words, "--out", "o")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith(f'nodecluster: rule = "tuned": found {found} patients with pathology and a measured node')
    assert "expected at least 10 of each" in err
    assert not (here / "o").exists()


def test_a_cohort_without_the_pathology_is_refused_before_its_nodes_are_measured(small_cohort, monkeypatch):
    root = small_cohort({"A": {"nodes_examined": 3, "nodes_positive": 1}})
    monkeypatch.setattr("nodecluster.loading.extract_cohort", lambda *_: pytest.fail("measured"))
    for source in (root, nc.read_cohort(root)):
        with pytest.raises(SettingsError, match="found 1 pN\\+ and 0 pN0 patients with pathology in the fit cohort"):
            nc.fit(source, settings=Settings(rule="tuned"))


def test_a_settings_file_with_a_tuned_rule_serves_check_and_extract_too(call, small_cohort, here):
    root = small_cohort()
    for command in ("check", "extract"):
        assert call(command, root, "--settings", "s.toml", "--out", command, "--jobs", 1)[0] == 0, command


def test_neither_names_nor_order_of_the_patients_change_the_choice(features_table):
    table, rng = features_table(patients=30), np.random.default_rng(4)
    ids = sorted(table["patient_id"].unique())
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 4, "nodes_positive": rng.integers(0, 2, 30)})
    first = nc.fit(table, patients=truth, settings=Settings(rule="tuned", starts=5)).model["rule_choice"]
    names = dict(zip(ids, rng.permutation([f"Q{number}" for number in range(30)]), strict=True))
    other = table.assign(patient_id=table["patient_id"].map(names)).sample(frac=1, random_state=1)
    known = truth.assign(patient_id=truth["patient_id"].map(names)).sample(frac=1, random_state=2)
    assert nc.fit(other, patients=known, settings=Settings(rule="tuned", starts=5)).model["rule_choice"] == first
