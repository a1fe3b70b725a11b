"""The order of the sets of patients, and what opens a section."""

from __future__ import annotations

from nodecluster.report.metrics.sets import main_first, parts_of
from nodecluster.report.parts import Part
from nodecluster.terminal.figures.summary import summary
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions
from tests.validation.counts import node_cohort


def test_where_the_model_has_seen_everybody_no_section_opens_with_nobody():
    nodes, patients = node_cohort(8, (5, 1, 2, 8))
    found = validate_predictions(nodes, patients, Judging(resamples=200), seen=patients["patient_id"]).metrics
    assert (found["patient"]["all"]["n"], found["patient"]["all (unseen)"]["n"]) == (8, 0)
    for sets in (found["patient"], found["prevalence"], found["decision_curve"], found["calibration"]["patient"]):
        assert main_first(sets)[:2] == ["all", "all (unseen)"]
        shown = parts_of(sets, lambda name, block: Part(name, (str(block["n"]),)))
        assert [(part.title, part.words) for part in shown["parts"]] == [("All patients", ("8",))]
        assert "All patients, unseen" in shown["empty"]
    assert {block["population"] for block in found["subgroups"]} <= {"all"}
    assert "What follows the levels is of 'all' alone" in " ".join(summary(found).split())
