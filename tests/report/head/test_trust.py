"""The verdict on a run: what speaks against it, each thing only where it holds."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nodecluster.clustering.model import hash_id
from nodecluster.report.head.answer import Better, better
from nodecluster.report.head.trust import BAD, CAUTION, GOOD, trust
from nodecluster.results import Run
from nodecluster.tables import failures_table
from nodecluster.validation.choosing.rule_origin import GIVEN, MODELS, judged_origin
from nodecluster.validation.levels.level import level_from_arrays

from ..conftest import FAILURES, clinical, level, made_model, made_tables

MODEL = made_model(made_tables(4, 4))


def leads(run: Run) -> list[str]:
    return [found.lead for found in trust(run).objections]


def firm(**more: Any) -> dict[str, Any]:
    """Return a level of many patients, narrow, and better than the clinical assessment."""
    found = level(180, 20, 20, 180)
    difference = {"value": 0.2, "low": 0.1, "high": 0.3, "level": 0.95, "method": "m", "n": 400}
    against = clinical(280, 400, 0.001, 100, 20) | {"n": 400, "difference": difference}
    return {**found, "clinical": against, **more}


def area(value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    """Return the ESTIMATE of an area."""
    return {"value": value, "low": low, "high": high, "level": 0.95, "method": "m", "n": 70}


@cache
def tossed(seed: int) -> dict[str, Any]:
    """Return the level of 600 patients whose prediction is a coin toss."""
    score = np.random.default_rng(seed).normal(size=600)
    return level_from_arrays(np.arange(600) % 2, (score > 0).astype(int), score)


def judged(whole: dict[str, Any], **more: Any) -> Run:
    """Return a validation with these figures of all patients."""
    sets = {"patient": {"all": whole, **more.pop("sets", {})}, "node": level(30, 2, 3, 40)}
    return Run({"command": "validate"}, metrics={**sets, **more}, model=MODEL)


def test_a_firm_validation_has_nothing_against_it():
    found = trust(judged(firm()))
    assert (found.mark, found.objections) == (GOOD, ())
    assert found.words == "Nothing that this run knows speaks against it"
    assert found.model == "The groups of the model look usable"
    assert found.reasons == ("The smaller group holds 38.23% of the nodes",)


def test_few_patients_and_a_wide_interval_speak_against_it():
    small = level(5, 1, 1, 7)
    small["ccr"] |= {"low": 0.6, "high": 0.96}
    found = trust(judged(small))
    assert (found.mark, found.words) == (CAUTION, "With caution: 2 points speak against it")
    few, wide = found.objections
    assert (few.lead, few.section) == ("Few patients:", "patient-level")
    assert few.text.startswith("6 with and 8 without metastasis")
    assert wide.lead == "Wide interval:"
    assert wide.text == "a correct classification rate from 60.00 % to 96.00 % fits these data."


@pytest.mark.parametrize(("positive", "said"), [(19, True), (20, False)])
def test_twenty_of_a_kind_are_not_few(positive, said):
    assert ("Few patients:" in leads(judged(level(positive, 0, 0, 100)))) is said


@pytest.mark.parametrize(
    ("low", "high", "p", "found"),
    [
        (0.1, 0.3, 0.001, Better.SHOWN),
        (-0.3, -0.1, 0.001, Better.WORSE),
        (-0.1, 0.3, 0.2, Better.UNSHOWN),
        (0.01, 0.3, 0.07, Better.UNSHOWN),  # interval and test disagree: not shown
        (-0.01, 0.3, 0.03, Better.UNSHOWN),
        (None, None, 0.001, Better.UNSHOWN),  # version 0.2.0 wrote no interval
    ],
)
def test_better_than_the_clinical_assessment_needs_interval_and_test(low, high, p, found):
    against = clinical(280, 400, p, 100, 20)
    against["difference"] = {"value": 0.1, "low": low, "high": high, "level": 0.95, "method": "m", "n": 400}
    run = judged(firm(clinical=against))
    assert better(run.metrics) is found
    said = {Better.SHOWN: [], Better.WORSE: ["Worse than the clinical assessment"]}.get(
        found, ["Not shown to be better"]
    )
    assert leads(run) == said


def test_without_a_clinical_assessment_nothing_is_said_of_it():
    run = judged(level(180, 20, 20, 180))
    assert better(run.metrics) is None
    assert leads(run) == []


def test_seen_patients_only_validate_nothing():
    run = judged(firm(), sets={"all (unseen)": level(0, 0, 0, 0)}, node_unseen=level(0, 0, 0, 0))
    found = trust(run)
    assert (found.mark, found.words) == (BAD, "Not from this page: nothing here validates it")
    assert [each.lead for each in found.objections] == ["Seen patients only:"]


def test_figures_that_validate_nothing_are_neither_few_nor_wide_nor_guessed():
    small = level(5, 1, 1, 7)
    small["ccr"] |= {"low": 0.6, "high": 0.96}
    small["auc_score"] = area(0.6, 0.4, 0.8)
    nobody = level(0, 0, 0, 0)
    run = judged(small, sets={"all (unseen)": nobody}, node=small, node_unseen=nobody)
    assert leads(run) == ["Seen patients only:"]
    # The answer is of the labelled nodes of unseen patients, and so are the objections.
    (_, few) = trust(judged(small, sets={"all (unseen)": nobody}, node_unseen=level(9, 0, 0, 90))).objections
    assert (few.lead, few.text[:31]) == ("Few nodes:", "9 with and 90 without metastasi")


@pytest.mark.parametrize("seed", range(6))
def test_a_coin_toss_is_not_good(seed):
    found = trust(judged(tossed(seed)))
    first = found.objections[0]
    assert (found.mark, first.lead) == (CAUTION, "Not shown to be better than guessing:")
    assert first.section == "patient-level"
    assert first.text.startswith("AUC of the score 0.")
    assert first.text.endswith("; guessing has 0.5.")


@pytest.mark.parametrize(
    ("score", "hard", "text"),
    [
        (area(0.56, 0.501, 0.62), area(0.55, 0.501, 0.6), ""),
        (area(0.56, 0.5, 0.62), area(0.55, 0.51, 0.6), "AUC of the score 0.560, 95 % interval 0.500 to 0.620;"),
        (area(0.5, None, None), area(0.55, 0.51, 0.6), "AUC of the score 0.500, no interval;"),
        (area(None, None, None), area(0.55, 0.51, 0.6), ""),
        # without a score, and with a score that is better than the predictions made of it
        (area(None, None, None), area(0.5, 0.4, 0.6), "AUC of the hard prediction, the mean of sensitivity and"),
        (area(0.9, 0.8, 0.95), area(0.5, None, None), "AUC of the hard prediction, the mean of sensitivity and"),
    ],
)
def test_better_than_guessing_needs_the_interval(score, hard, text):
    found = trust(judged(level(180, 20, 20, 180, auc_score=score, auc_group=hard))).objections
    assert bool(found) is bool(text)
    assert not found or found[0].text.startswith(text)


def test_without_pathology_of_patients_the_nodes_may_be_guessed():
    found = trust(judged(level(0, 0, 0, 0), node=tossed(0))).objections
    assert [each.lead for each in found] == ["No pathology of patients:", "Not shown to be better than guessing:"]
    assert found[1].section == "node-level"


def test_labelled_nodes_alone_are_judged_as_nodes():
    run = judged(level(0, 0, 0, 0))
    assert leads(run) == ["No pathology of patients:"]
    assert trust(run).mark == CAUTION


def test_a_verdict_that_is_not_usable_leads():
    for name, mark in (("degenerate", BAD), ("doubtful", CAUTION), ("unheard of", CAUTION)):
        model = {**MODEL, "verdict": {"name": name, "reasons": ["r"]}}
        found = trust(dataclasses.replace(judged(firm()), model=model))
        assert (found.mark, found.reasons) == (mark, ("r",))
        assert name in found.model


@pytest.mark.parametrize("name", ["node", "node_unseen"])
def test_labels_that_contradict_the_groups_are_said(name):
    (found,) = trust(judged(firm(), **{name: level(2, 30, 40, 3)})).objections
    assert found.lead == "Labels contradict the groups:"
    assert found.text.endswith("would put there (AUC 0.069, 95 % interval 0.049 to 0.089).")


def test_nodes_that_only_chance_puts_on_the_wrong_side_contradict_nothing():
    node = level(30, 30, 30, 30, auc_group=area(0.48, 0.43, 0.53))
    (found,) = trust(judged(firm(), node=node)).objections
    assert (found.lead, found.section) == ("Not shown to be better than guessing:", "node-level")
    assert found.text == "AUC of the hard group of the nodes 0.480, 95 % interval 0.430 to 0.530; guessing has 0.5."
    assert leads(judged(firm(), node=node | {"auc_group": area(0.52, 0.47, 0.57)})) == []


def test_nodes_of_patients_that_the_model_has_seen_contradict_nothing():
    assert leads(judged(firm(), node=level(2, 30, 40, 3), node_unseen=level(30, 2, 3, 40))) == []


def test_only_a_rule_that_was_given_is_suspect():
    rules = {
        origin: leads(judged(firm(), judging={"rule_origin": origin})) for origin in (MODELS, judged_origin(GIVEN))
    }
    assert list(rules.values()) == [[], ["Rule not fixed before:"]]


def test_what_is_missing_or_unknown_is_said():
    run = judged(firm())
    failed = dataclasses.replace(run, failures=failures_table(FAILURES))
    assert leads(failed) == ["Incomplete:"]
    unknown = dataclasses.replace(run, info={"command": "validate", "inputs": {"features": "unknown"}})
    assert leads(unknown) == ["Unknown origin:"]
    assert leads(dataclasses.replace(run, model={**MODEL, "measured": False})) == ["Unknown origin of the model:"]
    assert leads(dataclasses.replace(run, info={"command": "score"}, model=None)) == ["Predictions from a table:"]
    patients = pd.DataFrame({"patient_id": list("abc"), "truth": pd.array([1, None, 0], dtype="Int64")})
    (found,) = trust(dataclasses.replace(run, patients=patients)).objections
    assert (found.lead, found.text) == ("Pathology missing:", "1 of 3 patients could not be judged.")


@pytest.mark.parametrize(("command", "lead"), [("fit", "Not validated yet:"), ("predict", "No pathology")])
def test_what_validates_nothing_says_so(runs, command, lead):
    found = trust(runs[command])
    assert found.mark == CAUTION
    assert found.words == "Not known: this page validates nothing"
    assert found.objections[0].lead == lead


def test_an_extraction_without_failure_has_nothing_against_it(runs):
    assert trust(dataclasses.replace(runs["extract"], failures=failures_table([]))).mark == GOOD
    assert leads(runs["extract"]) == ["Incomplete:"]


def test_a_prediction_of_patients_that_the_model_was_fitted_on_says_so():
    tables = made_tables(4, 4)
    nodes, patients = tables["nodes"], tables["patients"]
    known = {**MODEL, "patients_sha256": [hash_id(str(patients["patient_id"].iloc[0]))]}
    found = trust(Run({"command": "predict"}, nodes=nodes, patients=patients, model=known)).objections
    assert [each.text for each in found if each.lead == "Seen patients:"] == [
        "the model was fitted on 1 of 4 patients (by their ids)."
    ]
    new = trust(Run({"command": "predict"}, nodes=nodes, patients=patients, model=MODEL | {"patients_sha256": []}))
    assert "Seen patients:" not in [each.lead for each in new.objections]


def test_what_the_owners_say_counts_against_it():
    run = dataclasses.replace(judged(firm()), info={"command": "validate", "notice": "Made up. Not a patient."})
    assert leads(run) == ["Notice of the cohort:"]
