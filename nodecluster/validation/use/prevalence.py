"""What a positive and a negative prediction mean, by how common metastasis is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.proportions import proportions
from nodecluster.validation.intervals.wilson import wilson_share
from nodecluster.validation.use.burden import burdens
from nodecluster.validation.use.likelihood import likelihood_ratios
from nodecluster.validation.use.predictive import predictive_values
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import NOTHING_TO_COUNT, Confusion, binary
from nodecluster.validation.values.estimate import Estimate, first_of

METHOD = (
    "likelihood ratios: log method (Simel, Samsa and Matchar 1991), beside it, and alone where a count is 0, the score"
    " interval (Koopman 1984); predictive values at a stated prevalence: logit intervals (Mercaldo, Lau and Zhou 2007),"
    " where a count is 0 of the adjusted logit (z^2/2 added to each count); at the patients' own and per 100 patients:"
    " Wilson score, differences: Newcombe's paired interval"
)
OWN_ROW = (
    "The row of these patients counts their positive and negative predictions (Wilson); the others come from"
    " sensitivity and specificity with the prevalence taken as known. For these patients quote their own row."
)
NOTES = (
    "Predictive values at a stated prevalence take sensitivity and specificity to be the same there. Where patients are"
    " of another kind (cN0 against cN+, say) they are not.",
)


def prevalence_block(
    labels: npt.ArrayLike,
    predicted: npt.ArrayLike,
    clinical: npt.ArrayLike | None,
    prevalences: Sequence[float],
    level: float = 0.95,
) -> dict[str, Any]:
    """Return a PREVALENCE block, as ``blocks`` describes it.

    Parameters
    ----------
    labels, predicted : shape (n,), 0 or 1; one a patient.
    clinical : shape (n,), what the clinical assessment predicts, 0 or 1, NaN where missing; None where nobody has one.
    prevalences : each above 0 and below 1.

    Raises
    ------
    ValueError
        the shapes differ, a label is none, or a prevalence is out of range.
    """
    truth, found = binary(labels, "labels"), binary(predicted, "predicted")
    confusion = Confusion.of(truth, found)
    block: dict[str, Any] = {"n": confusion.n, "events": confusion.positives, "method": METHOD}
    if not confusion.n:
        return {**block, "notes": [], "reason": NOTHING_TO_COUNT}
    ratios = likelihood_ratios(confusion, level)
    share = confusion.positives / confusion.n
    return {
        **block,
        "prevalence": wilson_share(confusion.positives, confusion.n, level).as_dict(),
        "likelihood_ratios": {name: ratio.as_dict() for name, ratio in ratios.items()},
        "own": {"prevalence": share, **_own(truth, found, level)},
        "stated": [
            {"prevalence": float(stated), **_plain(predictive_values(confusion, stated, level))}
            for stated in prevalences
        ],
        "per_100": burdens(truth, found, clinical, level),
        "notes": [*NOTES, *([OWN_ROW] if prevalences else [])],
    }


def _own(truth: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64], level: float) -> dict[str, Any]:
    """Return the predictive values as counted, Wilson first, the logit interval beside it."""
    confusion = Confusion.of(truth, predicted)
    shares = proportions(truth, predicted, Clusters.singletons(confusion.n), level)
    known = 0 < confusion.positives < confusion.n
    beside = predictive_values(confusion, confusion.positives / confusion.n, level) if known else {}
    found = {}
    for name in ("ppv", "npv"):
        others = [beside[name]] if name in beside and beside[name].value is not None else []
        found[name] = first_of([shares[name], *others])
    return _plain(found)


def _plain(estimates: dict[str, Estimate]) -> dict[str, Any]:
    """Return estimates as plain values."""
    return {name: estimate.as_dict() for name, estimate in estimates.items()}
