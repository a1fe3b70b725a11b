"""False discovery rates of families of tests."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.signature.discovery import false_discovery
from tests.reference.reading import reference

R = reference("signature.csv")


def test_by_hand():
    # Hochberg: 4 · 0.01, 4/2 · 0.04 = 0.08 and 4/3 · 0.045 = 0.06, of which the smaller, and 0.5 itself.
    # Yekutieli: times 1 + 1/2 + 1/3 + 1/4 = 25/12, at most 1.
    bh, by = false_discovery(np.array([0.04, 0.5, 0.01, 0.045]))
    np.testing.assert_allclose(bh, [0.06, 0.5, 0.04, 0.06])
    np.testing.assert_allclose(by, [0.125, 1.0, 0.04 * 25 / 12, 0.125])


@pytest.mark.parametrize("case", ["groups", "labels", "single"])
def test_another_programs(case):
    theirs = [each for name, each in R.items() if name.startswith(case)]
    bh, by = false_discovery(np.array([each["p"] for each in theirs]))
    np.testing.assert_allclose(bh, [each["q_bh"] for each in theirs], rtol=1e-9)
    np.testing.assert_allclose(by, [each["q_by"] for each in theirs], rtol=1e-9)


def test_a_missing_p_is_not_counted_and_none_makes_no_family():
    bh, by = false_discovery(np.array([np.nan, 0.03]))
    assert np.isnan(bh[0])
    assert np.isnan(by[0])
    assert bh[1] == by[1] == 0.03
    assert np.isnan(false_discovery(np.array([np.nan, np.nan]))).all()
