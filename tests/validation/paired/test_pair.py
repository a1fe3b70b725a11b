from __future__ import annotations

import json

import numpy as np
import pytest

from nodecluster.validation.paired.pair import QUANTITIES, Said, pair_block
from nodecluster.validation.paired.swapped import swapped_test
from nodecluster.validation.values.clusters import Clusters

# Ten of one patient each. The first is wrong on the 4th, 9th and 10th, the second on the 4th, 5th and 6th.
TRUTH = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
FIRST = Said(np.array([1, 1, 1, 0, 0, 0, 0, 0, 1, 1]), np.array([4, 3, 2, -1, -2, -3, -4, -5, 1, 0.5]))
SECOND = Said(np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0]), np.full(10, np.nan))
ALONE = Clusters.singletons(10)


def test_by_hand():
    block = pair_block(TRUTH, FIRST, SECOND, ALONE)
    assert (block["n"], block["patients"], block["positives"], block["negatives"]) == (10, 10, 4, 6)
    for name, first, second in (("ccr", 0.7, 0.7), ("sensitivity", 0.75, 0.75), ("specificity", 4 / 6, 4 / 6)):
        quantity = block[name]
        assert (quantity["first"], quantity["second"]) == (pytest.approx(first), pytest.approx(second))
        assert quantity["difference"]["value"] == pytest.approx(0)
        assert quantity["test"]["p"] == 1
    # 24 pairs: 4, 3 and 2 beat all six, -1 beats four of them: 22 / 24
    assert block["auc_score"]["first"] == pytest.approx(22 / 24)
    assert (block["auc_score"]["second"], block["auc_score"]["difference"]["value"]) == (None, None)
    assert block["auc_score"]["test"]["p"] is None
    # they agree on the six that are not the 5th, 6th, 9th and 10th
    assert block["agreement"]["share"]["value"] == 0.6
    assert block["agreement"]["table"] == {"both": 3, "first_only": 2, "second_only": 2, "neither": 3}
    assert (block["reclassification"]["non_events"]["up"], block["reclassification"]["non_events"]["down"]) == (2, 2)


def test_above_zero_speaks_for_the_second():
    worse = Said(1 - TRUTH, -TRUTH.astype(float))
    better = Said(TRUTH, np.array([9.0, 8, 7, -1, 0, -2, -3, -4, -5, -6]))
    block = pair_block(TRUTH, worse, better, ALONE)
    assert [block[name]["difference"]["value"] for name in QUANTITIES] == pytest.approx([23 / 24, 1, 1, 1])
    assert block["ccr"]["test"]["p"] == pytest.approx(2 / 2**10)
    assert block["reclassification"]["sum"]["value"] == 2


def test_the_areas_have_a_second_test_that_swaps():
    score = np.array([9.0, 8, 7, -1, 0, -2, -3, -4, -5, -6])
    for clusters in (ALONE, Clusters.of(list("aabbccddee"))):
        area = pair_block(TRUTH, FIRST, Said(TRUTH, score), clusters)["auc_score"]
        assert area["permutation"] == swapped_test(TRUTH, score, FIRST.score, clusters).as_dict()
        assert 0 < area["permutation"]["p"] < 1
    block = pair_block(TRUTH, FIRST, SECOND, ALONE)
    assert (block["auc_score"]["permutation"]["p"], "permutation" in block["ccr"]) == (None, False)


def test_nodes_of_few_patients_are_judged_by_patient():
    several = pair_block(TRUTH, FIRST, SECOND, Clusters.of(list("aabbccddee")))
    alone = pair_block(TRUTH, FIRST, SECOND, ALONE)
    assert (several["n"], several["patients"]) == (10, 5)
    for name in QUANTITIES:
        assert several[name]["first"] == alone[name]["first"]
        if name != "auc_score":
            assert several[name]["difference"]["method"] != alone[name]["difference"]["method"]
    assert several["ccr"]["test"]["method"] != alone["ccr"]["test"]["method"]


@pytest.mark.parametrize("chosen", [TRUTH == 1, TRUTH == 0, TRUTH == 2])
def test_what_cannot_be_estimated_says_why(chosen):
    block = pair_block(TRUTH[chosen], FIRST.only(chosen), FIRST.only(chosen), Clusters.singletons(int(chosen.sum())))
    json.dumps(block, allow_nan=False)
    for name, missing in (("sensitivity", "positives"), ("specificity", "negatives")):
        for part in (block[name]["difference"], block[name]["test"]):
            assert (f"no {missing}" in part.get("reason", "")) == (block[missing] == 0)
    assert block["auc_score"]["difference"]["reason"]
    assert (block["ccr"]["difference"]["value"] is None) == (block["n"] == 0)


def test_refuses_what_is_no_classification():
    with pytest.raises(ValueError, match="0 and 1"):
        pair_block(TRUTH + 1, FIRST, SECOND, ALONE)


def test_the_seed_draws_the_swaps():
    rng = np.random.default_rng(0)
    truth = np.arange(40) % 2
    first, second = (Said(truth, truth + rng.normal(0, noise, 40)) for noise in (0.8, 1.1))
    found = [pair_block(truth, first, second, Clusters.singletons(40), seed=seed)["auc_score"] for seed in (0, 0, 1)]
    p = [area["permutation"]["p"] for area in found]
    assert p[0] == p[1] != p[2], "more than 14 patients: swaps are drawn"
    assert found[0]["test"] == found[2]["test"]
