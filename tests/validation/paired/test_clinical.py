from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.paired.clinical import EVERY_NODE, against_clinical
from nodecluster.validation.paired.clustered import CLUSTERED_TEST, clustered_mcnemar
from nodecluster.validation.paired.mcnemar import MCNEMAR, mcnemar_midp
from nodecluster.validation.paired.newcombe import Pairs, newcombe_paired
from nodecluster.validation.values.clusters import Clusters


def from_counts(tp, fp, fn, tn, clinical):
    truth, predicted = np.repeat([1, 0, 1, 0], (tp, fp, fn, tn)), np.repeat([1, 1, 0, 0], (tp, fp, fn, tn))
    assessed = np.full(truth.size, float(clinical))
    return against_clinical(truth, predicted, assessed, Clusters.singletons(truth.size))


def test_the_study_cn0():
    # Clinical: all negative, right on the 90 free ones. The model alone is right on 28, the assessment alone on 7.
    found = from_counts(28, 7, 10, 83, 0)
    assert f"{found['ccr']['value']:.4f}" == "0.7031"
    assert found["discordant"] == {"model_only": 28, "clinical_only": 7}
    assert found["mcnemar_p"] == found["test"]["p"] == pytest.approx(0.000508260447531939)
    assert found["mcnemar_midp"] == mcnemar_midp(28, 7)
    assert found["method"] == found["test"]["method"] == MCNEMAR
    difference = found["difference"]
    assert difference["value"] == pytest.approx(21 / 128)
    assert (difference["low"], difference["high"]) == pytest.approx(newcombe_paired(Pairs(83, 28, 7, 10)))
    assert found["notes"] == []


def test_the_study_cn_positive():
    found = from_counts(216, 33, 11, 90, 1)
    assert f"{found['ccr']['value']:.4f}" == "0.6486"
    assert found["discordant"] == {"model_only": 90, "clinical_only": 11}
    assert found["mcnemar_p"] < 0.001


def test_nobody_has_an_assessment():
    assert against_clinical(np.array([1]), np.array([1]), np.array([np.nan]), Clusters.singletons(1)) is None


def test_patients_without_an_assessment_are_left_out_and_said():
    truth, predicted = np.array([1, 0, 1, 0]), np.array([1, 1, 0, 0])
    found = against_clinical(truth, predicted, np.array([1, 0, np.nan, 0]), Clusters.singletons(4))
    assert (found["ccr"]["n"], found["ccr"]["value"], found["test"]["n"]) == (3, 1.0, 3)
    # The model is right on the first alone of these three, and on 2 of all 4.
    model = found["model_ccr"]
    assert (found["n"], model["n"], model["value"]) == (3, 3, pytest.approx(2 / 3))
    assert model["value"] - found["ccr"]["value"] == pytest.approx(found["difference"]["value"])
    assert found["discordant"] == {"model_only": 0, "clinical_only": 1}
    assert found["notes"] == ["The clinical comparison covers the 3 of 4 patients with a clinical_n."]


def test_interval_and_test_that_disagree_are_said_to():
    # 13 against 4: the exact p is 2 x 3214 / 2^17 = 0.049, mid-p less; 12 against 4: 2 x 2517 / 2^16 = 0.077.
    said = "the interval does not hold 0, though p is above 0.05"
    close = from_counts(12, 4, 0, 20, 0)
    assert close["test"]["p"] == pytest.approx(2 * 2517 / 2**16)
    assert close["difference"]["low"] > 0
    assert [said in note for note in close["notes"]] == [True]
    assert "different methods" in close["notes"][0]
    assert from_counts(13, 4, 0, 20, 0)["notes"] == []


def test_agreement_proves_nothing():
    found = against_clinical(np.array([1, 0]), np.array([1, 1]), np.array([1.0, 1.0]), Clusters.singletons(2))
    assert found["mcnemar_p"] == found["mcnemar_midp"] == 1.0
    assert "proves nothing" in found["notes"][0]


def test_nodes_are_compared_with_their_patients_clustered():
    # Patients a (cN0), b (cN+), c (cN0), d (no assessment).
    clusters = Clusters.of(list("aabbbccd"))
    truth, predicted = np.array([0, 0, 1, 1, 1, 1, 1, 0]), np.array([0, 1, 1, 1, 0, 1, 1, 0])
    clinical = np.array([0, 0, 1, 1, 1, 0, 0, np.nan])
    found = against_clinical(truth, predicted, clinical, clusters, 0.9)
    model, clinic, patients = [1, 0, 1, 1, 0, 1, 1], [1, 1, 1, 1, 1, 0, 0], Clusters.of(list("aabbbcc"))
    assert found["test"] == clustered_mcnemar(model, clinic, patients).as_dict()
    assert found["method"] == CLUSTERED_TEST
    assert "McNemar" not in str(found)
    assert "mcnemar_p" not in found
    assert found["discordant"] == {"model_only": 2, "clinical_only": 2}
    assert (found["ccr"]["value"], found["ccr"]["n"]) == (5 / 7, 7)
    assert found["ccr"]["method"].startswith("Wilson score, clustered by patient")
    assert found["difference"]["value"] == 0
    assert found["notes"] == [EVERY_NODE, "The clinical comparison covers the 7 of 8 nodes with a clinical_n."]


def test_one_patient_has_no_test():
    found = against_clinical(np.array([1, 0]), np.array([1, 1]), np.array([0.0, 0.0]), Clusters.of(["a", "a"]))
    assert found["test"]["p"] is None
    assert "one patient" in found["test"]["reason"]
