"""The sensitivity at fixed false positive rates, of everybody and of resampled patients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.ordering import Scored
from nodecluster.validation.areas.resampling import draws, level_counts

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

STEPS = 100
"""The grid of false positive rates goes from 0 to 1 in as many steps."""


def sensitivities(sample: Scored, weights: Floats) -> Floats:
    """Return the sensitivity at each false positive rate of the grid, shape (columns of weights, STEPS + 1).

    It is read off the curve of ``roc.roc_points``: straight between its points, so that ties are shared out, and where
    it rises upright the upper end counts. A column without one of the classes has NaN.

    Parameters
    ----------
    sample : as ``scored`` returns it.
    weights : how often each patient counts, whole numbers, shape (patients, columns).
    """
    true, false = (_reached(counts @ weights) for counts in level_counts(sample))
    positives, negatives = true[:, -1], false[:, -1]
    there = (positives > 0) & (negatives > 0)
    found = np.full((there.size, STEPS + 1), np.nan)
    if not there.any():
        return found
    found[there] = _read_off(true[there], false[there]) / positives[there, None]
    return found


def resampled_sensitivities(sample: Scored, resamples: int, seed: int) -> Floats:
    """Return the sensitivities of as many resamples of patients, shape (those with both classes, STEPS + 1).

    A patient drawn twice counts twice, with all observations. Equal content with an equal seed gives equal values.
    """
    levels = level_counts(sample)[0].shape[0]
    parts = [sensitivities(sample, weights) for weights in draws(sample.clusters.count, resamples, levels, seed)]
    found = np.concatenate(parts)
    return found[~np.isnan(found[:, 0])]


def _reached(counts: Floats) -> Integers:
    """Return how many lie at or above each level, from nobody on: shape (columns, levels + 1), of (levels, columns)."""
    reached = np.zeros((counts.shape[1], counts.shape[0] + 1), dtype=np.int64)
    # Levels rise with the score, and a cut-off comes down from above.
    np.cumsum(counts[::-1].T, axis=1, out=reached[:, 1:])
    return reached


def _read_off(true: Integers, false: Integers) -> Floats:
    """Return the true positives where the false positives reach each share of the grid, shape (columns, STEPS + 1).

    In whole numbers, so that no rounding decides whether a share is reached. All columns are searched at once: each is
    lifted above the one before it.
    """
    columns, points = true.shape
    wanted = np.arange(STEPS + 1) * false[:, -1:]
    lift = (np.arange(columns) * (STEPS * int(false.max()) + 1))[:, None]
    last = np.searchsorted((STEPS * false + lift).ravel(), (wanted + lift).ravel(), side="right") - 1
    after = last + (last % points < points - 1)
    of_true, of_false = true.ravel(), STEPS * false.ravel()
    step = of_false[after] - of_false[last]
    share = np.divide(wanted.ravel() - of_false[last], step, out=np.zeros(step.size), where=step > 0)
    read: Floats = of_true[last] + share * (of_true[after] - of_true[last])
    return read.reshape(columns, -1)
