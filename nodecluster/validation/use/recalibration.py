"""Calibration slope, intercept and calibration in the large of risks."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.intervals.linearised import between, robust_name
from nodecluster.validation.use.logistic import maximum_likelihood, separated
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.estimate import INFINITE, Estimate, not_estimable

Floats = npt.NDArray[np.float64]


def recalibration(labels: Floats, logit: Floats, clusters: Clusters, level: float = 0.95) -> dict[str, Estimate]:
    """Return ``slope``, ``intercept`` and ``in_the_large`` of risks against what was observed.

    Slope b and intercept a are of logit P(label 1) = a + b logit(risk), 1 and 0 where risks are right; b below 1 says
    that risks are too extreme. Calibration in the large is a where b is held at 1: above 0 risks are too low on the
    whole. All by maximum likelihood; the errors are sandwich errors, between patients, with the factor m / (m - 1) for
    m patients and Student's t with m - 1 degrees of freedom.

    Risks of exactly 0 or 1 have no logit; then none of the three can be had, and the reason says how many there are.

    Source: Cox DR. Two further applications of a model for binary regression. Biometrika 1958;45:562-565; Van Calster
    B, et al. Calibration: the Achilles heel of predictive analytics. BMC Med 2019;17:230. The errors: Liang KY, Zeger
    SL. Biometrika 1986;73:13-22.

    Parameters
    ----------
    labels : shape (n,), 0 or 1, both present.
    logit : shape (n,), of the risk; infinite where the risk is 0 or 1.
    clusters : of at least two patients.
    """
    method = f"logistic recalibration, {robust_name(clusters)}"
    endless = int(np.isinf(logit).sum())
    if endless:
        reason = f"{endless} of {logit.size} risks are exactly 0 or 1, and these have no logit"
        return {
            name: not_estimable(reason, method, level, logit.size) for name in ("slope", "intercept", "in_the_large")
        }
    ones = np.ones((logit.size, 1))
    large = _fitted(ones, labels, clusters, logit)
    reason = _why_no_slope(labels, logit)
    if reason:
        both = [not_estimable(reason, method, level, logit.size)] * 2
    else:
        # The logit about its middle, in units of its spread, so that the equations are well conditioned.
        middle, spread = float(logit.mean()), float(logit.std())
        coefficients, errors = _fitted(np.hstack([ones, (logit - middle)[:, None] / spread]), labels, clusters)
        turn = np.array([[1.0, -middle / spread], [0.0, 1.0 / spread]])
        values, covariance = turn @ coefficients, turn @ errors @ turn.T
        both = [_estimate(values[i], covariance[i, i], method, level, clusters) for i in (1, 0)]
    return {
        "slope": both[0],
        "intercept": both[1],
        "in_the_large": _estimate(large[0][0], large[1][0, 0], f"{method}, slope held at 1", level, clusters),
    }


def _fitted(design: Floats, labels: Floats, clusters: Clusters, offset: Floats | None = None) -> tuple[Floats, Floats]:
    """Return coefficients and their sandwich covariance between patients."""
    found = maximum_likelihood(design, labels, offset)
    risk = expit(design @ found + (0.0 if offset is None else offset))
    bread = np.linalg.inv((design * (risk * (1 - risk))[:, None]).T @ design)
    scores = np.column_stack([clusters.sums(column * (labels - risk)) for column in design.T])
    meat = between(clusters.count) * scores.T @ scores
    return found, bread @ meat @ bread


def _why_no_slope(labels: Floats, logit: Floats) -> str:
    """Return why there is no slope, or nothing."""
    if float(np.ptp(logit)) <= 1e-12 * (1 + float(np.abs(logit).max())):
        return "all risks are equal"
    if not separated(logit, labels):
        return ""
    if float(logit[labels == 1].mean()) > float(logit[labels == 0].mean()):
        return f"{INFINITE}, because the risks separate the classes perfectly"
    return f"{INFINITE} and negative, because the risks separate the classes the wrong way round"


def _estimate(value: float, variance: float, method: str, level: float, clusters: Clusters) -> Estimate:
    """Return a coefficient with its interval."""
    n, half = clusters.codes.size, critical(level, clusters.count - 1) * math.sqrt(variance)
    return Estimate(float(value), float(value - half), float(value + half), level, method, n)
