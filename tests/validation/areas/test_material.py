from __future__ import annotations

import pytest

from nodecluster.validation.areas.material import material
from nodecluster.validation.values.clusters import Clusters

LABELS, SCORES = [0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 4, 5]


def test_variances_by_hand():
    # As in test_delong.py and test_obuchowski.py: 1 / 27 for six patients, 5 / 324 for three of two nodes each.
    found = material(LABELS, SCORES, Clusters.of(list("abbacc")), 0.95)
    assert (found.value, found.n, found.nested) == (pytest.approx(5 / 6), 6, True)
    assert found.delong() == (pytest.approx(1 / 27), "")
    assert found.obuchowski() == (pytest.approx(5 / 324), "")


def test_a_known_value_is_kept():
    assert material(LABELS, SCORES, Clusters.singletons(6), 0.95, value=0.8333).value == 0.8333
    assert not material(LABELS, SCORES, Clusters.singletons(6), 0.95).nested


def test_bootstrap_of_one_patient_a_class_says_why():
    drawn = material([0, 0, 1, 1], [1, 3, 2, 4], Clusters.of(list("aabb")), 0.95).bootstrapped(50, 0)
    assert drawn.reason == "all positives are of one patient, and a clustered variance needs two"
    assert drawn.resampled.areas.size + drawn.resampled.dropped == 50
