"""All tables of real and made-up runs: which there are, that their columns are stable, and no number that is none."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

import nodecluster as nc
from nodecluster import runs
from nodecluster.results import Run
from nodecluster.sheets import NAMES, sheets
from nodecluster.sheets import names as files
from tests.judged import scored, signed, tables

JUDGED = set(NAMES) - {files.SIGNATURE}
"""Of a score, which has no features."""
INFO = {"command": "extract", "settings": {}, "inputs": {}, "counts": {}, "warnings": [], "notice": ""}


@pytest.fixture(scope="module")
def small() -> Run:
    """A score of six patients, where hardly anything can be estimated."""
    first, _, patients = tables()
    few = patients["patient_id"][:6]
    return nc.score(first[first["patient_id"].isin(few)], patients=patients[:6], resamples=200)


def test_a_comparison_has_every_table_in_their_order():
    assert list(sheets(signed())) == list(NAMES)


def test_one_prediction_has_no_comparison(small):
    assert set(sheets(small)) == JUDGED - {files.COMPARISON, files.RELIABILITY}


def test_the_columns_do_not_depend_on_the_run(small):
    full, few = sheets(signed()), sheets(small)
    assert all(list(few[name].columns) == list(full[name].columns) for name in few)


@pytest.mark.parametrize("which", ["full", "few"])
def test_no_cell_is_nan_or_infinite_or_a_python_word(which, small):
    for name, table in sheets(signed() if which == "full" else small).items():
        text = runs.csv_bytes(table).decode()
        assert not re.search(r"(?:^|,)-?(?:nan|NaN|NaT|inf|Infinity|None|True|False|<NA>)(?:,|$)", text, re.M), name
        cells = [cell for column in table for cell in table[column] if isinstance(cell, float)]
        assert all(math.isfinite(cell) for cell in cells), name


def test_a_missing_value_or_p_has_a_reason(small):
    for run in (signed(), small):
        for name, table in sheets(run).items():
            for asked in {"value", "p"} & set(table.columns) if "reason" in table else ():
                empty = table[table[asked].isna()]
                if name == files.BASELINE or (name, asked) == (files.COMPARISON, "p"):
                    continue  # a row without groups has no test; nor has what is no difference
                assert (empty["reason"].fillna("") != "").all(), (name, asked)


def test_whole_numbers_stay_whole(small):
    for run in (scored(), small):
        for name, table in sheets(run).items():
            for column in {"n", "tp", "fp", "fn", "tn", "first", "chosen", "events", "patients"} & set(table.columns):
                if column != "first" or name not in (files.COMPARISON, files.BASELINE_DIFFERENCES):
                    assert {type(cell) for cell in table[column] if cell is not None} <= {int}, (name, column)


def test_a_run_without_figures_has_the_flow_alone():
    flow = scored().cohort["flow"]
    extracted = Run(INFO, cohort={"flow": flow, "baseline": None, "left_out": []})
    assert list(sheets(extracted)) == [files.FLOW, files.NOTES]
    assert sheets(Run(INFO)) == {}


def test_a_check_has_no_tables():
    assert sheets(replace(scored(), checks=scored().nodes)) == {}


def test_metrics_of_an_earlier_version_have_the_tables_that_they_can():
    metrics = {name: scored().metrics[name] for name in ("node", "patient", "seen_patients", "rule", "warnings")}
    old = Run({**INFO, "command": "score"}, metrics=metrics)
    assert list(sheets(replace(old, info=INFO))) == [files.STUDY_TABLES, files.ESTIMATES, files.TESTS, files.NOTES]


def test_a_fit_has_its_checklists_and_who_was_fitted(example):
    run = nc.fit(example, cohorts=["train"])
    found = sheets(run)
    assert set(found) == {files.TESTS, files.SIGNATURE, files.FLOW, files.BASELINE, files.CHECKLISTS, files.NOTES}
    assert set(found[files.CHECKLISTS]["checklist"]) == {"CLEAR", "METRICS"}


def test_the_same_run_gives_the_same_bytes():
    once, again = ({name: runs.csv_bytes(table) for name, table in sheets(scored()).items()} for _ in range(2))
    assert once == again
