"""Errors of differences and of d that respect the patients."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from nodecluster.validation.signature.clustered import Design, clustered_spread
from nodecluster.validation.signature.differences import side_differences
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import reference

from .nodes import FEATURES, reference_sides, reference_values

R = reference("signature.csv")


def spread(values, sides, patients):
    matrix, sides = np.asarray(values, dtype=float), np.asarray(sides)
    d = side_differences(matrix, sides)["d"].to_numpy()
    return clustered_spread(matrix, Design.of(sides, Clusters.of(patients)), d)


@pytest.mark.parametrize("case", ["groups", "labels", "single"])
def test_errors_and_degrees_of_freedom_are_those_of_another_program(case):
    sides, patients = reference_sides(case)
    found = spread(reference_values(), sides, patients)
    theirs = [R[f"{case} {name}"] for name in FEATURES]
    np.testing.assert_allclose(found.difference / found.error, [each["t"] for each in theirs], rtol=1e-9)
    freedom = Design.of(sides, Clusters.of(patients)).freedom()
    np.testing.assert_allclose(freedom, [each["df"] for each in theirs], rtol=1e-6)


def test_two_patients_a_side_by_hand():
    # Side 1: 1, 3 of A, 5 of B; mean 3, deviations −2, 0, 2. Side 2: 8 of C, 10 and 12 of D; mean 10.
    # A adds −(−2) / (3 √(1 − 2/3)), B −2 / (3 √(1 − 1/3)), C −2 / (3 √(2/3)), D 2 / (3 √(1/3)):
    # squares 4/3, 2/3, 2/3, 4/3 sum to 4, and so the error is 2.
    found = spread([[1], [3], [5], [8], [10], [12]], [1, 1, 1, 2, 2, 2], list("AABCDD"))
    sizes = 8  # the power of two below 12
    assert found.difference[0] * sizes == pytest.approx(7)
    assert found.error[0] * sizes == pytest.approx(2)


def test_with_one_node_a_patient_it_is_welchs():
    rng = np.random.default_rng(3)
    values, sides = rng.normal(size=(30, 2)) * [1, 50], np.repeat([1, 2], [20, 10])
    found = spread(values, sides, np.arange(30))
    welch = ttest_ind(values[sides == 2], values[sides == 1], equal_var=False).statistic
    np.testing.assert_allclose(found.difference / found.error, welch, rtol=1e-12)


def test_repeated_nodes_say_nothing_new():
    rng = np.random.default_rng(4)
    values, sides, patients = rng.normal(size=(24, 1)), np.tile([1, 2], 12), np.repeat(np.arange(12), 2)
    once = spread(values, sides, patients)
    thrice = spread(np.repeat(values, 3, axis=0), np.repeat(sides, 3), np.repeat(patients, 3))
    assert thrice.error[0] == pytest.approx(once.error[0], rel=1e-12)


def test_the_error_of_d_is_near_that_of_leaving_out_one_patient_after_the_other():
    rng = np.random.default_rng(5)
    patients = np.repeat(np.arange(300), 4)
    sides = np.where(rng.normal(size=1200) + rng.normal(size=300)[patients] > 0, 2, 1)
    values = (rng.normal(size=300)[patients] + rng.normal(size=1200) + 2.5 * sides)[:, None]
    found = spread(values, sides, patients).d_error[0]
    without = []
    for patient in range(300):
        kept = patients != patient
        without.append(side_differences(values[kept], sides[kept])["d"][0])
    assert found == pytest.approx(np.std(without) * np.sqrt(299), rel=0.02)


def test_an_error_needs_two_patients_on_each_side():
    with pytest.raises(ValueError, match="two patients on each side"):
        spread([[1], [2], [3], [4]], [1, 1, 2, 2], list("AABC"))
