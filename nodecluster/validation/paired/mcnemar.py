"""McNemar's exact test: which of two classifications of the same patients is right more often."""

from __future__ import annotations

import numpy.typing as npt
from scipy.stats import binomtest

from nodecluster.validation.values.confusion import binary

MCNEMAR = "exact McNemar test of paired correctness, two-sided"


def discordant(first_right: npt.ArrayLike, second_right: npt.ArrayLike) -> tuple[int, int]:
    """Count the patients on whom only the first, and on whom only the second, is right.

    Parameters
    ----------
    first_right, second_right : shape (n,), 1 where the classification agrees with the truth, row by row.

    >>> discordant([1, 1, 0, 1], [0, 1, 1, 0])
    (2, 1)

    Raises
    ------
    ValueError
        the shapes differ, or a value is neither 0 nor 1.
    """
    first, second = binary(first_right, "first_right"), binary(second_right, "second_right")
    if first.shape != second.shape:
        raise ValueError(f"{first.size} and {second.size} values; expected as many")
    return int((first > second).sum()), int((second > first).sum())


def mcnemar_exact(first_only: int, second_only: int) -> float:
    """Return the two-sided p of McNemar's exact test from the discordant counts.

    Were both right equally often, each discordant patient would fall on either side like a coin; p is twice the
    smaller binomial tail, at most 1. Without any discordant patient p is 1: nothing speaks against equality, though
    nothing speaks for it either, which the caller should say.

    Source: McNemar Q. Psychometrika 1947;12:153-157; the exact form is the sign test on the discordant pairs.

    >>> mcnemar_exact(5, 1)  # 2 (1 + 6) / 2^6
    0.21875

    Raises
    ------
    ValueError
        a count is negative.
    """
    if min(first_only, second_only) < 0:
        raise ValueError(f"counts must not be negative, found {first_only} and {second_only}")
    if first_only + second_only == 0:
        return 1.0
    return float(binomtest(first_only, first_only + second_only, 0.5).pvalue)
