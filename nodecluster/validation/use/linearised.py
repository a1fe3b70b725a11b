"""The interval of a mean of observations that come in patients."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from nodecluster.validation.values.clusters import Clusters

Floats = npt.NDArray[np.float64]


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
    return math.sqrt(clusters.count / (clusters.count - 1) * float(sums @ sums)) / influence.size


def quantile(clusters: Clusters, level: float) -> float:
    """Return the factor of the error: Student's t with as many degrees of freedom as patients, less one."""
    return float(t.ppf((1 + level) / 2, clusters.count - 1))


def robust_name(clusters: Clusters) -> str:
    """Return the name of such an interval."""
    return "sandwich error, t" if clusters.single else "cluster-robust error (clusters are patients), t"
