"""Messages: where, found, expected, remedy, on as many lines as there are problems."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from nodecluster.errors import SHOWN_PROBLEMS, CohortError, NodeError, Problem, RunError, TableError
from nodecluster.words import printable

PROBLEM = Problem("row 2, column 'age'", "'x'", "a number", "Correct it")


def test_one_problem_is_one_line():
    assert (
        str(CohortError("t.csv", [PROBLEM])) == "t.csv: row 2, column 'age': found 'x'; expected a number. Correct it"
    )


def test_several_problems_are_a_line_each():
    lines = str(CohortError("t.csv", [PROBLEM] * 3)).splitlines()
    assert lines[0] == "t.csv: 3 problems"
    assert lines[1:] == [f"  {PROBLEM}"] * 3


def test_very_many_are_all_kept_and_not_all_shown():
    error = CohortError("t.csv", [PROBLEM] * (SHOWN_PROBLEMS + 7))
    lines = str(error).splitlines()
    assert len(error.problems) == SHOWN_PROBLEMS + 7
    assert len(lines) == SHOWN_PROBLEMS + 2
    assert lines[-1] == "  ... and 7 more; mend these first"
    assert "more" not in str(CohortError("t.csv", [PROBLEM] * SHOWN_PROBLEMS))


def test_a_node_error_says_reason_and_remedy():
    error = NodeError("mask", "it is empty", "Draw it")
    assert (error.stage, str(error)) == ("mask", "it is empty. Draw it")


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=50)
"""With surrogates, which a file's name has where its bytes are not UTF-8."""


@given(ANY_TEXT, ANY_TEXT)
def test_what_an_error_says_can_be_shown_anywhere(reason, remedy):
    error = NodeError("reading", reason, remedy)
    for text in (error.reason, error.remedy, str(error), str(Problem("row 2", reason, "an image", remedy))):
        assert text.isprintable()
        text.encode("utf-8")
    assert len(error.reason) == len(reason)  # a letter for a letter, so that a name can be found again
    assert error.reason == reason or not reason.isprintable()


@given(ANY_TEXT)
def test_so_can_every_message(path):
    for error in (TableError(f"{path}: no such file"), CohortError(path, [PROBLEM] * 2), RunError(path)):
        assert all(line.isprintable() for line in str(error).split("\n"))
        assert str(error).count("\n") == path.count("\n") + 2 * isinstance(error, CohortError)
        str(error).encode("utf-8")


def test_a_name_in_latin_1():
    name = os.fsdecode("Drüse.nii.gz".encode("latin-1"))
    assert NodeError("mask", f"{name} is empty", "Draw it").reason == "Dr\N{REPLACEMENT CHARACTER}se.nii.gz is empty"
    assert printable("Drüse  淋巴结 e\u0301 👍 +1") == "Drüse  淋巴结 e\u0301 👍 +1"
