"""Limits of a difference of two shares: the differences that a test does not reject."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq

from nodecluster.validation.paired.newcombe import Limits


@dataclass(frozen=True)
class PairedVariance:
    """The variance of the difference of two shares of the same nodes, whatever the true difference is.

    Attributes
    ----------
    mean : of both shares, as found.
    n : how many nodes there are.
    effects : the design effect of each share; 1 for independent nodes.
    correlation : of both shares.
    """

    mean: float
    n: int
    effects: tuple[float, float]
    correlation: float

    def at(self, difference: float) -> float:
        """Return the variance where the true difference, first less second, is ``difference``, from -1 to 1.

        The shares p and q are the found mean plus and minus half the difference; where one would leave 0 to 1 it stays
        at that end. With the design effects d and e, and the correlation r, the variance is
        (d p (1 - p) + e q (1 - q) - 2 r sqrt(d e p (1 - p) q (1 - q))) / n.
        """
        p, q = self._shares(difference)
        one, two = self.effects[0] * p * (1 - p), self.effects[1] * q * (1 - q)
        return max(one + two - 2 * self.correlation * math.sqrt(one * two), 0.0) / self.n

    def _shares(self, difference: float) -> tuple[float, float]:
        """Return two shares that differ by so much, about the mean as far as that goes."""
        room = 1 - abs(difference)
        lower = min(max(self.mean - abs(difference) / 2, 0.0), room)
        upper = min(lower + abs(difference), 1.0)
        return (upper, lower) if difference >= 0 else (lower, upper)


def score_difference(found: float, variance: Callable[[float], float], quantile: float) -> Limits:
    """Return the lowest and the highest difference that lies within ``quantile`` standard errors of the one found.

    The standard error is that under the difference in question, which is what makes it a score interval: it holds 0
    just where the test with the same quantile does not reject.

    Parameters
    ----------
    found : the difference found, from -1 to 1.
    variance : of the difference, given the true one.
    quantile : above 0.
    """

    def beyond(difference: float) -> float:
        return abs(difference - found) - quantile * math.sqrt(variance(difference))

    # At -1 and 1 one share is 0 and the other 1, which leaves no variance: one of the roots is on either side.
    low, high = (float(brentq(beyond, found, end)) if beyond(found) < 0 else found for end in (-1.0, 1.0))
    return low, high
