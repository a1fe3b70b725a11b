"""What follows from how far each patient pulls an estimate: its variance, correlation, degrees of freedom, error.

A patient's residual is what the patient adds to an estimate beyond what would be expected; the residuals add up to 0.
All of them are sums over patients, so that nodes of one patient are never taken for independent.
"""

from __future__ import annotations

import math

from nodecluster.validation.values.clusters import Clusters, Floats


def between(patients: int) -> float:
    """Return k / (k - 1), which frees a sum of squares of k patients, about their mean, of its bias.

    Parameters
    ----------
    patients : k, two at least.
    """
    return patients / (patients - 1)


def variance(residuals: Floats, *, corrected: bool = True) -> float:
    """Return the variance of the sum that the patients' residuals, shape (patients,), belong to.

    It is k / (k - 1) times the sum of their squares; not ``corrected`` the sum of squares alone, which is the formula
    of many papers where each observation is a patient. The order of the patients changes nothing, not even the last
    digit.
    """
    squares = _sum(residuals**2)
    return between(residuals.size) * squares if corrected else squares


def correlation(first: Floats, second: Floats) -> float:
    """Return the correlation of two estimates from the patients' residuals of each, shape (patients,).

    It is -1 to 1, and 0 where one of the two does not vary.
    """
    scale = math.sqrt(_sum(first**2) * _sum(second**2))
    return min(max(_sum(first * second) / scale, -1.0), 1.0) if scale else 0.0


def satterthwaite(residuals: Floats) -> float:
    """Return the degrees of freedom of a variance V made of the patients' residuals: at most patients - 1.

    They are 2 V^2 / var(V), where the variance of V is taken from how the patients' squared residuals differ. They
    fall, to 2 in the end, where few patients make the variance: at a share near 1, those who have misses. Where there
    is no variance at all there is 1.

    Source: Satterthwaite FE. An approximate distribution of estimates of variance components. Biometrics Bull
    1946;2:110-114.

    Parameters
    ----------
    residuals : shape (patients,).
    """
    most = max(residuals.size - 1, 1)
    squares = residuals**2
    total = _sum(squares)
    if not total:
        return 1.0
    spread = _sum(squares**2) - total**2 / residuals.size
    return min(2 * total**2 / spread, most) if spread > 0 else float(most)


def cluster_error(influence: Floats, clusters: Clusters) -> float:
    """Return the standard error of a mean whose observations deviate by ``influence``, shape (n,), which adds up to 0.

    It is sqrt(m / (m - 1) sum of S^2) / n, with S the sum of a patient's deviations and m the number of patients:
    the linearised, cluster-robust error. With one observation a patient it is the usual sd / sqrt(n).

    Raises
    ------
    ValueError
        there is one patient only.
    """
    if clusters.count < 2:
        raise ValueError("an error between patients needs two patients")
    sums = clusters.sums(influence)
    return math.sqrt(between(clusters.count) * float(sums @ sums)) / influence.size


def robust_name(clusters: Clusters) -> str:
    """Return the name of an interval with such an error."""
    return "sandwich error, t" if clusters.single else "cluster-robust error (clusters are patients), t"


def _sum(values: Floats) -> float:
    """Return the sum, exactly rounded, so that it does not depend on the order of the patients."""
    return math.fsum(values.tolist())
