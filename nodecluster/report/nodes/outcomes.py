"""Whether a patient's prediction is what pathology found: said only by runs that judge."""

from __future__ import annotations

from collections.abc import Mapping

from nodecluster.report.columns import words
from nodecluster.results import Run

RIGHT, WRONG = "right", "wrong"


def outcomes(run: Run) -> tuple[str, ...]:
    """Return ``right`` or ``wrong`` of every row of the patients' table.

    Nothing where one side is not known, and nothing of anybody where the run judges no prediction: a fit's patients are
    those that it was fitted on, and a prediction's page says that it used no pathology.
    """
    if run.patients is None:
        return ()
    if run.metrics is None:
        return ("",) * len(run.patients)
    sides = zip(words(run.patients, "predicted"), words(run.patients, "truth"), strict=True)
    return tuple("" if not (said and truth) else RIGHT if said == truth else WRONG for said, truth in sides)


def outcome_of(run: Run) -> Mapping[str, str]:
    """Return the same by patient."""
    return {} if run.patients is None else dict(zip(words(run.patients, "patient_id"), outcomes(run), strict=True))


def patient_anchor(row: int) -> str:
    """Return the anchor of what the page shows of a patient by its row in the patients' table."""
    return f"patient-{row + 1}"
