from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nodecluster.report import page
from nodecluster.report.sections.patients import OPEN_UP_TO, section
from nodecluster.results import Run
from nodecluster.tables import failures_table
from tests.report.placing import small_run
from tests.report.reading import Reader
from tests.report.whole import whole_run

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
    run = Run({"command": "validate"}, patients=PATIENTS, failures=failures, metrics={})
    table = section(run).content["table"]
    assert table.head == (
        "Patient", "Clinical", "Nodes", "Nodes failed", "Nodes in group 2", "Predicted", "Pathology", "Prediction is",
    )  # fmt: skip
    assert table.rows == (
        ("A", "cN0", "3", "0", "1", "metastasis", "metastasis", "✓ right"),
        ("B", "–", "2", "0", "0", "no metastasis", "–", "–"),
        ("C", "cN+", "0", "1", "0", "–", "no metastasis", "–"),
    )


def test_a_prediction_shows_pathology_and_does_not_judge():
    run = Run({"command": "predict"}, patients=PATIENTS)
    content = section(run).content
    assert content["table"].head[-1] == "Pathology"
    assert {line.outcome for line in content["lines"]} == {""}
    assert not content["wrong"]
    said = "no prediction is held against it"
    assert said in Reader(page(run)).text
    assert said not in Reader(page(replace(run, patients=PATIENTS.drop(columns="truth")))).text


def test_a_fit_predicts_nobody():
    assert section(Run({"command": "fit"}, patients=PATIENTS)) is None
    assert section(Run({"command": "predict"})) is None


def test_a_row_leads_to_the_patients_nodes_and_place():
    run = small_run()
    lines = section(run).content["lines"]
    assert [(line.outcome, line.anchor, line.atlas) for line in lines] == [
        ("right", "", "A"),
        ("wrong", "patient-2", "B"),
        ("", "", "C"),
    ]
    predicted = section(replace(run, info={"command": "predict"}, shapes={})).content
    assert [line.anchor for line in predicted["lines"]] == ["patient-1", "patient-2", "patient-3"]
    assert not predicted["atlas"]


def test_every_link_of_the_table_finds_its_patient():
    for command in ("validate", "predict"):
        reader = Reader(page(whole_run(command)))
        ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
        links = {str(a["href"])[1:] for tag, a in reader.tags if tag == "a" and "#patient-" in str(a.get("href"))}
        assert links
        assert links <= ids


def test_many_patients_are_folded_away():
    many = pd.concat([PATIENTS] * (OPEN_UP_TO // 3 + 1))
    assert f"All {len(many)} patients" in Reader(page(Run({"command": "predict"}, patients=many))).text
    assert "All 3 patients" not in Reader(page(Run({"command": "predict"}, patients=PATIENTS))).text
