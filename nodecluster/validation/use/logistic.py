"""Logistic regression by maximum likelihood, for one score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

_MOST_STEPS, _CLOSE = 200, 1e-10


def maximum_likelihood(design: Floats, targets: Floats, offset: Floats | None = None) -> Floats:
    """Return the coefficients that make the targets likeliest under P = expit(offset + design @ coefficients).

    Newton's method with halved steps where a whole one would lose likelihood, so that it converges wherever the
    maximum exists. It does not where the targets are 0 and 1 and ``separated``.

    Parameters
    ----------
    design : shape (n, k), of full rank, with columns near unit size.
    targets : shape (n,), between 0 and 1.
    offset : shape (n,); None is 0.

    >>> odds = np.exp(maximum_likelihood(np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])))
    >>> float(odds[0].round(9))
    3.0

    Raises
    ------
    ArithmeticError
        there is no maximum.
    """
    base = np.zeros(targets.size) if offset is None else offset
    found = np.zeros(design.shape[1])
    linear = base + design @ found
    height = _log_likelihood(linear, targets)
    for _ in range(_MOST_STEPS):
        risk = expit(linear)
        weighted = design * (risk * (1 - risk))[:, None]
        try:
            step = np.linalg.solve(weighted.T @ design, design.T @ (targets - risk))
        except np.linalg.LinAlgError:
            break
        if float(np.abs(step).max()) <= _CLOSE * (1 + float(np.abs(found).max())):
            return found + step
        found, linear, height = _uphill(found, step, (design, targets, base), height)
    raise ArithmeticError("the likelihood has no maximum: do the values separate the classes?")


def fit_line(scores: Floats, targets: Floats) -> tuple[float, float]:
    """Return intercept and slope of the logit of the targets' mean on scores, both of shape (n,).

    Where all scores are equal, the slope is 0. Where they separate the targets (0 and 1), the likelihood has no
    maximum, and Platt's targets, (m + 1) / (m + 2) for the m positives and 1 / (k + 2) for the k negatives, take their
    place.

    Source of these: Platt JC. Probabilistic outputs for support vector machines and comparisons to regularized
    likelihood methods. In: Advances in Large Margin Classifiers, MIT Press 2000, 61-74.
    """
    # Scaled before it is squared, so that no score is too large.
    largest = float(np.abs(scores).max()) or 1.0
    scaled = scores / largest
    middle, spread = float(scaled.mean()), float(scaled.std())
    aims = platt_targets(targets) if separated(scores, targets) else targets
    if spread == 0:
        mean = float(aims.mean())
        return float(np.log(mean / (1 - mean))), 0.0
    design = np.column_stack([np.ones(scores.size), (scaled - middle) / spread])
    intercept, slope = maximum_likelihood(design, aims)
    return float(intercept - slope * middle / spread), float(slope / spread / largest)


def separated(scores: Floats, labels: Floats) -> bool:
    """Return whether a threshold parts labels 0 from labels 1; they may share one value, the threshold.

    A class alone is separated, too; scores that are all equal separate nothing.
    """
    negative, positive = scores[labels == 0], scores[labels == 1]
    if not negative.size or not positive.size:
        return True
    if float(scores.min()) == float(scores.max()):
        return False
    return bool(negative.max() <= positive.min() or positive.max() <= negative.min())


def platt_targets(labels: Floats) -> Floats:
    """Return Platt's targets of labels 0 and 1, shape (n,)."""
    positives = float(labels.sum())
    return np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (labels.size - positives + 2))


def _log_likelihood(linear: Floats, targets: Floats) -> float:
    """Return the log likelihood of targets under linear predictors."""
    return float(targets @ linear - np.logaddexp(0, linear).sum())


def _uphill(
    found: Floats, step: Floats, problem: tuple[Floats, Floats, Floats], height: float
) -> tuple[Floats, Floats, float]:
    """Return the coefficients after as much of the step as does not lose likelihood, with their linear predictor."""
    design, targets, base = problem
    for _ in range(40):
        linear = base + design @ (found + step)
        gained = _log_likelihood(linear, targets)
        if gained >= height - 1e-12 * abs(height):
            break
        step = step / 2
    return found + step, linear, gained
