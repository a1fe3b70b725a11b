"""Newcombe's interval of an area under the ROC curve, from the area and the size of the classes alone."""

from __future__ import annotations

from scipy.optimize import brentq

from nodecluster.validation.intervals.critical import critical


def newcombe(area: float, positives: int, negatives: int, level: float = 0.95) -> tuple[float, float]:
    """Return the limits at which the area lies the critical number of standard errors away.

    The standard error is taken at the limit, not at the estimate, as Wilson's is for a proportion; so the interval
    keeps inside 0 and 1 and has a width for areas of 0 and 1 as well. The variance at an area t is Hanley and
    McNeil's for exponential scores, with both classes' sizes replaced by their mean so that the classes may be swapped:
    t (1 - t) [1 + k (1 - t) / (2 - t) + k t / (1 + t)] / (m n), where k = (m + n) / 2 - 1. Observations are taken as
    independent, and ties play no part beyond the area.

    Source: Newcombe RG. Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2:
    asymptotic methods and evaluation. Stat Med 2006;25:559-573, method 5.

    Parameters
    ----------
    area : between 0 and 1.
    positives, negatives : at least 1 each.

    >>> [round(limit, 3) for limit in newcombe(0.8477, 456, 941)]  # the study's nodes
    [0.824, 0.868]

    Raises
    ------
    ValueError
        a number is out of range.
    """
    if not 0 <= area <= 1 or min(positives, negatives) < 1 or not 0 < level < 1:
        raise ValueError(f"no Newcombe interval of {area} from {positives} and {negatives} at level {level}")
    low = _lower(area, positives, negatives, level)
    # The variance is the same at t and at 1 - t.
    return low, 1.0 - _lower(1.0 - area, positives, negatives, level)


def _lower(area: float, positives: int, negatives: int, level: float) -> float:
    """Return the lower limit; 0 for an area of 0."""
    if area == 0:
        return 0.0
    square, pairs = critical(level) ** 2, positives * negatives

    def excess(limit: float) -> float:
        scaled = limit * _shape(limit, positives, negatives) * square / pairs
        # At an area of 1 both sides hold a factor 1 - t, whose root is not the one sought.
        return (1 - limit) - scaled if area == 1 else (area - limit) ** 2 - scaled * (1 - limit)

    return float(brentq(excess, 0.0, area, xtol=1e-14))


def _shape(area: float, positives: int, negatives: int) -> float:
    """Return what the variance has beyond t (1 - t) / (m n)."""
    mean = (positives + negatives) / 2 - 1
    return 1 + mean * (1 - area) / (2 - area) + mean * area / (1 + area)
