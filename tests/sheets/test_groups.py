"""Subgroups and comparisons as tables."""

from __future__ import annotations

import copy

import pytest

from nodecluster.sheets.groups import comparison, subgroups
from tests.judged import scored
from tests.sheets.reading import read_back, row


@pytest.fixture(scope="module")
def metrics():
    return scored().metrics


def test_the_forest_plots_data(metrics):
    table = read_back(subgroups(metrics))
    block = next(each for each in metrics["subgroups"] if each["column"] == "t_stage")
    for unit in ("patient", "node"):
        rows = table[(table["column"] == "t_stage") & (table["unit"] == unit) & (table["figure"] == "sensitivity")]
        assert rows["subgroup"].tolist() == [each["subgroup"] for each in block[unit]]
        counts = rows[rows["role"] == "subgroup"][["tp", "fp", "fn", "tn"]].astype(int).sum()
        assert counts.to_dict() == {name: int(rows.iloc[0][name]) for name in counts.index}, "subgroups add up to all"
        for found, held in zip(rows.to_dict("records"), block[unit], strict=True):
            assert float(found["low"]) == held["sensitivity"]["low"]
            counts = [int(found[name]) for name in ("patients", "n", "tp", "fp", "fn", "tn")]
            assert counts == [held["patients"], held["n"], *held["confusion"].values()]
            assert list(held["confusion"]) == ["tp", "fp", "fn", "tn"]
            assert sum(counts[2:]) == counts[1]
        test = block["interaction"][unit]["sensitivity"]
        assert set(rows["interaction_p"]) == {repr(test["p"])}
        assert set(rows["interaction_p_holm"]) == {repr(test["p_holm"])}


def test_a_column_without_subgroups_has_its_reason(metrics):
    block = {**metrics["subgroups"][0], "column": "side", "patient": [], "node": [], "interaction": {}, "reason": "why"}
    (found,) = read_back(subgroups({"subgroups": [block]})).to_dict("records")
    assert (found["column"], found["value"], found["reason"]) == ("side", "", "why")


def test_reasons_of_figure_and_test_are_both_told(metrics):
    block = metrics["subgroups"][0]
    none = {"value": None, "low": None, "high": None, "level": 0.95, "method": "m", "n": 0, "reason": "no positives"}
    rows = [{**block["patient"][0], "sensitivity": none}]
    test = {"p": None, "p_holm": None, "method": "t", "n": 0, "reason": "no test"}
    interaction = {**block["interaction"], "patient": {**block["interaction"]["patient"], "sensitivity": test}}
    table = read_back(subgroups({"subgroups": [{**block, "patient": rows, "interaction": interaction}]}))
    found = row(table, unit="patient", figure="sensitivity")
    assert found["reason"] == "sensitivity: no positives; interaction: no test"


def test_a_row_a_pair_set_and_quantity(metrics):
    table = read_back(comparison(metrics))
    pair = metrics["comparison"]["pairs"][0]
    found = row(table, unit="patient", set="cN+", quantity="ccr_difference")
    held = pair["patient"]["cN+"]["ccr"]
    assert (found["first"], found["second"]) == ("ours", "theirs")
    assert float(found["value"]) == held["difference"]["value"]
    assert float(found["first_value"]) + float(found["value"]) == pytest.approx(float(found["second_value"]))
    apart = int(found["second_only_right"]) - int(found["first_only_right"])
    assert float(found["value"]) == pytest.approx(apart / int(found["n"]))
    area = row(table, unit="patient", set="cN+", quantity="auc_score_difference")
    assert float(area["permutation_p"]) == pair["patient"]["cN+"]["auc_score"]["permutation"]["p"]
    said = row(table, unit="node", quantity="agreement")
    names = ["both_positive", "first_only_positive", "second_only_positive", "neither_positive"]
    counts = said[names].astype(int)
    assert counts.sum() == int(said["n"])
    assert float(said["value"]) == pytest.approx((counts.iloc[0] + counts.iloc[3]) / counts.sum())
    parts = [float(row(table, unit="node", quantity=f"net_reclassification{end}")["value"]) for end in _ENDS]
    assert parts[0] + parts[1] == pytest.approx(parts[2])


def test_values_p_and_moves_stand_in_their_own_columns(metrics):
    pair = copy.deepcopy(metrics["comparison"]["pairs"][0])
    block = pair["patient"]["all"]
    for name in ("auc_score", "ccr", "sensitivity", "specificity"):
        block[name]["p_holm"] = 0.123  # of several pairs it is not p
    table = read_back(comparison({"comparison": {"pairs": [pair]}}))
    for name in ("auc_score", "ccr", "sensitivity", "specificity"):
        found, held = row(table, unit="patient", set="all", quantity=f"{name}_difference"), block[name]
        assert (float(found["p"]), float(found["p_holm"])) == (held["test"]["p"], 0.123)
        assert (float(found["first_value"]), float(found["second_value"])) == (held["first"], held["second"])
    for part in ("events", "non_events"):
        found, held = row(table, unit="patient", set="all", quantity=f"net_reclassification_{part}"), block
        counts = held["reclassification"][part]
        assert counts["up"] != counts["down"]
        assert (int(found["up"]), int(found["down"])) == (counts["up"], counts["down"])
        right = "sensitivity" if part == "events" else "specificity"
        # Up is what the second alone calls positive: right in the metastatic, wrong in the others.
        apart = row(table, unit="patient", set="all", quantity=f"{right}_difference")
        ends = (
            ("second_only_right", "first_only_right") if part == "events" else ("first_only_right", "second_only_right")
        )
        assert [found["up"], found["down"]] == [apart[end] for end in ends]


_ENDS = ("_events", "_non_events", "")
