from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.use.ratio import koopman
from tests.reference.reading import reference

TABLES = [
    ("koopman 36-40-16-80", (36, 40, 16, 80)),
    ("koopman 28-38-7-90", (28, 38, 7, 90)),
    ("koopman 0-12-5-30", (0, 12, 5, 30)),
    ("koopman 9-12-0-30", (9, 12, 0, 30)),
]


@pytest.mark.parametrize(("case", "counts"), TABLES)
def test_agrees_with_the_statistic_maximised_by_r(case, counts):
    low, high = koopman(*counts)
    wanted = reference("use.csv")[case]
    assert low == pytest.approx(wanted.get("low", 0.0), rel=1e-6)
    assert high == pytest.approx(wanted.get("high", math.inf), rel=1e-6)


def test_everything_counted_still_has_a_width():
    # 10 of 10 to 20 of 20: for a ratio R above 1 the constrained shares are 1 and 1 / R, so the statistic is
    # (1 - R)^2 / (R^2 (1 / R) (1 - 1 / R) / 20) = 20 (R - 1), which is z^2 = 3.8415 at R = 1 + 3.8415 / 20.
    low, high = koopman(10, 10, 20, 20)
    assert high == pytest.approx(1 + 3.841458820694 / 20, rel=1e-9)
    # Below 1 the shares change places: 10 (1 / R - 1) = z^2.
    assert low == pytest.approx(1 / (1 + 3.841458820694 / 10), rel=1e-9)


@given(
    n=st.integers(1, 200),
    m=st.integers(1, 200),
    parts=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    level=st.floats(0.5, 0.999),
)
def test_turned_round_it_is_the_inverse(n, m, parts, level):
    x, y = round(parts[0] * n), round(parts[1] * m)
    if x + y == 0:
        return
    low, high = koopman(x, n, y, m, level)
    back = koopman(y, m, x, n, level)
    assert low == pytest.approx(1 / back[1] if back[1] else math.inf, rel=1e-7)
    assert high == pytest.approx(1 / back[0] if back[0] else math.inf, rel=1e-7)
    assert low <= (x / n) / (y / m) <= high if y else low > 0


@pytest.mark.parametrize("counts", [(0, 5, 0, 5), (6, 5, 1, 5), (-1, 5, 1, 5), (1, 5, 0, 0)])
def test_refuses(counts):
    with pytest.raises(ValueError, match="no ratio"):
        koopman(*counts)
