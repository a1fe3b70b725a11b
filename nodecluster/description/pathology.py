"""What pathology counted of each patient."""

from __future__ import annotations

import pandas as pd

from nodecluster.description.studied import Studied

COUNTS = ("nodes_positive", "nodes_examined")


def pathology_counts(studied: Studied) -> dict[str, list[int | None]]:
    """Return how many nodes were positive and how many examined, by patient; None for a count that is not known.

    Excluded patients, and those of whom neither is known, are left out.
    """
    patients = studied.included()
    columns = [
        pd.to_numeric(patients[name], errors="coerce").astype("Int64")
        if name in patients
        else pd.Series(pd.NA, index=patients.index, dtype="Int64")
        for name in COUNTS
    ]
    found = {
        str(patient): [None if pd.isna(count) else int(count) for count in counts]
        for patient, *counts in zip(patients["patient_id"], *columns, strict=True)
    }
    return {patient: counts for patient, counts in found.items() if counts != [None, None]}
