"""Newcombe's interval for the difference of two shares of the same patients."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.intervals.wilson import score_limits

NEWCOMBE_PAIRED = "Newcombe's paired interval (1998, method 10)"

Limits = tuple[float, float]


@dataclass(frozen=True)
class Pairs:
    """How often both classifications, only the first, only the second and neither is right; need not be whole."""

    both: float
    first_only: float
    second_only: float
    neither: float

    @property
    def n(self) -> float:
        """How many pairs there are."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def difference(self) -> float:
        """The share in which the first is right less that of the second."""
        return (self.first_only - self.second_only) / self.n

    def scaled(self, n: float) -> Pairs:
        """Return the same shares of another number of pairs."""
        factor = n / self.n
        return Pairs(self.both * factor, self.first_only * factor, self.second_only * factor, self.neither * factor)

    def correlation(self) -> float:
        """Return Newcombe's corrected phi, which is 0 where a margin is empty.

        With B = both x neither - first_only x second_only, a positive B is taken n / 2 nearer to 0, or to 0; it is
        divided by the root of the product of the four margins.
        """
        first, second = self.both + self.first_only, self.both + self.second_only
        product = first * (self.n - first) * second * (self.n - second)
        if product <= 0:
            return 0.0
        excess = self.both * self.neither - self.first_only * self.second_only
        return (max(excess - self.n / 2, 0.0) if excess > 0 else excess) / math.sqrt(product)


def newcombe_paired(pairs: Pairs, level: float = 0.95) -> Limits:
    """Return the limits of the difference of two paired shares, first less second.

    The Wilson limits of both shares are put together by ``square_and_add`` with the corrected phi. The interval has a
    width even where nothing is discordant.

    Source: Newcombe RG. Improved confidence intervals for the difference between binomial proportions based on paired
    data. Stat Med 1998;17:2635-2650, method 10.

    >>> low, high = newcombe_paired(Pairs(14, 5, 0, 22))  # Altman's Statistics with confidence, table 6.2
    >>> f"{low:.3f} to {high:.3f}"
    '0.011 to 0.226'

    Raises
    ------
    ValueError
        there are no pairs, or a count is negative.
    """
    if min(pairs.both, pairs.first_only, pairs.second_only, pairs.neither) < 0 or pairs.n <= 0:
        raise ValueError(f"counts must not be negative, and not all 0; found {pairs}")
    quantile = critical(level)
    first = (pairs.both + pairs.first_only) / pairs.n
    second = (pairs.both + pairs.second_only) / pairs.n
    limits = (score_limits(first, pairs.n, quantile), score_limits(second, pairs.n, quantile))
    return square_and_add((first, second), limits, pairs.correlation())


def square_and_add(shares: tuple[float, float], limits: tuple[Limits, Limits], correlation: float) -> Limits:
    """Return the limits of the difference of two correlated estimates from the limits of each.

    The lower one is d - sqrt(a^2 - 2 r a b + b^2) with a from the first estimate down to its lower limit and b from
    the second up to its upper; the upper one the other way round.

    Source: Zou GY, Donner A. Construction of confidence limits about effect measures: a general approach. Stat Med
    2008;27:1693-1702, who show that Newcombe's way holds for any limits.
    """
    (first, second), ((first_low, first_high), (second_low, second_high)) = shares, limits
    below = _side(first - first_low, second_high - second, correlation)
    above = _side(first_high - first, second - second_low, correlation)
    difference = first - second
    return max(difference - below, -1.0), min(difference + above, 1.0)


def _side(one: float, other: float, correlation: float) -> float:
    """Return how far a limit lies from the difference."""
    return math.sqrt(max(one**2 - 2 * correlation * one * other + other**2, 0.0))
