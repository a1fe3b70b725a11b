"""Wilson's score interval of a proportion."""

from __future__ import annotations

import math

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.values.estimate import STUDYS, Estimate

WILSON = f"{STUDYS} score"


def wilson(count: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval of ``count`` out of ``n``.

    ``count`` need not be whole: the study puts an AUC through the formula as if it were a proportion of ``n``.
    No continuity correction. At a count of 0 the lower limit is 0, at ``n`` the upper is 1.

    Source: Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc
    1927;22:209-212.

    >>> [round(limit, 4) for limit in wilson(0, 10)]  # z^2 / (n + z^2) = 3.8415 / 13.8415
    [0.0, 0.2775]

    Raises
    ------
    ValueError
        ``n`` is below 1, ``count`` is not between 0 and ``n``, or ``level`` not between 0 and 1.
    """
    if n < 1 or not 0 <= count <= n or not 0 < level < 1:
        raise ValueError(f"no Wilson interval of {count} out of {n} at level {level}")
    return score_limits(count / n, n, critical(level))


def wilson_share(count: float, n: int, level: float = 0.95, caveat: str = "") -> Estimate:
    """Return ``count`` out of ``n`` with Wilson's interval; parameters and errors as of ``wilson``.

    ``caveat`` is added to the name of the method.

    >>> wilson_share(3, 4).value
    0.75
    """
    low, high = wilson(count, n, level)
    return Estimate(count / n, low, high, level, WILSON + caveat, n)


def score_limits(share: float, n: float, quantile: float) -> tuple[float, float]:
    """Return the shares p for which ``(share - p)^2 <= quantile^2 p (1 - p) / n``: the lowest and the highest.

    With the normal quantile that is Wilson's interval; with an effective ``n`` and a quantile of Student's t it is
    the same interval for clustered observations.

    Parameters
    ----------
    share : between 0 and 1; at 0 the lower limit is 0, at 1 the upper is 1.
    n : above 0, need not be whole.
    quantile : above 0.
    """
    spread = quantile**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    # The ends are exact in the formula and miss by a rounding error in floating point.
    return 0.0 if share == 0 else max(middle - half, 0.0), 1.0 if share == 1 else min(middle + half, 1.0)
