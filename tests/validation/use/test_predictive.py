from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.use.predictive import ADJUSTED, MERCALDO, predictive_values
from nodecluster.validation.values.confusion import Confusion
from tests.reference.reading import reference


@pytest.mark.parametrize(
    ("counts", "prevalence"), [((240, 87, 178, 288), 0.03), ((28, 7, 10, 83), 0.2), ((216, 33, 11, 90), 0.6)]
)
def test_agrees_with_the_delta_method_of_r(counts, prevalence):
    found = predictive_values(Confusion(*counts), prevalence)
    for name, estimate in found.items():
        wanted = reference("use.csv")[f"{'-'.join(map(str, counts))} {prevalence} {name}"]
        assert estimate.method == MERCALDO
        for part in ("value", "low", "high"):
            assert getattr(estimate, part) == pytest.approx(wanted[part], rel=1e-6)


def test_without_false_positives_the_limits_are_the_adjusted_ones():
    found = predictive_values(Confusion(tp=9, fp=0, fn=3, tn=30), 0.2)["ppv"]
    # z^2 / 2 = 1.92073 on each count: se = 10.92073 / 15.84146, 1 - sp = 1.92073 / 33.84146; the logit of PPV is
    # log(0.25 se / (1 - sp)) = 1.110720; its variance 1/10.92073 - 1/15.84146 + 1/1.92073 - 1/33.84146 = 0.519529.
    assert found.low == pytest.approx(1 / (1 + math.exp(-(1.110720 - 1.959964 * math.sqrt(0.519529)))), abs=1e-5)
    assert (found.value, found.high) == (1, 1)
    assert found.method == ADJUSTED


def test_no_interval_is_without_width_where_everybody_is_called_positive():
    found = predictive_values(Confusion(tp=10, fp=20, fn=0, tn=0), 0.3)
    assert found["ppv"].value == pytest.approx(0.3)
    assert found["ppv"].low < 0.29 < 0.31 < found["ppv"].high
    assert found["npv"].reason == "there is no negative prediction"


@pytest.mark.parametrize(("counts", "words"), [((0, 3, 0, 4), "no positives"), ((3, 0, 4, 0), "no negatives")])
def test_needs_both_classes(counts, words):
    for estimate in predictive_values(Confusion(*counts), 0.3).values():
        assert estimate.value is None
        assert words in estimate.reason


@pytest.mark.parametrize("prevalence", [0.0, 1.0, -0.1])
def test_refuses_a_prevalence_out_of_range(prevalence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        predictive_values(Confusion(1, 1, 1, 1), prevalence)


@given(counts=st.tuples(*[st.integers(0, 200)] * 4), prevalence=st.floats(0.01, 0.99))
def test_swapped_classes_swap_the_two_and_values_lie_within_their_limits(counts, prevalence):
    tp, fp, fn, tn = counts
    found = predictive_values(Confusion(tp, fp, fn, tn), prevalence)
    swapped = predictive_values(Confusion(tn, fn, fp, tp), 1 - prevalence)
    if found["ppv"].value is None:
        assert swapped["npv"].value is None
        return
    for part in ("value", "low", "high"):
        assert getattr(swapped["npv"], part) == pytest.approx(getattr(found["ppv"], part), abs=1e-9)
    assert 0 <= found["ppv"].low <= found["ppv"].value <= found["ppv"].high <= 1


@given(st.tuples(*[st.integers(1, 200)] * 4))
def test_at_the_cohorts_own_prevalence_they_are_as_counted(counts):
    tp, fp, fn, tn = counts
    found = predictive_values(Confusion(tp, fp, fn, tn), (tp + fn) / sum(counts))
    assert found["ppv"].value == pytest.approx(tp / (tp + fp))
    assert found["npv"].value == pytest.approx(tn / (tn + fn))
