"""Every rule on the same patients."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.choosing.candidates import CANDIDATES
from nodecluster.validation.choosing.rule_origin import DEFAULT
from nodecluster.validation.choosing.side_by_side import NOBODY, SHARES, rule_blocks
from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.patient_level import patient_levels
from nodecluster.validation.validate import predictions
from tests.validation.choosing.cases import cohort, random_cohort, relabelled


def blocks(found, rule="any", seen=(), **judging):
    result = rule_blocks(found.nodes, found.known, found.failed, Judging(rule, **judging), seen)
    json.dumps(result, allow_nan=False)
    return result


def table(rows):
    return {row["rule"]: tuple(row["confusion"][cell] for cell in ("tp", "fp", "fn", "tn")) for row in rows}


# Truth and groups of the nodes, the largest first. Nodes in group 2: 2 of 4, 1 of 1, 3 of 9, 1 of 4, 0 of 2, 2 of 3.
SIX = [(1, [1, 2, 2, 1]), (1, [2]), (1, [2, 2, 2] + [1] * 6), (0, [1, 1, 1, 2]), (0, [1, 1]), (0, [2, 2, 1])]


def test_six_patients_by_hand():
    found = blocks(cohort(SIX), "count:2", rule_origin="fixed in the protocol")
    assert (found["chosen"], found["chosen_how"]) == ("count:2", "fixed in the protocol")
    rows = found["sets"]["all"]
    assert [row["rule"] for row in rows] == list(CANDIDATES)
    assert [row["rule"] for row in rows if row["chosen"]] == ["count:2"]
    assert {row["n"] for row in rows} == {6}
    assert table(rows) == {
        "any": (3, 2, 0, 1),
        "count:2": (2, 1, 1, 2),  # the second patient has one node
        "count:3": (1, 0, 2, 3),
        "fraction:0.25": (3, 2, 0, 1),  # 1 of 4 is a quarter
        "fraction:1/3": (3, 1, 0, 2),  # 3 of 9 is a third, 1 of 4 is not
        "fraction:0.5": (2, 1, 1, 2),  # 2 of 4, 1 of 1, 2 of 3
        "largest": (2, 1, 1, 2),  # the first node of each
    }
    third = rows[4]
    assert third["sensitivity"]["value"] == 1
    assert third["ppv"]["value"] == 0.75
    assert third["auc_group"]["value"] == pytest.approx((1 + 2 / 3) / 2)


def test_the_chosen_row_is_the_patient_level():
    found = random_cohort(60, seed=1)
    again = predictions(found.nodes, found.known, "count:2")
    level = patient_levels(again.patients, (), 0.9)["all"]
    (row,) = (row for row in blocks(found, "count:2", level=0.9)["sets"]["all"] if row["chosen"])
    assert (row["n"], row["confusion"]) == (level["n"], level["confusion"])
    for name in (*SHARES, "auc_group", "auc_score"):
        assert row[name]["value"] == level[name]["value"], name
        assert row[name]["level"] == 0.9
        assert "others" not in row[name]


def test_the_sets_are_by_assessment_and_seen_patients_and_not_by_cohort():
    assessed = ["cN0", "cN0", "cN+", "cN0", "", "cN+"]
    found = cohort(SIX, clinical_n=assessed, cohort=["train"] * 6)
    ids = found.known["patient_id"].tolist()
    sets = blocks(found, seen=[ids[0], "nobody"])["sets"]
    assert list(sets) == ["all", "all (unseen)", "cN0", "cN0 (unseen)", "cN+"]
    assert [sets[name][0]["n"] for name in sets] == [6, 5, 3, 2, 2]
    assert table(sets["cN0"])["any"] == (2, 1, 0, 0)
    assert table(sets["cN0 (unseen)"])["any"] == (1, 1, 0, 0)


def test_without_volumes_largest_says_what_is_missing():
    found = cohort(SIX)
    sets = rule_blocks(found.nodes.drop(columns="volume_mm3"), found.known, {}, Judging())["sets"]
    last = sets["all"][-1]
    assert last == {"rule": "largest", "chosen": False, "n": 0, "reason": last["reason"]}
    assert "needs a column 'volume_mm3'" in last["reason"]
    assert "confusion" in sets["all"][0]


def test_a_set_of_nobody_says_so():
    sets = blocks(cohort([(None, [2, 1]), (1, [])], clinical_n=["cN0", "cN0"]))["sets"]
    assert list(sets) == ["all", "cN0", "cN+"]
    for rows in sets.values():
        assert [(row["n"], row["reason"]) for row in rows] == [(0, NOBODY)] * len(CANDIDATES)


@pytest.mark.parametrize("truth", [0, 1])
def test_one_class_leaves_what_can_be_estimated(truth):
    row = blocks(cohort([(truth, [2, 1]), (truth, [1, 1])]))["sets"]["all"][0]
    present, missing = ("sensitivity", "specificity") if truth else ("specificity", "sensitivity")
    assert row[present]["value"] == 0.5
    assert row[missing]["value"] is None
    assert row[missing]["reason"] == f"pathology has no {'negatives' if truth else 'positives'}"
    assert row["auc_score"]["value"] is None


def test_the_notes_say_that_nothing_was_chosen_here():
    first, second, *_ = blocks(cohort(SIX), "fraction:0.2", rule_origin="the model's, set when it was fitted")["notes"]
    assert first == "The rule 'fraction:0.2' was fixed before this validation: the model's, set when it was fitted."
    given = blocks(cohort(SIX), "count:2")  # no program can know when somebody chose it
    assert given["chosen_how"] == "given for this run; only its authors know whether before the figures were seen"
    assert given["notes"][0] == f"The rule 'count:2' was used: {given['chosen_how']}."
    default = blocks(cohort(SIX), rule_origin=DEFAULT)["notes"][0]
    assert default == "The rule 'any' was used: the default of the command."
    assert "would make them too good" in second
    seen = blocks(cohort(SIX), seen=["P000", "P001"])["notes"]
    assert seen[-1].startswith("The model was fitted on 2 patients of these.")


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_counts_add_up_and_neither_names_nor_order_matter(seed, n):
    found = random_cohort(n, seed)
    first = blocks(found, "count:4")
    assert blocks(relabelled(found, seed), "count:4") == first
    rows = first["sets"]["all"]
    assert len(rows) == len(CANDIDATES) + 1
    for row in rows:
        cells = row["confusion"]
        assert sum(cells.values()) == row["n"] == n
        assert cells["tp"] + cells["fn"] == n // 2
    called = {row["rule"]: row["confusion"]["tp"] + row["confusion"]["fp"] for row in rows}
    assert called["any"] >= called["count:2"] >= called["count:3"] >= called["count:4"]
    assert called["any"] >= called["fraction:0.25"] >= called["fraction:1/3"] >= called["fraction:0.5"]


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_a_monotone_transform_of_the_score_changes_nothing(seed):
    found = random_cohort(20, seed)
    stretched = predictions(found.nodes.assign(score=np.exp(found.nodes["score"] / 4) - 1), found.known)
    assert blocks(stretched)["sets"] == blocks(found)["sets"]


def test_rows_name_no_patient_and_relabelling_changes_nothing():
    found = cohort(SIX)
    gap = found.nodes.assign(volume_mm3=found.nodes["volume_mm3"].where(found.nodes.index > 0))
    reason = rule_blocks(gap, found.known, {}, Judging())["sets"]["all"][-1]["reason"]
    assert reason.endswith("; 1 node without one")
    ids = {name: f"x{number}" for number, name in enumerate(reversed(found.known["patient_id"].tolist()))}
    nodes, known = (frame.assign(patient_id=frame["patient_id"].map(ids)) for frame in (gap, found.known))
    assert rule_blocks(nodes, known, {}, Judging())["sets"]["all"][-1]["reason"] == reason
