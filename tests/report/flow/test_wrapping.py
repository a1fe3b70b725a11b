"""Text in lines: none is wider than its room, and no letter is lost but where lines are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nodecluster.report.flow.wrapping import text_width, wrapped


@given(st.text(max_size=120), st.floats(40, 300))
def test_every_line_fits_and_every_letter_is_there(text, room):
    lines = wrapped(text, 13, room, most=200)
    assert all(text_width(line, 13) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_is_over_the_most_lines_is_cut_and_marked():
    lines = wrapped("word " * 50, 13, 100, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert text_width(lines[-1], 13) <= 100
    assert wrapped("", 13, 100) == ()


def test_a_word_that_is_too_long_is_broken():
    assert "".join(wrapped("x" * 60, 13, 100, most=20)) == "x" * 60
