"""Every test of a run is a row."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from nodecluster.sheets import tested as sheet
from tests.judged import scored
from tests.sheets.reading import read_back, row


def every_test(content: Any) -> Iterator[dict[str, Any]]:
    """Every TEST that a JSON holds, wherever it stands."""
    if isinstance(content, dict):
        if {"p", "method", "n"} <= content.keys():
            yield content
        else:
            for each in content.values():
                yield from every_test(each)
    elif isinstance(content, list):
        for each in content:
            yield from every_test(each)


def test_none_is_missing():
    run = scored()
    table = sheet.tested(run)
    plain = table[~table["method"].str.startswith("mid-p McNemar")]
    held = [(test["p"], test["method"], test["n"]) for part in (run.metrics, run.cohort) for test in every_test(part)]
    # The first prediction's levels stand in the comparison once more, as those of the reference.
    held_twice = list(every_test(run.metrics["comparison"]["predictions"][0]))
    for test in held_twice:
        held.remove((test["p"], test["method"], test["n"]))
    assert sorted(map(str, held)) == sorted(map(str, zip(plain["p"], plain["method"], plain["n"], strict=True)))


def test_against_the_clinical_assessment_exact_and_midp():
    run = scored()
    clinical = run.metrics["patient"]["cN0"]["clinical"]
    rows = read_back(sheet.tested(run))
    rows = rows[rows["what"] == "CCR: model ours against clinical assessment"]
    exact, midp = rows[(rows["unit"] == "patient") & (rows["set"] == "cN0")].to_dict("records")
    assert float(exact["p"]) == clinical["mcnemar_p"]
    assert float(midp["p"]) == clinical["mcnemar_midp"]
    assert midp["method"] == "mid-p McNemar test of paired correctness, two-sided"
    assert "mid-p" not in " ".join(rows[rows["unit"] == "node"]["method"]), "nodes of a patient are not independent"


def test_families_have_their_adjusted_p():
    run = scored()
    rows = read_back(sheet.tested(run))
    block = run.metrics["subgroups"][0]
    test = block["interaction"]["patient"]["ccr"]
    found = row(rows, unit="patient", what=f"ccr: interaction with {block['column']}")
    assert (float(found["p"]), float(found["p_holm"])) == (test["p"], test["p_holm"])
    pair = run.metrics["comparison"]["pairs"][0]["node"]["ccr"]
    found = row(rows[rows["p_holm"] != ""], unit="node", what="ccr: theirs against ours")
    assert (float(found["p"]), float(found["p_holm"])) == (pair["test"]["p"], pair["p_holm"])


def test_of_several_pairs_p_holm_is_not_p():
    run = scored()
    comparison = run.metrics["comparison"]
    pair = copy.deepcopy(comparison["pairs"][0])
    for unit, _, block in sheet.pair_blocks(pair):
        for place, quantity in enumerate(sheet.QUANTITIES):
            block[quantity]["p_holm"] = 0.01 * place + (0.5 if unit == "node" else 0.6)
    metrics = {**run.metrics, "comparison": {**comparison, "pairs": [pair]}}
    table = read_back(sheet.tested(replace(run, metrics=metrics)))
    for unit, name, block in sheet.pair_blocks(pair):
        for quantity in sheet.QUANTITIES:
            rows = table[(table["unit"] == unit) & (table["set"] == name) & (table["p_holm"] != "")]
            found = row(rows, what=f"{quantity}: theirs against ours")
            assert float(found["p_holm"]) == block[quantity]["p_holm"]
            p = block[quantity]["test"]["p"]
            assert found["p"] == "" if p is None else float(found["p"]) == p


@pytest.mark.parametrize("what", ["baseline, age: between the groups of cohort", "baseline, age: normality in All"])
def test_of_the_baseline_table(what):
    assert float(row(read_back(sheet.tested(scored())), what=what)["p"]) <= 1
