"""Do subgroups have the same share where patients have several observations? A chi-squared test that respects them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLUSTERED = "Donner's chi-squared test of equal shares with one intraclass correlation, weighted, F"


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

    def summed(self, values: Floats) -> Floats:
        """Return the sum of a value over each subgroup's patients, shape (groups,)."""
        return np.bincount(self.group, weights=values, minlength=self.groups).astype(np.float64)


def patients_of(hits: Floats, sizes: Floats, group: Integers) -> Patients:
    """Return patients sorted by their content, so that no sum depends on the order in which they come."""
    order = np.lexsort((hits, sizes, group))
    return Patients(hits[order], sizes[order], group[order])


def intraclass(patients: Patients) -> float:
    """Return the intraclass correlation within the subgroups, by analysis of variance, at least 0.

    With the mean squares B between the patients of a subgroup and W within patients it is (B - W) / (B + (m - 1) W),
    where m is (N - sum over subgroups of (sum of squared sizes / sum of sizes)) / (patients - subgroups). It is 0
    where it cannot be estimated: every patient has one observation, or nothing varies.

    Source: Donner A. Statistical methods in ophthalmology: an adjusted chi-square approach. Biometrics
    1989;45:605-611.
    """
    hits, sizes = patients.hits, patients.sizes
    between_df, within_df = hits.size - patients.groups, sizes.sum() - hits.size
    if between_df < 1 or within_df < 1:
        return 0.0
    share = (patients.summed(hits) / patients.summed(sizes))[patients.group]
    between = float(np.sum(sizes * (hits / sizes - share) ** 2)) / between_df
    within = float(np.sum(hits * (1 - hits / sizes))) / within_df
    average = float(sizes.sum() - np.sum(patients.summed(sizes**2) / patients.summed(sizes))) / between_df
    below = between + (average - 1) * within
    return max(0.0, (between - within) / below) if below > 0 else 0.0


def clustered_chi_squared(patients: Patients) -> float:
    """Return the chi-squared of equal shares, with ``groups`` - 1 degrees of freedom.

    A subgroup's share out of M observations has the variance p (1 - p) C / M, where p is the share of all and C, its
    design effect, the mean of 1 + (m - 1) rho over the observations (m: those of the same patient). The statistic sums
    the squared distances of the shares from their mean, each over its variance. That is Donner's, but for the mean:
    weighted by M / C as in Cochran's Q, it keeps the level where subgroups differ in the number of nodes a patient;
    Donner's own is weighted by M. With one observation a patient it is Pearson's.

    One correlation for all subgroups, and the variance under the hypothesis, are what makes it work in small ones: a
    subgroup's own variance is 0 where all of its nodes are hits.

    Source: Donner A, Donald A. The statistical analysis of multiple binary measurements. J Clin Epidemiol
    1988;41:899-905; Donner 1989, as above.

    Raises
    ------
    ValueError
        the share of all is 0 or 1.
    """
    hits, sizes = patients.summed(patients.hits), patients.summed(patients.sizes)
    overall = float(hits.sum() / sizes.sum())
    if not 0 < overall < 1:
        raise ValueError("the share of all must not be 0 or 1")
    effect = patients.summed(patients.sizes * (1 + (patients.sizes - 1) * intraclass(patients))) / sizes
    weights = sizes / effect
    mean = float(np.sum(weights * hits / sizes) / weights.sum())
    return float(np.sum(weights * (hits / sizes - mean) ** 2)) / (overall * (1 - overall))
