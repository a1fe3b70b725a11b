from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from nodecluster.validation.use.decision import THRESHOLDS, better, decision_curve, net_benefit, treated_by_risk
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


def test_ranges_in_which_the_model_is_better():
    none = [0.0] * 51
    model = [1.0 if i in (0, 1, 2, 7, 50) else 0.0 for i in range(51)]
    curves = {"model": {"net_benefit": model}, "prediction": {"net_benefit": [9.0] * 51}, "none": {"net_benefit": none}}
    assert better(curves) == [[0.01, 0.04], [THRESHOLDS[7], THRESHOLDS[7]], [0.99, 0.99]]
    curves["clinical"] = {"net_benefit": [2.0] * 51}
    assert better(curves) == []


def test_order_changes_nothing():
    shuffled = np.random.default_rng(0).permutation(LABELS.size)
    assert decision_curve(LABELS, RISKS >= 0.5, RISKS) == decision_curve(
        LABELS[shuffled], (RISKS >= 0.5)[shuffled], RISKS[shuffled]
    )
