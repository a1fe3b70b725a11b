"""Small cohorts for the tests of this room."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nodecluster.description.studied import Studied
from nodecluster.tables import failures_table


def mixed(*, judged: bool = True, told: bool = True) -> Studied:
    """A cohort in which every way ends once at least.

    Of 12 patients in two cohorts: A is excluded for age, B and C for their consent; D's image cannot be read; E's only
    node fails; F has none. G has no pathology. H to L are judged: tp (H), fp (I), fn (J), tn (K), tn (L, of whom a
    node failed). Two rows of the table cannot be used, of one of which the cohort is not known.
    """
    ids = list("ABCDEFGHIJKL")
    patients = pd.DataFrame(
        {
            "patient_id": ids,
            "cohort": ["x", "x", "y", "x", "x", "y", "x", "x", "x", "y", "y", "y"],
            "clinical_n": ["cN0", "cN+", "", *["cN0", "cN+"] * 4, "cN0"],
            "nodes_examined": pd.array([5, 5, 5, 5, 5, 5, None, 4, 3, 2, 6, 7], dtype="Int64"),
            "nodes_positive": pd.array([0, 0, 0, 0, 0, 0, None, 2, 0, 2, 0, 0], dtype="Int64"),
            "excluded": ["too old", "no consent", "no consent", *[""] * 9],
        }
    )
    nodes = pd.DataFrame(
        [
            ("G", "1", 2, None),  # no pathology
            ("H", "1", 2, None), ("H", "2", 1, None),  # some positive
            ("I", "1", 2, 0), ("J", "1", 1, 1), ("J", "2", 2, 1), ("K", "1", 1, 0), ("L", "1", 1, 0),
        ],
        columns=["patient_id", "node_id", "group", "label"],
    ).astype({"label": "Int64"})  # fmt: skip
    predicted = pd.DataFrame(
        {
            "patient_id": ids[3:],
            "predicted": pd.array([None, None, None, 1, 1, 1, 0, 0, 0], dtype="Int64"),
            "truth": pd.array([0, 0, 0, None, 1, 0, 1, 0, 0], dtype="Int64"),
        }
    )
    failures = [
        ("D", "", "reading", "ct.nii.gz is empty (0 bytes)", "Copy it"),
        ("E", "LN 1", "mask", "LN 1.nii.gz is empty: no voxel is set", "Draw it"),
        ("L", "left", "mask", "left.nii.gz is empty: no voxel is set", "Draw it"),
        ("Z", "", "table", "patients.csv, row 9: found 'Anna'", "Mend it"),
        ("", "", "table", "patients.csv, row 10: found nothing", "Mend it"),
    ]
    return Studied(
        patients=patients,
        nodes=nodes,
        failures=failures_table(failures),
        unusable=pd.DataFrame({"patient_id": ["Z", ""], "cohort": ["y", None]}, dtype=object),
        predicted=predicted if told else None,
        judged=judged,
        set_aside={"A": 2, "C": 1},
    )


def simple(patients: pd.DataFrame) -> Studied:
    """A cohort of whom each patient has one measured node."""
    given = (
        patients if "patient_id" in patients else patients.assign(patient_id=[f"P{n}" for n in range(len(patients))])
    )
    return Studied(given, pd.DataFrame({"patient_id": given["patient_id"], "node_id": "1"}))


def shuffled(studied: Studied, seed: int = 0) -> Studied:
    """The same cohort, its rows in another order and its patients renamed."""
    rng = np.random.default_rng(seed)

    def other(frame: pd.DataFrame) -> pd.DataFrame:
        mixed_up = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
        names = ["" if not name else f"Q{ord(name[0]) * 7919 % 1009}-{name[1:]}" for name in mixed_up["patient_id"]]
        return mixed_up.assign(patient_id=names)

    return Studied(
        other(studied.patients),
        other(studied.nodes),
        other(studied.failures),
        other(studied.unusable),
        None if studied.predicted is None else other(studied.predicted),
        studied.judged,
        None,
    )
