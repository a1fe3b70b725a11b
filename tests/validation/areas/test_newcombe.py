from __future__ import annotations

import pytest

from nodecluster.validation.areas.newcombe import newcombe
from tests.reference.reading import reference

CASES = {case: values for case, values in reference("areas.csv").items() if " of " in case}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_agrees_with_the_roots_of_the_polynomial(case, level):
    area, sizes = case.split(" of ")
    positives, negatives = map(int, sizes.split(" and "))
    wanted = CASES[case][f"newcombe_low_{level:g}"], CASES[case][f"newcombe_high_{level:g}"]
    assert newcombe(float(area), positives, negatives, level) == pytest.approx(wanted, abs=1e-9)


def test_one_of_each_by_hand():
    # k = 0, so the variance is t (1 - t), and at an area of 1: 1 - t = z2 t, t = 1 / (1 + 3.8415).
    assert newcombe(1, 1, 1) == (pytest.approx(1 / (1 + 3.841458820694124)), 1.0)


def test_swapped_classes_change_nothing_and_a_mirrored_area_mirrors():
    low, high = newcombe(0.8, 7, 30)
    assert newcombe(0.8, 30, 7) == (low, high)
    assert newcombe(0.2, 7, 30) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize("wrong", [(1.1, 3, 3, 0.95), (-0.1, 3, 3, 0.95), (0.5, 0, 3, 0.95), (0.5, 3, 3, 1.0)])
def test_refuses(wrong):
    with pytest.raises(ValueError, match="no Newcombe interval"):
        newcombe(*wrong)
