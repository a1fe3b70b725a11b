"""The Brier score of risks, and what is left of it beside the prevalence alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.intervals.linearised import cluster_error, robust_name
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import Estimate

Floats = npt.NDArray[np.float64]


def brier_scores(labels: Floats, risks: Floats, clusters: Clusters, level: float = 0.95) -> dict[str, Estimate]:
    """Return ``brier``, the mean of (risk - label)^2, and ``brier_scaled``, 1 - Brier / (p (1 - p)).

    p is the share of label 1, so p (1 - p) is the Brier score of giving everybody the prevalence: scaled, 1 is perfect,
    0 no better than that, below 0 worse. The errors are linearised, between patients (``cluster_error``); the limits
    are cut off at 0 and 1 (Brier) and at 1 (scaled).

    Source: Brier GW. Mon Weather Rev 1950;78:1-3; Steyerberg EW, et al. Assessing the performance of prediction models.
    Epidemiology 2010;21:128-138 (scaled).

    Parameters
    ----------
    labels, risks : shape (n,), both labels present.
    clusters : of at least two patients.

    >>> found = brier_scores(np.array([0.0, 1.0]), np.array([0.1, 0.7]), Clusters.singletons(2))
    >>> f"{found['brier'].value:.2f}"  # (0.01 + 0.09) / 2
    '0.05'
    """
    errors = (risks - labels) ** 2
    brier, share = float(errors.mean()), float(labels.mean())
    alone = share * (1 - share)
    about = errors - brier
    # Of 1 - B / (p (1 - p)): the deviation of B, and of p through its derivative 1 - 2 p.
    scaled_about = -about / alone + brier * (1 - 2 * share) * (labels - share) / alone**2
    factor = critical(level, clusters.count - 1)
    return {
        "brier": _estimate(brier, factor * cluster_error(about, clusters), (0.0, 1.0), level, clusters),
        "brier_scaled": _estimate(
            1 - brier / alone, factor * cluster_error(scaled_about, clusters), (-np.inf, 1.0), level, clusters
        ),
    }


def _estimate(value: float, half: float, ends: tuple[float, float], level: float, clusters: Clusters) -> Estimate:
    """Return a value with its interval; none where it has no width, which would claim certainty."""
    method, n = f"mean over observations, {robust_name(clusters)}", clusters.codes.size
    if half == 0:
        return Estimate(
            value, None, None, level, method, n, "every observation misses by as much, so there is no error"
        )
    return Estimate(value, max(ends[0], value - half), min(ends[1], value + half), level, method, n)
