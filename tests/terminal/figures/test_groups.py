"""Subgroups in brief."""

from __future__ import annotations

import pytest

from nodecluster.formats import p_value
from nodecluster.terminal.figures.groups import subgroups
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


def test_the_tests_have_names_and_node_size_is_explained(metrics):
    (text,) = subgroups(metrics["subgroups"], PAPER)
    words = " ".join(text.split())
    found = [test for block in metrics["subgroups"] for each in block["interaction"].values() for test in each.values()]
    said = words.split("The tests: - ")[1].removesuffix(".").split(". - ")
    assert sorted(said) == sorted({test["method"] for test in found if test["p"] is not None}), "each once"
    assert words.count("node_size: the size (volume) of the patient's largest node.") == 1
    (text,) = subgroups([block for block in metrics["subgroups"] if block["column"] != "node_size"], PAPER)
    assert "node_size" not in text


def test_without_any_test_none_is_named(metrics):
    block = {**metrics["subgroups"][0], "reason": "all have one value", "interaction": {}}
    (text,) = subgroups([block], PAPER)
    assert "tests:" not in text.split("interaction")[1]
