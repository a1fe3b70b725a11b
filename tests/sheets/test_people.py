"""The flow and the baseline table as tables."""

from __future__ import annotations

import pytest

from nodecluster.sheets.people import baseline, baseline_differences, flow
from tests.judged import PATIENTS, scored
from tests.sheets.reading import read_back, row


@pytest.fixture(scope="module")
def cohort():
    return scored().cohort


def test_steps_add_up_in_the_table_too(cohort):
    table = flow(cohort)
    table = table[table["reason"] == ""]
    for (unit, of, name), part in table.groupby(["unit", "of", "cohort"]):
        n = part.set_index("step")["n"]
        sums = part[part["part_of"] != ""].groupby("part_of")["n"].sum()
        assert all(n[step] == total for step, total in sums.items()), (unit, of, name)
    assert int(row(table, unit="patient", step="in_table", of="all")["n"]) == PATIENTS
    first = table[(table["unit"] == "patient") & (table["step"] == "in_table") & (table["of"] == "cohort")]
    assert dict(zip(first["cohort"], first["n"], strict=True)) == {"train": 20, "validation": 70}


def test_each_step_is_part_of_the_one_that_the_flow_says(cohort):
    table = flow(cohort)
    for unit, steps in (("patient", cohort["flow"]["patients"]), ("node", cohort["flow"]["nodes"])):
        rows = table[(table["unit"] == unit) & (table["of"] == "all") & (table["reason"] == "")]
        found = rows[["step", "part_of", "label", "n"]].to_numpy().tolist()
        assert found == [[step["key"], step["parent"], step["label"], step["n"]] for step in steps]
        assert [row[1] for row in found].count("") == 1


def test_a_reason_is_a_row_of_its_step():
    part = {"label": 'bilateral, "both"', "n": 2, "cohorts": {"": 2}}
    step = {"key": "excluded", "label": "excluded", "parent": "in_table", "n": 2, "cohorts": {"": 2}, "reasons": [part]}
    rows = read_back(flow({"flow": {"patients": [step], "nodes": []}}))
    assert rows[["reason", "of", "n"]].to_numpy().tolist() == [
        ["", "all", "2"], ["", "cohort", "2"], ['bilateral, "both"', "all", "2"], ['bilateral, "both"', "cohort", "2"]
    ]  # fmt: skip


def test_a_row_a_variable_level_and_column(cohort):
    table = read_back(baseline(cohort["baseline"]))
    age = next(each for each in cohort["baseline"]["rows"] if each["name"] == "age")
    found = row(table, name="age", column="validation")
    assert (found["kind"], found["level"], found["text"]) == ("number", "", age["cells"][2]["text"])
    assert (float(found["mean"]), float(found["q3"])) == (age["cells"][2]["mean"], age["cells"][2]["q3"])
    assert float(found["p"]) == age["test"]["p"]
    stages = table[(table["name"] == "t_stage") & (table["column"] == "All")]
    assert stages["level"].tolist() == ["T1", "T2", "T3"]
    assert stages["count"].astype(int).sum() == PATIENTS
    assert stages["share"].astype(float).sum() == pytest.approx(1)


def test_missing_values_are_counted_in_each_column(cohort):
    age = next(each for each in cohort["baseline"]["rows"] if each["name"] == "age")
    gaps = {**age, "n": [87, 19, 68], "missing": [3, 1, 2]}
    table = read_back(baseline({**cohort["baseline"], "rows": [gaps]}))
    counts = {cells["column"]: (cells["column_n"], cells["n"], cells["missing"]) for cells in table.to_dict("records")}
    assert counts == {"All": ("90", "87", "3"), "train": ("20", "19", "1"), "validation": ("70", "68", "2")}


def test_a_column_in_which_nobody_has_a_value(cohort):
    age = next(each for each in cohort["baseline"]["rows"] if each["name"] == "age")
    cells = [age["cells"][0], None, age["cells"][2]]
    test = {"p": None, "method": "comparison of groups", "n": 70, "reason": "fewer than two groups have a value"}
    table = baseline({**cohort["baseline"], "rows": [{**age, "cells": cells, "test": test}]})
    found = row(read_back(table), column="train")
    assert (found["text"], found["mean"], found["p"]) == ("", "", "")
    assert found["reason"] == "no patient of the column has a value; p: fewer than two groups have a value"


def test_differences_of_each_two_groups(cohort):
    table = read_back(baseline_differences(cohort["baseline"]))
    age = next(each for each in cohort["baseline"]["rows"] if each["name"] == "age")
    found = row(table, name="age")
    assert (found["first"], found["second"]) == ("train", "validation")
    assert float(found["value"]) == age["differences"][0]["value"]
