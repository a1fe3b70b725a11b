"""Bootstrap intervals of an area: patients are drawn, and their nodes come with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from nodecluster.validation.areas.resampling import Resampled
from nodecluster.validation.values.estimate import Estimate

Floats = npt.NDArray[np.float64]

PERCENTILE = "patient bootstrap, percentile"
BCA = "patient bootstrap, BCa"

_ENOUGH = 0.5
"""The share of resamples that must have both classes; of fewer the limits would be those of another question."""
_EQUAL = 1e-12
"""Areas that differ by less are the same but for rounding."""


@dataclass(frozen=True, eq=False)
class Bootstrapped:
    """What the bootstrap intervals of one area are made of.

    Attributes
    ----------
    value : the area.
    n : how many observations it rests on.
    resampled : the areas of resampled patients.
    without_one : the area without each patient, NaN where a class is missing then.
    reason : why resampling shows nothing, or nothing.
    """

    value: float
    n: int
    resampled: Resampled
    without_one: Floats
    reason: str = ""

    def method(self, name: str) -> str:
        """Return the name of the method with the number of resamples, and of those without a class."""
        dropped = self.resampled.dropped
        total = self.resampled.areas.size + dropped
        return f"{name} of {total} resamples" + (f", {dropped} of them without a class dropped" if dropped else "")

    def percentile(self, level: float) -> Estimate:
        """Return the interval between the quantiles of the resampled areas."""
        reason = self._unusable()
        if reason:
            return Estimate(self.value, None, None, level, self.method(PERCENTILE), self.n, reason)
        low, high = np.quantile(self.resampled.areas, [(1 - level) / 2, (1 + level) / 2])
        return Estimate(self.value, float(low), float(high), level, self.method(PERCENTILE), self.n)

    def bca(self, level: float) -> Estimate:
        """Return the interval between quantiles that are shifted for bias and for acceleration.

        The bias z0 is from the share of resampled areas below the area, those equal to it counting half; the
        acceleration is from the areas without one patient, of those patients without whom both classes are left.

        Source: Efron B. Better bootstrap confidence intervals. J Am Stat Assoc 1987;82:171-185; the acceleration by
        the jackknife as in Efron B, Tibshirani RJ. An introduction to the bootstrap. 1993, equation 14.15.
        """
        reason = self._unusable()
        quantiles = None if reason else _shifted(self._bias(), acceleration(self.without_one), level)
        if quantiles is None:
            reason = reason or "the resampled areas are too lopsided for the correction"
            return Estimate(self.value, None, None, level, self.method(BCA), self.n, reason)
        low, high = np.quantile(self.resampled.areas, quantiles)
        return Estimate(self.value, float(low), float(high), level, self.method(BCA), self.n)

    def _bias(self) -> float:
        """Return z0: infinite where all resampled areas lie on one side."""
        apart = self.resampled.areas - self.value
        return float(norm.ppf(np.mean(apart < -_EQUAL) + np.mean(np.abs(apart) <= _EQUAL) / 2))

    def _unusable(self) -> str:
        """Return why no interval can be made, or nothing."""
        areas, total = self.resampled.areas, self.resampled.areas.size + self.resampled.dropped
        if self.reason:
            return self.reason
        if areas.size < _ENOUGH * total:
            return f"{self.resampled.dropped} of {total} resamples lack a class"
        if float(np.ptp(areas)) <= _EQUAL:
            return "all resamples have the same area"
        return ""


def acceleration(without_one: Floats) -> float:
    """Return the skewness that makes the standard error change with the area; 0 where no patient matters.

    Parameters
    ----------
    without_one : the area without each patient; NaN is left out.
    """
    known = without_one[~np.isnan(without_one)]
    if not known.size:
        return 0.0
    apart = known.mean() - known
    squares = float(np.sum(apart**2))
    return float(np.sum(apart**3)) / (6 * squares**1.5) if squares > _EQUAL**2 else 0.0


def _shifted(bias: float, skew: float, level: float) -> list[float] | None:
    """Return the shares at which BCa takes its quantiles; None where the correction has no meaning."""
    if not np.isfinite(bias):
        return None
    ends = [bias + float(norm.ppf(share)) for share in ((1 - level) / 2, (1 + level) / 2)]
    if min(1 - skew * end for end in ends) <= 0:
        return None
    return [float(norm.cdf(bias + end / (1 - skew * end))) for end in ends]
