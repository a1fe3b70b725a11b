from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nodecluster.report.nodes.outcomes import outcome_of, outcomes
from nodecluster.results import Run

PATIENTS = pd.DataFrame(
    {
        "patient_id": list("ABCDE"),
        "predicted": pd.array([1, 1, 0, None, 0], dtype="Int64"),
        "truth": pd.array([1, 0, None, 1, 0], dtype="Int64"),
    }
)
RUN = Run({"command": "validate"}, patients=PATIENTS, metrics={})


def test_right_and_wrong_only_where_both_sides_are_known():
    assert outcomes(RUN) == ("right", "wrong", "", "", "right")
    assert outcome_of(RUN)["B"] == "wrong"
    assert outcomes(replace(RUN, patients=PATIENTS.drop(columns="truth"))) == ("",) * 5
    assert outcomes(replace(RUN, patients=None)) == ()


def test_a_run_that_judges_nothing_calls_nobody_right_or_wrong():
    predicted = replace(RUN, info={"command": "predict"}, metrics=None)
    assert outcomes(predicted) == ("",) * 5
    assert set(outcome_of(predicted).values()) == {""}
