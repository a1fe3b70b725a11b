"""Intervals of an area from its variance: on the area itself, and on its log odds."""

from __future__ import annotations

import math

from scipy.special import expit, logit

from nodecluster.validation.intervals.critical import critical


def plain_interval(
    value: float, variance: float, level: float, df: float = math.inf, floor: float = 0.0
) -> tuple[float, float]:
    """Return value -/+ critical value x standard error, cut off at ``floor`` (-1 for a difference of areas) and 1.

    It covers an area near 1 too seldom, because the estimate's distribution is skewed there.
    """
    half = critical(level, df) * math.sqrt(variance)
    return max(floor, value - half), min(1.0, value + half)


def logit_interval(value: float, variance: float, level: float, df: float = math.inf) -> tuple[float, float]:
    """Return the interval made on the log odds of the area, carried back to the area; it keeps inside 0 and 1.

    The standard error of log(A / (1 - A)) is that of A divided by A (1 - A) (delta method).

    Source: Pepe MS. The statistical evaluation of medical tests for classification and prediction. Oxford University
    Press 2003, section 5.2.

    Raises
    ------
    ValueError
        ``value`` is 0 or 1, which have no log odds.
    """
    if not 0 < value < 1:
        raise ValueError(f"no log odds of an area of {value}")
    centre, half = float(logit(value)), critical(level, df) * math.sqrt(variance) / (value * (1 - value))
    return float(expit(centre - half)), float(expit(centre + half))
