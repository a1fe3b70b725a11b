import pytest

from nodecluster.formats import count, percent
from tests.checklists.asking import changed, item

FIGURES = [("STARD 2015", "23"), ("STARD 2015", "24"), ("CLEAR", "47"), ("METRICS", "20")]


def test_the_cross_table_shows_the_counts_of_the_metrics(real):
    text = item(real.validate, "STARD 2015", "23").text
    for level in (real.validate.metrics["patient"]["all"], real.validate.metrics["patient"]["cN0"]):
        table = level["confusion"]
        said = f"(n = {level['n']}): {table['tp']} true positive, {table['fp']} false positive, {table['fn']} false neg"
        assert said in text
    assert f"Nodes (n = {real.validate.metrics['node']['n']})" in text


def test_accuracy_shows_the_figures_of_the_metrics(real):
    text = item(real.validate, "STARD 2015", "24").text
    found = real.validate.metrics["patient"]["all"]["sensitivity"]
    assert (
        f"sensitivity {percent(found['value'])} (95 % interval {percent(found['low'])} to {percent(found['high'])}, "
        f"{found['method']})" in text
    )


def test_other_counts_give_another_text(real):
    def more(metrics):
        metrics["patient"]["all"]["confusion"]["tp"] = 1234
        metrics["patient"]["all"]["sensitivity"]["value"] = 0.98765

    other = changed(real.validate, "metrics", more)
    assert "1,234 true positive" in item(other, "STARD 2015", "23").text
    assert "sensitivity 98.77 %" in item(other, "STARD 2015", "24").text
    for name, number in FIGURES:
        assert item(other, name, number).text != item(real.validate, name, number).text


def test_what_cannot_be_estimated_says_why(real):
    gap = {"value": None, "low": None, "high": None, "level": 0.95, "method": "Wilson score", "n": 0}

    def spoil(metrics):
        metrics["patient"]["all"]["sensitivity"] = {**gap, "reason": "pathology has no positives"}

    text = item(changed(real.validate, "metrics", spoil), "STARD 2015", "24").text
    assert "sensitivity not estimable (pathology has no positives)" in text


def test_nobody_judged_fills_nothing(real):
    def empty(metrics):
        for level in (metrics["node"], *metrics["patient"].values()):
            level["n"] = 0

    none = changed(real.validate, "metrics", empty)
    for name, number in FIGURES:
        assert item(none, name, number).status == "author"
        assert item(none, name, number).text.startswith("Nobody here has both a prediction and pathology")


def test_patients_that_the_model_saw_are_said_and_judged_apart(real):
    everybody, unseen = (real.seen.metrics["patient"][name]["n"] for name in ("all", "all (unseen)"))
    assert (everybody, unseen) == (24, 14)
    for name, number in (("STARD 2015", "23"), ("STARD 2015", "26"), ("CLEAR", "38"), ("METRICS", "27")):
        text = item(real.seen, name, number).text
        assert "The model was fitted on 10 of the judged patients" in text
        assert "no independent validation" in text
    nodes = real.seen.metrics["node"]  # here no node of a fitted patient has a label, so that none is seen
    apart = changed(real.seen, "metrics", lambda metrics: metrics.update(node_unseen={**nodes, "n": nodes["n"] - 9}))
    for name, number in FIGURES:
        text = item(apart, name, number).text
        first = text.index("Patients whom the model has not seen (n = 14)")
        assert first < text.index("Patients with the 10 that the model was fitted on (no validation) (n = 24)")
        first = text.index("Nodes of patients whom the model has not seen (n = ")
        assert first < text.index("Nodes with the 9 that the model was fitted on (no validation) (n = ")
        assert "Patients (n = " not in text
    text = item(real.seen, "STARD 2015", "23").text
    assert text.index("Patients, cN+, whom the model has not seen") < text.index("Patients, cN+, with the 10 ")
    assert "(no validation)" not in item(real.validate, "STARD 2015", "24").text
    assert "14 other patients are judged apart" in item(real.seen, "METRICS", "18").text
    assert "No judged patient has the id" in item(real.validate, "METRICS", "18").text


def test_patients_that_the_model_saw_but_nobody_judged_are_not_held_against_it(real):
    def named(metrics):
        metrics["seen_patients"] = ["P001"]  # in the table, without a node or without pathology

    other = changed(real.validate, "metrics", named)
    assert "No judged patient has the id" in item(other, "METRICS", "18").text


def test_all_patients_seen_leaves_nobody(real):
    def all_seen(metrics):
        metrics["patient"]["all (unseen)"]["n"] = 0

    text = item(changed(real.seen, "metrics", all_seen), "METRICS", "27").text
    assert "fitted on 24 of the judged patients" in text
    assert "No other patient is judged." in text


def test_whether_given_predictions_come_from_these_patients_is_not_known(real):
    assert "is not known" in item(real.score, "METRICS", "18").text
    knows = changed(real.score, "info", lambda info: info.update(warnings=[]))
    assert "No judged patient has the id" in item(knows, "METRICS", "18").text


def test_nodes_treated_as_independent_are_told(real):
    effect = real.validate.metrics["node"]["ccr"]["design_effect"]
    for number in ("14", "24", "26"):
        assert f"takes the patients as the sample (design effect of the CCR {effect:.2f})" in (
            item(real.validate, "STARD 2015", number).text
        )

    def independent(metrics):
        metrics["node"]["ccr"] = {**metrics["node"]["ccr"]["others"][0]}

    other = changed(real.validate, "metrics", independent)
    assert "Node-level intervals treat the nodes of one patient as independent and are too narrow" in (
        item(other, "STARD 2015", "24").text
    )

    def single(metrics):  # a node a patient
        metrics["node"]["ccr"] = {**metrics["node"]["ccr"], "method": "Wilson score"}
        del metrics["node"]["ccr"]["design_effect"]

    assert "too narrow" not in item(changed(real.validate, "metrics", single), "STARD 2015", "24").text


def test_the_no_information_rate_is_that_of_the_larger_class(real):
    table = real.validate.metrics["patient"]["all"]["confusion"]  # 6 of 14 with metastasis, so 8 of 14
    assert (table["tp"] + table["fn"], table["fp"] + table["tn"]) == (6, 8)
    assert f"Patients: no-information rate {percent(8 / 14)}" in item(real.validate, "METRICS", "25").text


def test_the_balance_of_the_classes_is_counted(real):
    text = item(real.validate, "CLEAR", "30").text
    assert f"Patients: {count(6)} of {count(14)} positive by pathology ({percent(6 / 14)})" in text
    assert item(real.fit, "CLEAR", "30").status == "partly"


FIT = {
    "method": "logistic",
    "brier": {"value": 0.1234, "low": 0.1, "high": 0.2, "level": 0.95, "method": "bootstrap", "n": 14},
    "slope": {"value": 0.9, "low": None, "high": None, "level": 0.95, "method": "logistic", "n": 14},
    "intercept": {"value": None, "low": None, "high": None, "reason": "separated", "method": "logistic", "n": 14},
}


def test_calibration_is_filled_only_where_it_was_measured(real):
    without = changed(real.validate, "metrics", lambda metrics: metrics.pop("calibration", None))
    assert item(without, "METRICS", "22").status == "author"
    assert "Calibration was not measured." in item(without, "METRICS", "21").text

    def measured(metrics):
        metrics["calibration"] = {"node": {}, "patient": {"all": {"n": 14, "events": 6, "logistic": FIT}}}

    found = item(changed(without, "metrics", measured), "METRICS", "22")
    assert found.status == "filled"
    assert "(n = 14, 6 pN+): Brier score 0.123 (95 % interval 0.100 to 0.200, bootstrap)" in found.text
    assert "slope 0.900, intercept not estimable (separated)" in found.text


def test_calibration_that_failed_is_not_filled(real):
    def failed(metrics):
        metrics["calibration"] = {"patient": {"all": {"n": 14, "events": 6, "reason": "too few"}}}

    found = item(changed(real.validate, "metrics", failed), "METRICS", "22")
    assert found.status == "author"
    assert "could not be estimated: too few." in found.text


@pytest.mark.parametrize("name", ["STARD 2015", "CLEAR"])
def test_methods_are_named_once(real, name):
    text = item(real.validate, name, {"STARD 2015": "14", "CLEAR": "40"}[name]).text
    named = text.partition("Methods: ")[2].partition(".")[0].split("; ")
    assert len(named) == len(set(named)) > 3
    assert "Wilson score" in named
