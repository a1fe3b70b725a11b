"""A proportion by every method that is shown: the one that suits the data first, the others beside it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.clopper_pearson import CLOPPER_PEARSON, clopper_pearson
from nodecluster.validation.intervals.clustered import WILSON_CLUSTERED, clustered_proportion
from nodecluster.validation.intervals.wilson import WILSON, wilson_share
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import shares
from nodecluster.validation.values.estimate import INDEPENDENT, Estimate, first_of, not_estimable


def proportion(
    hit: npt.ArrayLike,
    among: npt.ArrayLike,
    clusters: Clusters,
    level: float = 0.95,
    if_empty: str = "nothing to count",
) -> Estimate:
    """Return the share of ``hit`` among those where ``among`` holds, with its intervals.

    Parameters
    ----------
    hit, among : bool, shape (n,); a hit outside ``among`` counts for nothing.
    clusters : whose the n observations are. Where each is a patient of its own, Wilson's interval comes first and
        Clopper and Pearson's beside it. Otherwise the interval that respects the patients comes first, with the design
        effect, and the two others beside it, said to take the nodes for independent.
    level : of the intervals.
    if_empty : why there is no share where ``among`` holds nowhere.

    >>> found = proportion([1, 1, 0, 1], [1, 1, 1, 0], Clusters.singletons(4))  # 2 of 3
    >>> f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f}), {found.others[0].method}"
    '0.667 (0.208 to 0.939), Clopper-Pearson exact'

    Raises
    ------
    ValueError
        there are not as many values as observations.
    """
    chosen, hits = np.asarray(among, dtype=bool), np.asarray(hit, dtype=bool)
    if not chosen.shape == hits.shape == clusters.codes.shape:
        raise ValueError(
            f"{hits.size} hits, {chosen.size} to choose from, {clusters.codes.size} observations: not equal"
        )
    count, n = int((hits & chosen).sum()), int(chosen.sum())
    if n == 0:
        return not_estimable(if_empty, WILSON if clusters.single else WILSON_CLUSTERED, level)
    if clusters.single:
        return first_of(_independent(count, n, level, ""))
    clustered = clustered_proportion(hits[chosen], clusters.only(chosen), level, if_empty)
    return first_of([clustered, *_independent(count, n, level, INDEPENDENT)])


def proportions(
    truth: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64], clusters: Clusters, level: float = 0.95
) -> dict[str, Estimate]:
    """Return the seven proportions of ``shares``, each as ``proportion`` does; parameters as of both."""
    return {
        name: proportion(share.hit, share.among, clusters, level, share.if_empty)
        for name, share in shares(truth, predicted).items()
    }


def _independent(count: int, n: int, level: float, caveat: str) -> list[Estimate]:
    """Return Wilson's and Clopper and Pearson's interval; ``caveat`` is added to the names of the methods."""
    low, high = clopper_pearson(count, n, level)
    exact = Estimate(count / n, low, high, level, CLOPPER_PEARSON + caveat, n)
    return [wilson_share(count, n, level, caveat), exact]
