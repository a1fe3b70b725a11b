from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.intervals.wilson import WILSON, wilson
from nodecluster.validation.use.predictive import ADJUSTED
from nodecluster.validation.use.prevalence import OWN_ROW, prevalence_block
from nodecluster.validation.use.ratio import KOOPMAN


def table(tp, fp, fn, tn):
    counts = [tp, fp, fn, tn]
    return np.repeat([1, 0, 1, 0], counts), np.repeat([1, 1, 0, 0], counts)


def test_the_studys_cn0_patients():
    labels, predicted = table(28, 7, 10, 83)
    found = prevalence_block(labels, predicted, np.zeros(128), (0.1, 0.4))
    json.dumps(found, allow_nan=False)
    assert (found["n"], found["events"]) == (128, 38)
    assert found["prevalence"]["value"] == pytest.approx(38 / 128)
    assert found["own"]["ppv"]["value"] == pytest.approx(28 / 35)
    assert found["own"]["ppv"]["method"] == WILSON
    assert (found["own"]["ppv"]["low"], found["own"]["ppv"]["high"]) == pytest.approx(wilson(28, 35))
    assert found["own"]["ppv"]["others"][0]["value"] == pytest.approx(28 / 35)
    assert [row["prevalence"] for row in found["stated"]] == [0.1, 0.4]
    # At 40 %: 0.4 x 28/38 / (0.4 x 28/38 + 0.6 x 7/90)
    assert found["stated"][1]["ppv"]["value"] == pytest.approx(0.4 * 28 / 38 / (0.4 * 28 / 38 + 0.6 * 7 / 90))
    # The clinic calls all of them cN0: it dissects nobody and misses all 38.
    assert found["per_100"]["clinical"]["dissections"]["value"] == 0
    assert found["per_100"]["clinical"]["missed"]["value"] == pytest.approx(100 * 38 / 128)
    assert found["per_100"]["difference"]["missed"]["value"] == pytest.approx(-100 * 28 / 128)
    assert OWN_ROW in found["notes"]
    assert OWN_ROW not in prevalence_block(labels, predicted, None, ())["notes"]


def test_every_method_of_a_row_is_named_in_the_blocks():
    # No false positive: a likelihood ratio has Koopman's interval alone, and a predictive value the adjusted logit.
    found = prevalence_block(*table(10, 0, 5, 20), None, (0.3,))
    assert found["likelihood_ratios"]["positive"]["method"] == KOOPMAN
    assert found["stated"][0]["ppv"]["method"] == ADJUSTED
    assert "(Koopman 1984)" in found["method"]
    assert "adjusted logit (z^2/2 added to each count)" in found["method"]


def test_a_class_alone_keeps_what_can_be_counted():
    found = prevalence_block([0, 0, 0], [0, 1, 0], None, (0.3,))
    json.dumps(found, allow_nan=False)
    assert "no positives" in found["likelihood_ratios"]["positive"]["reason"]
    assert "no positives" in found["stated"][0]["ppv"]["reason"]
    assert found["own"]["npv"]["value"] == 1
    assert found["per_100"]["model"]["needless"]["value"] == pytest.approx(100 / 3)


def test_no_positive_prediction():
    found = prevalence_block([0, 1, 0], [0, 0, 0], None, (0.3,))
    assert found["own"]["ppv"]["reason"] == "no positive prediction"
    assert "others" not in found["own"]["ppv"]


def test_nobody():
    assert prevalence_block([], [], [], (0.3,)) == {
        "n": 0,
        "events": 0,
        "method": prevalence_block([1], [1], None, ())["method"],
        "notes": [],
        "reason": "nothing has both a prediction and a truth",
    }
