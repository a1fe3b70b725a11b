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


def test_sets_without_an_estimate_are_named_in_a_sentence_and_not_folded():
    sets = {
        "all": {"n": 9}, "cN0": {"n": 5}, "cN+": {"n": 4, "reason": "too few: 3 of 4"}, "north": {"n": 0},
        "south": {"n": 2, "reason": "too few: 1 of 2"}, "west": {"n": 2, "reason": "no negatives: nothing to weigh"},
    }  # fmt: skip
    shown = parts_of(sets, lambda name, _: Part(name))
    assert [part.title for part in (*shown["parts"], *shown["folded"])] == ["All patients", "cN0 patients"]
    assert shown["empty"] == (
        "Not estimable in cN+ patients and Cohort south: too few. Not estimable in Cohort west: no negatives: nothing"
        " to weigh. Nobody can be counted in: Cohort north."
    )
    alone = parts_of({"all": {"n": 9, "reason": "too few: 8 of 9"}}, lambda name, block: Part(name, (block["reason"],)))
    assert alone["parts"][0].words == ("too few: 8 of 9",)
