"""Lines of figures: widths, signs, open intervals."""

from __future__ import annotations

import os
import sys

import pytest

from nodecluster.terminal.figures import lines
from nodecluster.terminal.figures.lines import Paper, limits, number, with_limits


@pytest.mark.parametrize(("columns", "wide"), [(40, 80), (80, 80), (95, 95), (300, 110)])
def test_the_lines_are_as_wide_as_the_terminal_within_limits(monkeypatch, columns, wide):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert lines.width() == wide


def test_where_there_is_no_terminal_the_lines_are_wide(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: pytest.fail("nobody asks a file how wide it is"))
    assert lines.width() == 110


def test_no_number_is_minus_zero():
    assert [number(-0.00001, form) for form in ("percent", "area", "ratio", "per_100")] == [
        "0.00 %", "0.000", "0.00", "0.0"
    ]  # fmt: skip


def test_an_infinite_ratio_has_its_name_and_its_finite_limit():
    found = {
        "value": None, "low": 3.2, "high": None, "level": 0.95, "method": "score (Koopman 1984)", "n": 9,
        "reason": "infinite, because there is no false positive (a count of 0)",
    }  # fmt: skip
    (line,) = Paper(200).estimate("LR+", found, "ratio")
    assert " ".join(line.split()) == (
        "LR+ infinite above 3.20 score (Koopman 1984); infinite, because there is no false positive (a count of 0)"
    )
    assert with_limits(found, "ratio") == "infinite"
    assert limits({"low": None, "high": 0.5}, "area") == "below 0.500"
    assert limits({"low": None, "high": None}, "area") == ""


def test_a_test_says_its_p_or_why_there_is_none():
    assert Paper().test("p", {"p": 0.00051, "method": "exact McNemar test"}).split() == [
        "p", "0.0005", "exact", "McNemar", "test"
    ]  # fmt: skip
    assert (
        Paper()
        .test("p", {"p": None, "method": "m", "reason": "one patient"})
        .split("  ")[-1]
        .endswith("not estimable: one patient")
    )


def test_a_long_method_goes_on_below_itself():
    found = {
        "value": 0.5,
        "low": 0.25,
        "high": 0.75,
        "level": 0.95,
        "method": "a method with the cross-validated words",
        "n": 9,
    }
    first, second = Paper(80).estimate("CCR", found, "percent")[0].splitlines()
    assert first.endswith("a method with the"), "no word is cut at its hyphen"
    assert second == " " * lines.METHOD_AT + "cross-validated words"


def test_a_long_name_has_a_line_of_its_own():
    assert Paper(80).named("x" * 30, 20, "7") == ["  " + "x" * 30, " " * 23 + "7"]
