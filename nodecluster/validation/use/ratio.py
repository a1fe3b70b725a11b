"""The score interval of a ratio of two independent proportions, which stands also where a count is 0."""

from __future__ import annotations

import math
from functools import partial

from scipy.optimize import brentq

from nodecluster.validation.intervals.critical import critical

KOOPMAN = "score (Koopman 1984)"

_FARTHEST = 60.0  # of a logarithm of a ratio: beyond every table of counts


def koopman(count: int, n: int, base_count: int, base_n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the score interval of (count / n) / (base_count / base_n).

    The limits are the ratios that the score test does not reject. Where ``count`` is 0 the lower one is 0; where
    ``base_count`` is 0 the upper one is ``math.inf``, which the caller has to put in words.

    Source: Koopman PAR. Confidence intervals for the ratio of two binomial proportions. Biometrics 1984;40:513-517;
    the constrained estimate in closed form as in Miettinen O, Nurminen M. Comparative analysis of two rates. Stat Med
    1985;4:213-226, without their factor N / (N - 1).

    >>> [round(limit, 4) for limit in koopman(36, 40, 16, 80)]
    [2.9396, 7.1522]

    Raises
    ------
    ValueError
        a count is not between 0 and its total, or both counts are 0, so that there is no ratio.
    """
    if not (0 <= count <= n and 0 <= base_count <= base_n and n and base_n) or count + base_count == 0:
        raise ValueError(f"no ratio of {count} out of {n} to {base_count} out of {base_n}")
    deviation = partial(_deviation, count, n, base_count, base_n)
    bound = critical(level)
    low = 0.0 if count == 0 else math.exp(_crossing(deviation, bound))
    high = math.inf if base_count == 0 else math.exp(_crossing(deviation, -bound))
    return low, high


def _crossing(deviation: partial[float], wanted: float) -> float:
    """Return the log ratio at which the deviation, which falls with it, is as wanted."""
    return float(brentq(lambda log_ratio: deviation(log_ratio) - wanted, -_FARTHEST, _FARTHEST, xtol=1e-13))


def _deviation(count: int, n: int, base_count: int, base_n: int, log_ratio: float) -> float:
    """Return by how many standard errors, under a ratio, the counts lie above it; shape none."""
    ratio = math.exp(log_ratio)
    a, c = (n + base_n) * ratio, count + base_count
    b = n * ratio + count + base_n + base_count * ratio
    # The smaller root of a p^2 - b p + c, written so that nothing cancels.
    base = min(2 * c / (b + math.sqrt(max(b * b - 4 * a * c, 0.0))), 1.0, 1 / ratio)
    share = min(ratio * base, 1.0)
    variance = share * (1 - share) / n + ratio**2 * base * (1 - base) / base_n
    difference = count / n - ratio * base_count / base_n
    return difference / math.sqrt(variance) if variance > 0 else 0.0
