"""How two groups differ on a feature."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from nodecluster.volume import Floats


def group_differences(values: Floats, groups: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return mean and SD of each feature in groups 1 and 2, and Cohen's d.

    d = (mean of group 2 − mean of group 1) / pooled SD, with pooled SD² = ((n₁ − 1) s₁² + (n₂ − 1) s₂²) / (n₁ + n₂ − 2)
    and s of denominator n − 1 (Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 2).
    No p-value: the groups were made from these very features, so that a test of them would always find them to differ.

    Parameters
    ----------
    values : features in their own units, shape (nodes, features).
    groups : 1 or 2 a node, shape (nodes,).

    Returns
    -------
    A row a feature: ``mean1``, ``sd1``, ``mean2``, ``sd2``, ``d``; NaN where a group is too small or does not vary.

    >>> group_differences(np.array([[1.0], [3.0], [4.0], [8.0]]), np.array([1, 1, 2, 2])).round(3).to_dict("records")
    [{'mean1': 2.0, 'sd1': 1.414, 'mean2': 6.0, 'sd2': 2.828, 'd': 1.789}]
    """
    n1, mean1, variance1 = _moments(values[groups == 1])
    n2, mean2, variance2 = _moments(values[groups == 2])
    pooled = np.full(values.shape[1], np.nan)
    if n1 + n2 > 2:
        # A group of one node has no variance of its own and adds no degree of freedom.
        squares = (n1 - 1) * np.nan_to_num(variance1) + (n2 - 1) * np.nan_to_num(variance2)
        pooled = np.sqrt(squares / (n1 + n2 - 2))
    d = np.full_like(pooled, np.nan)
    np.divide(mean2 - mean1, pooled, out=d, where=pooled > 0)
    return pd.DataFrame({"mean1": mean1, "sd1": np.sqrt(variance1), "mean2": mean2, "sd2": np.sqrt(variance2), "d": d})


def _moments(values: Floats) -> tuple[int, Floats, Floats]:
    """Return n, means and variances (denominator n − 1) of the columns; NaN where there are too few rows."""
    n, width = values.shape
    absent = np.full(width, np.nan)
    mean = values.mean(axis=0) if n > 0 else absent
    variance = values.var(axis=0, ddof=1) if n > 1 else absent
    return n, mean, variance
