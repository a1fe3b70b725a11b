from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import binom

from nodecluster.validation.intervals.clopper_pearson import clopper_pearson
from nodecluster.validation.intervals.wilson import wilson
from tests.reference.reading import HERE

FROM_R = pd.read_csv(HERE / "proportions.csv", comment="#")
METHODS = {"wilson": wilson, "clopper_pearson": clopper_pearson}


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_r(method):
    rows = FROM_R[FROM_R["method"] == method]
    assert len(rows) == 27
    for row in rows.itertuples():
        assert METHODS[method](row.count, row.n, row.level) == pytest.approx((row.low, row.high), abs=1e-9)


def test_none_of_ten_by_hand():
    # No hit has probability (1 - p)^10; it is 0.025 at p = 1 - 0.025^0.1.
    assert clopper_pearson(0, 10) == pytest.approx((0, 1 - 0.025**0.1), abs=1e-12)
    assert clopper_pearson(10, 10) == pytest.approx((0.025**0.1, 1), abs=1e-12)


def test_each_tail_has_its_share():
    low, high = clopper_pearson(7, 31, 0.9)
    assert binom.sf(6, 31, low) == pytest.approx(0.05, abs=1e-9)
    assert binom.cdf(7, 31, high) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize(("count", "n", "level"), [(0, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_refuses_what_is_no_proportion(count, n, level):
    with pytest.raises(ValueError, match="no Clopper-Pearson interval"):
        clopper_pearson(count, n, level)
