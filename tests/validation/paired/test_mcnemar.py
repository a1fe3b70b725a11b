from __future__ import annotations

import pytest
from statsmodels.stats.contingency_tables import mcnemar

from nodecluster.validation.paired.mcnemar import discordant, mcnemar_exact


def test_by_hand():
    assert mcnemar_exact(3, 0) == pytest.approx(2 / 8)  # both tails of three coins
    assert mcnemar_exact(2, 1) == 1.0
    assert mcnemar_exact(4, 4) == 1.0


@pytest.mark.parametrize(("model", "clinical", "p"), [(28, 7, 0.000508260447531939), (90, 11, 1.42359117651805e-16)])
def test_agrees_with_r(model, clinical, p):
    assert mcnemar_exact(model, clinical) == pytest.approx(p, rel=1e-10)  # R 4.2.2, binom.test(c, b + c)$p.value


@pytest.mark.parametrize("counts", [(0, 1), (1, 6), (10, 4), (40, 33)])
def test_agrees_with_statsmodels(counts):
    first, second = counts
    assert mcnemar_exact(first, second) == pytest.approx(mcnemar([[5, first], [second, 5]], exact=True).pvalue)
    assert mcnemar_exact(first, second) == pytest.approx(mcnemar_exact(second, first))


def test_nothing_discordant():
    assert mcnemar_exact(0, 0) == 1.0


def test_counts_of_each_side():
    # row by row: both, first, first, second, neither
    assert discordant([1, 1, 1, 0, 0], [1, 0, 0, 1, 0]) == (2, 1)


def test_refuses():
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(-1, 2)
    with pytest.raises(ValueError, match="as many"):
        discordant([1], [1, 0])
