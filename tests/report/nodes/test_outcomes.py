from __future__ import annotations

import pandas as pd

from nodecluster.report.nodes.outcomes import outcome_of, outcomes


def test_right_and_wrong_only_where_both_sides_are_known():
    patients = pd.DataFrame(
        {
            "patient_id": list("ABCDE"),
            "predicted": pd.array([1, 1, 0, None, 0], dtype="Int64"),
            "truth": pd.array([1, 0, None, 1, 0], dtype="Int64"),
        }
    )
    assert outcomes(patients) == ("right", "wrong", "", "", "right")
    assert outcome_of(patients)["B"] == "wrong"
    assert outcomes(patients.drop(columns="truth")) == ("",) * 5
    assert outcomes(None) == ()
