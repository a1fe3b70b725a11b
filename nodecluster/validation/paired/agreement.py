"""How far two predictions say the same, whatever pathology says."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.intervals.linearised import variance
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import binary
from nodecluster.validation.values.estimate import Estimate, not_estimable

KAPPA = "asymptotic normal (Fleiss, Cohen and Everitt 1969)"
KAPPA_CLUSTERED = "patient-clustered linearisation of kappa, t distribution"


def agreement_table(first: npt.ArrayLike, second: npt.ArrayLike) -> dict[str, int]:
    """Count what two predictions, each of shape (n,) with 0 and 1, say together.

    >>> agreement_table([1, 1, 0, 0], [1, 0, 0, 0])
    {'both': 1, 'first_only': 1, 'second_only': 0, 'neither': 2}

    Raises
    ------
    ValueError
        the shapes differ, or a value is neither 0 nor 1.
    """
    one, two = _pair(first, second)
    cells = np.bincount(2 * one + two, minlength=4)
    names = {"both": 3, "first_only": 2, "second_only": 1, "neither": 0}
    return {name: int(cells[place]) for name, place in names.items()}


def kappa(first: npt.ArrayLike, second: npt.ArrayLike, clusters: Clusters, level: float = 0.95) -> Estimate:
    """Return Cohen's kappa: the agreement beyond chance, as a share of what there is beyond chance.

    It is (o - e) / (1 - e), where o is the share on which both agree and e the share on which they would were they
    independent with the same shares of positives: 1 where they always agree, 0 where no more than by chance, at least
    -1. It depends on how frequent positives are; read it beside the plain share.

    The variance is the sum of the patients' squared influences (the delta method). Where each observation is a patient
    that is the formula of Fleiss, Cohen and Everitt, with the normal distribution; else it is a delta method over the
    patients, as Yang and Zhou's, times m / (m - 1) for m patients, with the t distribution of m - 1 degrees of freedom.

    Coverage of the 95 % interval, simulated (40 and 160 patients of 1 to 18 nodes, kappa 0.45 to 0.63, intraclass
    correlation 0 to 0.6): 93 to 95 %.

    Sources: Cohen J. Educ Psychol Meas 1960;20:37-46; Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327;
    Yang Z, Zhou M. Comput Stat Data Anal 2015;82:1-18.

    Parameters
    ----------
    first, second : shape (n,), 0 or 1.
    clusters : the patient of each.
    level : of the interval, which is cut off at -1 and 1.

    Returns
    -------
    An estimate without limits where the variance is 0 (both agree on all), or where there is one patient only; without
    a value where both put all on one and the same side: then chance alone makes them agree.

    >>> kappa([1, 1, 0, 0], [1, 0, 0, 0], Clusters.singletons(4)).value  # (3/4 - 1/2) / (1 - 1/2)
    0.5

    Raises
    ------
    ValueError
        the shapes differ, or a value is neither 0 nor 1.
    """
    one, two = _pair(first, second)
    method, n = KAPPA if clusters.single else KAPPA_CLUSTERED, one.size
    if n == 0:
        return not_estimable("nothing has both predictions", method, level)
    cells = np.array([[clusters.sums((one == a) & (two == b)) for b in (0, 1)] for a in (0, 1)])  # (2, 2, patients)
    shares = cells.sum(axis=2) / n
    p, q = float(shares[1].sum()), float(shares[:, 1].sum())
    observed, chance = float(shares[0, 0] + shares[1, 1]), p * q + (1 - p) * (1 - q)
    if chance >= 1:
        return not_estimable("both predictions put all on one side, where chance explains all", method, level, n)
    value = (observed - chance) / (1 - chance)
    tilt = np.array([[(2 * q - 1) * (a - p) + (2 * p - 1) * (b - q) for b in (0, 1)] for a in (0, 1)])
    influence = (np.eye(2) - observed) / (1 - chance) - (1 - observed) / (1 - chance) ** 2 * tilt
    sums = np.tensordot(influence, cells, 2) / n  # a patient's; made of counts, so that the order changes nothing
    reason = "there is one patient only" if clusters.count < 2 else ""
    error = 0.0 if reason else math.sqrt(variance(sums, corrected=not clusters.single))
    if not reason and error <= 1e-12:  # all influences are 0 but for rounding
        reason = "the variance is 0 because both predictions agree on all" if observed == 1 else "the variance is 0"
    if reason:
        return Estimate(value, None, None, level, method, n, f"no interval: {reason}")
    half = critical(level, math.inf if clusters.single else clusters.count - 1) * error
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half), level, method, n)


def _pair(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return two predictions as arrays of 0 and 1, of one length."""
    one, two = binary(first, "first"), binary(second, "second")
    if one.shape != two.shape:
        raise ValueError(f"{one.size} and {two.size} values; expected as many")
    return one, two
