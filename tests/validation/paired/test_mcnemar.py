from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import binom
from statsmodels.stats.contingency_tables import mcnemar

from nodecluster.validation.paired.mcnemar import MCNEMAR, discordant, mcnemar_exact, mcnemar_midp, mcnemar_test
from tests.reference.reading import HERE

PROPORTIONS = pd.read_csv(HERE / "proportions.csv", comment="#")
FROM_R = PROPORTIONS[PROPORTIONS["method"] == "mcnemar"]


def test_by_hand():
    assert mcnemar_exact(3, 0) == pytest.approx(2 / 8)  # both tails of three coins
    assert mcnemar_exact(2, 1) == 1.0
    assert mcnemar_exact(4, 4) == 1.0
    assert mcnemar_midp(3, 0) == pytest.approx(1 / 8)  # what was found counts half
    assert mcnemar_midp(2, 1) == pytest.approx(2 * (1 + 3 / 2) / 8)
    assert mcnemar_midp(1, 1) == pytest.approx(1 - 0.5 / 2)


@pytest.mark.parametrize("row", list(FROM_R.itertuples()), ids=lambda row: f"{row.count}-{row.n}")
def test_agrees_with_r(row):
    counts = (row.count, row.n - row.count)
    assert mcnemar_exact(*counts) == pytest.approx(row.value, rel=1e-9)
    assert mcnemar_midp(*counts) == pytest.approx(row.low, rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "exact", "midp"),
    [
        ((1, 7), "0.0703", "0.0391"),  # 2 (1 + 8) / 2^8 = 18 / 256; half of 2 x 8 / 256 less: 10 / 256
        # What the R package contingencytables prints for Cavo et al.
        ((6, 16), "0.052479", "0.034690"),
    ],
)
def test_worked_examples(counts, exact, midp):
    digits = len(exact) - 2
    assert f"{mcnemar_exact(*counts):.{digits}f}" == exact
    assert f"{mcnemar_midp(*counts):.{digits}f}" == midp


@pytest.mark.parametrize("counts", [(0, 1), (1, 6), (10, 4), (40, 33)])
def test_agrees_with_statsmodels(counts):
    first, second = counts
    assert mcnemar_exact(first, second) == pytest.approx(mcnemar([[5, first], [second, 5]], exact=True).pvalue)
    assert mcnemar_exact(first, second) == pytest.approx(mcnemar_exact(second, first))
    assert mcnemar_midp(first, second) == pytest.approx(mcnemar_midp(second, first))


def test_mid_p_is_below_the_exact_p():
    for first in range(12):
        for second in range(12 - first):
            if first + second:
                assert 0 < mcnemar_midp(first, second) < mcnemar_exact(first, second) <= 1


def test_type_one_error_of_mid_p_comes_nearer_to_the_level():
    # Of 25 discordant patients, each as likely on either side, every outcome with its probability.
    chances = binom.pmf(range(26), 25, 0.5)
    exact, midp = (
        sum(chance for k, chance in enumerate(chances) if p(k, 25 - k) < 0.05) for p in (mcnemar_exact, mcnemar_midp)
    )
    assert (exact, midp) == pytest.approx((0.0433, 0.0433), abs=1e-4)
    chances = binom.pmf(range(23), 22, 0.5)
    exact, midp = (
        sum(chance for k, chance in enumerate(chances) if p(k, 22 - k) < 0.05) for p in (mcnemar_exact, mcnemar_midp)
    )
    assert (exact, midp) == pytest.approx((0.0169, 0.0525), abs=1e-4)


def test_nothing_discordant():
    assert mcnemar_exact(0, 0) == mcnemar_midp(0, 0) == 1.0


def test_counts_of_each_side():
    # row by row: both, first, first, second, neither
    assert discordant([1, 1, 1, 0, 0], [1, 0, 0, 1, 0]) == (2, 1)


def test_as_a_test():
    assert mcnemar_test([1, 1, 1, 0, 1], [0, 0, 0, 1, 1]).as_dict() == {"p": 0.625, "method": MCNEMAR, "n": 5}
    assert mcnemar_test([], []).reason == "nothing is classified by both"


def test_refuses():
    for p in (mcnemar_exact, mcnemar_midp):
        with pytest.raises(ValueError, match="negative"):
            p(-1, 2)
    with pytest.raises(ValueError, match="as many"):
        discordant([1], [1, 0])
