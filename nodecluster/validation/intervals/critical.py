"""How many standard errors an interval reaches to either side."""

from __future__ import annotations

import math

from scipy.stats import norm, t


def critical(level: float, freedom: float = math.inf) -> float:
    """Return the two-sided critical value: the normal one, or Student's t's where ``freedom`` is finite.

    Parameters
    ----------
    level : of the interval, between 0 and 1.
    freedom : degrees of freedom, above 0.

    >>> round(critical(0.95), 6), round(critical(0.95, 10), 6)
    (1.959964, 2.228139)
    """
    upper = (1 + level) / 2
    return float(norm.ppf(upper) if math.isinf(freedom) else t.ppf(upper, freedom))
