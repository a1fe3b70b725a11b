"""Where bars lie."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster.report.drawing.barring import place_bars

from .reading import BLUE, bare, drawn, found

A = {"type": "bar", "x": [0, 1], "y": [3, -2]}
B = {"type": "bar", "x": [0, 1], "y": [4, -1]}


def placed(*traces, **layout):
    return place_bars(traces, layout, {})


def test_groups_share_the_room_of_a_place():
    # 1 apart, 0.2 of it a gap: 0.4 for each of two, whose middles lie 0.2 beside the place
    first, second = placed(A, B).values()
    assert first.middle == pytest.approx([-0.2, 0.8])
    assert second.middle == pytest.approx([0.2, 1.2])
    assert (first.width[0], second.width[0]) == pytest.approx((0.4, 0.4))
    assert first.base.tolist() == [0, 0]


def test_gaps_are_taken_from_the_bars():
    first, second = placed(A, B, bargap=0.5, bargroupgap=0.2).values()
    assert first.width[0] == pytest.approx(0.25 * 0.8)
    assert second.middle[0] == pytest.approx(0.125)


def test_bars_that_are_never_side_by_side_have_all_the_room():
    first, second = placed({"type": "bar", "x": [0], "y": [1]}, {"type": "bar", "x": [1], "y": [1]}).values()
    assert (first.middle[0], second.middle[0], first.width[0]) == (0, 1, 0.8)


def test_stacks_pile_up_on_either_side_of_zero():
    first, second = placed(A, B, barmode="stack").values()
    assert (second.base.tolist(), second.tip.tolist()) == ([3, -2], [7, -3])
    assert first.middle.tolist() == second.middle.tolist() == [0, 1]


def test_level_bars_lie_side_by_side_along_y():
    (bars,) = placed({"type": "bar", "orientation": "h", "y": [0, 1], "x": [5, 6], "base": [1, 2]}).values()
    assert (bars.upright, bars.letter) == (False, "y")
    assert (bars.base.tolist(), bars.tip.tolist()) == ([1, 2], [6, 8])


def test_a_gap_in_the_data_is_no_bar_and_breaks_no_stack():
    first, second = placed(
        {"type": "bar", "x": [0], "y": [None]}, {"type": "bar", "x": [0], "y": [2]}, barmode="stack"
    ).values()
    assert np.isnan(first.tip[0])
    assert (second.base[0], second.tip[0]) == (0, 2)


def test_words_above_a_bar_shrink_to_it_unless_they_must_not():
    bar = {"type": "bar", "x": [0, 1], "y": [1, 1], "width": 0.05, "text": ["100.00 %"] * 2, "textposition": "outside"}
    bar["marker"] = {"color": BLUE}

    def sizes(trace):
        texts = found(drawn(bare(trace, x=(-1, 2), y=(0, 2))), "text")
        return {each.get("font-size") for each in texts}

    assert sizes(bar) == {"9"}
    assert sizes({**bar, "constraintext": "none"}) == {None}  # as large as all words of the picture
