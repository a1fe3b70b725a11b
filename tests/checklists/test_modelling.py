import pytest

from nodecluster.checklists.facts import methods
from nodecluster.formats import significant
from tests.checklists.asking import changed, item


def test_the_reduction_counts_the_features_of_the_model(real):
    kept, features = len(real.fit.model["kept"]), len(real.fit.model["features"])
    for run in (real.fit, real.validate):
        assert f"{kept} of {features} features stayed" in item(run, "METRICS", "15").text
    fewer = changed(real.fit, "model", lambda model: model.update(kept=model["kept"][:5]))
    assert f"5 of {features} features stayed" in item(fewer, "METRICS", "15").text
    assert f"shape {5}" in item(fewer, "CLEAR", "46").text


def test_the_threshold_is_that_of_the_model(real):
    other = changed(real.validate, "model", lambda model: model["settings"].update(correlation_threshold=0.75))
    assert "exceeded 0.75" in item(other, "CLEAR", "33").text


def test_the_orientation_shows_its_means(real):
    found = real.fit.model["orientation"]
    text = item(real.fit, "CLEAR", "43").text
    assert significant(found["group1_mean"]) in text
    assert significant(found["group2_mean"]) in text


def test_dimensionality_is_nodes_a_feature(real):
    def counts(model):
        model["kept"] = model["kept"][:4]
        model["fitted"] = {**model["fitted"], "nodes": 50, "patients": 7}

    text = item(changed(real.fit, "model", counts), "METRICS", "16").text
    assert "4 features and the 50 nodes of 7 patients" in text
    assert "12.5 nodes a feature" in text  # 50 / 4


def test_versions_of_the_modelling_are_those_of_the_fit(real):
    other = changed(real.validate, "model", lambda model: model.update(versions={"scikit-learn": "9.8.7"}))
    assert "scikit-learn 9.8.7" in item(other, "CLEAR", "34").text


@pytest.mark.parametrize("verdict", ["doubtful", "degenerate"])
def test_a_model_that_is_not_usable_is_a_limit(real, verdict):
    other = changed(real.validate, "model", lambda model: model.update(verdict={"name": verdict, "reasons": []}))
    assert f"judged '{verdict}'" in item(other, "STARD 2015", "26").text
    assert f"judged '{verdict}'" in item(other, "CLEAR", "37").text


def test_a_tuned_rule_is_told(real):
    assert "set, not tuned" in item(real.validate, "CLEAR", "35").text
    choice = {"patients": {"n": 10, "positives": 3}, "nested": {}, "candidates": []}
    other = changed(real.validate, "model", lambda model: model.update(rule_choice=choice))
    for name, number in (("CLEAR", "35"), ("CLEAR", "37")):
        assert "tuned on the pathology of 10 patients of the fit cohort (3 pN+)" in item(other, name, number).text


def test_the_rule_and_where_it_comes_from_are_said(real):
    def other(metrics):
        metrics["rule"] = "count:2"
        metrics["rules"] = {"chosen": "count:2", "chosen_how": "given for this run", "sets": {}, "notes": []}

    text = item(changed(real.validate, "metrics", other), "STARD 2015", "12a").text
    assert "by the rule 'count:2': at least 2 of its nodes lie in group 2" in text
    assert "Where the rule comes from: given for this run." in text


def test_a_fit_that_tunes_shows_the_rule_that_it_found(real):
    tuned = changed(real.fit, "info", lambda info: info.update(settings={**info["settings"], "rule": "tuned"}))
    found = changed(tuned, "model", lambda model: model.update(rule="count:2"))
    assert "by the rule 'count:2'" in item(found, "CLEAR", "12").text


def test_methods_leave_out_what_gave_nothing_and_what_only_adds():
    block = {
        "a": {"value": 0.5, "method": "Wilson score", "others": [{"value": 0.5, "method": "bootstrap of 200"}]},
        "b": {"value": None, "method": "never", "reason": "no positives"},
        "c": {"p": 0.5, "method": "McNemar"},
        "d": {"value": 0.4, "method": "bootstrap of 200, 3 of them dropped"},
        "e": [{"value": 0.4, "method": "Wilson score"}],
        "f": {"n": 9, "method": "cross-validation", "reason": "too few patients"},  # a block without figures
        "g": {"value": 0.4, "low": None, "high": None, "method": "logit", "reason": "one patient"},
    }
    assert methods(block) == ["Wilson score", "bootstrap of 200", "McNemar"]
