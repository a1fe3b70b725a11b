from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from nodecluster.validation.areas.delong import components
from nodecluster.validation.areas.obuchowski import Influence, influence, lone_class
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference
from tests.validation.areas.cohorts import nodes_of, small_cohorts

REFERENCE = reference("areas.csv")


def of(labels, scores, clusters):
    labels = np.asarray(labels)
    return influence(components(labels, scores), labels, clusters)


@pytest.mark.parametrize("score", ["first", "second"])
def test_agrees_with_the_definition(score):
    nodes = nodes_of("clustered_nodes.csv")
    found = of(nodes["truth"], nodes[score], Clusters.of(nodes["patient"]))
    assert found.variance() == pytest.approx(REFERENCE[score]["obuchowski_variance"], rel=1e-10)


def test_of_the_difference_agrees_with_the_covariances():
    nodes = nodes_of("clustered_nodes.csv")
    clusters = Clusters.of(nodes["patient"])
    first, second = (of(nodes["truth"], nodes[score], clusters) for score in ("first", "second"))
    wanted = REFERENCE["first-second"]["obuchowski_variance"]
    assert first.less(second).variance() == pytest.approx(wanted, rel=1e-10)


@settings(max_examples=100, deadline=None)
@given(small_cohorts())
def test_with_singletons_it_is_delongs(nodes):
    truth, score, _ = nodes
    if min(truth.sum(), (1 - truth).sum()) < 2:
        return
    found = of(truth, score, Clusters.singletons(truth.size))
    assert found.variance() == pytest.approx(components(truth, score).variance(), rel=1e-9, abs=1e-18)


def test_by_hand():
    # Negatives 1, 2, 4 and positives 3, 4, 5: V10 2/3, 5/6, 1; V01 1, 1, 1/2; AUC 5/6. Patient a has the negative 1 and
    # the positive 3, b the negatives 2 and 4, c the positives 4 and 5.
    found = of([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5], Clusters.of(list("abbacc")))
    np.testing.assert_allclose(found.positive, np.array([-1, 0, 1]) / 18, atol=1e-15)
    np.testing.assert_allclose(found.negative, np.array([1, -1, 0]) / 18, atol=1e-15)
    assert (found.with_positives, found.with_negatives) == (2, 2)
    # 2 / 1 (1 + 1) / 324 twice, and 2 x 3 / 2 (-1) / 324: (4 + 4 - 3) / 324
    assert found.variance() == pytest.approx(5 / 324)


def test_degrees_of_freedom_by_hand():
    # One patient decides it all: squares 8 and 7 times 0, relative to their mean. 2 x 8^2 / (7^2 + 7): 16 / 7 = 2.286
    one = Influence(np.array([1e-9, *[0] * 7]), np.zeros(8), 8, 8)
    assert one.degrees_of_freedom() == pytest.approx(16 / 7)
    # Squares 0, 2 and 4, about their mean of 2: 2 x 3^2 / (1 + 0 + 1) is 9, but there are 3 patients.
    assert Influence(np.sqrt([0, 2, 4]), np.zeros(3), 3, 3).degrees_of_freedom() == 2
    assert Influence(np.array([0.5, -0.5]), np.zeros(2), 2, 2).degrees_of_freedom() == 1
    assert Influence(np.array([0.5, -0.5]), np.array([-0.5, 0.5]), 2, 2).degrees_of_freedom() == 1


def test_many_like_patients_have_many_degrees_of_freedom():
    normal = np.random.default_rng(0).normal(size=20_000)
    assert Influence(normal, np.zeros(20_000), 9, 9).degrees_of_freedom() == pytest.approx(19_999, rel=0.05)


def test_a_class_of_one_patient():
    assert lone_class(of([0, 0, 1, 1], [1, 2, 3, 4], Clusters.of([0, 1, 2, 2]))).startswith("all positives are of one")
    assert lone_class(of([0, 0, 1, 1], [1, 2, 3, 4], Clusters.of([0, 1, 2, 1]))) == ""
