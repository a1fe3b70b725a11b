from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.levels.level import level_from_arrays

ESTIMATES = ("ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr", "auc_group", "auc_score")


def test_shape_of_a_level():
    level = level_from_arrays([1, 1, 0, 0, 0], [1, 0, 0, 1, 0], [3, -1, -2, 1, -3], [0, 0, 0, 1, np.nan], level=0.9)
    assert list(level) == ["n", "confusion", *ESTIMATES, "clinical", "notes"]
    for name in ESTIMATES:
        assert set(level[name]) >= {"value", "low", "high", "level", "method", "n"}
        assert level[name]["level"] == 0.9
    # positives 3, -1 against -2, 1, -3: 3 beats all, -1 beats two: 5 of 6
    assert level["auc_score"]["value"] == pytest.approx(5 / 6)


def test_clinical_by_hand():
    # Five patients, the last without an assessment. Model right on 1, 3, 5; clinic right on 3 alone.
    level = level_from_arrays([1, 1, 0, 0, 0], [1, 0, 0, 1, 0], None, [0, 0, 0, 1, np.nan])
    clinical = level["clinical"]
    assert (clinical["ccr"]["value"], clinical["ccr"]["n"]) == (0.25, 4)
    assert clinical["discordant"] == {"model_only": 1, "clinical_only": 0}
    assert clinical["mcnemar_p"] == 1.0  # one coin: 2 x 1/2
    assert level["notes"] == ["The clinical comparison covers the 4 of 5 patients with a clinical_n."]


def test_nothing_discordant_is_noted():
    level = level_from_arrays([1, 0], [1, 0], None, [1, 0])
    assert level["clinical"]["mcnemar_p"] == 1.0
    assert "proves nothing" in level["notes"][0]


def test_no_assessment_no_comparison():
    assert "clinical" not in level_from_arrays([1, 0], [1, 0], None, [np.nan, np.nan])


def test_nodes_carry_their_caveat():
    level = level_from_arrays([1, 0], [1, 0], [1, 0], unit="nodes")
    assert all("nodes treated as independent" in level[name]["method"] for name in ESTIMATES)
    assert "too narrow" in level["notes"][0]
    assert "independent" not in json.dumps(level_from_arrays([1, 0], [1, 0], [1, 0]))


def test_nodes_have_no_clinical_assessment():
    with pytest.raises(ValueError, match="not of nodes"):
        level_from_arrays([1], [1], clinical=[1], unit="nodes")


@pytest.mark.parametrize(("truth", "predicted"), [([], []), ([1], [1]), ([0], [1]), ([1, 1], [0, 0]), ([0, 0], [0, 0])])
def test_every_gap_has_its_reason_and_no_nan(truth, predicted):
    level = level_from_arrays(truth, predicted, np.zeros(len(truth)), np.zeros(len(truth)))
    json.dumps(level, allow_nan=False)
    for name in ESTIMATES:
        estimate = level[name]
        assert (estimate["value"] is None or estimate["low"] is None) == ("reason" in estimate)
