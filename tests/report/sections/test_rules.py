"""Patient rules side by side, counted again from the nodes; and what the choice of a tuned one is worth."""

from __future__ import annotations

import numpy as np
import pytest

from nodecluster import formats
from nodecluster.report.sections.rules import section
from tests.report.whole import SEEN, known, whole

UNSEEN = "all (unseen)"


@pytest.fixture(scope="module")
def content():
    return section(whole()).content


def rows(table):
    return {row[0].removesuffix(" (used)"): dict(zip(table.head, row, strict=True)) for row in table.rows}


def called(rule):
    """Return truth and the prediction of a rule, of the unseen patients, from the groups of the nodes."""
    second = (
        whole().nodes.assign(second=whole().nodes["group"] == 2).groupby("patient_id")["second"].agg(["sum", "size"])
    )
    second = second[~second.index.isin(known()["patient_id"][:SEEN])]
    truth = known().set_index("patient_id")["nodes_positive"].reindex(second.index).to_numpy() > 0
    name, _, number = rule.partition(":")
    share = second["sum"] / second["size"]
    return truth, (share >= float(number) if name == "fraction" else second["sum"] >= int(number or 1)).to_numpy()


@pytest.mark.parametrize("rule", ["any", "count:2", "count:3", "fraction:0.5"])
def test_counts_and_figures_of_a_rule_stand_under_their_heads(content, rule):
    truth, said = called(rule)
    tp, fp, fn, tn = (int(np.sum(cell)) for cell in (truth & said, ~truth & said, truth & ~said, ~truth & ~said))
    rates, beside = (rows(table)[rule] for table in content["sets"]["parts"][0].tables)
    assert [rates[head] for head in ("n", "TP", "FP", "FN", "TN")] == [str(n) for n in (truth.size, tp, fp, fn, tn)]
    shares = {"CCR": (tp + tn, truth.size), "Sensitivity": (tp, tp + fn), "Specificity": (tn, tn + fp)}
    found = {head: rates[head].split("\n")[0] for head in shares}
    assert found == {head: formats.percent(part / of) for head, (part, of) in shares.items()}
    values = {"PPV": (tp, tp + fp), "NPV": (tn, tn + fn)}
    found = {head: beside[head].split("\n")[0] for head in values}
    assert found == {head: formats.percent(part / of) for head, (part, of) in values.items()}
    area = (tp / (tp + fn) + tn / (tn + fp)) / 2
    assert beside["AUC of the hard group"].split("\n")[0] == formats.decimals(area)


def test_the_rule_that_was_used_alone_is_marked_and_named_so(content):
    for table in content["sets"]["parts"][0].tables:
        used = [place for place, row in enumerate(table.rows) if row[0].endswith(" (used)")]
        assert table.marked == set(used)
        assert [table.rows[place][0] for place in used] == [f"{whole().metrics['rule']} (used)"]


def test_of_a_tuned_rule_the_candidates_the_nested_choice_and_the_optimism(content):
    choice = whole().model["rule_choice"]
    (table,) = content["tuned"].tables
    *candidates, nested, optimism = table.rows
    assert table.marked == {place for place, row in enumerate(candidates) if row[0] == f"{choice['rule']} (chosen)"}
    assert len(table.marked) == 1
    times = choice["nested"]["times"]
    assert sum(times.values()) == 5 * 2  # folds, repeats
    for row, held in zip(candidates, choice["candidates"], strict=True):
        found = dict(zip(table.head, row, strict=True))
        assert found["Rule"].removesuffix(" (chosen)") == held["rule"]
        assert found["CCR"].split("\n")[0] == formats.percent(held["ccr"]["value"])
        assert found["Youden's J"].split("\n")[0] == formats.decimals(held["youden"]["value"])
        assert found["Chosen in nested runs"] == f"{10 * times[held['rule']]:.2f} %"
    span = choice["nested"]["youden_range"]
    assert span["low"] < span["high"]
    ends = f"between {formats.decimals(span['low'])} and {formats.decimals(span['high'])} over the repeats."
    assert content["tuned"].notes[0].endswith(ends)
    (chosen,) = (held for held in choice["candidates"] if held["chosen"])
    for place, (name, form) in enumerate((("ccr", formats.change), ("sensitivity", formats.change)), 1):
        apart = chosen[name]["value"] - choice["nested"][name]["value"]
        assert (optimism[0], optimism[place]) == ("optimism (apparent less nested)", form(apart))
        assert nested[place].split("\n")[0] == formats.percent(choice["nested"][name]["value"])
