"""A whole validation as text."""

from __future__ import annotations

import pytest

from nodecluster.terminal.figures.summary import summary
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions
from tests.judged import scored, tables

BRIEF = (
    "Patient rules side by side, all",
    "Likelihood ratios and predictive values, all",
    "Scores as risks, all",
    "Subgroups, all: tests of interaction",
    "Comparison: ours and theirs",
    "What follows the levels is of 'all' alone, and in brief.",
)


@pytest.mark.parametrize("wide", [80, 96, 110])
def test_no_line_is_longer_than_the_terminal_and_none_ends_in_a_space(wide):
    lines = summary(scored().metrics, wide).splitlines()
    assert max(map(len, lines)) <= wide
    assert all(line == line.rstrip() for line in lines)


def test_the_levels_come_first_and_then_what_is_made_of_the_main_set():
    text = summary(scored().metrics)
    levels = ("Node level: 203", "Patient level, all: 90", "Patient level, by")
    places = [text.index(title) for title in ("Figures of: ours", *levels, *BRIEF)]
    assert places == sorted(places)
    assert all(text.count(title) == 1 for title in BRIEF)
    assert not {"nan", "inf", "none", "None"} & set(text.replace("(", " ").replace(",", " ").split())


def test_the_widths_differ_in_nothing_but_line_breaks():
    text, narrow = (" ".join(summary(scored().metrics, wide).split()) for wide in (110, 80))
    assert text == narrow


def test_metrics_of_an_earlier_version_have_the_levels_alone():
    metrics = {name: scored().metrics[name] for name in ("node", "patient", "seen_patients", "rule", "warnings")}
    text = summary(metrics)
    assert "Patient level, all: 90" in text
    assert not any(title in text for title in BRIEF)
    assert text.startswith("The first interval of a figure is the one to quote"), "nobody else's figures are there"


def test_the_first_lines_say_how_to_read_the_figures():
    head = " ".join(summary(scored().metrics).split("\n\n")[0].split())
    assert head.startswith("Figures of: ours (the first table).")
    for words in ("the one to quote", "CCR: correct classification rate", "PPV, NPV:", "FPR, FNR:", "Points:"):
        assert head.count(words) == 1


def test_where_everybody_was_fitted_on_the_nodes_are_those_of_the_same_patients():
    nodes, _, known = tables()
    text = summary(validate_predictions(nodes, known, Judging(resamples=200), seen=known["patient_id"]).metrics)
    assert text.count("What follows is of 'all', with the patients that the model was fitted on: no validation.") == 1
    risks = text.partition("Scores as risks, all")[2].partition("Subgroups")[0]
    assert "Calibration of the node score: in the same way." in risks
    assert "What follows is of" not in summary(scored().metrics), "nobody was seen"
