from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.use.decision import (
    NO_INTERVAL,
    THRESHOLDS,
    decision_curve,
    net_benefit,
    on_top,
    treated_by_risk,
)
from tests.reference.reading import HERE

OBSERVED = pd.read_csv(HERE / "use_observations.csv")
LABELS, RISKS = OBSERVED["label"].to_numpy(), OBSERVED["risk"].to_numpy()


@pytest.mark.parametrize(
    ("curve", "model"), [("model", "risk"), ("prediction", "hard"), ("all", "all"), ("none", "none")]
)
def test_agrees_with_dcurves(curve, model):
    table = pd.read_csv(HERE / "decision_curve.csv", comment="#")
    wanted = table[table["model"] == model]
    found = decision_curve(LABELS, RISKS >= 0.5, RISKS)
    np.testing.assert_allclose(found["thresholds"], wanted["threshold"], atol=1e-12)
    np.testing.assert_allclose(found["strategies"][curve]["net_benefit"], wanted["net_benefit"], atol=1e-9)


def test_by_hand():
    # Four patients, two metastatic. At a threshold of 0.2, w = 1/4: risks 0.9 and 0.3 are treated, one of each class:
    # net benefit 1/4 - 1/4 x 1/4 = 3/16. Contributions 1, -1/4, 0, 0: their variance (n - 1) is
    # ((13/16)^2 + (7/16)^2 + 2 (3/16)^2) / 3 = 236 / 768, so the error is sqrt(236 / 768 / 4).
    found = net_benefit([1, 0, 1, 0], treated_by_risk([0.9, 0.3, 0.1, 0.05]))
    at = THRESHOLDS.index(0.2)
    assert found["net_benefit"][at] == pytest.approx(3 / 16)
    assert found["low"][at] == pytest.approx(3 / 16 - 1.959964 * np.sqrt(236 / 768 / 4), abs=1e-6)
    assert found["high"][at] == 0.5  # no strategy exceeds the prevalence


def test_a_risk_equal_to_the_threshold_is_treated():
    assert treated_by_risk([0.2])[0, THRESHOLDS.index(0.2)]
    assert not treated_by_risk([0.2])[0, THRESHOLDS.index(0.22)]


def test_limits_are_missing_where_nothing_varies():
    nobody = net_benefit([1, 0], np.zeros((2, 1), dtype=bool))
    assert nobody["net_benefit"] == [0.0] * len(THRESHOLDS)
    assert nobody["low"] == nobody["high"] == [None] * len(THRESHOLDS)
    everybody = net_benefit([1, 1], np.ones((2, 1), dtype=bool))
    assert everybody["net_benefit"] == [1.0] * len(THRESHOLDS)
    assert everybody["low"] == [None] * len(THRESHOLDS)
    assert nobody["no_interval"] == everybody["no_interval"] == NO_INTERVAL
    assert "no_interval" not in net_benefit([1, 0], np.ones((2, 1), dtype=bool))


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    # Risk is uniform on (0, 1) and right. At a threshold t the true net benefit is the integral of r - w (1 - r) from
    # t to 1: (1 - t^2) / 2 - w (1 - t)^2 / 2; at 0.3 it is 0.455 - 0.105 = 0.35.
    rng, at, held = np.random.default_rng(3), THRESHOLDS.index(0.3), 0
    for _ in range(1000):
        risks = rng.random(150)
        found = net_benefit(rng.random(150) < risks, treated_by_risk(risks))
        held += found["low"][at] <= 0.35 <= found["high"][at]
    assert 0.93 <= held / 1000 <= 0.97


def test_the_clinical_assessment_is_shown_only_for_the_same_patients():
    clinical = np.where(RISKS > 0.4, 1.0, 0.0)
    whole = decision_curve(LABELS, RISKS >= 0.5, RISKS, clinical)
    assert len(whole["strategies"]["clinical"]["net_benefit"]) == len(THRESHOLDS)
    clinical[3] = np.nan
    gap = decision_curve(LABELS, RISKS >= 0.5, RISKS, clinical)
    assert "1 of 240 patients" in gap["strategies"]["clinical"]["reason"]
    assert gap["better"]
    assert "clinical" not in decision_curve(LABELS, RISKS >= 0.5, RISKS, np.full(240, np.nan))["strategies"]


def test_without_risks_the_others_stay():
    found = decision_curve(LABELS, RISKS >= 0.5, None, why_no_risk="all scores tie")
    json.dumps(found, allow_nan=False)
    assert found["strategies"]["model"]["reason"] == "all scores tie"
    assert "better" not in found
    assert found["strategies"]["prediction"]["net_benefit"]


@pytest.mark.parametrize(("labels", "words"), [([], "nothing"), ([0, 0], "no positives"), ([1], "no negatives")])
def test_what_cannot_be_had_says_why(labels, words):
    found = decision_curve(labels, labels, None)
    assert words in found["reason"]
    assert "thresholds" not in found


MANY = np.full(51, 50)


def curves_of(model, prediction=(), **others):
    curves = {"model": model, "prediction": prediction or [0.0] * 51, "none": [0.0] * 51, **others}
    return {name: {"net_benefit": list(values)} for name, values in curves.items()}


def ones_at(*places):
    return [1.0 if place in places else 0.0 for place in range(51)]


def test_ranges_in_which_the_model_is_better():
    # Above at the first three thresholds, at the eighth, which stands alone, and at the last two.
    curves = curves_of(ones_at(0, 1, 2, 7, 49, 50))
    assert on_top(curves, MANY, 100) == {"better": [[0.01, 0.04], [0.98, 0.99]], "prediction_better": []}
    curves["clinical"] = {"net_benefit": [2.0] * 51}
    assert on_top(curves, MANY, 100)["better"] == []
    curves["clinical"] = {"reason": "3 have no clinical_n"}
    assert on_top(curves, MANY, 100)["better"] == [[0.01, 0.04], [0.98, 0.99]]


def test_where_single_patients_decide_nothing_is_said():
    # Of 100 patients 97, 96, 95 ... have a risk of at least the first thresholds, and 4 of the last two.
    treated = np.r_[97, 96, 95, np.full(45, 50), 5, 4, 4]
    found = on_top(curves_of(ones_at(0, 1, 2, 3, 47, 48, 49, 50)), treated, 100)["better"]
    assert found == [[THRESHOLDS[2], THRESHOLDS[3]], [THRESHOLDS[47], THRESHOLDS[48]]]


def test_where_the_hard_prediction_is_above_the_model():
    # Above the model at three of these thresholds, and at one at which the model is not on top.
    model, hard = ones_at(10, 11, 12, 13, 14), [2.0 if place in (11, 12, 14, 20) else 0.0 for place in range(51)]
    found = on_top(curves_of(model, hard), MANY, 100)
    assert found["better"] == [[THRESHOLDS[10], THRESHOLDS[14]]]
    assert found["prediction_better"] == [[THRESHOLDS[11], THRESHOLDS[12]], [THRESHOLDS[14], THRESHOLDS[14]]]


def test_those_who_were_assessed_have_curves_of_their_own():
    clinical = np.where(RISKS > 0.4, 1.0, 0.0)
    known = np.arange(240) % 3 > 0
    found = decision_curve(LABELS, RISKS >= 0.5, RISKS, np.where(known, clinical, np.nan))
    json.dumps(found, allow_nan=False)
    own = decision_curve(LABELS[known], RISKS[known] >= 0.5, RISKS[known], clinical[known])
    said, *notes = found["assessed"].pop("notes")
    assert said == "Of the 160 patients with a clinical_n, of 240; the risks are those calibrated on all 240."
    assert notes == own.pop("notes")
    assert found["assessed"] == own
    assert list(own["strategies"]) == ["model", "prediction", "clinical", "all", "none"]
    for everybody in (clinical, np.full(240, np.nan), None):
        assert "assessed" not in decision_curve(LABELS, RISKS >= 0.5, RISKS, everybody)


def test_those_who_were_assessed_are_all_of_one_class():
    found = decision_curve([1, 1, 0, 0], [1, 0, 1, 0], None, [1, 0, np.nan, np.nan])
    assert found["assessed"]["n"] == 2
    assert found["assessed"]["reason"] == "pathology has no negatives: there is nothing to weigh against each other"


def test_order_changes_nothing():
    shuffled = np.random.default_rng(0).permutation(LABELS.size)
    assert decision_curve(LABELS, RISKS >= 0.5, RISKS) == decision_curve(
        LABELS[shuffled], (RISKS >= 0.5)[shuffled], RISKS[shuffled]
    )
