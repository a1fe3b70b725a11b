"""Marks of known ranges."""

from __future__ import annotations

import pytest

from nodecluster.report.drawing.ticks import nice_step, spread, tick_text


@pytest.mark.parametrize(
    ("span", "most", "step"),
    [(1, 10, 0.1), (1, 9, 0.2), (1, 5, 0.2), (1, 4, 0.5), (1, 2, 0.5), (734, 6, 200), (3e-5, 3, 1e-5), (-1, 5, 0.2)],
)
def test_steps_are_1_2_or_5_times_a_power_of_ten(span, most, step):
    assert nice_step(span, most) == step


def test_an_axis_of_no_length_has_a_step():
    assert nice_step(0, 5) == 1.0


def test_marks_lie_within_either_way_round():
    assert spread(-0.02, 1.02, 0.2) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert spread(1.02, -0.02, 0.5) == [0.0, 0.5, 1.0]
    assert spread(0, 10, 4, start=1) == [1, 5, 9]


def test_the_end_of_an_axis_has_its_mark_whatever_the_rounding():
    assert spread(0, 0.3, 0.1) == [0.0, 0.1, 0.2, 0.3]  # 3 * 0.1 is a little more than 0.3


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.25, ".0%", "25%"),
        (0.256, ".1%", "25.6%"),
        (1, ".1f", "1.0"),
        (-2, ".0f", "−2"),
        (12345.6, ",d", "12,346"),
        (0.5, ".2~f", "0.5"),
        (100, ".2~f", "100"),
        (0.00123, ".2g", "0.0012"),
        (0.5, "", "0.5"),
        (1.0, "", "1"),
        (-12000.0, "", "−12,000"),
    ],
)
def test_labels(value, form, text):
    assert tick_text(value, form, 0.5) == text


@pytest.mark.parametrize("form", ["%Y-%m", "$.2f", ".2s"])
def test_formats_that_are_not_known_are_refused(form):
    with pytest.raises(ValueError, match="no tickformat"):
        tick_text(1, form, 1)
