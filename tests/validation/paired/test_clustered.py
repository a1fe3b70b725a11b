from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.paired.clustered import CLUSTERED_TEST, SIGN_TEST, clustered_mcnemar, clustered_pairs
from nodecluster.validation.paired.mcnemar import discordant, mcnemar_exact
from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE
from tests.validation.intervals.pairs import two_shares

PAIRED = pd.read_csv(HERE / "paired.csv", comment="#")

rows = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), min_size=1, max_size=40)


def outcome(rows):
    patients, first, second = zip(*rows, strict=True)
    return clustered_mcnemar(np.array(first, int), np.array(second, int), Clusters.of(patients))


@pytest.mark.parametrize("row", list(PAIRED[PAIRED["method"] == "clustered"].itertuples()), ids=lambda row: row.data)
def test_agrees_with_r(row):
    found = clustered_mcnemar(*two_shares(f"{row.data}.csv"))
    assert found.n == row.count
    assert (found.statistic, found.df, found.p) == pytest.approx((row.value, row.low, row.high), rel=1e-8)


def test_by_hand():
    # First 2/2, 2/2, 0/2, 2/2, second 1/2, 2/2, 0/2, 2/2: shares 6/8 and 5/8, residuals (0.5, 0.5, -1.5, 0.5) and
    # (-0.25, 0.75, -1.25, 0.75). Squares add up to 3 and 2.75, products to 2.5: r = 2.5 / sqrt(8.25).
    found = clustered_pairs([1, 1, 1, 1, 0, 0, 1, 1], [0, 1, 1, 1, 0, 0, 1, 1], Clusters.of(np.repeat(np.arange(4), 2)))
    d, e = 4 / 3 * 3 / 8 / (3 / 16), 4 / 3 * 2.75 / 8 / (15 / 64)
    assert (found.first.design_effect(), found.second.design_effect()) == pytest.approx((d, e))
    p = 11 / 16
    variance = p * (1 - p) / 8 * (d + e - 2 * 2.5 / math.sqrt(8.25) * math.sqrt(d * e))
    assert found.statistic() == pytest.approx(1 / 8 / math.sqrt(variance))
    # Fourth powers add up to 5.25 and 3.078125: 2 x 9 / (5.25 - 2.25) = 6, 2 x 7.5625 / 1.1875 = 12.7; at most 3 each,
    # and at most 3 together.
    assert found.freedom() == pytest.approx(3)


def test_nodes_of_their_own_come_near_mcnemar():
    # 300 patients with two nodes each, 60 nodes on one side and 40 on the other, each in another patient.
    first, second = np.zeros(600, int), np.zeros(600, int)
    first[0:120:2], second[120:200:2] = 1, 1
    first[300:], second[300:] = 1, 1
    found = clustered_mcnemar(first, second, Clusters.of(np.repeat(np.arange(300), 2)))
    assert found.statistic == pytest.approx(20 / math.sqrt(100), rel=0.02)


def test_nodes_that_repeat_their_patient_prove_no_more():
    # 12 patients on one side and 4 on the other of 40, each counted 10 times: McNemar of the nodes is certain.
    first, second = np.zeros(40, int), np.zeros(40, int)
    first[:12], second[12:16] = 1, 1
    first[16:30], second[16:30] = 1, 1
    repeated = [np.repeat(right, 10) for right in (first, second)]
    found = clustered_mcnemar(*repeated, Clusters.of(np.repeat(np.arange(40), 10)))
    assert mcnemar_exact(*discordant(*repeated)) < 1e-6
    assert found.p == pytest.approx(mcnemar_exact(12, 4), abs=0.03)


def test_nothing_discordant():
    found = clustered_mcnemar([1, 0, 1], [1, 0, 1], Clusters.of([1, 1, 2]))
    assert (found.p, found.statistic, found.reason) == (1.0, None, "")
    assert clustered_mcnemar([1, 0], [1, 0], Clusters.of([1, 1])).p == 1.0  # not even one patient needs more


def test_one_patient():
    found = clustered_mcnemar([1, 0, 1], [0, 0, 1], Clusters.of(["a"] * 3))
    assert found.p is None
    assert "one patient" in found.reason


def test_nothing_at_all():
    assert clustered_mcnemar([], [], Clusters.of([])).reason == "nothing is classified by both"


@pytest.mark.parametrize(
    ("first", "second", "patients", "p"),
    [
        # All right against all wrong in six patients: six heads of six coins.
        ([1] * 12, [0] * 12, np.repeat(np.arange(6), 2), 2 / 2**6),
        # Every patient gains one node of two.
        ([1, 0] * 5, [0, 0] * 5, np.repeat(np.arange(5), 2), 2 / 2**5),
        # Every patient gains one and loses one.
        ([1, 0] * 5, [0, 1] * 5, np.repeat(np.arange(5), 2), 1.0),
        # Two patients always correlate by 1 or -1.
        ([1, 1, 1, 0], [0, 0, 0, 0], [1, 1, 2, 2], 0.5),
    ],
)
def test_differences_that_do_not_vary_are_tested_by_their_signs(first, second, patients, p):
    found = clustered_mcnemar(first, second, Clusters.of(patients))
    assert (found.p, found.method) == (pytest.approx(p), SIGN_TEST)


def test_refuses():
    with pytest.raises(ValueError, match="as many"):
        clustered_mcnemar([1, 0], [1], Clusters.of([1, 2]))
    with pytest.raises(ValueError, match="0 and 1"):
        clustered_mcnemar([1, 2], [1, 0], Clusters.of([1, 2]))


@given(rows)
def test_swapping_changes_the_sign_only(rows):
    found, swapped = outcome(rows), outcome([(patient, second, first) for patient, first, second in rows])
    assert swapped.p == (None if found.p is None else pytest.approx(found.p, abs=1e-9))
    assert found.method == swapped.method
    if found.statistic is not None:
        assert swapped.statistic == pytest.approx(-found.statistic, abs=1e-9)


@given(rows, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(rows, random):
    renamed = [(f"patient {7 * patient % 11}", *right) for patient, *right in rows]
    random.shuffle(renamed)
    assert outcome(renamed).as_dict() == outcome(rows).as_dict()


def test_type_one_error_against_an_assessment_of_whole_patients():
    # 600 cohorts of 60 patients; the assessment is right on a patient with chance 0.8, the model on a node with a
    # chance that is the patient's, Beta(4, 1), so 0.8 on average: both are right equally often.
    rng = np.random.default_rng(11)
    clustered = plain = 0
    for _ in range(600):
        sizes = rng.integers(1, 21, 60)
        model = (rng.random(sizes.sum()) < np.repeat(rng.beta(4, 1, 60), sizes)).astype(int)
        clinic = np.repeat(rng.random(60) < 0.8, sizes).astype(int)
        found = clustered_mcnemar(model, clinic, Clusters.of(np.repeat(np.arange(60), sizes)))
        assert found.method == CLUSTERED_TEST
        clustered += found.p < 0.05
        plain += mcnemar_exact(*discordant(model, clinic)) < 0.05
    assert 0.025 <= clustered / 600 <= 0.07
    assert plain / 600 > 0.3
