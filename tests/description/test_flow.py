"""The flow of patients and nodes: hand-counted, and always adding up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.description.flow import flow
from nodecluster.description.groups import groups_of
from nodecluster.description.node_flow import general
from nodecluster.description.steps import Step, counted_steps, ends_table
from nodecluster.description.studied import Studied
from nodecluster.tables import MOST_COHORTS, failures_table
from tests.description.cohorts import mixed, shuffled, simple


def counts(steps):
    return {step["key"]: step["n"] for step in steps}


def assert_adds_up(steps, cohorts):
    by_key = {step["key"]: step for step in steps}
    assert [step["key"] for step in steps if not step["parent"]] == [steps[0]["key"]]
    places = {step["key"]: place for place, step in enumerate(steps)}
    for step in steps:
        assert sorted(step["cohorts"]) == cohorts
        assert not cohorts or sum(step["cohorts"].values()) == step["n"]
        assert not step["reasons"] or sum(reason["n"] for reason in step["reasons"]) == step["n"]
        for reason in step["reasons"]:
            assert not cohorts or sum(reason["cohorts"].values()) == reason["n"]
        if step["parent"]:
            assert places[step["parent"]] < places[step["key"]]
        parts = [part for part in steps if part["parent"] == step["key"]]
        for name in ("n", *cohorts):
            own = step["n"] if name == "n" else step["cohorts"][name]
            of_parts = sum(part["n"] if name == "n" else part["cohorts"][name] for part in parts)
            assert not parts or of_parts == own, by_key[step["key"]]


def test_every_way_ends_once():
    found = flow(mixed())
    assert found["cohorts"] == ["", "x", "y"]  # the row of nobody knows which cohort is of none
    assert counts(found["patients"]) == {
        "in_table": 14,
        "unusable": 2,
        "excluded": 3,
        "included": 9,
        "failed": 1,
        "nodes_failed": 1,
        "no_node": 1,
        "measured": 6,
        "without_pathology": 1,
        "with_pathology": 5,
        "predicted_positive": 2,
        "true_positive": 1,
        "false_positive": 1,
        "predicted_negative": 3,
        "false_negative": 1,
        "true_negative": 2,
    }
    # found: 8 measured, 2 failed, 3 of excluded patients. Of the measured ones G's (no pathology) and H's two (some
    # positive) have no label.
    assert counts(found["nodes"]) == {
        "found": 13,
        "of_excluded": 3,
        "failed": 2,
        "measured": 8,
        "unlabelled": 3,
        "labelled": 5,
        "group_2": 2,
        "true_positive": 1,
        "false_positive": 1,
        "group_1": 3,
        "false_negative": 1,
        "true_negative": 2,
    }
    for part in ("patients", "nodes"):
        assert_adds_up(found[part], found["cohorts"])


def test_reasons_are_tallied_and_the_most_frequent_comes_first():
    found = flow(mixed())
    steps = {step["key"]: step for step in found["patients"]}
    assert [(reason["label"], reason["n"]) for reason in steps["excluded"]["reasons"]] == [
        ("no consent", 2),
        ("too old", 1),
    ]
    assert steps["excluded"]["cohorts"] == {"": 0, "x": 2, "y": 1}
    assert [reason["label"] for reason in steps["failed"]["reasons"]] == ["image or masks cannot be read"]
    nodes = {step["key"]: step for step in found["nodes"]}
    assert [(reason["label"], reason["n"]) for reason in nodes["failed"]["reasons"]] == [
        ("the masks cannot be used: a file is empty: no voxel is set", 2)
    ]
    assert {reason["label"]: reason["n"] for reason in nodes["unlabelled"]["reasons"]} == {
        "no pathology": 1,
        "some of the patient's nodes are positive, which ones is not known": 2,
    }


def test_nothing_of_a_patient_is_in_it():
    text = str(flow(mixed()))
    assert not any(secret in text for secret in ("Anna", "LN 1", "left", ".nii", "row 9"))


def test_a_run_that_does_not_judge_stops_at_pathology():
    found = flow(mixed(judged=False))
    assert [step["key"] for step in found["patients"]][-2:] == ["without_pathology", "with_pathology"]
    assert [step["key"] for step in found["nodes"]][-2:] == ["unlabelled", "labelled"]
    assert counts(found["patients"])["with_pathology"] == 5


def test_an_extraction_stops_at_the_measuring():
    found = flow(mixed(told=False))
    assert [step["key"] for step in found["patients"]][-1] == "measured"
    assert counts(found["nodes"])["measured"] == 8
    assert not any("labelled" in note for note in found["notes"])


def test_what_is_not_known_has_no_step_but_a_note():
    nodes = pd.DataFrame({"patient_id": ["A", "A", "B"], "node_id": ["1", "2", "1"]})
    ids = pd.DataFrame({"patient_id": ["A", "B"]})
    found = flow(Studied(ids, nodes, from_table=False, failures_known=False))
    assert counts(found["patients"]) == {
        "in_table": 2, "included": 2, "no_node": 0, "measured": 2,
    }  # fmt: skip
    assert list(counts(found["nodes"])) == ["found", "measured"]
    assert not any("measured" in step["label"] for part in ("patients", "nodes") for step in found[part])
    assert "of_excluded" not in counts(found["nodes"])
    assert found["cohorts"] == []
    assert found["notes"][0].startswith("There is no patients' table")
    assert found["notes"][1].startswith("Which nodes could not be measured is not known")


def test_files_of_excluded_patients_stay_shut():
    found = flow(replace(mixed(), set_aside=None))
    assert "of_excluded" not in counts(found["nodes"])
    assert counts(found["nodes"])["found"] == 10
    assert any("excluded patients stay shut" in note for note in found["notes"])


def test_cohorts_that_were_asked_for_are_named():
    found = flow(replace(mixed(), cohorts=("x", "y")))
    assert found["notes"][0].endswith("asked for are counted: x and y.")
    assert found["patients"][0]["label"] == "in the patients' table, of the cohorts asked for"
    assert flow(mixed())["patients"][0]["label"] == "in the patients' table"


def test_failures_of_an_unknown_table_that_are_told_have_their_steps():
    found = flow(replace(mixed(), failures_known=False))
    assert (counts(found["patients"])["failed"], counts(found["patients"])["nodes_failed"]) == (1, 1)
    assert counts(found["nodes"])["failed"] == 2
    for part in ("patients", "nodes"):
        assert_adds_up(found[part], found["cohorts"])


def test_a_patient_with_one_measured_node_is_measured_whatever_else_failed():
    studied = simple(pd.DataFrame({"patient_id": ["A"]}))
    failures = failures_table([("A", "2", "mask", "no voxel", ""), ("A", "", "reading", "no file", "")])
    assert counts(flow(replace(studied, failures=failures))["patients"])["measured"] == 1


def test_renamed_patients_and_reordered_rows_change_nothing():
    studied = replace(mixed(), set_aside=None)
    assert flow(shuffled(studied)) == flow(studied)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_it_adds_up_whatever_happens(data):
    n = data.draw(st.integers(0, 8))
    ids = [f"P{i}" for i in range(n)]

    def draw(*values):
        return data.draw(st.lists(st.sampled_from(values), min_size=n, max_size=n))

    patients = pd.DataFrame(
        {"patient_id": ids, "cohort": draw("", "a", "b"), "excluded": draw("", "", "r", "s")}, dtype=object
    )
    sizes = np.array(draw(0, 1, 3), dtype=int)
    sizes[(patients["excluded"] != "").to_numpy(dtype=bool)] = 0
    owner = np.repeat(np.array(ids, dtype=object), sizes)
    nodes = pd.DataFrame({"patient_id": owner, "node_id": [str(k) for k in range(len(owner))]}, dtype=object)
    nodes["label"] = pd.array([data.draw(st.sampled_from((0, 1, None))) for _ in owner], dtype="Int64")
    nodes["group"] = [data.draw(st.sampled_from((1, 2))) for _ in owner]
    predicted = pd.DataFrame({"patient_id": ids}, dtype=object)
    predicted["predicted"] = pd.array(
        [(1 if k % 2 else 0) if size else None for k, size in enumerate(sizes)], dtype="Int64"
    )
    predicted["truth"] = pd.array(draw(0, 1, None), dtype="Int64")
    failed = [
        (patient, data.draw(st.sampled_from(("", "n1"))), "mask", "why 1", "")
        for patient in ids
        if data.draw(st.booleans())
    ]
    unusable = pd.DataFrame({"patient_id": [""] * (n % 3), "cohort": [None] * (n % 3)}, dtype=object)
    found = flow(Studied(patients, nodes, failures_table(failed), unusable, predicted, judged=True, set_aside={}))
    for part in ("patients", "nodes"):
        assert_adds_up(found[part], found["cohorts"])
    assert counts(found["patients"])["in_table"] == n + n % 3
    assert counts(found["nodes"])["measured"] == len(nodes)


def test_an_end_that_no_step_has_is_refused():
    steps = [Step("all", "", "all"), Step("part", "all", "part")]
    assert counts(counted_steps(steps, ends_table(["part"], [""], [""]), [])) == {"all": 1, "part": 1}
    with pytest.raises(ValueError, match="no way ends at"):
        counted_steps(steps, ends_table(["all"], [""], [""]), [])


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("LN_1.nii.gz holds values 0.5 and 'Anna'", "a file holds values n and '...'"),
        ("segment LN_1 overlaps P7", "segment ... overlaps ..."),
        ("masks.seg.nrrd: 3 voxels, 1e-5 mm", "a file: n voxels, n mm"),
        ("LN_12 is not LN_1", "LN_n is not ..."),
    ],
)
def test_a_reason_loses_what_is_a_nodes_own(reason, said):
    assert general(reason, "P7", "LN_1") == said


def test_many_cohorts_are_not_counted_one_by_one():
    ids = [f"p{number:02d}" for number in range(MOST_COHORTS + 1)]
    for count, said in ((MOST_COHORTS, []), (MOST_COHORTS + 1, ["21 cohorts are too many to be counted one by one."])):
        patients = pd.DataFrame({"patient_id": ids, "cohort": [f"c{number % count:02d}" for number in range(len(ids))]})
        found, groups = flow(simple(patients)), groups_of(simple(patients).included())
        assert [note for note in found["notes"] if "too many" in note] == said
        assert (len(found["cohorts"]), len(groups.labels)) == ((0, 0) if said else (MOST_COHORTS, MOST_COHORTS))
        assert found["patients"][0]["n"] == MOST_COHORTS + 1
