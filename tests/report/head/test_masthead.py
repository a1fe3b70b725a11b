"""Whose notice stands above a page."""

from __future__ import annotations

from nodecluster.report.head.masthead import masthead
from nodecluster.results import Run


def leads(own: str, of_model: str) -> list[str]:
    run = Run({"command": "predict", "notice": own}, model={"notice": of_model})
    return [each.lead for each in masthead(run, "Prediction").notices]


def test_the_notice_of_a_model_is_not_said_of_the_cohort():
    assert leads("", "Simulated.") == ["The cohort that the model was fitted on: Simulated."]
    assert leads("Old scanner.", "Simulated.") == [
        "Old scanner.",
        "The cohort that the model was fitted on: Simulated.",
    ]


def test_one_notice_of_both_stands_once():
    assert leads("Simulated.", "Simulated.") == ["Simulated."]
    assert leads("", "") == []
