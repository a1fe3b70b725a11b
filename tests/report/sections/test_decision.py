"""The decision curve in words: which curves were compared, which was not, and where the model is on top."""

from __future__ import annotations

import numpy as np

from nodecluster.report.sections.decision import section
from nodecluster.results import Run
from nodecluster.validation.use.decision import decision_curve

TRUTH = np.array([1] * 40 + [0] * 60)
PREDICTED = np.array([1] * 34 + [0] * 6 + [1] * 9 + [0] * 51)
RISKS = np.where(PREDICTED == 1, 0.75, 0.15) + np.linspace(-0.1, 0.1, 100)
CLINICAL = np.array([1.0, 0.0] * 50)

WITH_CLINIC = "“Clinical assessment (cN+)”, “Dissect all” and “Dissect none”"


def of(clinical, risks=RISKS):
    block = decision_curve(TRUTH, PREDICTED, risks, clinical, why_no_risk="there is no score")
    return block, section(Run({"command": "score"}, metrics={"decision_curve": {"all": block}}))


def test_the_curves_that_were_compared_are_named():
    block, made = of(CLINICAL)
    (part,) = made.content["parts"]
    assert block["better"]
    assert part.words[0].startswith(f"The score of the model is above {WITH_CLINIC} at thresholds of ")
    assert [figure.key for figure in made.figures] == ["plot-decision"]


def test_where_some_were_not_assessed_the_clinical_curve_is_not_claimed():
    block, made = of(np.where(np.arange(100) % 10 == 0, np.nan, CLINICAL))
    (part,) = made.content["parts"]
    missing, better, *rest = part.words
    reason = block["strategies"]["clinical"]["reason"]
    assert missing == f"Clinical assessment (cN+): not estimable, {reason}."
    assert "10 of 100 patients have no clinical_n" in reason
    assert better.startswith("The score of the model is above “Dissect all” and “Dissect none” at thresholds of ")
    # on the 90 who were assessed it is there
    assert any(
        said.startswith("Of the 90 patients with a clinical assessment: The score of the model is above “Clinical")
        for said in rest
    )
    whole, assessed = part.tables
    assert "Clinical assessment (cN+)" not in whole.head
    assert "Clinical assessment (cN+)" in assessed.head
    assert assessed.caption.startswith("All patients, those with a clinical assessment: net benefit")
    assert [figure.key for figure in made.figures] == ["plot-decision", "plot-decision-assessed"]
    assert any("Of the 90 patients with a clinical_n, of 100" in note for note in part.notes)


def test_nobody_was_assessed():
    _, made = of(None)
    (part,) = made.content["parts"]
    assert part.words[0] == "No patient has a clinical assessment: it has no curve here."
    assert "Clinical" not in part.words[1]


def test_the_hard_prediction_where_it_is_above():
    block, _ = of(CLINICAL)
    found = {**block, "better": [[0.1, 0.4]], "prediction_better": [[0.2, 0.2], [0.3, 0.4]]}
    made = section(Run({"command": "score"}, metrics={"decision_curve": {"all": found}}))
    (part,) = made.content["parts"]
    assert part.words[1] == "Among these, the model's hard prediction is above its score at 20 % and 30 % to 40 %."
    nowhere = section(Run({"command": "score"}, metrics={"decision_curve": {"all": {**block, "better": []}}}))
    assert nowhere.content["parts"][0].words == (
        f"There is no range of thresholds at which the score of the model is above {WITH_CLINIC}.",
    )


def test_the_reader_is_sent_to_the_table_and_the_formula_is_set():
    _, made = of(CLINICAL, None)
    assert made.figures[0].caption.endswith("in tables/decision_curve.csv.")
    (part,) = made.content["parts"]
    assert part.words == ("Model: patient score as a risk: not estimable, there is no score.",)
    assert "× t / (1 − t)" in part.notes[0]
