from __future__ import annotations

import pandas as pd

from nodecluster.validation.tables.labels import contradictions, node_labels, patient_truth

from ..counts import patients_from

PATIENTS = patients_from(
    [
        ("none", "", "", 12, 0, ""),
        ("some", "", "", 14, 3, ""),
        ("every", "", "", 4, 4, ""),
        ("unknown", "", "", None, None, ""),
    ]
)
NODES = pd.DataFrame(
    {
        "patient_id": ["none", "some", "every", "unknown", "none", "some", "unknown"],
        "label": pd.array([None, None, None, None, 1, 0, 1], dtype="Int64"),
    }
)


def test_patient_truth():
    assert patient_truth(PATIENTS).tolist() == [0, 1, 1, pd.NA]


def test_labels_come_from_the_counts_unless_the_table_has_its_own():
    assert node_labels(NODES, PATIENTS).tolist() == [0, pd.NA, 1, pd.NA, 1, 0, 1]


def test_contradictions_are_found_where_the_counts_decide():
    assert contradictions(NODES, PATIENTS).index.tolist() == [4]
