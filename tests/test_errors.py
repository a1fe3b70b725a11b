"""Messages: where, found, expected, remedy, on as many lines as there are problems."""

from __future__ import annotations

import pytest

from nodecluster.errors import SHOWN_PROBLEMS, CohortError, NodeError, Problem, did_you_mean, shown

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


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("cN3", "'cN3'"),
        ("", "nothing"),
        ("  \n", "nothing"),
        ("a\n  b\tc\x1b[31m", "'a b c [31m'"),
        ("x" * 61, "'" + "x" * 60 + "...'"),
        ("x" * 60, "'" + "x" * 60 + "'"),
        (3.5, "'3.5'"),
        ("Müller", "'Müller'"),
    ],
)
def test_a_cell_is_shown_on_one_line(cell, text):
    assert shown(cell) == text


def test_suggestions():
    assert did_you_mean("groop", ["group", "score"]) == "; did you mean 'group'?"
    assert did_you_mean("zzz", ["group", "score"]) == ""
    assert did_you_mean("x", []) == ""


def test_a_node_error_says_reason_and_remedy():
    error = NodeError("mask", "it is empty", "Draw it")
    assert (error.stage, str(error)) == ("mask", "it is empty. Draw it")
