"""Do subgroups have the same share where patients have several observations? A chi-squared test that respects them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

DONNER = "Donner's chi-squared test of equal shares with one intraclass correlation, weighted, F"

LEAST_EFFECT = 0.5
"""No subgroup's design effect is less: a correlation below 0 is chance, and nodes count for no more than two each."""

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Patients:
    """What a test of clustered shares needs of each patient.

    Attributes
    ----------
    hits, sizes : shape (patients,), hits out of so many observations, at least 1.
    group : shape (patients,), the subgroup, from 0 to ``groups`` - 1; each has a patient.
    """

    hits: Floats
    sizes: Floats
    group: Integers

    @property
    def groups(self) -> int:
        """How many subgroups there are."""
        return int(self.group.max()) + 1

    def summands(self) -> Floats:
        """Return what each patient adds to ``sums``, shape (3, patients)."""
        return np.stack([self.hits, self.sizes, self.sizes**2])

    def sums(self) -> Floats:
        """Return hits, sizes and squared sizes summed over each subgroup's patients, shape (3, groups)."""
        return np.stack([np.bincount(self.group, weights=each, minlength=self.groups) for each in self.summands()])


def patients_of(hits: Floats, sizes: Floats, group: Integers) -> Patients:
    """Return patients sorted by their content, so that no sum depends on the order in which they come."""
    order = np.lexsort((hits, sizes, group))
    return Patients(hits[order], sizes[order], group[order])


def intraclass(patients: Patients, sums: Floats) -> Floats:
    """Return the intraclass correlation within the subgroups, by analysis of variance.

    With the mean squares B between the patients of a subgroup and W within patients it is (B - W) / (B + (m - 1) W),
    where m is (N - sum over subgroups of (sum of squared sizes / sum of sizes)) / (patients - subgroups). It may be
    negative, down to where the largest design effect of a subgroup is 0.5. Cut off at 0, as is usual, it would make the
    test of nodes that are not alike reject too seldom: 2 % at 5 %, simulated with 40 patients. It is 0 where it cannot
    be estimated: every patient has one observation, or nothing varies within the subgroups.

    Parameters
    ----------
    patients : however they are dealt out.
    sums : shape (..., 3, groups), as of ``Patients.sums``, of each way to deal them out.

    Returns
    -------
    shape (...).

    Source: Donner A. Statistical methods in ophthalmology: an adjusted chi-square approach. Biometrics
    1989;45:605-611.
    """
    hits, sizes, squares = np.moveaxis(sums, -2, 0)
    own_hits, own_sizes = patients.hits, patients.sizes
    between_df, within_df = own_hits.size - hits.shape[-1], own_sizes.sum() - own_hits.size
    if between_df < 1 or within_df < 1:
        return np.zeros(hits.shape[:-1])
    whole = float(np.sum(own_hits**2 / own_sizes))
    between = (whole - np.sum(hits**2 / sizes, axis=-1)) / between_df
    between = np.where(between > _ROUNDING * whole, between, 0.0)
    within = float(np.sum(own_hits * (1 - own_hits / own_sizes))) / within_df
    average = (sizes.sum(axis=-1) - np.sum(squares / sizes, axis=-1)) / between_df
    below = between + (average - 1) * within
    found = np.divide(between - within, below, out=np.zeros_like(below), where=below > 0)
    # Of one observation a patient in every subgroup there is no design effect, and nothing to limit.
    alike = np.max(squares / sizes, axis=-1) - 1
    least = np.divide(LEAST_EFFECT - 1, alike, out=np.zeros_like(alike), where=alike > 0)
    return np.asarray(np.maximum(found, least), dtype=np.float64)


def chi_squared(patients: Patients, sums: Floats) -> Floats:
    """Return the chi-squared of equal shares, with ``groups`` - 1 degrees of freedom.

    A subgroup's share out of M observations has the variance p (1 - p) C / M, where p is the share of all and C, its
    design effect, the mean of 1 + (m - 1) rho over the observations (m: those of the same patient). The statistic sums
    the squared distances of the shares from their mean, each over its variance. That is Donner's, but for the mean:
    weighted by M / C as in Cochran's Q, it keeps the level where subgroups differ in the number of nodes a patient;
    Donner's own is weighted by M. With one observation a patient it is Pearson's.

    One correlation for all subgroups, and the variance under the hypothesis, are what makes it work in small ones: a
    subgroup's own variance is 0 where all of its nodes are hits.

    Parameters, and what is returned, as of ``intraclass``.

    Source: Donner A, Donald A. The statistical analysis of multiple binary measurements. J Clin Epidemiol
    1988;41:899-905; Donner 1989, as above.

    Raises
    ------
    ValueError
        the share of all is 0 or 1.
    """
    hits, sizes, squares = np.moveaxis(sums, -2, 0)
    overall = float(patients.hits.sum() / patients.sizes.sum())
    if not 0 < overall < 1:
        raise ValueError("the share of all must not be 0 or 1")
    effect = 1 + (squares / sizes - 1) * intraclass(patients, sums)[..., None]
    weights = sizes / effect
    mean = np.sum(weights * hits / sizes, axis=-1, keepdims=True) / weights.sum(axis=-1, keepdims=True)
    distances = np.sum(weights * (hits / sizes - mean) ** 2, axis=-1)
    return np.asarray(distances / (overall * (1 - overall)), dtype=np.float64)
