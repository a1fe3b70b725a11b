from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.use.likelihood import LOG, likelihood_ratios
from nodecluster.validation.use.ratio import KOOPMAN
from nodecluster.validation.values.confusion import Confusion
from tests.reference.reading import reference


@pytest.mark.parametrize("counts", [(28, 7, 10, 83), (216, 33, 11, 90), (3, 1, 9, 30)])
def test_agrees_with_epir(counts):
    found = likelihood_ratios(Confusion(*counts))
    for name, row in (("positive", "lr.pos"), ("negative", "lr.neg")):
        wanted = reference("use.csv")["-".join(map(str, counts)) + " " + row]
        assert found[name].method == LOG
        for part in ("value", "low", "high"):
            assert getattr(found[name], part) == pytest.approx(wanted[part], rel=1e-6)
        (beside,) = found[name].others
        assert beside.method == KOOPMAN
        assert beside.value == found[name].value


def test_without_false_positives_the_positive_one_is_infinite_and_has_a_lower_limit():
    found = likelihood_ratios(Confusion(tp=9, fp=0, fn=3, tn=30))
    positive, negative = found["positive"], found["negative"]
    assert positive.value is None
    assert positive.high is None
    assert positive.reason.startswith("infinite, because there is no false positive")
    assert positive.low == pytest.approx(reference("use.csv")["koopman 9-12-0-30"]["low"], rel=1e-6)
    assert positive.method == KOOPMAN
    assert negative.value == pytest.approx(3 / 12)  # (3 / 12) / (30 / 30)
    assert negative.method == LOG


def test_without_true_positives_it_is_nought_with_an_upper_limit():
    found = likelihood_ratios(Confusion(tp=0, fp=5, fn=12, tn=25))["positive"]
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(reference("use.csv")["koopman 0-12-5-30"]["high"], rel=1e-6)
    assert found.method == KOOPMAN
    assert not found.others


def test_without_true_negatives_the_negative_one_is_infinite():
    found = likelihood_ratios(Confusion(tp=3, fp=9, fn=4, tn=0))["negative"]
    assert found.value is None
    assert "no true negative" in found.reason
    assert found.low > 0


@pytest.mark.parametrize(
    ("counts", "name", "words"),
    [
        ((0, 0, 5, 5), "positive", "no positive prediction"),
        ((5, 5, 0, 0), "negative", "no negative prediction"),
        ((5, 0, 5, 0), "positive", "no negatives"),
        ((0, 5, 0, 5), "negative", "no positives"),
        ((0, 0, 0, 0), "negative", "nothing has both"),
    ],
)
def test_what_cannot_be_had_says_why(counts, name, words):
    found = likelihood_ratios(Confusion(*counts))[name]
    assert (found.value, found.low, found.high) == (None, None, None)
    assert words in found.reason


def test_everybody_positive_is_one_with_a_width():
    found = likelihood_ratios(Confusion(tp=10, fp=20, fn=0, tn=0))["positive"]
    assert found.value == 1
    assert found.low < 0.9 < 1.1 < found.high


@given(st.tuples(*[st.integers(1, 300)] * 4))
def test_swapped_classes_turn_one_into_the_inverse_of_the_other(counts):
    tp, fp, fn, tn = counts
    found, swapped = likelihood_ratios(Confusion(tp, fp, fn, tn)), likelihood_ratios(Confusion(tn, fn, fp, tp))
    # Swapped, sensitivity is specificity: LR+ is then specificity / (1 - sensitivity) = 1 / LR-.
    assert swapped["positive"].value == pytest.approx(1 / found["negative"].value)
    assert swapped["positive"].low == pytest.approx(1 / found["negative"].high)
