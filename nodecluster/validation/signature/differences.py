"""How two sides differ on each feature, as described: means, standard deviations, Cohen's d."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def side_differences(values: Floats, sides: Integers) -> pd.DataFrame:
    """Return mean and SD of each feature on sides 1 and 2, and Cohen's d.

    d = (mean of side 2 − mean of side 1) / pooled SD, with pooled SD² = ((n₁ − 1) s₁² + (n₂ − 1) s₂²) / (n₁ + n₂ − 2)
    and s of denominator n − 1 (Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 2).

    Parameters
    ----------
    values : finite features in their own units, shape (nodes, features).
    sides : 1 or 2 a node, shape (nodes,): groups, or labels plus one.

    Returns
    -------
    A row a feature: ``mean1``, ``sd1``, ``mean2``, ``sd2``, ``d``; NaN where a side is too small, or where neither
    varies.

    >>> side_differences(np.array([[1.0], [3.0], [4.0], [8.0]]), np.array([1, 1, 2, 2])).round(3).to_dict("records")
    [{'mean1': 2.0, 'sd1': 1.414, 'mean2': 6.0, 'sd2': 2.828, 'd': 1.789}]
    """
    scale = sizes(values)
    n1, mean1, variance1 = _moments(values[sides == 1] / scale)
    n2, mean2, variance2 = _moments(values[sides == 2] / scale)
    pooled = np.full(values.shape[1], np.nan)
    if n1 + n2 > 2:
        # A side of one node has no variance of its own and adds no degree of freedom.
        squares = (n1 - 1) * np.nan_to_num(variance1) + (n2 - 1) * np.nan_to_num(variance2)
        pooled = np.sqrt(squares / (n1 + n2 - 2))
    d = np.full_like(pooled, np.nan)
    np.divide(mean2 - mean1, pooled, out=d, where=pooled > 0)
    sd1, sd2 = np.sqrt(variance1) * scale, np.sqrt(variance2) * scale
    return pd.DataFrame({"mean1": mean1 * scale, "sd1": sd1, "mean2": mean2 * scale, "sd2": sd2, "d": d})


def sizes(values: Floats) -> Floats:
    """Return the largest size of each feature, or 1 where it is 0: what is divided by it can be squared.

    It is a power of two, so that dividing loses no digit.
    """
    largest = np.abs(values).max(axis=0, initial=0.0)
    return np.asarray(np.exp2(np.floor(np.log2(np.where(largest > 0, largest, 1.0)))))


def _moments(values: Floats) -> tuple[int, Floats, Floats]:
    """Return n, means and variances (denominator n − 1) of the columns; NaN where there are too few rows.

    The variance of a column that is the same throughout is 0, not what rounding leaves of it.
    """
    n, width = values.shape
    absent = np.full(width, np.nan)
    if n == 0:
        return n, absent, absent
    same = (values == values[:1]).all(axis=0)
    mean = np.where(same, values[0], values.mean(axis=0))
    return n, mean, np.where(same, 0.0, values.var(axis=0, ddof=1)) if n > 1 else absent
