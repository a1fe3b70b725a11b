"""Standardised mean differences: how far two groups are apart, whatever their size."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.description.spread import DIGITS, varies

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_TINY = 1e-9


def number_difference(first: Floats, second: Floats) -> tuple[float | None, str]:
    """Return the difference of two groups' means (second less first) in units of their common standard deviation.

    d = (m2 - m1) / sqrt((s1^2 + s2^2) / 2), with variances of n - 1. Values that agree in 12 digits have no spread.
    Source: Yang D, Dalton JE. SAS Global Forum 2012, paper 335; Austin PC. Stat Med 2009;28:3083.

    Returns
    -------
    the value, or None and the reason.
    """
    if min(first.size, second.size) < 2:
        return None, "a group has fewer than 2 values"
    apart = float(second.mean() - first.mean())
    if not np.ptp(first) > 0 and not np.ptp(second) > 0:
        if first[0] == second[0]:
            return 0.0, ""
        return None, "infinite, because within each group all values are the same"
    if not varies(first, second) and not varies(second, first):
        return None, f"within each group all values agree in {DIGITS} digits"
    return apart / float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)), ""


def category_difference(first: Counts, second: Counts) -> tuple[float | None, str]:
    """Return how far the shares of categories are apart in two groups, as a Mahalanobis distance; never negative.

    Parameters
    ----------
    first, second : counts, shape (categories,).

    Notes
    -----
    With T and C the shares of all categories but one, d = sqrt((T - C)' S^-1 (T - C)); S has the mean of the two
    groups' p(1 - p) on its diagonal and of their -p_i p_j beside it. Which category is left out does not matter. For
    two categories d is |p1 - p2| / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2). Categories that neither group has are passed
    over; where S has no inverse but the difference lies within it, the pseudo-inverse gives the limit.
    Source: Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS Global
    Forum 2012, paper 335.

    Returns
    -------
    the value, or None and the reason.
    """
    if not first.sum() or not second.sum():
        return None, "a group has no value"
    there = (first + second) > 0
    p, q = (counts[there][1:] / counts.sum() for counts in (first, second))
    spread = (_covariance(p) + _covariance(q)) / 2
    apart = p - q
    if not apart.any():
        return 0.0, ""
    values, vectors = np.linalg.eigh(spread)
    along = vectors.T @ apart
    known = values > _TINY
    if (np.abs(along[~known]) > _TINY).any():
        return None, "infinite, because some categories tell for certain which of the two groups a patient is of"
    return float(np.sqrt((along[known] ** 2 / values[known]).sum())), ""


def named(first: str, second: str, found: tuple[float | None, str]) -> dict[str, Any]:
    """Return a difference with the labels of the two groups."""
    value, reason = found
    return {"first": first, "second": second, "value": value, **({"reason": reason} if reason else {})}


def _covariance(shares: Floats) -> Floats:
    """Return the covariance of one patient's category, without the factor of n; shape (k - 1, k - 1)."""
    return np.diag(shares) - np.outer(shares, shares)
