"""The sets of patients and their names, whatever the cohorts are called."""

from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.tables import MOST_COHORTS
from nodecluster.validation.levels.naming import UNSEEN, main_set
from nodecluster.validation.levels.sets import cohort_warnings, patient_sets
from nodecluster.validation.validate import validate_predictions
from tests.validation.counts import nodes_from, patients_from


def table(*cohorts: str) -> pd.DataFrame:
    """A patient of each cohort, p0, p1, ...; all can be counted."""
    ids = [f"p{number}" for number in range(len(cohorts))]
    frame = pd.DataFrame({"patient_id": ids, "cohort": cohorts, "clinical_n": "cN0"})
    return frame.assign(predicted=1, truth=1)


def members(cohorts, seen=()):
    return {name: "".join(chosen["patient_id"]) for name, chosen in patient_sets(table(*cohorts), seen).items()}


@pytest.mark.parametrize(
    ("cohorts", "names"),
    [
        (("a", "b"), ("a", "b")),
        (("all", "all (unseen)"), ("cohort all", "cohort 'all (unseen)'")),
        (("cohort x", "x (unseen)"), ("cohort x", "cohort 'x (unseen)'")),
        (("x", "x (unseen)"), ("x", "cohort 'x (unseen)'")),
        (("all", "cohort all"), ("cohort cohort all", "cohort all")),
        (("x (unseen)", "cohort 'x (unseen)'"), ("cohort cohort 'x (unseen)'", "cohort 'x (unseen)'")),
    ],
)
def test_no_cohort_takes_the_name_of_another_set(cohorts, names):
    # p0 is of the first cohort and p1 of the second; the model has seen p0.
    assert members(cohorts) == {"all": "p0p1", "cN0": "p0p1", "cN+": "", names[0]: "p0", names[1]: "p1"}
    assert members(cohorts, {"p0"}) == {
        "all": "p0p1",
        "all (unseen)": "p1",
        "cN0": "p0p1",
        "cN0 (unseen)": "p1",
        "cN+": "",
        names[0]: "p0",
        names[0] + UNSEEN: "",
        names[1]: "p1",
    }


def test_many_cohorts_have_no_figures_of_their_own():
    few, many = ([f"c{number:02d}" for number in range(count)] for count in (MOST_COHORTS, MOST_COHORTS + 1))
    assert list(members(few)) == ["all", "cN0", "cN+", *few]
    assert cohort_warnings(table(*few)) == []
    assert list(members(many)) == ["all", "cN0", "cN+"]
    (said,) = cohort_warnings(table(*many))
    assert said == "21 cohorts are too many to be judged one by one: at most 20 have figures of their own."
    nodes = nodes_from([(f"p{number}", "a", 2, 1.0) for number in range(21)])
    patients = patients_from([(f"p{number}", name, "cN0", 3, 3, "") for number, name in enumerate(many)])
    found = validate_predictions(nodes, patients)
    assert said in found.warnings
    assert list(found.metrics["prevalence"]) == ["all", "cN0", "cN+"]


def test_the_main_set_is_of_unseen_patients_where_there_are_any():
    assert main_set({"all": {"n": 9}}) == "all"
    assert main_set({"all": {"n": 9}, "all (unseen)": {"n": 4}}) == "all (unseen)"
    assert main_set({"all": {"n": 9}, "all (unseen)": {"n": 0}}) == "all"
    assert main_set({}) == "all"
