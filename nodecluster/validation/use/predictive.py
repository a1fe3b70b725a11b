"""Predictive values at a prevalence that is not the cohort's own."""

from __future__ import annotations

import math

from scipy.special import expit

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.values.confusion import Confusion, lacking
from nodecluster.validation.values.estimate import Estimate, not_estimable

MERCALDO = "logit (Mercaldo, Lau and Zhou 2007), prevalence taken as known"
ADJUSTED = "logit with z^2/2 added to each count (Mercaldo, Lau and Zhou 2007, adjusted), prevalence taken as known"


def predictive_values(confusion: Confusion, prevalence: float, level: float = 0.95) -> dict[str, Estimate]:
    """Return ``ppv`` and ``npv`` at a prevalence, from sensitivity and specificity as observed.

    PPV = se p / (se p + (1 - sp)(1 - p)), NPV = sp (1 - p) / (sp (1 - p) + (1 - se) p). On the logit scale the
    variance is (1 - se) / (se n1) + sp / ((1 - sp) n0) for PPV and se / ((1 - se) n1) + (1 - sp) / (sp n0) for NPV.
    Where a count that stands in a denominator is 0, or the variance is, that interval does not exist; then the limits
    are those of the paper's adjusted estimates, with z^2 / 2 added to each count of the two-by-two table; the value
    stays as observed (0 or 1), and the limit on its side is the value itself where the adjusted one would leave it
    out. The method says so.

    Source: Mercaldo ND, Lau KF, Zhou XH. Confidence intervals for predictive values with an emphasis to case-control
    studies. Stat Med 2007;26:2170-2183, section 2.

    Parameters
    ----------
    confusion : independent observations, one a patient.
    prevalence : above 0 and below 1.

    >>> values = predictive_values(Confusion(tp=240, fp=87, fn=178, tn=288), 0.03)  # the paper's ApoE e4 data
    >>> [round(float(number), 4) for number in (values["ppv"].value, values["npv"].value)]
    [0.0711, 0.9831]

    Raises
    ------
    ValueError
        the prevalence is not between 0 and 1.
    """
    if not 0 < prevalence < 1:
        raise ValueError(f"a prevalence lies between 0 and 1, found {prevalence}")
    missing = lacking(confusion.positives, confusion.negatives)
    if missing:
        reason = f"{missing}, and a predictive value at a stated prevalence needs both classes"
        return {name: not_estimable(reason, MERCALDO, level, confusion.n) for name in ("ppv", "npv")}
    odds = prevalence / (1 - prevalence)
    right = (confusion.tp, confusion.positives, confusion.fp, confusion.negatives)
    cleared = (confusion.tn, confusion.negatives, confusion.fn, confusion.positives)
    return {
        "ppv": _estimate(right, odds, level, "there is no positive prediction"),
        "npv": _estimate(cleared, 1 / odds, level, "there is no negative prediction"),
    }


def _estimate(counts: tuple[int, int, int, int], odds: float, level: float, if_neither: str) -> Estimate:
    """Return a predictive value: its odds are ``odds`` times the ratio of two shares, given as counts and totals."""
    good, good_n, bad, bad_n = counts
    n = good_n + bad_n
    if good == bad == 0:
        return not_estimable(if_neither, MERCALDO, level, n)
    z = critical(level)
    share = good / good_n * odds
    value = share / (share + bad / bad_n)
    if good and bad and (good < good_n or bad < bad_n):
        low, high = _limits(good, good_n, bad, bad_n, odds, z)
        return Estimate(value, low, high, level, MERCALDO, n)
    more = z * z / 2
    low, high = _limits(good + more, good_n + 2 * more, bad + more, bad_n + 2 * more, odds, z)
    return Estimate(value, min(low, value), max(high, value), level, ADJUSTED, n)


def _limits(good: float, good_n: float, bad: float, bad_n: float, odds: float, z: float) -> tuple[float, float]:
    """Return the logit limits."""
    middle = math.log(odds * (good / good_n) / (bad / bad_n))
    half = z * math.sqrt(1 / good - 1 / good_n + 1 / bad - 1 / bad_n)
    return float(expit(middle - half)), float(expit(middle + half))
