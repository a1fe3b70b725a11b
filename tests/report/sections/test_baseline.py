"""The baseline table: each figure stands under its own head, and is that of the patients."""

from __future__ import annotations

import math

import pytest

from nodecluster.formats import p_value
from nodecluster.report.sections.baseline import baseline
from tests.report.whole import known, whole


@pytest.fixture(scope="module")
def table():
    return baseline(whole().cohort)["shown"].tables[0]


@pytest.fixture(scope="module")
def cohorts():
    """The patients that are not excluded, of both cohorts."""
    patients = known()
    parts = dict(list(patients[patients["patient_id"].isin(whole().nodes["patient_id"])].groupby("cohort")))
    assert list(parts) == ["north", "south"]
    return parts


def cells(table, start):
    """Return the row that begins so, by the heads of its columns."""
    (row,) = (row for row in table.rows if row[0].startswith(start))
    return dict(zip(table.head, row, strict=True))


def heads(cohorts):
    return {name: f"{name}\n(n = {len(patients)})" for name, patients in cohorts.items()}


def test_the_heads_name_the_groups_and_what_is_said_of_them(table, cohorts):
    n = sum(map(len, cohorts.values()))
    assert table.head == ("Characteristic", f"All\n(n = {n})", *heads(cohorts).values(), "p", "SMD", "Missing")
    assert table.caption == "Characteristics of the patients by cohort"


def test_a_number_has_the_mean_of_each_cohort_and_its_difference(table, cohorts):
    found, head = cells(table, "age"), heads(cohorts)
    ages = {name: patients["age"] for name, patients in cohorts.items()}
    for name, values in ages.items():
        assert found[head[name]] == f"{values.mean():.1f} ({values.std():.1f})"
    # south less north, over the root of the mean of both variances
    apart = ages["south"].mean() - ages["north"].mean()
    spread = math.sqrt((ages["north"].var() + ages["south"].var()) / 2)
    assert found["SMD"] == f"{apart / spread:.3f}"
    row = next(row for row in whole().cohort["baseline"]["rows"] if row["name"] == "age")
    assert (found["p"], found["Missing"]) == (p_value(row["test"]["p"]), "0")


def test_a_category_has_its_test_above_and_its_counts_in_the_levels_below(table, cohorts):
    whole_row, level = cells(table, "stage"), cells(table, "T2")
    row = next(row for row in whole().cohort["baseline"]["rows"] if row["name"] == "stage")
    assert whole_row["p"] == p_value(row["test"]["p"])
    assert whole_row["SMD"] == f"{row['differences'][0]['value']:.3f}"
    for name, head in heads(cohorts).items():
        count = int((cohorts[name]["stage"] == "T2").sum())
        assert level[head] == f"{count} ({100 * count / len(cohorts[name]):.1f} %)"
        assert whole_row[head] == ""
    assert (level["p"], level["SMD"], level["Missing"]) == ("", "", "")
    places = [place for place, row in enumerate(table.rows) if row[0].startswith("T") or row[0].startswith("stage")]
    assert [table.depths[place] for place in places] == [0, 1, 1, 1]


def test_without_groups_there_is_neither_p_nor_difference():
    found = whole().cohort["baseline"]
    rows = [
        {**row, "cells": (row.get("cells") or [None])[:1],
         "levels": [{**level, "cells": level["cells"][:1]} for level in row.get("levels") or ()]}
        for row in found["rows"]
    ]  # fmt: skip
    alone = {**found, "by": None, "columns": found["columns"][:1], "rows": rows}
    table = baseline({"baseline": alone})["shown"].tables[0]
    assert table.head == ("Characteristic", f"All\n(n = {found['columns'][0]['n']})", "Missing")
    assert cells(table, "age")["Missing"] == "0"


def test_missing_values_are_counted_of_everybody():
    found = whole().cohort["baseline"]
    rows = [{**row, "missing": [5, 2, 3]} for row in found["rows"]]
    made = baseline({"baseline": {**found, "rows": rows}})
    assert cells(made["shown"].tables[0], "age")["Missing"] == "5"
    tested = made["folded"][0].tables[0]
    assert cells(tested, "age")["Missing"] == "All: 5; north: 2; south: 3"
