"""What is put behind the name of a segment, and taken off again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.segment_names import segment_name, without_judgement


def test_a_name_says_group_and_score():
    assert segment_name("L 1", 2, 12.34) == "L 1 (group 2, score 12.3)"
    assert segment_name("L 1", 1, -0.05001) == "L 1 (group 1, score -0.1)"
    assert segment_name("L 1", 1, -0.0499) == "L 1 (group 1, score 0.0)"


IDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=70)
SCORES = st.floats(allow_nan=False, allow_infinity=False)


@given(IDS, st.lists(st.tuples(st.sampled_from([1, 2]), SCORES), max_size=3))
def test_what_was_put_on_comes_off_however_often(node, judged):
    name = node
    for group, score in judged:
        name = segment_name(name, group, score)
    assert without_judgement(name) == node
    if judged:
        assert without_judgement(f"{name} ") == node, "other programs may add a space at the end"


@pytest.mark.parametrize(
    "name",
    [
        "LN 1", "LN (2)", "", " ", "LN (group 3, score 1.0)", "LN (group 2)", "LN (group 2, score 1)",
        "LN (group 2, score 1.25)", "LN (group 2, score nan)", "LN(group 2, score 1.0)", "(group 2, score 1.0)",
        " (group 2, score 1.0)", "LN (group 2, score 1.0) copy", "LN (group 2, score \N{ARABIC-INDIC DIGIT ONE}.0)",
    ],
)  # fmt: skip
def test_other_names_stay(name):
    assert without_judgement(name) == name
