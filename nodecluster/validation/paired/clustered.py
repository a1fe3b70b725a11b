"""Two classifications of the same nodes against each other, where the nodes of a patient are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from nodecluster.validation.intervals.clustered import (
    ONE_PATIENT,
    ClusteredShare,
    clustered_share,
)
from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.intervals.linearised import correlation, satterthwaite, variance
from nodecluster.validation.paired.mcnemar import NOTHING, mcnemar_exact
from nodecluster.validation.paired.newcombe import Limits, Pairs, newcombe_paired
from nodecluster.validation.paired.score import PairedVariance, score_difference
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import binary
from nodecluster.validation.values.tested import Tested

CLUSTERED_TEST = "score test of paired correctness, clustered by patient, two-sided"
SIGN_TEST = "exact sign test of the patients, two-sided"
CLUSTERED_DIFFERENCE = "score interval of the paired difference, clustered by patient"
DIFFERENCE_ONCE = "Newcombe's paired interval, every patient counted once, as their differences do not vary"
DIFFERENCE_OF_TWO = "Newcombe's paired interval, every patient counted once, as there are two patients only"


@dataclass(frozen=True, eq=False)
class ClusteredPairs:
    """Two classifications of the same nodes.

    Attributes
    ----------
    first, second : the shares in which each is right, with the patients' residuals.
    pairs : how often both, one or none is right, counted in nodes.
    ahead, behind : how many patients have more nodes that only the first, and that only the second, is right on.
    """

    first: ClusteredShare
    second: ClusteredShare
    pairs: Pairs
    ahead: int
    behind: int

    @property
    def differs(self) -> bool:
        """Whether the patients differ in the difference."""
        return bool((self.first.residuals != self.second.residuals).any())

    @property
    def varies(self) -> bool:
        """Whether a variance can be estimated: the patients differ in the difference, and there are three.

        Of two patients the residuals are opposite to each other, so that the shares always correlate by 1 or -1.
        """
        return self.first.patients > 2 and self.differs

    def variance(self) -> float:
        """Return the variance of the difference as a ratio of sums over patients."""
        return variance(self.first.residuals - self.second.residuals) / self.first.nodes**2

    def design_effect(self) -> float | None:
        """Return the variance over that of as many independent nodes, or None where either has none."""
        n = self.pairs.n
        independent = (self.pairs.first_only + self.pairs.second_only) / n**2 - self.pairs.difference**2 / n
        return self.variance() / independent if self.varies and independent > 0 else None

    def score_variance(self) -> PairedVariance:
        """Return the variance of the difference, whatever the true one is; at the one found it is ``variance``.

        It may be less than that of independent nodes. A least design effect of 1, as of a single share, would let the
        test of independent nodes reject 3 instead of 5 % with 40 patients.
        """
        effects = self.first.design_effect(), self.second.design_effect()
        mean = (self.first.share + self.second.share) / 2
        return PairedVariance(mean, self.first.nodes, effects, correlation(self.first.residuals, self.second.residuals))

    def limits(self, level: float) -> Limits:
        """Return the limits of the difference, first less second: those that the test does not reject."""
        if not self.varies:
            return newcombe_paired(self.pairs.scaled(self.first.patients), level)
        quantile = critical(level, self.freedom())
        return score_difference(self.pairs.difference, self.score_variance().at, quantile)

    def statistic(self) -> float:
        """Return the difference over its standard error, were both shares the same."""
        under = self.score_variance().at(0.0)
        return self.pairs.difference / math.sqrt(under) if under > 0 else math.inf

    def freedom(self) -> float:
        """Return the degrees of freedom of the statistic: the fewer of two.

        They are Welch and Satterthwaite's of the two design effects, and Satterthwaite's of the differences, of which
        few are not 0 where the two classifications are nearly the same.
        """
        shares = (self.first, self.second)
        effects = [share.design_effect() for share in shares]
        parts = sum(effect**2 / share.freedom() for effect, share in zip(effects, shares, strict=True))
        welch = sum(effects) ** 2 / parts if parts else 1.0
        return min(welch, satterthwaite(self.first.residuals - self.second.residuals))


def clustered_pairs(first_right: npt.ArrayLike, second_right: npt.ArrayLike, clusters: Clusters) -> ClusteredPairs:
    """Return two classifications of nodes, 1 where each is right, shape (n,); ``clusters`` says whose the nodes are.

    Raises
    ------
    ValueError
        there is no node, the shapes differ, or a value is neither 0 nor 1.
    """
    first, second = binary(first_right, "first_right") == 1, binary(second_right, "second_right") == 1
    if first.shape != second.shape:
        raise ValueError(f"{first.size} and {second.size} values; expected as many")
    cells = [int(cell.sum()) for cell in (first & second, first & ~second, second & ~first, ~first & ~second)]
    gained = clusters.sums(first.astype(np.int64) - second)
    return ClusteredPairs(
        clustered_share(first, clusters),
        clustered_share(second, clusters),
        Pairs(*cells),
        ahead=int((gained > 0).sum()),
        behind=int((gained < 0).sum()),
    )


def clustered_mcnemar(first_right: npt.ArrayLike, second_right: npt.ArrayLike, clusters: Clusters) -> Tested:
    """Test whether two classifications are right equally often on nodes that come in patients.

    McNemar's test takes the nodes of a patient for independent, and rejects far too often. Here the statistic is the
    difference of the two shares over its standard error, were both shares their mean p:
    sqrt(p (1 - p) / n x (d + e - 2 r sqrt(d e))) with the design effects d and e of the two shares and the
    correlation r of the patients' residuals. It is referred to Student's t with the fewer of two degrees of freedom:
    Welch and Satterthwaite's of the design effects, each from its own residuals, and that of the differences.
    Swapping the two changes the sign only.

    Where no node is discordant p is 1, as in McNemar's test: nothing speaks against equality, and nothing for it.
    Where the patients' differences do not vary, or there are two patients only, the test is the exact sign test of
    the patients; one patient alone gives none.

    Type I error at 5 %, simulated (the populations of ``make coverage``, two models that share half of the variance of
    their scores): with 40 patients 4.2 to 5.4 % of the CCR, 5.2 to 6.6 % of sensitivity and 5.1 to 5.8 % of
    specificity; against an assessment of whole patients 4.6 to 5.9 %; with 160 patients 3.9 to 6.0 % of all these. Of
    two models that agree on 98 % of the nodes it is less, 1 to 5 % with 40 patients and 2 to 6 % with 160, as few
    patients then have any discordant node.

    Parameters
    ----------
    first_right, second_right : shape (n,), 1 where the classification agrees with the truth, node by node.
    clusters : whose the n nodes are.

    Sources: Rao JNK, Scott AJ. A simple method for the analysis of clustered binary data. Biometrics 1992;48:577-585
    (design effects in a test of shares). Obuchowski NA. On the comparison of correlated proportions for clustered
    data. Stat Med 1998;17:1495-1507 (the covariance over patients). Pan W, Wall MM. Stat Med 2002;21:1429-1441 and
    Satterthwaite FE. Biometrics Bull 1946;2:110-114 (degrees of freedom).

    >>> found = clustered_mcnemar([1, 1, 1, 1, 1, 0, 1], [0, 0, 1, 1, 0, 1, 1], Clusters.of([1, 1, 1, 2, 2, 3, 4]))
    >>> f"t = {found.statistic:.2f}, df = {found.df:.2f}, p = {found.p:.2f}"
    't = 0.87, df = 3.00, p = 0.45'

    Raises
    ------
    ValueError
        the shapes differ, or a value is neither 0 nor 1.
    """
    if not clusters.codes.size:
        return Tested(None, CLUSTERED_TEST, 0, reason=NOTHING)
    found = clustered_pairs(first_right, second_right, clusters)
    n = found.first.nodes
    if found.pairs.first_only + found.pairs.second_only == 0:
        return Tested(1.0, CLUSTERED_TEST, n)
    if found.first.patients == 1:
        return Tested(None, CLUSTERED_TEST, n, reason=ONE_PATIENT)
    statistic = found.statistic() if found.varies else math.inf
    if not math.isfinite(statistic):
        return Tested(mcnemar_exact(found.ahead, found.behind), SIGN_TEST, n)
    freedom = found.freedom()
    return Tested(min(2 * float(t.sf(abs(statistic), freedom)), 1.0), CLUSTERED_TEST, n, statistic, freedom)
