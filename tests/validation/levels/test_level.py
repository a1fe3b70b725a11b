from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.levels.level import (
    CLUSTERED,
    ONE_EACH,
    UNKNOWN_PATIENTS,
    level_from_arrays,
    level_from_counts,
)
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion

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


NODES = Clusters.of(["a", "a", "b", "b", "c", "d"])
SIX = ([1, 1, 0, 0, 1, 0], [1, 0, 0, 1, 1, 0], [3, -1, -2, 1, 2, -3])


def test_at_node_level_the_patients_come_first_and_wilson_stands_beside():
    level = level_from_arrays(*SIX, clusters=NODES, resamples=200)
    for name in ESTIMATES:
        assert "clustered by patient" in level[name]["method"]
        assert "nodes treated as independent" not in level[name]["method"]
        assert level[name]["others"][0]["method"].startswith("Wilson score")
        assert level[name]["others"][0]["method"].endswith("(nodes treated as independent)")
    assert level["notes"] == [CLUSTERED]
    assert "independent" not in json.dumps(level_from_arrays(*SIX))  # at patient level there is nothing to say


def test_one_node_a_patient_is_a_patient():
    level = level_from_arrays(*SIX, clusters=Clusters.of(list("abcdef")))
    assert level["notes"] == [ONE_EACH]
    assert {**level, "notes": []} == level_from_arrays(*SIX)


def test_nodes_against_the_clinical_assessment_of_their_patients():
    clinical = [1, 1, 0, 0, np.nan, 0]
    found = level_from_arrays(*SIX, clinical, clusters=NODES)["clinical"]
    # Of the five nodes with an assessment the clinic is right on all, the model on the first, third and last.
    assert (found["ccr"]["value"], found["discordant"]) == (1.0, {"model_only": 0, "clinical_only": 2})
    assert found["difference"]["value"] == pytest.approx(-2 / 5)
    assert "McNemar" not in found["method"]
    assert "mcnemar_p" not in found


def test_published_counts_of_nodes_do_not_tell_whose_they_are():
    assert level_from_counts(Confusion(3, 1, 1, 3), unit="nodes")["notes"] == [UNKNOWN_PATIENTS]


@pytest.mark.parametrize(("truth", "predicted"), [([], []), ([1], [1]), ([0], [1]), ([1, 1], [0, 0]), ([0, 0], [0, 0])])
def test_every_gap_has_its_reason_and_no_nan(truth, predicted):
    level = level_from_arrays(truth, predicted, np.zeros(len(truth)), np.zeros(len(truth)))
    json.dumps(level, allow_nan=False)
    for name in ESTIMATES:
        estimate = level[name]
        assert (estimate["value"] is None or estimate["low"] is None) == ("reason" in estimate)
