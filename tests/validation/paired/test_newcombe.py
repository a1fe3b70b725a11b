from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nodecluster.validation.paired.newcombe import Pairs, newcombe_paired, square_and_add
from tests.reference.reading import HERE

PAIRED = pd.read_csv(HERE / "paired.csv", comment="#")
FROM_R = PAIRED[PAIRED["method"] == "newcombe"]
counts = st.integers(0, 40)


@pytest.mark.parametrize("row", list(FROM_R.itertuples()), ids=lambda row: f"{row.data} {row.level}")
def test_agrees_with_r(row):
    pairs = Pairs(*map(int, row.data.split()))
    assert pairs.difference == pytest.approx(row.value, abs=1e-12)
    assert newcombe_paired(pairs, row.level) == pytest.approx((row.low, row.high), abs=1e-9)


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        ((14, 5, 0, 22), "0.011 to 0.226"),  # Altman et al., Statistics with Confidence, 2nd ed. 2000, table 6.2
        ((59, 6, 16, 80), "-0.1186 to -0.0046"),  # R package contingencytables: Cavo et al. 2012
    ],
)
def test_published_examples(cells, printed):
    digits = len(printed.split()[-1].split(".")[1])
    assert " to ".join(f"{limit:.{digits}f}" for limit in newcombe_paired(Pairs(*cells))) == printed


def test_correction_of_phi_by_hand():
    # 14 x 22 - 5 x 0 = 308, less 41 / 2 = 287.5, over the root of 19 x 22 x 14 x 27.
    assert Pairs(14, 5, 0, 22).correlation() == pytest.approx(287.5 / (19 * 22 * 14 * 27) ** 0.5)
    assert Pairs(3, 2, 2, 2).correlation() == 0  # 6 - 4 = 2 is less than 9 / 2
    assert Pairs(1, 3, 2, 1).correlation() == pytest.approx(-5 / (4 * 3 * 3 * 4) ** 0.5)  # negative ones stay
    assert Pairs(9, 0, 0, 0).correlation() == 0


def test_without_correlation_the_squares_add_up():
    low, high = square_and_add((0.6, 0.3), ((0.3, 0.9), (0.1, 0.7)), 0.0)
    assert (low, high) == pytest.approx((0.3 - 0.5, 0.3 + (0.3**2 + 0.2**2) ** 0.5))


@given(counts, counts, counts, counts)
def test_swapping_mirrors(both, first, second, neither):
    assume(both + first + second + neither)
    low, high = newcombe_paired(Pairs(both, first, second, neither))
    swapped = newcombe_paired(Pairs(both, second, first, neither))
    assert swapped == pytest.approx((-high, -low), abs=1e-12)
    assert newcombe_paired(Pairs(neither, second, first, both)) == pytest.approx((-high, -low), abs=1e-12)
    assert -1 <= low <= Pairs(both, first, second, neither).difference <= high <= 1


@pytest.mark.parametrize("cells", [(0, 0, 0, 0), (-1, 2, 3, 4)])
def test_refuses(cells):
    with pytest.raises(ValueError, match="not be negative"):
        newcombe_paired(Pairs(*cells))
