from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from nodecluster.validation.areas.delong import components
from nodecluster.validation.areas.ordering import scored
from nodecluster.validation.areas.resampling import areas_without_one, resampled_areas
from nodecluster.validation.values.clusters import Clusters
from tests.validation.areas.cohorts import cohort, small_cohorts


def of(truth, score, patient):
    return scored(truth, [score], Clusters.of(patient))


def copied(sample, counts):
    """The area of a cohort in which each patient stands as often as counted, node by node; None without a class."""
    rows = np.repeat(np.arange(sample.truth.size), counts[sample.clusters.codes])
    truth = sample.truth[rows]
    return components(truth, sample.rank[rows]).auc if np.unique(truth).size == 2 else None


@settings(max_examples=60, deadline=None)
@given(small_cohorts())
def test_agrees_with_copying_the_nodes(nodes):
    sample = of(*nodes)
    count = sample.clusters.count
    found = resampled_areas(sample, 20, seed=3)
    # The same draws, by the definition: patients x resamples, each cell a patient.
    draws = np.random.default_rng(3).integers(0, count, size=(count, 20))
    wanted = [copied(sample, np.bincount(column, minlength=count)) for column in draws.T]
    np.testing.assert_allclose(found.areas, [area for area in wanted if area is not None], atol=1e-12)
    assert found.dropped == wanted.count(None)


@settings(max_examples=60, deadline=None)
@given(small_cohorts())
def test_without_one_agrees_with_leaving_it_out(nodes):
    sample = of(*nodes)
    found = areas_without_one(sample, components(sample.truth, sample.rank))
    for patient, area in enumerate(found):
        counts = np.ones(sample.clusters.count, dtype=int)
        counts[patient] = 0
        wanted = copied(sample, counts)
        assert (np.isnan(area) and wanted is None) or area == pytest.approx(wanted, abs=1e-12)


def test_the_seed_makes_the_draws():
    sample = of(*cohort(5))
    one, same, other = (resampled_areas(sample, 100, seed).areas for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_many_patients_are_drawn_in_portions():
    # 2500 patients x 500 resamples are more than is held at once.
    rng = np.random.default_rng(0)
    truth = np.arange(2500) % 2
    sample = scored(truth, [truth + rng.normal(size=2500)], Clusters.singletons(2500))
    found = resampled_areas(sample, 500, seed=0)
    parts = components(sample.truth, sample.rank)
    assert found.areas.size == 500
    assert found.areas.mean() == pytest.approx(parts.auc, abs=2e-3)
    assert found.areas.var() == pytest.approx(parts.variance(), rel=0.25)


def test_refuses_no_resamples():
    with pytest.raises(ValueError, match="at least one"):
        resampled_areas(of(*cohort(1)), 0, 0)
