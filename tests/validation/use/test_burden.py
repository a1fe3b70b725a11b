from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.paired.newcombe import Pairs, newcombe_paired
from nodecluster.validation.use.burden import OUTCOMES, burdens

# Ten patients, four metastatic. The model finds three of them and calls one healthy patient positive.
LABELS = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
PREDICTED = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]
CLINICAL = [1, 0, 1, 0, 1, 1, 1, 0, 0, 0]


def test_by_hand():
    found = burdens(LABELS, PREDICTED, CLINICAL)
    assert {name: found["model"][name]["value"] for name in OUTCOMES} == {
        "dissections": 40,
        "needless": 10,
        "missed": 10,
    }
    assert {name: found["clinical"][name]["value"] for name in OUTCOMES} == {
        "dissections": 50,
        "needless": 30,
        "missed": 20,
    }
    assert {name: found["difference"][name]["value"] for name in OUTCOMES} == {
        "dissections": pytest.approx(-10),
        "needless": pytest.approx(-20),
        "missed": pytest.approx(-10),
    }
    assert found["model"]["missed"]["low"] == pytest.approx(100 * wilson(1, 10)[0])
    assert "per 100 patients" in found["model"]["missed"]["method"]
    # Missed by the model only: nobody; by the clinic only: one of the four; both: one.
    low, high = newcombe_paired(Pairs(both=1, first_only=0, second_only=1, neither=8))
    assert (found["difference"]["missed"]["low"], found["difference"]["missed"]["high"]) == pytest.approx(
        (100 * low, 100 * high)
    )
    assert "model_where_clinical" not in found


def test_the_difference_is_of_those_with_an_assessment():
    found = burdens(LABELS, PREDICTED, [np.nan if i in (0, 9) else value for i, value in enumerate(CLINICAL)])
    assert found["clinical"]["n"] == found["model_where_clinical"]["n"] == 8
    assert found["model"]["n"] == 10
    for name in OUTCOMES:
        both = found["model_where_clinical"][name]["value"] - found["clinical"][name]["value"]
        assert found["difference"][name]["value"] == pytest.approx(both)


@pytest.mark.parametrize("clinical", [None, [np.nan] * 10])
def test_without_an_assessment_there_is_only_the_model(clinical):
    assert list(burdens(LABELS, PREDICTED, clinical)) == ["model"]
