"""One test of whether a share differs between subgroups, whatever the patients have of observations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import f

from nodecluster.validation.subgroups.clustered import DONNER, chi_squared, patients_of
from nodecluster.validation.subgroups.exact import EXACT, exact_p, pearson
from nodecluster.validation.subgroups.permuted import permuted_p
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.tested import Tested

ENOUGH_PATIENTS = 20
CLUSTERED_FEW = (
    f"{DONNER}; as a subgroup has fewer than {ENOUGH_PATIENTS} patients, p no less than by permuting patients"
)


def equal_shares(hit: npt.ArrayLike, group: npt.ArrayLike, clusters: Clusters, seed: int = 0) -> Tested:
    """Test whether the share of hits is the same in all subgroups.

    One observation a patient: the exact conditional test (``exact_p``), with Pearson's chi-squared as its statistic.
    Several: the clustered chi-squared X (``chi_squared``) over its degrees of freedom, K - 1, against the F
    distribution with K - 1 and patients - K. A chi-squared reference would reject too often with few patients, and F
    does so where a subgroup has few: simulated at 1 %, it rejects in up to 9 % of cohorts with a patient alone in a
    subgroup, and in 4 % with three. Where one has fewer than 20 patients, p is therefore no smaller than that of a
    permutation of patients (``permuted_p``). The permutation alone would not do: where subgroups differ in the number
    of nodes a patient, it rejects too often, and F does not.

    Parameters
    ----------
    hit : shape (n,), bool.
    group : shape (n,), the subgroup from 0, -1 for those that are in none; subgroups without observations are passed
        over. A patient's observations are all of one subgroup.
    clusters : of the n observations.

    Returns
    -------
    p None where fewer than two subgroups have observations, where all are hits or none is, or where there are not more
    patients than subgroups.
    """
    codes = np.asarray(group, dtype=np.int64)
    tested = codes >= 0
    hits, places = np.asarray(hit, dtype=np.float64)[tested], np.unique(codes[tested], return_inverse=True)[1].ravel()
    count = int(places.max()) + 1 if places.size else 0
    method = EXACT if clusters.single else DONNER
    reason = _untestable(hits, count)
    if reason:
        return Tested(None, method, hits.size, reason=reason)
    if clusters.single:
        sums, sizes = np.bincount(places, weights=hits).astype(np.int64), np.bincount(places)
        return Tested(exact_p(sums, sizes, seed), method, hits.size, pearson(sums, sizes), count - 1)
    return _clustered(hits, places, clusters.only(tested), count, seed)


def _clustered(
    hits: npt.NDArray[np.float64], places: npt.NDArray[np.int64], owners: Clusters, count: int, seed: int
) -> Tested:
    """Return the test for several observations a patient."""
    spare = owners.count - count
    if spare < 1:
        return Tested(None, DONNER, hits.size, reason="there are not more patients than subgroups")
    group = np.zeros(owners.count, dtype=np.int64)
    group[owners.codes] = places
    sums = patients_of(owners.sums(hits), owners.sizes().astype(np.float64), group)
    statistic = float(chi_squared(sums, sums.sums()))
    p, method = float(f.sf(statistic / (count - 1), count - 1, spare)), DONNER
    if int(np.bincount(group).min()) < ENOUGH_PATIENTS:
        p, method = max(p, permuted_p(sums, seed)), CLUSTERED_FEW
    return Tested(p, method, hits.size, statistic, count - 1)


def _untestable(hits: npt.NDArray[np.float64], count: int) -> str:
    """Return why there is nothing to test, or nothing."""
    if count < 2:
        return "fewer than two subgroups have anything that this figure counts"
    if hits.min() == hits.max():
        return f"the figure is {hits.max():.0f} in every subgroup"
    return ""
