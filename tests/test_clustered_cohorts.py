"""The cohorts of the benchmarks are what they are said to be: their figures, their correlation, their seeds."""

import numpy as np
import pytest

from nodecluster.validation.areas.delong import components
from tests.benchmarks.clustered_cohorts import AREAS, CORRELATIONS, DESIGNS, Population
from tests.benchmarks.type_one import mcnemar_size

MANY = 20_000  # patients: 170,000 nodes


def figures(truth, score, group):
    sensitivity, specificity = group[truth == 1].mean(), (1 - group)[truth == 0].mean()
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ccr": (group == truth).mean(),
        "auc_score": components(truth, score).auc,
        "auc_group": (sensitivity + specificity) / 2,
    }


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("area", AREAS)
def test_large_cohorts_have_the_closed_form_figures(design, area):
    population = Population(design, MANY, 0.3, area)
    cohort = population.cohort(population.rng(0), models=2)
    for score, group in zip(cohort.scores, cohort.groups, strict=True):
        # standard errors are below 0.004: 8,000 patients of a class, of whom each counts for 2.5 independent nodes
        assert figures(cohort.truth, score, group) == pytest.approx(population.truths(), abs=0.015)


def test_the_assessment_is_right_as_often_as_a_model_and_one_for_all_nodes_of_a_patient():
    population = Population("whole", MANY, 0.3, 0.85)
    cohort = population.cohort(population.rng(0), models=2)
    assert (cohort.assessed == cohort.truth).mean() == pytest.approx(population.truths()["ccr"], abs=0.015)
    sums, sizes = cohort.clusters.sums(cohort.assessed), cohort.clusters.sizes()
    assert set(np.unique(sums / sizes)) == {0.0, 1.0}


@pytest.mark.parametrize("icc", CORRELATIONS)
def test_scores_correlate_within_patients_and_models_share_half(icc):
    population = Population("whole", MANY, icc, 0.85)
    cohort = population.cohort(population.rng(0), models=2)
    first, second = (score - population.distance * cohort.truth for score in cohort.scores)
    assert first.var() == pytest.approx(1, abs=0.03)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.5, abs=0.02)
    pairs = np.flatnonzero(cohort.clusters.codes[1:] == cohort.clusters.codes[:-1])
    assert np.corrcoef(first[pairs], first[pairs + 1])[0, 1] == pytest.approx(icc, abs=0.03)


def test_patients_have_as_many_nodes_as_in_the_study():
    sizes = Population("whole", MANY, 0.0, 0.7).cohort(np.random.default_rng(0)).clusters.sizes()
    assert sizes.mean() == pytest.approx(1397 / 160, abs=0.2)
    assert (sizes.min(), sizes.max()) == (1, 30)


def test_labels_are_of_patients_or_of_nodes():
    for design, mixed in (("whole", False), ("mixed", True)):
        cohort = Population(design, 200, 0.0, 0.7).cohort(np.random.default_rng(0))
        share = cohort.clusters.sums(cohort.truth) / cohort.clusters.sizes()
        assert bool(((share > 0) & (share < 1)).any()) == mixed


def test_one_node_a_patient():
    cohort = Population("whole", 50, 0.0, 0.7, nodes=False).cohort(np.random.default_rng(0))
    assert cohort.clusters.single
    assert cohort.truth.size == 50


def test_a_seed_gives_the_same_cohorts():
    population = Population("whole", 40, 0.3, 0.85)
    first, second, other = (population.cohort(population.rng(seed)).scores[0] for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other[: first.size])


def test_size_of_a_test_that_rejects_when_all_discordant_patients_are_on_one_side():
    # of 2 patients, always discordant, a test that rejects 2 : 0 and 0 : 2 errs in 1/4 + 1/4; if half the time
    # discordant, in 1/4 x 1/2 (both are), and 1/2 x 1 (one is, which is always on one side), and 1/4 x 0 (none is)
    def test(first, second):
        return 0.01 if min(first, second) == 0 and first + second else 1.0

    assert mcnemar_size(test, 2, 1.0) == pytest.approx(50)
    assert mcnemar_size(test, 2, 0.5) == pytest.approx(100 * (0.25 * 0.5 + 0.5))
