"""The labels against the orientation: said as strongly as the interval allows."""

import pytest

from nodecluster.validation.tables.warn import outcome_warnings


def said(value, low, high):
    """Return what is said of an area of ten nodes."""
    area = {"value": value, "low": low, "high": high, "level": 0.95, "reason": "" if low else "why"}
    return outcome_warnings({"n": 10, "auc_group": area}, [], [])


def test_an_interval_below_a_half_contradicts_the_orientation():
    assert said(0.4, 0.35, 0.45) == [
        "The labels disagree with the orientation: group 2 holds fewer metastatic nodes than chance would put there"
        " (AUC of the hard group 0.400, 95 % interval 0.350 to 0.450, 10 labelled nodes). Nothing was flipped."
    ]


@pytest.mark.parametrize(
    ("low", "high", "sure"), [(0.4, 0.56, "95 % interval 0.400 to 0.560"), (None, None, "no interval: why")]
)
def test_an_area_that_chance_may_have_put_below_a_half_contradicts_nothing(low, high, sure):
    assert said(0.48, low, high) == [
        f"The AUC of the hard group lies below 0.5 (0.480, {sure}, 10 labelled nodes), which chance may explain: the"
        " labels do not show which group is the metastatic-looking one. Nothing was flipped."
    ]


@pytest.mark.parametrize("value", [None, 0.5, 0.52])
def test_an_area_that_is_not_below_a_half_is_not_mentioned(value):
    assert said(value, 0.4, 0.6) == []
