from __future__ import annotations

import pandas as pd
import pytest

from nodecluster.errors import CohortError
from nodecluster.validation.tables.common import common_labels, common_nodes, common_patients, difference_notes

NAMES = ("ours", "theirs")


def nodes(rows):
    """Nodes from (patient, node, group, score, label)."""
    table = pd.DataFrame(rows, columns=["patient_id", "node_id", "group", "score", "label"])
    return table.astype({"score": "float64", "label": "Int64"})


def patients(predicted):
    """Patients of whom each has a prediction or None; the truth of all is 1."""
    rows = [(name, "x", "cN0", said, 0.5, 1) for name, said in predicted.items()]
    table = pd.DataFrame(rows, columns=["patient_id", "cohort", "clinical_n", "predicted", "score", "truth"])
    return table.astype({"predicted": "Int64", "truth": "Int64"})


FIRST = nodes([("B", "1", 2, 0.1, 1), ("A", "1", 1, -0.2, None), ("A", "2", 2, 0.3, None)])
SECOND = nodes([("A", "1", 2, None, 0), ("B", "1", 1, -1, None), ("B", "9", 1, -2, None)])


def test_a_label_that_one_table_gives_counts_for_both():
    labels = common_labels({"ours": FIRST, "theirs": SECOND})
    both = common_nodes(FIRST, SECOND, labels)
    assert both[["patient_id", "node_id"]].to_numpy().tolist() == [["A", "1"], ["B", "1"]]
    assert both["label"].tolist() == [0, 1]
    assert both[["group_first", "group_second"]].to_numpy().tolist() == [[1, 2], [2, 1]]
    assert both["score_first"].tolist() == [-0.2, 0.1]
    assert both["score_second"].isna().tolist() == [True, False]


def test_labels_that_differ_are_refused_with_the_first_node():
    third = nodes([("B", "1", 2, 0, 0), ("A", "1", 1, 0, 1)])
    with pytest.raises(CohortError) as caught:
        common_labels({"ours": FIRST, "theirs": SECOND, "third": third})
    assert str(caught.value) == (
        "theirs and third: patient A, node 1, column 'label': found 0 in the one and 1 in the other; expected one truth"
        " for both predictions. Correct the label, or leave out the column 'label' of one of the tables (1 more node"
        " with differing labels)"
    )


def test_only_patients_whom_both_predict():
    table = common_patients(patients({"C": 1, "A": 0, "B": None}), patients({"A": 1, "C": 1, "B": 1}), NAMES)
    assert table["patient_id"].tolist() == ["A", "C"]
    assert table[["predicted_first", "predicted_second", "predicted", "truth"]].to_numpy().tolist() == [
        [0, 1, 0, 1],
        [1, 1, 1, 1],
    ]
    assert table["cohort"].tolist() == ["", ""]


def test_no_patient_in_common_names_both():
    with pytest.raises(CohortError, match=r"^ours and theirs: ours predicts 1 patient, theirs 2 patients: found none"):
        common_patients(patients({"A": 1, "B": None}), patients({"A": None, "B": 1, "C": 0}), NAMES)


def test_what_only_one_has_is_counted():
    tables = (patients({"A": 1, "B": 1}), patients({"A": 1, "B": 1, "C": None}))
    assert difference_notes(NAMES, (FIRST, SECOND), tables) == [
        "1 node only in 'ours': left out of the comparison.",
        "1 node only in 'theirs': left out of the comparison.",
        "2 patients judged by nodes that are not the same in both; at patient level each prediction rests on all nodes"
        " that it has.",
    ]
    assert difference_notes(NAMES, (FIRST, FIRST), (tables[0], tables[0])) == []
    renamed = FIRST.assign(node_id="x" + FIRST["node_id"])
    assert "No node is in both: there is no comparison at node level. Nodes are matched by their ids." in (
        difference_notes(NAMES, (FIRST, renamed), (tables[0], tables[0]))
    )
