"""The points of an ROC curve."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.values.confusion import binary

Floats = npt.NDArray[np.float64]


def roc_points(labels: npt.ArrayLike, scores: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the false and true positive rates at every threshold, from (0, 0) to (1, 1).

    Tied scores share one point, so that the trapezoids under the curve add up to the AUC with ties counting half.

    Parameters
    ----------
    labels : shape (n,), 0 or 1.
    scores : shape (n,), larger for class 1; none NaN.

    Returns
    -------
    false and true positive rates, each of shape (distinct scores + 1,). Both are empty where a class is missing,
    because there is no curve then.

    >>> roc_points([0, 1, 0, 1], [1.0, 2.0, 2.0, 3.0])
    (array([0. , 0. , 0.5, 1. ]), array([0. , 0.5, 1. , 1. ]))

    Raises
    ------
    ValueError
        the shapes differ, or a score is NaN.
    """
    truth = binary(labels, "labels")
    values = np.asarray(scores, dtype=np.float64)
    if values.shape != truth.shape or bool(np.isnan(values).any()):
        raise ValueError("scores must be as many as labels, and none NaN")
    positives, negatives = int(truth.sum()), int((1 - truth).sum())
    if positives == 0 or negatives == 0:
        return np.empty(0), np.empty(0)
    order = np.argsort(-values, kind="stable")
    ends = np.append(np.flatnonzero(values[order][1:] != values[order][:-1]), truth.size - 1)
    true_positives = np.cumsum(truth[order])[ends]
    false_positives = ends + 1 - true_positives
    return np.append(0.0, false_positives / negatives), np.append(0.0, true_positives / positives)
