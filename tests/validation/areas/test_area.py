from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.values.confusion import Confusion

INDEX = np.arange(80)
LABELS = ((7 * INDEX**2 + 3 * INDEX) % 11 < 4).astype(int)  # 44 of 80
SCORES = ((37 * INDEX) % 23) / 4 + 1.5 * LABELS  # 29 distinct values
# R 4.2.2 with pROC 1.18.0: i <- 0:79; labels <- as.integer((i*i*7 + 3*i) %% 11 < 4);
# scores <- ((i*37) %% 23)/4 + labels*1.5; ci.auc(roc(labels, scores, direction = "<"), conf.level, "delong")
FROM_PROC = {
    0.90: (0.633135733115486, 0.725063131313131, 0.816990529510777),
    0.95: (0.615524880183887, 0.725063131313131, 0.834601382442375),
    0.99: (0.581105467119410, 0.725063131313131, 0.869020795506852),
}


@pytest.mark.parametrize("level", FROM_PROC)
def test_score_agrees_with_proc(level):
    assert (LABELS.sum(), np.unique(SCORES).size) == (44, 29)
    area = auc_score(LABELS, SCORES, level)
    assert (area.low, area.value, area.high) == pytest.approx(FROM_PROC[level], abs=1e-12)
    assert (area.method, area.n, area.level) == ("DeLong", 80, level)


def test_score_of_the_hard_group_of_the_study_agrees_with_proc():
    # The same pROC on the 0/1 groups of the study's 1397 nodes: the area is the hard group's, the interval DeLong's.
    cells = [368, 105, 88, 836]
    truth, group = np.repeat([1, 0, 1, 0], cells), np.repeat([2, 2, 1, 1], cells)
    area = auc_score(truth, group)
    assert area.value == pytest.approx(auc_group(Confusion(*cells)).value, abs=1e-14)
    assert (area.low, area.high) == pytest.approx((0.826980623802436, 0.868453498165609), abs=1e-12)


def test_the_interval_stops_at_one():
    # 7.5 / 9 + 1.96 sqrt(1 / 27) is 1.21; pROC gives 0.456138088641276 to 1.
    area = auc_score([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5])
    assert (area.low, area.high) == (pytest.approx(0.456138088641276, abs=1e-12), 1.0)


@pytest.mark.parametrize("change", [np.exp, lambda s: s**3, lambda s: s / 1000 - 5])
def test_a_monotone_change_leaves_everything(change):
    assert auc_score(LABELS, change(SCORES)) == auc_score(LABELS, SCORES)


def test_reversing_the_score_mirrors_the_area():
    area, mirrored = auc_score(LABELS, SCORES), auc_score(LABELS, -SCORES)
    assert (mirrored.low, mirrored.value, mirrored.high) == pytest.approx((1 - area.high, 1 - area.value, 1 - area.low))


@pytest.mark.parametrize(
    ("labels", "scores", "value", "reason"),
    [
        ([0, 0, 1, 1], [1, 2, 3, 4], 1.0, "DeLong's variance is 0 because the score separates the classes perfectly"),
        ([1, 1, 0, 0], [1, 2, 3, 4], 0.0, "DeLong's variance is 0 because the score separates the classes perfectly"),
        ([0, 0, 1, 1], [2, 2, 2, 2], 0.5, "DeLong's variance is 0 because all scores tie"),
        ([0, 0, 1], [1, 3, 2], 0.5, "a class has one member only, and DeLong's variance needs two"),
    ],
)
def test_a_value_without_an_interval(labels, scores, value, reason):
    area = auc_score(labels, scores)
    assert (area.value, area.low, area.high, area.reason) == (value, None, None, reason)


@pytest.mark.parametrize(
    ("labels", "scores", "reason"),
    [
        ([0, 0], [1, 2], "pathology has no positives, and an AUC needs both classes"),
        ([1], [1], "pathology has no negatives, and an AUC needs both classes"),
        ([], [], "nothing has both a prediction and a truth"),
        ([0, 1], None, "the predictions carry no score"),
        ([0, 1], [np.nan, np.nan], "the predictions carry no score"),
        ([0, 1, 1], [1, np.nan, 2], "1 of 3 have no score"),
    ],
)
def test_no_value_and_why(labels, scores, reason):
    area = auc_score(labels, scores)
    assert (area.value, area.reason, area.n) == (None, reason, len(labels))


def test_group_by_hand():
    # sensitivity 3/4, specificity 1/2: 0.625
    assert auc_group(Confusion(tp=3, fp=2, fn=1, tn=2)).value == 0.625


def test_group_at_the_ends():
    perfect = auc_group(Confusion(5, 0, 0, 5))
    # Wilson at p = 1 runs from n / (n + z2) = 10 / 13.8415 to 1.
    assert (perfect.value, perfect.low, perfect.high) == (1.0, pytest.approx(0.7224672, abs=1e-7), 1.0)
    assert auc_group(Confusion(0, 5, 5, 0)).low == 0.0


def test_group_without_a_class():
    assert auc_group(Confusion(0, 3, 0, 4)).reason == "pathology has no positives, and an AUC needs both classes"
    assert auc_group(Confusion(0, 0, 0, 0)).reason == "nothing has both a prediction and a truth"
