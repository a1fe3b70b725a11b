from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.choosing.youden import youden
from tests.reference.reading import HERE

CASES = pd.read_csv(HERE / "youden.csv", comment="#").to_dict("records")


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: "-".join(str(case[n]) for n in ("tp", "fn", "tn", "fp", "level"))
)
def test_the_interval_is_that_of_rs_epi(case):
    tp, fn, tn, fp = (int(case[name]) for name in ("tp", "fn", "tn", "fp"))
    found = youden(tp, tp + fn, tn, tn + fp, case["level"])
    for name in ("value", "low", "high"):
        assert getattr(found, name) == pytest.approx(case[name], abs=1e-9), name
    assert (found.n, found.level) == (tp + fn + tn + fp, case["level"])


def test_perfection_has_a_width():
    # Wilson's lower limit of 10/10 is 1 - 3.8415 / 13.8415 = 0.7225 each: 1 - 0.2775 * sqrt(2) = 0.6075.
    found = youden(10, 10, 10, 10)
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.6075, abs=1e-4)


@pytest.mark.parametrize(("positives", "negatives", "missing"), [(0, 5, "positives"), (5, 0, "negatives")])
def test_without_a_class_it_says_which(positives, negatives, missing):
    found = youden(positives, positives, negatives, negatives)
    assert found.value is None
    assert found.reason == f"pathology has no {missing}, and Youden's J needs both classes"


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_it_holds_its_value_and_swapped_classes_change_nothing(positives, negatives, data):
    tp, tn = data.draw(st.integers(0, positives)), data.draw(st.integers(0, negatives))
    found, swapped = youden(tp, positives, tn, negatives), youden(tn, negatives, tp, positives)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    assert (swapped.low, swapped.high) == pytest.approx((found.low, found.high))
    opposite = youden(positives - tp, positives, negatives - tn, negatives)  # every prediction turned round
    assert (opposite.low, opposite.high) == pytest.approx((-found.high, -found.low))
