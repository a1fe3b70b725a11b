"""Whether a patient's prediction is what pathology found."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nodecluster.report.columns import words

RIGHT, WRONG = "right", "wrong"


def outcomes(patients: pd.DataFrame | None) -> tuple[str, ...]:
    """Return ``right`` or ``wrong`` of every row of the patients' table; nothing where one side is not known."""
    if patients is None:
        return ()
    sides = zip(words(patients, "predicted"), words(patients, "truth"), strict=True)
    return tuple("" if not (said and truth) else RIGHT if said == truth else WRONG for said, truth in sides)


def outcome_of(patients: pd.DataFrame | None) -> Mapping[str, str]:
    """Return the same by patient."""
    return {} if patients is None else dict(zip(words(patients, "patient_id"), outcomes(patients), strict=True))


def patient_anchor(row: int) -> str:
    """Return the anchor of what the page shows of a patient by its row in the patients' table."""
    return f"patient-{row + 1}"
