"""The blocks of a validation, on a cohort small enough to count by hand and on random ones."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.judging import Judging
from nodecluster.validation.paired.holm import holm
from nodecluster.validation.subgroups.blocks import subgroup_blocks
from nodecluster.validation.subgroups.notes import ASKED, BUILT_IN, NOT_NAMED, ONLY_SEEN
from nodecluster.validation.values.confusion import Confusion

from .nodes import cohort, tables

NODES = pd.DataFrame(
    [
        ("a", "1", 2, 2.0), ("a", "2", 1, -1.0), ("b", "1", 1, -2.0), ("c", "1", 2, 1.0), ("c", "2", 2, 3.0),
        ("d", "1", 1, -0.5), ("e", "1", 2, 0.5), ("f", "1", 1, -3.0), ("g", "1", 2, 4.0),
    ],
    columns=["patient_id", "node_id", "group", "score"],
)  # fmt: skip
# a, b, g metastatic, c, d, e, f not; h has no node; i is metastatic in 1 of 3 nodes, which says nothing of any node.
PATIENTS = pd.DataFrame({
    "patient_id": list("abcdefgh"), "nodes_examined": [2, 3, 4, 5, 6, 7, 8, 9],
    "nodes_positive": [2, 3, 0, 0, 0, 0, 8, 0],
    "t_stage": ["T2", "T2", "T2", "T2", "T1", "T1", "", "T4"],
})  # fmt: skip


def blocks_of(found, seen=(), **judging):
    return subgroup_blocks(found.nodes, found.patients, found.known, Judging(**judging), seen)


def cells(row):
    return tuple(row["confusion"][name] for name in ("tp", "fp", "fn", "tn"))


def test_rows_by_hand():
    (block,) = blocks_of(tables(NODES, PATIENTS))
    assert (block["column"], block["kind"], block["asked"], block["population"]) == (
        "t_stage",
        "category",
        False,
        "all",
    )
    patient = {row["subgroup"]: row for row in block["patient"]}
    # T4 is h's, who has no node: not judged, no subgroup.
    assert list(patient) == ["all", "T1", "T2", "not stated"]
    assert [row["role"] for row in block["patient"]] == ["all", "subgroup", "subgroup", "not stated"]
    assert {name: cells(row) for name, row in patient.items()} == {
        "all": (2, 2, 1, 2), "T1": (0, 1, 0, 1), "T2": (1, 1, 1, 1), "not stated": (1, 0, 0, 0)
    }  # fmt: skip
    node = {row["subgroup"]: row for row in block["node"]}
    assert {name: cells(row) for name, row in node.items()} == {
        "all": (2, 3, 2, 2), "T1": (0, 1, 0, 1), "T2": (1, 2, 2, 1), "not stated": (1, 0, 0, 0)
    }  # fmt: skip
    assert [(row["patients"], row["n"]) for row in block["node"]] == [(7, 9), (2, 2), (4, 6), (1, 1)]
    # T2, nodes: positives 2, -1, -2; negatives 1, 3, -0.5: 2 beats 1 and -0.5, the others none: 2 of 9.
    assert node["T2"]["auc_score"]["value"] == pytest.approx(2 / 9)
    assert patient["T1"]["sensitivity"] == {
        "value": None, "low": None, "high": None, "level": 0.95, "method": "Wilson score", "n": 0,
        "reason": "pathology has no positives",
    }  # fmt: skip


def test_tests_by_hand():
    (block,) = blocks_of(tables(NODES, PATIENTS))
    # CCR: T1 1 of 2, T2 2 of 4: as equal as can be. Half of the probability of that table, 2 * 6 / 20 = 0.6, and all of
    # the two others': 0.2 + 0.2 + 0.3.
    assert block["interaction"]["patient"]["ccr"]["p"] == pytest.approx(0.7)
    assert block["interaction"]["patient"]["ccr"]["p_holm"] == block["interaction"]["patient"]["ccr"]["p"]
    assert block["interaction"]["patient"]["ccr"]["n"] == 6
    sensitivity = block["interaction"]["patient"]["sensitivity"]
    assert sensitivity["p"] is sensitivity["p_holm"] is None
    assert sensitivity["reason"] == "fewer than two subgroups have anything that this figure counts"


def test_notes_say_what_was_asked_and_who_is_missing():
    (block,) = blocks_of(tables(NODES, PATIENTS))
    assert block["notes"][0] == NOT_NAMED
    assert (
        "Fewer than 10 judged patients: T1 (2), T2 (4) and not stated (1). Figures of so few say little."
        in (block["notes"])
    )
    assert block["notes"][-1] == "1 judged patient without a value: in a row of their own, and in no test."
    (asked,) = blocks_of(tables(NODES, PATIENTS), subgroups=("t_stage",))
    assert (asked["asked"], asked["notes"][0]) == (True, ASKED)
    assert not any("Holm" in note for note in block["notes"])
    assert any("up to 8 tests" in note for note in block["notes"])


def test_patients_that_the_model_saw_are_left_out():
    (block,) = blocks_of(tables(NODES, PATIENTS), seen={"c", "e", "h", "stranger"})
    assert block["population"] == "all (unseen)"
    assert cells(block["patient"][0]) == (2, 0, 1, 2)
    assert cells(block["node"][0]) == (2, 0, 2, 2)
    assert "Left out: 2 judged patients on whom the model was fitted." in block["notes"]


def test_where_the_model_saw_everybody():
    (block,) = blocks_of(tables(NODES, PATIENTS), seen=set("abcdefg"))
    assert block["population"] == "all"
    assert ONLY_SEEN in block["notes"]
    assert cells(block["patient"][0]) == (2, 2, 1, 2)


def test_a_column_that_cannot_be_used_says_why():
    found = tables(NODES, PATIENTS).known_with(site="Lund", surname=list("pqrstuvw"))
    usable, one, name = blocks_of(found)
    assert "reason" not in usable
    assert one["reason"] == "all judged patients with a value have the same one"
    assert name["reason"]
    for block in (one, name):
        assert (block["patient"], block["node"], block["interaction"], block["notes"]) == ([], [], {}, [])
        assert list(block) == [*usable, "reason"]


def test_holm_is_over_the_columns():
    blocks = blocks_of(cohort(seed=3))
    assert [block["column"] for block in blocks] == ["age", "t_stage", "node_size"]
    for level in ("patient", "node"):
        for figure in ("ccr", "sensitivity", "specificity", "auc_score"):
            tests = [block["interaction"][level][figure] for block in blocks]
            assert [test["p_holm"] for test in tests] == holm([test["p"] for test in tests])
    said = "p (Holm) is corrected for the 3 columns that are tested, for each figure at each level by itself."
    assert said in blocks[0]["notes"]


def test_what_is_built_in_is_said_of_the_node_size_alone():
    blocks = blocks_of(cohort(seed=3))
    assert [BUILT_IN in block["notes"] for block in blocks] == [False, False, True]
    own = np.random.default_rng(0).integers(5, 40, 60)
    (named_alike,) = blocks_of(cohort(seed=3).known_with(node_size=own), subgroups=("node_size",))
    assert BUILT_IN not in named_alike["notes"]
    assert "mm3" not in named_alike["patient"][1]["subgroup"]
    assert "largest node" not in named_alike["how"]


def test_one_patient_alone_makes_no_finding_of_nodes():
    # 8 patients of 3 nodes, all right but those of one, who alone is T2: of 8 patients one is alone in 1/8 of draws.
    ids, stage = list("abcdefgh"), ["T1"] * 7 + ["T2"]
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 3, "nodes_positive": [3, 3, 3, 3, 0, 0, 0, 0]})
    right = [2, 2, 2, 2, 1, 1, 1, 2]
    nodes = pd.DataFrame({"patient_id": np.repeat(ids, 3), "node_id": list("123") * 8, "group": np.repeat(right, 3)})
    (block,) = blocks_of(tables(nodes, truth.assign(t_stage=stage)))
    tests = block["interaction"]["node"]
    assert tests["ccr"]["p"] == pytest.approx(1 / 8, abs=0.01)
    assert tests["specificity"]["p"] == pytest.approx(1 / 4, abs=0.02)
    assert "permuting patients" in tests["ccr"]["method"]


def test_a_difference_is_found():
    # T1's groups are right, T2's drawn by lot.
    rng = np.random.default_rng(0)
    ids, positive, stage = [f"P{n:03d}" for n in range(120)], np.tile([0, 1], 60), np.repeat(["T1", "T2"], 60)
    group = 1 + np.where(stage == "T1", positive, rng.integers(0, 2, 120))
    nodes = pd.DataFrame({"patient_id": ids, "node_id": "n", "group": group, "score": group + rng.random(120)})
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 1, "nodes_positive": positive, "t_stage": stage})
    (block,) = blocks_of(tables(pd.concat([nodes, nodes.assign(node_id="m")]), truth))
    for level in ("patient", "node"):
        assert all(test["p"] < 1e-4 for test in block["interaction"][level].values())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_counts_add_up_and_everything_is_json(seed):
    for block in blocks_of(cohort(25, seed, t_stage=np.random.default_rng(seed).choice(["T1", "T2", ""], 25))):
        json.dumps(block, allow_nan=False)
        for level in ("patient", "node"):
            first, *others = block[level]
            assert tuple(np.sum([cells(row) for row in others], axis=0)) == cells(first)
            assert sum(row["patients"] for row in others) == first["patients"]
            assert all(row["n"] == Confusion(**row["confusion"]).n for row in others)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_names_of_patients_and_order_of_rows_change_nothing(seed):
    found, rng = cohort(30, seed), np.random.default_rng(seed)
    names = dict(zip(found.known["patient_id"], rng.permutation([f"Q{n:02d}" for n in range(30)]), strict=True))
    shuffled = [
        frame.assign(patient_id=frame["patient_id"].map(names)).sample(frac=1, random_state=seed)
        for frame in (found.nodes, found.patients, found.known)
    ]
    shuffled[2] = shuffled[2].reset_index(drop=True)
    other = subgroup_blocks(*shuffled, Judging())
    assert_alike(other, blocks_of(found))


def assert_alike(one, other):
    """Equal, floats to rounding."""
    if isinstance(one, dict):
        assert list(one) == list(other)
        one, other = list(one.values()), list(other.values())
    if isinstance(one, list):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_alike(left, right)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12)
    else:
        assert one == other


def test_swapped_classes_swap_sensitivity_and_specificity():
    found = cohort(40, 5)
    flipped = {
        "nodes": found.nodes.assign(
            group=3 - found.nodes["group"], label=1 - found.nodes["label"], score=-found.nodes["score"]
        ),
        "patients": found.patients.assign(
            predicted=1 - found.patients["predicted"], truth=1 - found.patients["truth"], score=-found.patients["score"]
        ),
    }
    for block, turned in zip(
        blocks_of(found), subgroup_blocks(flipped["nodes"], flipped["patients"], found.known, Judging()), strict=True
    ):
        for level in ("patient", "node"):
            tests, others = block["interaction"][level], turned["interaction"][level]
            assert others["sensitivity"] == tests["specificity"]
            assert others["auc_score"]["p"] == pytest.approx(tests["auc_score"]["p"])
            assert [row["sensitivity"] for row in turned[level]] == [row["specificity"] for row in block[level]]


def test_without_scores_the_rest_stands():
    found = cohort(30, 2)
    (block,) = subgroup_blocks(
        found.nodes.assign(score=np.nan), found.patients.assign(score=np.nan), found.known, Judging(subgroups=("age",))
    )
    for level in ("patient", "node"):
        assert block["interaction"][level]["auc_score"]["reason"] == "the predictions carry no score"
        assert block[level][1]["auc_score"]["reason"] == "the predictions carry no score"
        assert block["interaction"][level]["ccr"]["p"] is not None


@pytest.mark.parametrize("patients", [1, 2])
def test_hardly_anybody(patients):
    blocks = blocks_of(cohort(patients))
    json.dumps(blocks, allow_nan=False)
    for block in blocks:
        assert "reason" in block or all(
            test["p"] is not None or test["reason"]
            for level in block["interaction"].values()
            for test in level.values()
        )


def test_nobody_judged():
    (block,) = blocks_of(tables(NODES, PATIENTS.assign(nodes_examined=None, nodes_positive=None)))
    assert block["reason"] == "no judged patient has a value"
