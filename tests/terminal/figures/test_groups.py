"""Subgroups and comparisons in brief."""

from __future__ import annotations

import pytest

from nodecluster.formats import p_value
from nodecluster.terminal.figures.groups import comparisons, subgroups
from nodecluster.terminal.figures.lines import Paper
from tests.judged import scored

PAPER = Paper(110)


@pytest.fixture(scope="module")
def metrics():
    return scored().metrics


def test_a_line_a_column_with_the_smallest_p_and_its_holm_value(metrics):
    (text,) = subgroups(metrics["subgroups"], PAPER)
    for block in metrics["subgroups"]:
        tests = [test for found in block["interaction"].values() for test in found.values() if test["p"] is not None]
        least = min(tests, key=lambda test: test["p"])
        (line,) = (line for line in text.splitlines() if line.startswith(f"  {block['column']} "))
        assert line.split()[1:3] == [p_value(least["p"]), p_value(least["p_holm"])]
        assert line.endswith(f"; {len(tests)} tests")


def test_a_column_without_subgroups_or_tests_says_why(metrics):
    block = metrics["subgroups"][0]
    none = {"p": None, "p_holm": None, "method": "m", "n": 0, "reason": "pathology has no positives"}
    untested = {unit: dict.fromkeys(found, none) for unit, found in block["interaction"].items()}
    blocks = [{**block, "interaction": untested}, {**block, "column": "side", "reason": "all have one value"}]
    (text,) = subgroups(blocks, PAPER)
    assert "t_stage              no test: pathology has no positives" in text
    assert "side                 no subgroups: all have one value" in text
    assert list(subgroups([], PAPER)) == []


def test_a_pair_has_both_units_with_differences_and_tests(metrics):
    (text,) = comparisons(metrics["comparison"], "all", PAPER)
    assert text.splitlines()[0] == "theirs against ours"
    pair = metrics["comparison"]["pairs"][0]
    for block, what in ((pair["patient"]["all"], "patients, all"), (pair["node"], "labelled nodes")):
        part = text[text.index(f"  {what}: ") :]
        (line, *_) = (line for line in part.splitlines() if line.startswith("  CCR"))
        ccr = block["ccr"]
        assert line.split()[1:7:2] == [
            f"{100 * ccr['first']:.2f}", f"{100 * ccr['second']:.2f}", f"{100 * ccr['difference']['value']:.2f}"
        ]  # fmt: skip
        assert line.split()[-2:] == [p_value(ccr["test"]["p"]), p_value(ccr["p_holm"])]
        assert ccr["test"]["method"] in " ".join(part.split())
    assert "score test of paired correctness, clustered by patient" in " ".join(text.split())


def test_what_cannot_be_compared_says_why(metrics):
    pair = metrics["comparison"]["pairs"][0]
    reason = "the scores of the two are the same"
    same = {
        **pair["patient"]["all"]["auc_score"],
        "first": None,
        "difference": {"value": None, "low": None, "high": None, "level": 0.95, "method": "m", "reason": reason},
        "test": {"p": None, "method": "m", "n": 0, "reason": reason},
        "p_holm": None,
    }
    empty = {**pair["node"], "n": 0}
    empty["ccr"] = {**empty["ccr"], "difference": {**empty["ccr"]["difference"], "reason": "nobody"}}
    changed = {**pair, "node": empty, "patient": {"all": {**pair["patient"]["all"], "auc_score": same}}}
    (text,) = comparisons({"pairs": [changed]}, "all", PAPER)
    assert text.count(f"    -: {reason}.") == 1
    assert "  labelled nodes: not estimable, nobody." in text
