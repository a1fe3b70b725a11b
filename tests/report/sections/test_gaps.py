"""The new sections where something cannot be had: no unseen part, nobody in a set, a rule without volumes."""

from __future__ import annotations

from nodecluster.report.metrics.sets import parts_of
from nodecluster.report.sections import baseline, decision, pairs, prevalence, rules, subgroups
from nodecluster.report.sections.flow import flow
from nodecluster.report.sections.pairs import pair_view
from nodecluster.results import Run
from nodecluster.validation.judging import Judging
from nodecluster.validation.validate import validate_predictions
from tests.validation.counts import nodes_from, patients_from


def run(metrics) -> Run:
    return Run({"command": "score"}, metrics=metrics)


def one_class():
    """Return the metrics of two patients of one class, without scores or volumes."""
    nodes = nodes_from([("a", "1", 2, None), ("b", "1", 2, None)])
    patients = patients_from([("a", "", "cN+", 3, 3, ""), ("b", "", "cN+", 3, 3, "")])
    return validate_predictions(nodes, patients, Judging(resamples=200)).metrics


def test_patients_of_one_class_have_reasons_everywhere():
    metrics = one_class()
    made = prevalence.section(run(metrics)).content["parts"][0]
    assert made.title == "All patients"
    ratio = made.tables[0].measures[0]
    assert ratio.value == "not estimable"
    assert "no negatives" in ratio.lines[0][-1]
    (part,) = decision.section(run(metrics)).content["parts"]
    assert part.words == (f"Not estimable: {metrics['decision_curve']['all']['reason']}.",)
    assert part.tables == ()


def test_a_rule_that_cannot_be_applied_says_why_below_the_table():
    (part,) = rules.section(run(one_class())).content["sets"]["parts"]
    assert [note for note in part.notes if note.startswith("largest: ") and "volume" in note]
    assert "largest" not in [row[0] for row in part.tables[0].rows]


def test_a_set_of_nobody_is_named_and_not_shown():
    made = parts_of({"all": {"n": 3}, "x": {"n": 0}, "y": {"n": 2}}, lambda name, _: prevalence.Part(name))
    assert [part.title for part in made["folded"]] == ["Cohort y"]
    assert made["empty"] == "Nobody can be counted in: Cohort x."


def test_subgroups_of_which_none_can_be_used():
    block = {"column": "age", "kind": "", "how": "", "patient": [], "node": [], "interaction": {}, "notes": []}
    made = subgroups.section(run({"subgroups": [block | {"reason": "nobody has a value", "population": "all"}]}))
    assert made.content["overview"] is None
    assert made.content["unused"].rows == (("age", "nobody has a value"),)
    assert made.figures == ()
    assert subgroups.section(run({"subgroups": []})) is None


def test_a_flow_follows_its_steps_and_reasons():
    steps = [
        {"key": "in_table", "label": "in the table", "parent": "", "n": 5, "cohorts": {}, "reasons": []},
        {"key": "excluded", "label": "excluded", "parent": "in_table", "n": 2, "cohorts": {},
         "reasons": [{"label": "no CT", "n": 2, "cohorts": {}}]},
        {"key": "included", "label": "included", "parent": "in_table", "n": 3, "cohorts": {}, "reasons": []},
    ]  # fmt: skip
    (table,) = flow({"flow": {"method": "m", "notes": [], "cohorts": [], "patients": steps, "nodes": []}}).tables
    assert table.rows == (("In the table", "5"), ("Excluded", "2"), ("because: no CT", "2"), ("Included", "3"))
    assert table.depths == (0, 1, 2, 1)
    assert flow({}) is None
    assert baseline.baseline({"flow": {}}) is None


def test_a_baseline_with_several_groups_shows_the_largest_difference():
    differences = [
        {"first": "a", "second": "b", "value": 0.1}, {"first": "a", "second": "c", "value": -0.4},
        {"first": "b", "second": "c", "value": None, "reason": "a group has fewer than 2 values"},
    ]  # fmt: skip
    row = {
        "name": "age", "label": "age", "kind": "number", "shown": "mean (SD)", "n": [3, 1, 1, 1],
        "missing": [1, 1, 0, 0], "test": {"p": None, "method": "t", "n": 3, "reason": "too few"},
        "differences": differences, "notes": [], "cells": [{"text": "5.0 (1.0)"}, None, None, None],
        "normality": [], "variances": None,
    }  # fmt: skip
    columns = [{"label": label, "n": 1} for label in ("All", "a", "b", "c")]
    found = {"method": "m", "notes": [], "by": "cohort", "columns": columns, "rows": [row]}
    made = baseline.baseline({"baseline": found})
    assert made["shown"].tables[0].rows == (
        ("age, mean (SD)", "5.0 (1.0)", "–", "–", "–", "–", "−0.400 (largest)", "1"),
    )
    (tested,) = made["folded"][0].tables[0].rows
    assert tested[3] == "too few"
    assert "b against c: a group has fewer than 2 values" in tested[4]
    assert tested[5].startswith("All: 1; a: 1")


def test_a_pair_that_shares_no_class_says_why():
    gap = {"value": None, "low": None, "high": None, "level": 0.95, "method": "m", "n": 0, "reason": "no negatives"}
    test = {"p": None, "method": "t", "n": 0, "reason": "no negatives"}
    quantity = {"first": None, "second": None, "difference": gap, "test": test, "p_holm": None}
    pairs = {"discordant": {"first_only": 0, "second_only": 0}}
    block = {
        "n": 2, "patients": 2, "positives": 2, "negatives": 0, "auc_score": quantity, "ccr": quantity | pairs,
        "sensitivity": quantity | pairs, "specificity": quantity, "notes": [],
        "agreement": {
            "table": {"both": 2, "first_only": 0, "second_only": 0, "neither": 0}, "share": gap, "kappa": gap,
        },
    }  # fmt: skip
    view = pair_view({"first": "a", "second": "b", "node": block, "patient": {"all": block}, "notes": ["left out: 3"]})
    assert view.title == "b against a"
    assert [part.title for part in view.parts] == ["Labelled nodes", "All patients"]
    row = view.parts[0].tables[0].rows[3]
    assert row == ("Specificity", "–", "–", "not estimable", "–", "–", "–")
    assert any(note.startswith("Specificity: t; ") and "no negatives" in note for note in view.parts[0].notes)


def test_a_permutation_test_stands_in_the_method_unless_it_fails_for_the_same_reason():
    gap = {"value": None, "low": None, "high": None, "level": 0.95, "method": "m", "n": 9}
    test = {"p": None, "method": "DeLong", "n": 9, "reason": "no scores"}
    block = {key: {"difference": gap, "test": test} for key in ("auc_score", "ccr", "sensitivity", "specificity")}
    for permutation, beside in (
        ({"p": 0.0534, "method": "permutation"}, "; beside it p = 0.0534 (permutation)"),
        ({"p": None, "method": "permutation", "reason": "no scores"}, ""),
        (None, ""),
    ):
        found = block | {"auc_score": block["auc_score"] | ({"permutation": permutation} if permutation else {})}
        assert pairs.tests_said(found)[0] == f"AUC of the score: DeLong; interval: m{beside}; no scores."


def test_a_subgroup_without_interval_or_test_says_why_below_its_table():
    good = {"value": 0.8, "low": 0.6, "high": 0.9, "level": 0.95}
    bare = {"value": 0.8, "low": None, "high": None, "level": 0.95, "reason": "one patient"}
    row = {"role": "subgroup", "patients": 1, "n": 4, "confusion": {"tp": 1, "fp": 1, "fn": 1, "tn": 1}}
    rows = [row | {"subgroup": "T3", "ccr": bare, "sensitivity": bare, "specificity": good, "auc_score": good}]
    tests = {"ccr": {"p": None, "method": "t", "n": 4, "reason": "one patient"}, "auc_score": {"p": 0.5, "p_holm": 0.5}}
    block = {"column": "stage", "how": "a subgroup a value", "patient": [], "node": rows, "population": "all",
             "interaction": {"node": tests}, "notes": []}  # fmt: skip
    made = subgroups.section(run({"subgroups": [block]}))
    (part,) = made.content["folded"]
    assert part.tables[0].rows[0][7:9] == ("80.00 %\nno interval", "80.00 %\nno interval")
    assert part.tables[0].notes == ("CCR of T3 and Sensitivity of T3: one patient.",)
    overview = made.content["overview"]
    assert overview.rows[1] == ("stage", "nodes", "no test", "–", "–", "0.5000\nHolm 0.5000")
    assert overview.notes == ("CCR of nodes by stage: one patient.",)


def test_the_size_of_nodes_is_in_cubic_millimetres_as_they_are_printed():
    good = {"value": 0.8, "low": 0.6, "high": 0.9, "level": 0.95}
    figures = dict.fromkeys(("ccr", "sensitivity", "specificity", "auc_score"), good)
    row = {"role": "subgroup", "patients": 9, "n": 9, "confusion": {"tp": 1, "fp": 1, "fn": 1, "tn": 1}, **figures}
    block = {"patient": [row | {"subgroup": "up to 9 mm3"}], "node": [], "interaction": {}, "notes": ["above 9 mm3"]}
    for column, unit in (("node_size", "mm³"), ("other", "mm3")):
        found = subgroups.section(run({"subgroups": [block | {"column": column, "how": "cut at 9 mm3"}]}))
        (part,) = found.content["folded"]
        assert part.title.endswith(f": cut at 9 {unit}")
        assert part.tables[0].rows[0][0] == f"up to 9 {unit}"
        assert part.notes == (f"above 9 {unit}",)
        assert f"up to 9 {unit} (9)" in str(found.figures[0].plot)
