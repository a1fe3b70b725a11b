from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.errors import CohortError
from nodecluster.validation.tables.checks import checked_nodes, checked_patients, refuse_strangers

from ..counts import patients_from


def nodes(**columns):
    start = {"patient_id": ["p2", "p1"], "node_id": ["b", "a"], "group": [1, 2]}
    return pd.DataFrame({**start, **columns}, index=[7, 3])  # an index that is not 0, 1


def test_nodes_come_back_sorted_and_whole():
    table = checked_nodes(nodes(volume_mm3=[10.0, 20.0], score=["", "0.1"], extra=[1, 2]))
    assert list(table) == ["patient_id", "node_id", "cohort", "group", "score", "label", "volume_mm3"]
    assert table["patient_id"].tolist() == ["p1", "p2"]
    assert (table["volume_mm3"].tolist(), table["group"].tolist()) == ([20.0, 10.0], [2, 1])
    assert (table["score"].iloc[0], table["score"].isna().tolist()) == (0.1, [False, True])
    assert (str(table["label"].dtype), table["label"].isna().all()) == ("Int64", True)


def test_numbers_in_place_of_ids_meet_their_text():
    table = checked_nodes(nodes(patient_id=[12, 7]))
    refuse_strangers(table, checked_patients(patients_from([("7", "", "", 1, 1, ""), ("12", "", "", 1, 0, "")])))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"group": [1, 3]}, "column 'group': found '3' (p1 a); expected 1 or 2"),
        ({"group": [None, None]}, "and 1 more; expected 1 or 2"),
        ({"score": [0.1, float("inf")]}, "column 'score': found 'inf'"),
        ({"score": ["high", 1]}, "column 'score': found 'high' (p2 b)"),
        ({"label": [0, 2]}, "column 'label': found '2'"),
        ({"volume_mm3": ["big", 1]}, "column 'volume_mm3': found 'big' (p2 b); expected a finite number or nothing"),
        ({"volume_mm3": [float("inf"), 1]}, "column 'volume_mm3': found 'inf' (p2 b)"),
        ({"score": ["x" * 400, 1]}, f"found '{'x' * 60}...' (p2 b)"),
        ({"patient_id": ["", "p1"]}, "1 row without an id"),
        ({"patient_id": ["p", "p"], "node_id": ["a", "a"]}, "p a more than once"),
    ],
)
def test_nodes_that_cannot_be_read(columns, words):
    with pytest.raises(CohortError) as caught:
        checked_nodes(nodes(**columns))
    assert words in str(caught.value)


def test_a_misspelt_column_is_suggested():
    with pytest.raises(CohortError, match="did you mean 'grupo'"):
        checked_nodes(nodes().rename(columns={"group": "grupo"}))


def test_all_problems_at_once():
    with pytest.raises(CohortError) as caught:
        checked_nodes(nodes(group=[0, 0], label=[5, 5], score=["x", "y"]))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("p", "", "cN3", 3, 1, ""), "column 'clinical_n': found 'cN3' (p); expected cN0, cN+ or nothing"),
        (("p", "", "", 3, 4, ""), "expected at most nodes_examined"),
        (("p", "", "", -1, None, ""), "column 'nodes_examined': found '-1'"),
        (("q", "", "", 3, 1, ""), "q more than once"),
    ],
)
def test_patients_that_cannot_be_read(row, words):
    with pytest.raises(CohortError) as caught:
        checked_patients(patients_from([row, ("q", "", "", 1, 1, "")]))
    assert words in str(caught.value)


def test_patients_need_no_more_than_an_id():
    table = checked_patients(pd.DataFrame({"patient_id": ["b", "a"]}))
    assert table["patient_id"].tolist() == ["a", "b"]
    assert table["nodes_positive"].isna().all()
    assert table["excluded"].tolist() == ["", ""]


def test_strangers_are_named():
    with pytest.raises(CohortError) as caught:
        refuse_strangers(checked_nodes(nodes()), checked_patients(patients_from([("p1", "", "", 1, 1, "")])))
    problem = caught.value.problems[0]
    assert (problem.where, problem.found) == ("1 node of 1 patient", "patient_id p2")
    assert "Add these patients" in problem.remedy


def test_a_clinical_column_may_have_any_name():
    table = checked_patients(
        pd.DataFrame({"patient_id": ["b", "a"], "self": ["x", "y"], 7: [1, 2], "frame": ["", "z"]})
    )
    assert table[["patient_id", "self", "7", "frame"]].values.tolist() == [["a", "y", "2", "z"], ["b", "x", "1", ""]]


def test_a_column_that_is_there_twice():
    patients = pd.DataFrame({"patient_id": ["a"], "nodes_positive": [1]})
    for table, check in ((patients, checked_patients), (nodes(), checked_nodes)):
        with pytest.raises(
            CohortError, match=f"header: found the column '{table.columns[-1]}' twice; expected it once"
        ):
            check(pd.concat([table, table.iloc[:, -1:]], axis=1))


def test_truth_values_are_labels_and_no_groups():
    assert checked_nodes(nodes(label=[True, False]))["label"].tolist() == [0, 1]
    with pytest.raises(CohortError, match="column 'group': found 'True'"):
        checked_nodes(nodes(group=[True, True]))
