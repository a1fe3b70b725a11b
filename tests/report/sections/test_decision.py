"""The decision curve in words: which curves were compared, which was not, and where the model is on top."""

from __future__ import annotations

import numpy as np

from nodecluster.formats import decimals
from nodecluster.report.sections.decision import section
from nodecluster.results import Run
from nodecluster.validation.use.decision import decision_curve
from nodecluster.words import listed

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


def runs_of(thresholds, above):
    """Return the ends of the stretches of thresholds at which something holds."""
    found = []
    for threshold, holds, before in zip(thresholds, above, [False, *above], strict=False):
        if holds:
            found = [*found[:-1], (found[-1][0], threshold)] if before else [*found, (threshold, threshold)]
    return found


def test_the_ranges_are_those_at_which_the_curve_lies_above_the_others():
    block, made = of(CLINICAL)
    curves = {key: each["net_benefit"] for key, each in block["strategies"].items()}
    others = [curve for key, curve in curves.items() if key not in ("model", "prediction")]
    above = [all(own > other + 1e-9 for other in each) for own, *each in zip(curves["model"], *others, strict=True)]
    found = runs_of(block["thresholds"], above)
    said = [f"{100 * low:g} %" if low == high else f"{100 * low:g} % to {100 * high:g} %" for low, high in found]
    sentence = f"The score of the model is above {WITH_CLINIC} at thresholds of {listed(said)}."
    assert made.content["parts"][0].words[0] == sentence


def test_one_threshold_is_no_range():
    block, _ = of(CLINICAL)
    found = {**block, "better": [[0.05, 0.05], [0.1, 0.4], [0.7, 0.71]], "prediction_better": []}
    made = section(Run({"command": "score"}, metrics={"decision_curve": {"all": found}}))
    (said,) = made.content["parts"][0].words
    assert said.endswith("at thresholds of 5 %, 10 % to 40 % and 70 % to 71 %.")


def test_each_net_benefit_stands_under_its_label_at_its_threshold():
    # At 20 % the prediction has 34 of 40 and 9 of 60: (34 - 9 * 0.2 / 0.8) / 100; to dissect all (40 - 60 / 4) / 100.
    block, made = of(CLINICAL)
    table = made.content["parts"][0].tables[0]
    row = next(dict(zip(table.head, row, strict=True)) for row in table.rows if row[0] == "20 %")
    found = {head: cell.split("\n")[0] for head, cell in row.items()}
    assert found[block["strategies"]["prediction"]["label"]] == f"{(34 - 9 / 4) / 100:.3f}"
    assert found["Dissect all"] == "0.250"
    place = [round(100 * threshold) for threshold in block["thresholds"]].index(20)
    for curve in block["strategies"].values():
        low, high = curve["low"][place], curve["high"][place]
        if low is not None:
            assert low < high
            assert row[curve["label"]].split("\n")[1] == f"{decimals(low)} to {decimals(high)}"
    assert found["Dissect none"] == "0.000"
    assert found["Clinical assessment (cN+)"] == f"{(20 - 30 / 4) / 100:.3f}"


def test_the_reader_is_sent_to_the_table_and_the_formula_is_set():
    _, made = of(CLINICAL, None)
    assert made.figures[0].caption.endswith("in tables/decision_curve.csv.")
    (part,) = made.content["parts"]
    assert part.words == ("Model: patient score as a risk: not estimable, there is no score.",)
    assert "× t / (1 − t)" in part.notes[0]
