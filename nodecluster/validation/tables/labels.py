"""What pathology says: of a node, and of a patient."""

from __future__ import annotations

import pandas as pd

CLINICAL_PREDICTS = {"cN0": 0.0, "cN+": 1.0}
"""What each assessment predicts: cN0 no metastasis, cN+ metastasis. The study takes both so."""


def patient_truth(patients: pd.DataFrame) -> pd.Series[int]:
    """Return pathology's word on each patient: 1 where ``nodes_positive`` is above 0, 0 where 0, else missing.

    Returns
    -------
    Int64, with the index of ``patients``.
    """
    return (patients["nodes_positive"].astype("Int64") > 0).astype("Int64")


def implied_labels(patients: pd.DataFrame) -> pd.Series[int]:
    """Return the label that the counts give every node of a patient, indexed by ``patient_id``.

    0 where no examined node is positive, 1 where all are, missing where some are or where there are no counts: then
    nobody knows which nodes are the positive ones. Source: Qu et al. 2024, methods.

    Returns
    -------
    Int64, a value a patient.
    """
    table = patients.set_index("patient_id")
    positive, examined = table["nodes_positive"].astype("Int64"), table["nodes_examined"].astype("Int64")
    labels = pd.Series(pd.NA, index=table.index, dtype="Int64")
    all_positive = ((positive == examined) & (positive > 0)).fillna(False).astype(bool)
    return labels.mask((positive == 0).fillna(False).astype(bool), 0).mask(all_positive, 1)


def node_labels(nodes: pd.DataFrame, patients: pd.DataFrame) -> pd.Series[int]:
    """Return every node's label: the table's own where it has one, else the one that the patient's counts give.

    Returns
    -------
    Int64, with the index of ``nodes``.
    """
    implied = nodes["patient_id"].map(implied_labels(patients)).astype("Int64")
    return nodes["label"].astype("Int64").fillna(implied)


def contradictions(nodes: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Return the nodes whose own label the patient's counts contradict; the label stands, but somebody should look."""
    implied = nodes["patient_id"].map(implied_labels(patients)).astype("Int64")
    return nodes[(nodes["label"].astype("Int64") != implied).fillna(False).astype(bool)]
