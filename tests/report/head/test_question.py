"""The question: one a command, and no more than the truth at hand can answer."""

from __future__ import annotations

import dataclasses

import pytest

from nodecluster.report.head.question import question
from nodecluster.results import Run

from ..conftest import level, made_metrics
from ..whole import whole


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("validate", "Do the groups find the patients with axillary metastasis (pN+), and better than the clinical"),
        ("score", "Do the groups find the patients with axillary metastasis (pN+), and better than the clinical"),
        ("predict", "By the groups of their nodes, which patients look as if axillary lymph nodes were metastatic"),
        ("fit", "Do the nodes, without any label, fall into two groups that a model can be built on?"),
        ("extract", "Could every node be measured?"),
    ],
)
def test_every_command_has_its_question(runs, command, asked):
    assert question(runs[command]).startswith(asked)


def test_one_patient_is_asked_about_alone(runs):
    run = runs["predict"]
    assert "does this patient look" in question(dataclasses.replace(run, patients=run.patients.head(1)))


def test_what_cannot_be_answered_is_not_asked():
    unassessed = made_metrics(patient={"all": level(3, 1, 1, 3)})
    asked = "Do the groups find the patients with axillary metastasis (pN+)?"
    assert question(Run({"command": "validate"}, metrics=unassessed)) == asked
    nobody = made_metrics(patient={"all": level(0, 0, 0, 0)})
    asked = "Do the groups tell metastatic lymph nodes from others?"
    assert question(Run({"command": "validate"}, metrics=nobody)) == asked
    assert question(Run({"command": "something"})) == ""


def test_several_predictions_are_compared():
    assert question(whole()).startswith("Do these predictions find the patients")
    assert question(whole()).endswith("and is one of them better than another?")
