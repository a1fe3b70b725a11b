"""The nodes that are shown: the uncertain ones and a sample of the others."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from nodecluster.report.nodes.cards import BUDGET, Nodes
from nodecluster.report.sections import patient_sheets, pictured, wrong
from nodecluster.results import Run

from ..pictured import with_pictures
from ..whole import whole

MODEL = {"centroids": [[-1.0], [1.0]], "kept": ["a"], "features": ["a"], "mean": [0.0], "sd": [1.0]}  # limit 0.25


def run(scores, **more) -> Run:
    scores = np.asarray(scores, dtype=float)
    names = [f"{i:03d}" for i in range(scores.size)]
    nodes = pd.DataFrame({"patient_id": "a", "node_id": names, "group": np.where(scores > 0, 2, 1), "score": scores})
    return Run(**{"info": {"command": "fit"}, "nodes": nodes, "model": MODEL} | more)


def test_the_uncertain_come_first_the_nearest_to_the_border_before_the_others():
    content = pictured.section(run([0.3, -0.2, 0.1, -3.0, 0.25])).content
    assert [card.score for card in content["open"]] == ["+0.10", "−0.20"]
    assert content["sentences"][0].startswith("2 of 5 nodes are uncertain: within 0.25 standard deviations")


def test_the_sample_is_spread_over_the_scores_of_both_groups():
    scores = [*np.linspace(1, 11, 11), *np.linspace(-11, -1, 11)]
    content = pictured.section(run(scores)).content
    spread = [f"{score:+.2f}".replace("-", "−") for score in (11, 9, 7, 5, 3, 1, -1, -3, -5, -7, -9, -11)]
    assert [card.score for card in content["others"]["cards"]] == spread
    assert content["sample"].startswith("6 of group 2 and 6 of group 1")


def test_few_nodes_are_all_shown_and_once():
    content = pictured.section(run([1.0, 2.0, -1.0])).content
    assert [card.score for card in content["others"]["cards"]] == ["+2.00", "+1.00", "−1.00"]


def test_of_many_uncertain_ones_some_are_left_out_and_that_is_said():
    content = pictured.section(run(np.linspace(-0.2, 0.2, 200))).content
    assert len(content["open"]) + len(content["folded"]) == pictured.MOST_UNCERTAIN
    assert content["left"] == "120 more uncertain nodes in nodes.csv."


def test_what_stands_above_is_not_shown_again_and_the_budget_holds():
    found = with_pictures(whole())
    nodes = Nodes(found)
    above = wrong.shown(found, nodes)
    content = pictured.section(found).content
    shown = {card.key for card in (*content["open"], *content["folded"], *content["others"]["cards"])}
    assert above
    assert not shown & {f"card-{row}" for row in above}
    assert len(above) + len(shown) <= BUDGET


def test_no_section_without_scores_or_where_every_node_has_its_sheet():
    assert pictured.section(Run({"command": "extract"})) is None
    assert pictured.section(run([np.nan])) is None
    out = pd.DataFrame({"patient_id": ["a"], "predicted": [1]})
    single = run([1.0, -1.0], info={"command": "predict"}, patients=out)
    assert patient_sheets.shown(single, Nodes(single)) == {0, 1}
    assert pictured.section(single) is None
    assert pictured.section(dataclasses.replace(single, info={"command": "fit"})) is not None
