"""The clinical assessment of the axilla as a classification, and the model against it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.wilson import share_estimate
from nodecluster.validation.paired.mcnemar import MCNEMAR, discordant, mcnemar_exact
from nodecluster.validation.values.confusion import Share


def against_clinical(
    truth: npt.NDArray[np.int64],
    predicted: npt.NDArray[np.int64],
    clinical: npt.NDArray[np.float64],
    level: float = 0.95,
) -> dict[str, Any] | None:
    """Return the clinical assessment's CCR and McNemar's test of the model against it, both on the same patients.

    Parameters
    ----------
    truth, predicted : shape (patients,), 0 or 1.
    clinical : shape (patients,), what the assessment predicts, 0 or 1; NaN where there is none. Those are left out.

    Returns
    -------
    ``ccr``, ``mcnemar_p``, ``discordant`` (patients on whom only the one is right) and ``method``; None where no
    patient has an assessment.
    """
    known = ~np.isnan(clinical)
    if not known.any():
        return None
    clinic_right = clinical[known] == truth[known]
    model_right = predicted[known] == truth[known]
    model_only, clinical_only = discordant(model_right, clinic_right)
    share = Share(int(clinic_right.sum()), int(known.sum()), "")
    return {
        "ccr": share_estimate(share, level).as_dict(),
        "mcnemar_p": mcnemar_exact(model_only, clinical_only),
        "discordant": {"model_only": model_only, "clinical_only": clinical_only},
        "method": MCNEMAR,
    }


def clinical_notes(clinical: npt.NDArray[np.float64], outcome: dict[str, Any] | None) -> list[str]:
    """Return what a reader must know about the comparison."""
    if outcome is None:
        return []
    notes = []
    gaps = int(np.isnan(clinical).sum())
    if gaps:
        counted = clinical.size - gaps
        notes.append(f"The clinical comparison covers the {counted} of {clinical.size} patients with a clinical_n.")
    if not any(outcome["discordant"].values()):
        notes.append("Model and clinical assessment are right on the same patients: McNemar's p of 1 proves nothing.")
    return notes
