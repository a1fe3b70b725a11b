"""Rules, prevalence, decision curve and calibration as tables: the numbers of the metrics, each where it belongs."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.results import Run
from nodecluster.sheets import use
from nodecluster.sheets.said import notes
from nodecluster.validation.use.prevalence import prevalence_block
from nodecluster.validation.use.reliability import reliability
from nodecluster.validation.values.clusters import Clusters
from tests.judged import scored
from tests.runs.folders import INFO
from tests.sheets.reading import read_back, row


@pytest.fixture(scope="module")
def metrics():
    return scored().metrics


def test_a_row_a_rule_and_one_of_them_was_used(metrics):
    table = read_back(use.rules(metrics))
    everybody = table[table["set"] == "all"]
    assert everybody["chosen"].tolist() == ["1", *["0"] * 6]
    for found, held in zip(everybody.to_dict("records"), metrics["rules"]["sets"]["all"], strict=True):
        counts = [int(found[name]) for name in ("tp", "fp", "fn", "tn")]
        assert sum(counts) == int(found["n"]) == held["n"]
        assert float(found["sensitivity"]) == counts[0] / (counts[0] + counts[2])
        assert float(found["auc_score_low"]) == held["auc_score"]["low"]
    assert "Wilson score (ccr, sensitivity" in everybody["method"].iloc[0]
    assert everybody["chosen_how"].tolist() == [metrics["rules"]["chosen_how"], *[""] * 6]


def test_a_rule_that_cannot_be_applied_has_its_reason(metrics):
    rows = [{"rule": "largest", "chosen": False, "n": 0, "reason": "the nodes have no volumes"}]
    (found,) = read_back(use.rules({"rules": {**metrics["rules"], "sets": {"all": rows}}})).to_dict("records")
    assert (found["rule"], found["ccr"], found["reason"]) == ("largest", "", "the nodes have no volumes")


def test_prevalence(metrics):
    table = read_back(use.prevalence(metrics))
    block = metrics["prevalence"]["cN0"]
    stated = block["stated"][2]
    found = row(table, set="cN0", quantity="ppv", at="stated", prevalence=str(stated["prevalence"]), first="1")
    assert (float(found["value"]), float(found["low"])) == (stated["ppv"]["value"], stated["ppv"]["low"])
    less = row(table, set="cN0", quantity="missed_per_100", whose="difference", first="1")
    assert float(less["value"]) == block["per_100"]["difference"]["missed"]["value"]
    assert set(table["quantity"]) == {
        "prevalence", "likelihood_ratio_positive", "likelihood_ratio_negative", "ppv", "npv",
        "dissections_per_100", "needless_per_100", "missed_per_100",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ppv", "npv"])
def test_each_predictive_value_at_each_prevalence(metrics, name):
    table, block = read_back(use.prevalence(metrics)), metrics["prevalence"]["all"]
    for at, each in (("own", block["own"]), *(("stated", stated) for stated in block["stated"])):
        found = row(table, set="all", quantity=name, at=at, prevalence=str(each["prevalence"]), first="1")
        assert [float(found[part]) for part in ("value", "low", "high")] == [
            each[name][part] for part in ("value", "low", "high")
        ]
        assert found["whose"] == "model"


def test_the_burden_of_each_is_its_own(metrics):
    table, block = read_back(use.prevalence(metrics)), metrics["prevalence"]["all"]["per_100"]
    for whose in ("model", "clinical", "difference"):
        for part in ("dissections", "needless", "missed"):
            found = row(table, set="all", quantity=f"{part}_per_100", whose=whose, first="1")
            assert float(found["value"]) == block[whose][part]["value"]


def test_an_infinite_ratio_is_empty_with_its_name_and_its_finite_limit():
    block = prevalence_block([1, 1, 1, 0, 0], [1, 1, 1, 0, 0], None, (0.3,))
    found = row(read_back(use.prevalence({"prevalence": {"all": block}})), quantity="likelihood_ratio_positive")
    assert (found["value"], found["high"]) == ("", "")
    assert float(found["low"]) > 0
    assert found["reason"].startswith("infinite, because")


def test_nobody_has_one_row_that_says_so():
    block = prevalence_block([], [], None, (0.3,))
    (found,) = read_back(use.prevalence({"prevalence": {"cN0": block}})).to_dict("records")
    assert (found["n"], found["value"], found["reason"]) == ("0", "", "nothing has both a prediction and a truth")


def test_a_row_a_threshold_and_where_the_model_is_best(metrics):
    table = use.decision_curve(metrics)
    block = metrics["decision_curve"]["all"]
    curve = table[(table["set"] == "all") & (table["strategy"] == "model")]
    assert curve["threshold"].tolist() == block["thresholds"]
    assert curve["net_benefit"].tolist() == block["strategies"]["model"]["net_benefit"]
    inside = [any(low <= t <= high for low, high in block["better"]) for t in block["thresholds"]]
    assert [bool(best) for best in curve["model_best"]] == inside
    none = table[(table["set"] == "all") & (table["strategy"] == "none")]
    assert set(none["net_benefit"]) == {0.0}
    assert (none["low"].isna() == (none["reason"] != "")).all()


def test_a_curve_that_there_is_not_has_a_row_with_its_reason(metrics):
    table = read_back(use.decision_curve(metrics))
    found = row(table, set="cN0", strategy="model")
    assert (found["threshold"], found["net_benefit"], found["model_best"]) == ("", "", "")
    assert found["reason"].startswith("too few: ")
    block = {"n": 0, "events": 0, "method": "m", "notes": [], "reason": "nobody"}
    (empty,) = read_back(use.decision_curve({"decision_curve": {"cN0": block}})).to_dict("records")
    assert (empty["strategy"], empty["reason"]) == ("", "nobody")


def test_calibration_and_reliability(metrics):
    table, groups = read_back(use.calibration(metrics)), read_back(use.reliability(metrics))
    for unit, name, block in (
        ("node", "labelled nodes", metrics["calibration"]["node"]),
        ("patient", "all", metrics["calibration"]["patient"]["all"]),
    ):
        found = row(table, unit=unit, set=name, calibrator="logistic", measure="slope")
        assert float(found["value"]) == block["logistic"]["slope"]["value"]
        assert (found["n"], found["patients"]) == (str(block["n"]), str(block["patients"]))
        mine = groups[(groups["unit"] == unit) & (groups["set"] == name) & (groups["calibrator"] == "logistic")]
        assert mine["group"].tolist() == [str(number + 1) for number in range(len(mine))]
        for found, held in zip(mine.to_dict("records"), block["logistic"]["reliability"]["groups"], strict=True):
            assert (int(found["n"]), int(found["events"])) == (held["n"], held["events"])
            assert float(found["observed"]) == pytest.approx(held["events"] / held["n"])
            assert float(found["predicted"]) == held["predicted"]
        assert mine["n"].astype(int).sum() == block["n"]
        assert mine["events"].astype(int).sum() == block["events"]
    few = row(table, unit="patient", set="cN0")
    assert (few["calibrator"], few["value"]) == ("", "")
    assert few["reason"].startswith("too few: ")
    assert "cN0" not in set(groups["set"])


def test_a_group_of_one_patients_nodes_has_no_interval(metrics):
    found = {"reliability": reliability(np.array([1.0, 0, 0]), np.full(3, 0.4), Clusters.of(["a"] * 3))}
    block = {"node": {"logistic": found, "isotonic": found}, "patient": {}}
    for each in read_back(use.reliability({"calibration": block})).to_dict("records"):
        assert (each["low"], each["high"]) == ("", "")
        assert each["reason"] == "all nodes of the group are of one patient"


def test_the_curves_of_those_with_an_assessment_are_a_set_of_their_own(metrics):
    block = metrics["decision_curve"]["all"]
    apart = {"decision_curve": {"all": {**block, "assessed": {**block, "n": 12, "notes": ["of 12 alone"]}}}}
    table = read_back(use.decision_curve(apart))
    assert set(table["set"]) == {"all", "all, with a clinical_n"}
    assert set(table[table["set"] == "all, with a clinical_n"]["n"]) == {"12"}
    said = notes(Run(INFO, metrics={**metrics, **apart}), (), {})
    assert said[said["note"] == "of 12 alone"]["set"].tolist() == ["all, with a clinical_n"]
