"""Youden's J, by which a rule is chosen: how far sensitivity and specificity together lie above chance."""

from __future__ import annotations

import math

from nodecluster.validation.intervals.wilson import wilson
from nodecluster.validation.values.confusion import lacking
from nodecluster.validation.values.estimate import Estimate, not_estimable

CRITERION = "Youden's J, sensitivity + specificity - 1; of equal rules the one that comes first"
METHOD = "Newcombe's hybrid score of sensitivity - (1 - specificity)"


def youden(tp: float, positives: int, tn: float, negatives: int, level: float = 0.95) -> Estimate:
    """Return J = sensitivity + specificity - 1 with an interval.

    0 is chance, 1 perfect, -1 perfectly wrong. J is the difference of two independent proportions, the share of
    positive predictions among pN+ and among pN0, so its interval is Newcombe's: with Wilson's limits l, u of
    sensitivity Se and of specificity Sp, low = J - sqrt((Se - l_Se)^2 + (Sp - l_Sp)^2), high likewise with u. The
    interval has a width also where both are 1.

    Source: Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Stat Med 1998;17:873-890, method 10. Youden WJ. Index for rating diagnostic tests. Cancer 1950;3:32-35.

    Parameters
    ----------
    tp, tn : correctly predicted; they need not be whole, so that means over repeats can be given.
    positives, negatives : pN+ and pN0 patients.

    >>> found = youden(tp=56, positives=70, tn=32, negatives=80)  # Newcombe's 56/70 and 48/80
    >>> f"{found.value:.4f} ({found.low:.4f} to {found.high:.4f})"
    '0.2000 (0.0524 to 0.3339)'
    """
    n = positives + negatives
    missing = lacking(positives, negatives)
    if missing:
        return not_estimable(f"{missing}, and Youden's J needs both classes", METHOD, level, n)
    sensitivity, specificity = tp / positives, tn / negatives
    value = sensitivity + specificity - 1
    low_1, high_1 = wilson(tp, positives, level)
    low_2, high_2 = wilson(tn, negatives, level)
    low = value - math.hypot(sensitivity - low_1, specificity - low_2)
    high = value + math.hypot(high_1 - sensitivity, high_2 - specificity)
    return Estimate(value, max(low, -1.0), min(high, 1.0), level, METHOD, n)
