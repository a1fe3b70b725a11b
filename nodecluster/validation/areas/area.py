"""The two areas under the curve: of the hard group, as the study gives it, and of the continuous score."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from nodecluster.validation.areas.delong import Components, components
from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.values.confusion import Confusion, binary
from nodecluster.validation.values.estimate import Estimate, not_estimable

WILSON_AUC = "Wilson score of the AUC as a proportion of n"
DELONG = "DeLong"

_MISSING_CLASS = "pathology has no {}, and an AUC needs both classes"


def auc_group(confusion: Confusion, level: float = 0.95, caveat: str = "") -> Estimate:
    """Return the AUC of the hard prediction, with the interval that the study's methods section names.

    A prediction of 0 or 1 has an ROC curve of one corner; the area under it is (sensitivity + specificity) / 2. Its
    Wilson interval takes the area for a proportion of all n observations. That is the study's choice, kept so that
    its figures can be compared; an AUC is no proportion, and ``auc_score`` has an interval made for one.

    >>> area = auc_group(Confusion(tp=368, fp=105, fn=88, tn=836))  # the study's nodes
    >>> f"{area.value:.4f} ({area.low:.3f} to {area.high:.3f})"
    '0.8477 (0.828 to 0.866)'
    """
    method = WILSON_AUC + caveat
    missing = _missing_class(confusion.positives, confusion.negatives)
    if missing:
        return not_estimable(missing, method, level, confusion.n)
    value = (confusion.tp / confusion.positives + confusion.tn / confusion.negatives) / 2
    low, high = wilson(value * confusion.n, confusion.n, level)
    return Estimate(value, low, high, level, method, confusion.n)


def auc_score(labels: npt.ArrayLike, scores: npt.ArrayLike | None, level: float = 0.95, caveat: str = "") -> Estimate:
    """Return the AUC of the continuous score (Mann-Whitney, ties counting half) with DeLong's interval.

    The interval is the normal one on the AUC itself, cut off at 0 and 1. Where DeLong's variance is 0 (perfect
    separation, or nothing but ties) or undefined (one member in a class), the value stays and the limits are None,
    because an interval of no width would claim certainty.

    Parameters
    ----------
    labels : shape (n,), 0 or 1.
    scores : shape (n,), larger for class 1, NaN where there is none; None where there are none at all.

    >>> auc_score([0, 0, 1, 1], [1.0, 2.0, 2.0, 3.0]).value  # of 4 pairs 3 in order and 1 tied: 3.5 / 4
    0.875
    """
    method = DELONG + caveat
    truth = binary(labels, "labels")
    values = None if scores is None else np.asarray(scores, dtype=np.float64)
    reason = _missing_class(int(truth.sum()), int((1 - truth).sum())) or _missing_scores(values)
    if reason or values is None:
        return not_estimable(reason, method, level, truth.size)
    parts = components(truth, values)
    reason = _no_interval(parts)
    if reason:
        return Estimate(parts.auc, None, None, level, method, truth.size, reason)
    half = float(norm.ppf((1 + level) / 2)) * math.sqrt(parts.variance())
    low, high = max(0.0, parts.auc - half), min(1.0, parts.auc + half)
    return Estimate(parts.auc, low, high, level, method, truth.size)


def _missing_class(positives: int, negatives: int) -> str:
    """Return why there is no AUC when a class is empty, or nothing."""
    if positives and negatives:
        return ""
    if not positives and not negatives:
        return "nothing has both a prediction and a truth"
    return _MISSING_CLASS.format("negatives" if positives else "positives")


def _missing_scores(values: npt.NDArray[np.float64] | None) -> str:
    """Return why there is no AUC when scores are missing, or nothing; an AUC of a part would pass for the whole."""
    if values is None or bool(np.isnan(values).all()):
        return "the predictions carry no score"
    gaps = int(np.isnan(values).sum())
    return f"{gaps} of {values.size} have no score" if gaps else ""


def _no_interval(parts: Components) -> str:
    """Return why DeLong gives no interval, or nothing."""
    if min(parts.positive.size, parts.negative.size) < 2:
        return "a class has one member only, and DeLong's variance needs two"
    if parts.variance() > 0:
        return ""
    why = "all scores tie" if parts.auc == 0.5 else "the score separates the classes perfectly"
    return f"DeLong's variance is 0 because {why}"
