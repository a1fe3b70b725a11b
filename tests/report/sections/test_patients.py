from __future__ import annotations

import pandas as pd

from nodecluster.report import page
from nodecluster.report.sections.patients import OPEN_UP_TO, section
from nodecluster.results import Run
from nodecluster.tables import failures_table
from tests.report.reading import Reader

PATIENTS = pd.DataFrame(
    {
        "patient_id": ["A", "B", "C"],
        "cohort": ["", "", ""],
        "clinical_n": ["cN0", "", "cN+"],
        "nodes": pd.array([3, 2, 0], dtype="Int64"),
        "nodes_group2": pd.array([1, 0, 0], dtype="Int64"),
        "predicted": pd.array([1, 0, None], dtype="Int64"),
        "truth": pd.array([1, None, 0], dtype="Int64"),
    }
)


def test_a_row_a_patient_and_no_empty_column():
    failures = failures_table([("C", "LN_1", "mask", "empty", "draw it"), ("C", "", "reading", "no CT", "copy it")])
    table = section(Run({"command": "predict"}, patients=PATIENTS, failures=failures)).content["table"]
    assert table.head == (
        "Patient", "Clinical", "Nodes", "Nodes failed", "Nodes in group 2", "Predicted", "Pathology",
    )  # fmt: skip
    assert table.rows == (
        ("A", "cN0", "3", "0", "1", "metastasis", "metastasis"),
        ("B", "–", "2", "0", "0", "no metastasis", "–"),
        ("C", "cN+", "0", "1", "0", "–", "no metastasis"),
    )


def test_a_fit_predicts_nobody():
    assert section(Run({"command": "fit"}, patients=PATIENTS)) is None
    assert section(Run({"command": "predict"})) is None


def test_many_patients_are_folded_away():
    many = pd.concat([PATIENTS] * (OPEN_UP_TO // 3 + 1))
    assert f"All {len(many)} patients" in Reader(page(Run({"command": "predict"}, patients=many))).text
    assert "All 3 patients" not in Reader(page(Run({"command": "predict"}, patients=PATIENTS))).text
