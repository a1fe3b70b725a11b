"""The clinical assessment of the axilla as a classification, and the model against it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.proportions import proportion
from nodecluster.validation.paired.clustered import clustered_mcnemar
from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.paired.mcnemar import discordant, mcnemar_exact, mcnemar_midp, mcnemar_test
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import Estimate
from nodecluster.validation.values.tested import Tested

DISAGREE = (
    "Model against clinical assessment: the interval and the test are of different methods, and disagree here, near the"
    " limit: {}. Report both."
)
EVERY_NODE = (
    "The clinical assessment is of the patient: every node of a cN0 patient counts as predicted negative, of a cN+"
    " patient as predicted positive."
)


def against_clinical(
    truth: npt.NDArray[np.int64],
    predicted: npt.NDArray[np.int64],
    clinical: npt.NDArray[np.float64],
    clusters: Clusters,
    level: float = 0.95,
) -> dict[str, Any] | None:
    """Return how the model compares with the clinical assessment on the same patients, or on the same nodes.

    Parameters
    ----------
    truth, predicted : shape (n,), 0 or 1.
    clinical : shape (n,), what the assessment predicts, 0 or 1; NaN where there is none. Those are left out. At node
        level every node of a patient has the patient's.
    clusters : whose the n observations are; each a patient of its own at patient level.
    level : of the intervals.

    Returns
    -------
    ``n`` (how many have an assessment), ``ccr`` (the clinical assessment's, an estimate), ``model_ccr`` (the model's
    on the same ones, an estimate; the level's own may count more), ``difference`` (the model's CCR less the clinical
    one, an estimate), ``test``, ``method`` (of the test), ``discordant`` (on how many only the one is right) and
    ``notes``; where each observation is a patient also ``mcnemar_p`` (exact, the same as the test's) and
    ``mcnemar_midp``. Of several nodes a patient the test is not McNemar's but one that respects the patients; of one
    each, McNemar's takes nothing for independent that is not. None where nobody has an assessment.

    The clustered interval is made of its test. Newcombe's interval and McNemar's exact test, which stays below its
    level, are of different methods; where one speaks of a difference and the other does not a note says so.
    """
    known = ~np.isnan(clinical)
    if not known.any():
        return None
    among = Clusters.singletons(int(known.sum())) if clusters.single else clusters.only(known)
    model_right = (predicted[known] == truth[known]).astype(np.int64)
    clinic_right = (clinical[known] == truth[known]).astype(np.int64)
    model_only, clinical_only = discordant(model_right, clinic_right)
    everything = np.ones(clinic_right.size, dtype=bool)
    if clusters.single:
        test = mcnemar_test(model_right, clinic_right)
    else:
        test = clustered_mcnemar(model_right, clinic_right, among)
    exact = {
        "mcnemar_p": mcnemar_exact(model_only, clinical_only),
        "mcnemar_midp": mcnemar_midp(model_only, clinical_only),
    }
    difference = difference_of_shares(model_right, clinic_right, among, level)
    return {
        "n": int(known.sum()),
        "ccr": proportion(clinic_right, everything, among, level).as_dict(),
        "model_ccr": proportion(model_right, everything, among, level).as_dict(),
        "difference": difference.as_dict(),
        **(exact if clusters.single else {}),
        "test": test.as_dict(),
        "discordant": {"model_only": model_only, "clinical_only": clinical_only},
        "method": test.method,
        "notes": [*_notes(known, model_only + clinical_only, clusters.single), *_disagreement(difference, test)],
    }


def _notes(known: npt.NDArray[np.bool_], apart: int, single: bool) -> list[str]:
    """Return what a reader must know about the comparison; ``apart`` counts where only one of the two is right."""
    unit, test = ("patients", "McNemar's p") if single else ("nodes", "a p")
    notes = [] if single else [EVERY_NODE]
    counted = int(known.sum())
    if counted < known.size:
        notes.append(f"The clinical comparison covers the {counted} of {known.size} {unit} with a clinical_n.")
    if not apart:
        notes.append(f"Model and clinical assessment are right on the same {unit}: {test} of 1 proves nothing.")
    return notes


def _disagreement(difference: Estimate, test: Tested) -> list[str]:
    """Say that only one of interval and test speaks of a difference, where that is so."""
    if difference.low is None or difference.high is None or test.p is None:
        return []
    holds, rejects = difference.low <= 0 <= difference.high, test.p <= 1 - difference.level
    if holds != rejects:
        return []
    found = "holds 0, though p is no more than" if holds else "does not hold 0, though p is above"
    return [DISAGREE.format(f"the interval {found} {1 - difference.level:.2g}")]
