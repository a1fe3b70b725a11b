"""DeLong's structural components of the area under the ROC curve, by midranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from nodecluster.validation.values.confusion import binary

Floats = npt.NDArray[np.float64]

ROUNDING = 1e-24
"""A variance below this is a rounding error: one discordant pair among 10^9 makes more."""


@dataclass(frozen=True, eq=False)
class Components:
    """What every DeLong-type variance is made of.

    Attributes
    ----------
    positive : shape (m,); for each positive, in the order given, the share of negatives that score below it,
        ties counting half (V10 in DeLong's paper).
    negative : shape (n,); for each negative the share of positives that score above it, ties counting half (V01).
    """

    positive: Floats
    negative: Floats

    @property
    def auc(self) -> float:
        """The area under the curve: the mean of either set of components."""
        return float(self.positive.mean())

    def variance(self) -> float:
        """Return DeLong's variance of the AUC, for independent observations.

        It is var(V10) / m + var(V01) / n with the sample variances; both classes need two members. What is left of it
        by rounding is returned as 0.
        """
        parts = (self.positive, self.negative)
        variance = float(sum(np.var(part, ddof=1) / part.size for part in parts))
        return variance if variance > ROUNDING else 0.0


def components(labels: npt.ArrayLike, scores: npt.ArrayLike) -> Components:
    """Return the structural components in O(N log N) time.

    Source: Sun X, Xu W. Fast implementation of DeLong's algorithm for comparing the areas under correlated receiver
    operating characteristic curves. IEEE Signal Process Lett 2014;21:1389-1393, algorithm 2. The definition is of
    DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845.

    Parameters
    ----------
    labels : shape (N,), 0 or 1, with at least one of each.
    scores : shape (N,), larger for the positive class; infinite values rank as such.

    Raises
    ------
    ValueError
        the shapes differ, a score is NaN, or a class is missing.
    """
    positive = binary(labels, "labels") == 1
    values = np.asarray(scores, dtype=np.float64)
    if values.shape != positive.shape or bool(np.isnan(values).any()):
        raise ValueError("scores must be as many as labels, and none NaN")
    m, n = int(positive.sum()), int((~positive).sum())
    if m == 0 or n == 0:
        raise ValueError("both classes are needed")
    among_all = rankdata(values)
    # A midrank among all less the midrank among one's own class counts the other class's members below one.
    above = (among_all[positive] - rankdata(values[positive])) / n
    below = 1.0 - (among_all[~positive] - rankdata(values[~positive])) / m
    return Components(above, below)
