"""Clopper and Pearson's exact interval of a proportion."""

from __future__ import annotations

from scipy.stats import beta

CLOPPER_PEARSON = "Clopper-Pearson exact"


def clopper_pearson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Clopper and Pearson's exact interval of ``count`` out of ``n``.

    The limits are the shares at which ``count`` or more, and ``count`` or fewer, have a binomial probability of
    (1 - level) / 2 each: quantiles of the beta distributions (count, n - count + 1) and (count + 1, n - count). Its
    coverage is never below ``level`` and mostly above. At a count of 0 the lower limit is 0, at ``n`` the upper is 1.

    Source: Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial.
    Biometrika 1934;26:404-413.

    >>> [round(limit, 4) for limit in clopper_pearson(0, 10)]  # 1 - 0.025^(1 / 10)
    [0.0, 0.3085]

    Raises
    ------
    ValueError
        ``n`` is below 1, ``count`` is not between 0 and ``n``, or ``level`` not between 0 and 1.
    """
    if n < 1 or not 0 <= count <= n or not 0 < level < 1:
        raise ValueError(f"no Clopper-Pearson interval of {count} out of {n} at level {level}")
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(beta.ppf(tail, count, n - count + 1))
    high = 1.0 if count == n else float(beta.ppf(1 - tail, count + 1, n - count))
    return low, high
