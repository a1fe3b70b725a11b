from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.areas.material import material
from nodecluster.validation.areas.methods import all_methods, design_effect
from nodecluster.validation.areas.transform import logit_interval, plain_interval
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import INDEPENDENT
from tests.validation.areas.cohorts import cohort, study_nodes


def test_the_methods_of_nodes_in_their_order():
    truth, score, patient = cohort(1)
    area = all_methods(material(truth, score, Clusters.of(patient), 0.95), resamples=200, seed=0)
    assert [each.method for each in (area, *area.others)] == [
        "Obuchowski, clustered by patient (logit, t)",
        "Wilson score of the AUC as a proportion of n" + INDEPENDENT,
        "Obuchowski, clustered by patient",
        "DeLong" + INDEPENDENT,
        "Newcombe score, method 5" + INDEPENDENT,
        "patient bootstrap, BCa of 200 resamples",
        "patient bootstrap, percentile of 200 resamples",
    ]
    assert {each.value for each in area.others} == {area.value}
    assert {each.n for each in area.others} == {truth.size}


def test_the_methods_of_patients_in_their_order():
    truth, score, _ = cohort(1)
    area = all_methods(material(truth, score, Clusters.singletons(truth.size), 0.95), resamples=200, seed=0)
    assert [each.method for each in (area, *area.others)] == [
        "DeLong (logit)",
        "Wilson score of the AUC as a proportion of n",
        "DeLong",
        "Newcombe score, method 5",
        "patient bootstrap, BCa of 200 resamples",
        "patient bootstrap, percentile of 200 resamples",
    ]
    assert area.design_effect is None


def test_without_resamples_there_is_no_bootstrap():
    truth, score, patient = cohort(1)
    area = all_methods(material(truth, score, Clusters.of(patient), 0.95), resamples=0, seed=0)
    assert [each.method for each in area.others if "bootstrap" in each.method] == []
    assert len(area.others) == 4


def test_limits_are_those_of_the_variances():
    truth, score, patient = cohort(4)
    found = material(truth, score, Clusters.of(patient), 0.9)
    area = all_methods(found, resamples=0, seed=0)
    clustered, independent = found.patients.variance(), found.parts.variance()
    df = found.patients.degrees_of_freedom()
    assert (area.low, area.high) == logit_interval(found.value, clustered, 0.9, df)
    _, plain, delong, _ = area.others
    assert (plain.low, plain.high) == plain_interval(found.value, clustered, 0.9)
    assert (delong.low, delong.high) == plain_interval(found.value, independent, 0.9)
    assert area.design_effect == design_effect(found) == clustered / independent
    assert {each.level for each in (area, *area.others)} == {0.9}


def test_nodes_never_tell_more_than_as_many_patients():
    # The study's counts dealt out evenly: each patient has nearly the same share of every cell.
    truth, group = study_nodes()
    found = material(truth, group, Clusters.of(np.arange(truth.size) % 160), 0.95)
    area = all_methods(found, resamples=0, seed=0)
    assert found.patients.variance() < 0.2 * found.parts.variance()
    assert area.method == "Obuchowski, clustered by patient (logit, t), with DeLong's variance, which is the larger"
    df = found.patients.degrees_of_freedom()
    assert (area.low, area.high) == logit_interval(found.value, found.parts.variance(), 0.95, df)
    assert area.design_effect == found.patients.variance() / found.parts.variance()
    published = area.others[1]
    assert published.method == "Obuchowski, clustered by patient"
    assert published.high - published.low < 0.5 * (area.high - area.low)


def test_patients_have_the_normal_quantile():
    truth, score, _ = cohort(4)
    found = material(truth, score, Clusters.singletons(truth.size), 0.9)
    area = all_methods(found, resamples=0, seed=0)
    assert (area.low, area.high) == logit_interval(found.value, found.parts.variance(), 0.9)


def test_no_design_effect_without_a_variance():
    found = material([0, 0, 1, 1], [1.0, 2, 3, 4], Clusters.of([0, 0, 1, 2]), 0.95)
    assert design_effect(found) is None
    assert all_methods(found, 0, 0).others[0].low == pytest.approx(0.5101092, abs=1e-7)  # Wilson: 4 / (4 + 3.8415)
