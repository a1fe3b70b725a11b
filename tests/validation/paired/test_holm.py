from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.paired.holm import holm
from tests.reference.reading import reference

FAMILIES = {
    "plain": [0.01, 0.04, 0.03, 0.005],
    "ties": [0.02, 0.02, 0.02, 0.5],
    "capped": [0.6, 0.9, 0.4],
    "missing": [0.03, None, 0.001, None, 0.04],
    "zero": [0, 1, 0.05],
    "one": [0.03],
}
families = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=12)


@pytest.mark.parametrize("name", FAMILIES)
def test_agrees_with_r(name):
    values = reference("comparisons.csv")[f"holm {name}"]
    expected = [values[str(place + 1)] for place in range(len(values))]
    found = [math.nan if p is None else p for p in holm(FAMILIES[name])]
    assert found == pytest.approx(expected, rel=1e-14, nan_ok=True)


def test_by_hand():
    # sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; the last may not be below the third's
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_nothing_and_nothing_known():
    assert holm([]) == []
    assert holm([None, None]) == [None, None]


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan])
def test_refuses_what_is_no_probability(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, wrong])


@given(families)
def test_corrects_upwards_and_keeps_the_order(family):
    corrected = holm(family)
    assert [p is None for p in corrected] == [p is None for p in family]
    pairs = sorted((p, q) for p, q in zip(family, corrected, strict=True) if p is not None and q is not None)
    assert all(p <= q <= 1 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(q for _, q in pairs)
    assert holm(list(reversed(family))) == list(reversed(corrected))
    if pairs:  # the smallest is corrected as by Bonferroni
        assert pairs[0][1] == min(1, pairs[0][0] * len(pairs))
