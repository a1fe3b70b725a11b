"""An estimate in a table: its value, its interval, its name, or why there is none."""

from __future__ import annotations

from nodecluster import formats
from nodecluster.report.metrics.estimates import (
    every_table,
    first_table,
    in_cell,
    limits,
    method_words,
    more_methods,
    shown,
)

LEVEL = {"level": 0.95, "n": 10}
WILSON = {"value": 0.5, "low": 0.2, "high": 0.8, "method": "Wilson score", **LEVEL}
EXACT = {"value": 0.5, "low": 0.1, "high": 0.9, "method": "Clopper-Pearson exact", **LEVEL}
FIRST = {"value": 0.5, "low": 0.0, "high": 1.0, "method": "clustered", "design_effect": 2.345, **LEVEL}


def test_wilson_stands_beside_the_first_and_the_others_in_the_table_of_all():
    lines = [("CCR", FIRST | {"others": [EXACT, WILSON]}, formats.percent)]
    (measure,) = first_table("t", lines, "nodes").measures
    assert measure.lines == (
        ("0.00 % to 100.00 %", "10", "2.35", "clustered"),
        ("20.00 % to 80.00 %", "10", "–", "Wilson score"),
    )
    assert more_methods(lines)
    (measure,) = every_table("t", lines, "nodes").measures
    assert [line[-1] for line in measure.lines] == ["clustered", "Clopper-Pearson exact", "Wilson score"]


def test_of_several_wilson_intervals_only_the_first_stands_beside():
    clustered = FIRST | {"method": "Wilson score, clustered by patient"}
    plain = WILSON | {"method": "Wilson score (nodes treated as independent)"}
    lines = [("CCR", EXACT | {"others": [clustered, plain]}, formats.percent)]
    (measure,) = first_table("t", lines, "nodes").measures
    assert [line[-1] for line in measure.lines] == ["Clopper-Pearson exact", "Wilson score, clustered by patient"]
    assert more_methods(lines)
    (measure,) = every_table("t", lines, "nodes").measures
    assert len(measure.lines) == 3


def test_without_design_effects_there_is_no_such_column():
    table = first_table("t", [("CCR", WILSON, formats.percent)], "patients")
    assert table.head == ("Measure", "Value", "95 % interval", "n (patients)", "Method, or why there is none")
    assert not more_methods([("CCR", FIRST | {"others": [WILSON]}, formats.percent)])


def test_what_there_is_not_says_why():
    gap = {"value": None, "low": None, "high": None, "method": "Wilson score", "reason": "no positives", **LEVEL}
    assert (shown(gap, formats.percent), limits(gap, formats.percent), method_words(gap)) == (
        "not estimable", "", "no positives",
    )  # fmt: skip
    half = WILSON | {"low": None, "high": None, "reason": "one patient"}
    assert in_cell(half, formats.percent) == "50.00 %\nno interval"
    assert method_words(half) == "one patient (Wilson score)"
    assert shown(None, formats.percent) == "not estimable"


def test_an_infinite_ratio_keeps_its_finite_limit():
    ratio = {"value": None, "low": 2.5, "high": None, "method": "log", "reason": "infinite, because of a zero", **LEVEL}
    assert in_cell(ratio, formats.decimals) == "infinite\n2.500 to infinite"
    assert method_words(ratio) == "infinite, because of a zero (log)"
    assert limits(ratio | {"low": None}, formats.decimals) == ""
