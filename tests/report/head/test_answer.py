"""The sentences at the top: who was right, and whether that is better than the clinical assessment or another."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from nodecluster.report import page
from nodecluster.report.head import answer
from nodecluster.report.head.head import head
from nodecluster.results import Run
from nodecluster.validation.levels.level import level_from_arrays
from tests.report.conftest import clinical, made_info, made_metrics
from tests.report.reading import Reader
from tests.report.whole import whole


def level(right: int, n: int) -> dict:
    return {"n": n, "confusion": {"tp": right, "fp": n - right, "fn": 0, "tn": 0}}


def prediction(name: str, right: int, n: int, **more) -> dict:
    return {"name": name, "node": level(1, 2), "patient": {"all": level(right, n)}, **more}


def pair(first: str, second: str, p_holm: float | None = None) -> dict:
    difference = {"value": -0.05, "low": -0.1411, "high": 0.0344, "level": 0.95, "method": "m", "n": 60}
    test = {"p": 0.375, "method": "exact McNemar test", "n": 60}
    ccr = {"difference": difference, "test": test, "p_holm": p_holm}
    return {"first": first, "second": second, "patient": {"all": {"n": 60, "ccr": ccr}}}


def test_every_prediction_is_named_with_its_own_count():
    own = [prediction("K-means", 53, 60), prediction("Radiologist", 50, 60), prediction("Flip", 36, 54)]
    assert answer.all_right({"predictions": own}) == (
        "K-means was right in 53 of 60 patients, Radiologist in 50 of 60 and Flip in 36 of 54."
    )


def test_the_unseen_patients_count_for_every_prediction():
    seen = [{"all": level(9, 10), "all (unseen)": level(right, 4)} for right in (3, 2)]
    own = [prediction(name, 0, 0, patient=patient) for name, patient in zip("ab", seen, strict=True)]
    assert answer.all_right({"predictions": own}) == (
        "Of patients that no model was fitted on, a was right in 3 of 4 and b in 2 of 4."
    )


def test_without_pathology_of_patients_the_nodes_answer():
    own = [prediction(name, 0, 0) for name in "ab"]
    assert answer.all_right({"predictions": own}) == "a was right in 1 of 2 labelled nodes and b in 1 of 2."
    assert answer.all_right({"predictions": [each | {"node": level(0, 0)} for each in own]}) == ""


def test_pairs_give_their_difference_in_percentage_points():
    (said,) = answer.between({"pairs": [pair("a", "b")]})
    assert said == (
        "b less a, on 60 patients that both predict: −5.00 percentage points (95 % interval −14.11 to +3.44); "
        "p = 0.3750 (exact McNemar test)."
    )
    several = answer.between({"pairs": [pair("a", "b", 0.75), pair("a", "c", 0.75)]})
    assert all(said.endswith("(exact McNemar test), by Holm over the 2 pairs p = 0.7500.") for said in several)
    assert answer.between({"pairs": [pair("a", "b")] * (answer.MOST_PAIRS + 1)}) == ()


def test_model_and_clinic_are_counted_on_the_same_patients():
    # 125 patients; 116 assessed. The clinic is right in 82 of them; the model alone in 20, the clinic alone in 7: 95.
    found = clinical(82, 116, 0.0192, 20, 7)
    difference = {"value": 13 / 116, "low": 0.02, "high": 0.2, "level": 0.95, "method": "m", "n": 116}
    metrics = {"patient": {"all": level(100, 125) | {"clinical": found | {"n": 116, "difference": difference}}}}
    assert answer.against_clinic(metrics, "The model") == (
        "The model against the clinical assessment of 116 patients: right in 95, the clinical assessment in 82; "
        "+11.21 percentage points (95 % interval +2.00 to +20.00); p = 0.0192 (exact McNemar test).",
    )


def test_an_interval_and_a_p_that_disagree_are_not_shown_without_saying_so():
    truth = np.array([1] * 30 + [0] * 30)
    model, clinic = truth.copy(), truth.copy().astype(float)
    model[:1], clinic[1:8] = 0, 0  # the model alone is right in 7, the clinic alone in 1: p 0.0703, interval above 0
    found = level_from_arrays(truth, model, None, clinic)
    said, note = answer.against_clinic({"patient": {"all": found}}, "The model")
    assert "p = 0.0703" in said
    assert note in found["clinical"]["notes"]
    assert "disagree" in note


def test_version_0_2_0_has_no_interval_of_the_difference():
    metrics = {"patient": {"all": level(100, 128) | {"clinical": clinical(90, 128, 0.0005, 28, 7)}}}
    (said,) = answer.against_clinic(metrics, "The model")
    assert said.endswith("right in 111, the clinical assessment in 90; +16.41 percentage points; "
                         "p = 0.0005 (exact McNemar test).")  # fmt: skip
    assert answer.against_clinic({"patient": {"all": level(1, 2)}}, "The model") == ()


def test_the_unseen_patients_are_those_of_the_answer():
    metrics = made_metrics()
    metrics["patient"]["all (unseen)"]["clinical"] = clinical(150, 288, 0.001, 110, 12)
    (said,) = head(Run({"command": "validate"}, metrics=metrics)).beside
    assert said.startswith("The model against the clinical assessment of 288 patients: right in 248,")


def test_the_page_of_several_predictions_says_whose_figures_it_shows():
    run = dataclasses.replace(whole(), info={**whole().info, "command": "score"})
    reader = Reader(page(run))
    text = reader.text
    assert text.startswith("Comparison of predictions: first and second")
    top = text[: text.index("What was done")]
    assert "first was right in" in top
    assert "second less first, on 58 patients that both predict:" in top
    assert "first against the clinical assessment of 58 patients:" in top
    assert "The figures below are of first ; see Comparison of predictions" in top
    assert "The verdict is of first ." in top[top.index("Can it be trusted?") :]
    assert {"href": "#comparison"} in [found for tag, found in reader.tags if tag == "a"][len(reader.sections) + 3 :]
    assert "The model was right" not in top


def test_the_page_says_that_the_wrong_ones_are_those_of_the_fit():
    nobody = {"n": 0, "confusion": level(0, 0)["confusion"]}
    blocks = {name: block for name, block in whole().metrics.items() if name != "comparison"}
    seen = {"patient": {**blocks["patient"], "all (unseen)": nobody}, "node_unseen": nobody}
    text = Reader(page(dataclasses.replace(whole(), metrics={**blocks, **seen}))).text
    assert "nothing here validates it" in text
    assert "labelled nodes wrong of those that the model was fitted on: see them" in text
    assert "of those that the model was fitted on: see them" not in Reader(page(whole())).text


@pytest.mark.parametrize("command", ["score", "validate"])
def test_one_prediction_keeps_its_title(command):
    found = head(Run(made_info(command), metrics=made_metrics()))
    assert (found.masthead.title, found.whose) == ({"score": "Scored predictions"}.get(command, "Validation"), "")
    assert found.answer.startswith("The model was right in 248 of 288")


def test_no_tile_claims_independence_where_nothing_is_counted():
    """Every patient was seen: there is no unseen node, and no interval of which anything could be said."""
    gap = {"value": None, "low": None, "high": None, "level": 0.95, "method": "DeLong", "n": 0, "reason": "no nodes"}
    nobody = {"n": 0, "confusion": level(0, 0)["confusion"], "auc_group": gap, "auc_score": gap}
    found = head(Run({"command": "validate"}, metrics=made_metrics(node_unseen=nobody)))
    notes = [" ".join(tile.notes) for tile in found.tiles if tile.label.startswith("AUC")]
    assert len(notes) == 2
    assert all("0 unseen nodes" in note and "independent" not in note for note in notes)
