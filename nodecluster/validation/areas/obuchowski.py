"""Obuchowski's variance of the area under the ROC curve: patients are independent, a patient's nodes are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.delong import ROUNDING, Components
from nodecluster.validation.intervals.linearised import between
from nodecluster.validation.values.clusters import Clusters

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Influence:
    """What each patient adds to the difference between the estimated area and the true one.

    Attributes
    ----------
    positive : shape (patients,), the sum of V10 - AUC over the patient's positives, divided by all positives.
    negative : shape (patients,), the sum of V01 - AUC over the patient's negatives, divided by all negatives.
    with_positives, with_negatives : how many patients have an observation of the class.
    """

    positive: Floats
    negative: Floats
    with_positives: int
    with_negatives: int

    @property
    def total(self) -> Floats:
        """Both classes together, shape (patients,)."""
        return self.positive + self.negative

    def less(self, other: Influence) -> Influence:
        """Return what each patient adds to the difference of two areas of the same observations."""
        return Influence(
            self.positive - other.positive, self.negative - other.negative, self.with_positives, self.with_negatives
        )

    def variance(self) -> float:
        """Return the clustered variance; each class needs two patients.

        In Obuchowski's terms it is S10 / M + S01 / N + 2 S11 / (M N): the patients' sums of squares in either class
        and, where a patient has nodes of both, the sum of products, each times k / (k - 1) for the k patients that it
        is taken over. With one observation a patient it is DeLong's variance. Of the influences on a difference it is
        the variance of the difference, covariances included, because the formula is bilinear. It cannot be negative;
        what is left of it by rounding is returned as 0.

        Source: Obuchowski NA. Nonparametric analysis of clustered ROC curve data. Biometrics 1997;53:567-578.
        """
        positive = between(self.with_positives) * float(self.positive @ self.positive)
        negative = between(self.with_negatives) * float(self.negative @ self.negative)
        both = between(self.positive.size) * float(self.positive @ self.negative)
        variance = positive + negative + 2 * both
        return variance if variance > ROUNDING else 0.0

    def degrees_of_freedom(self) -> float:
        """Return how many degrees of freedom the variance has, after Satterthwaite; at most patients - 1.

        The variance rests on the patients' squared influences. Matching a chi-squared distribution to their mean
        and spread gives 2 (sum of squares)^2 / (sum of fourth powers - (sum of squares)^2 / patients): about the number
        of patients where all count alike, and few where few patients decide the area.

        Source: Satterthwaite FE. An approximate distribution of estimates of variance components. Biometrics Bull
        1946;2:110-114, with the spread of the squares taken from the patients themselves.
        """
        squares = self.total**2
        most = float(squares.size - 1)
        mean = float(squares.mean())
        # Relative to the mean, so that no power of a small number is lost.
        spread = float(np.sum((squares / mean - 1) ** 2)) if mean > 0 else 0.0
        return min(most, 2 * squares.size**2 / spread) if spread > 0 else most


def influence(parts: Components, labels: npt.NDArray[np.int64], clusters: Clusters) -> Influence:
    """Return each patient's influence on the area.

    Parameters
    ----------
    parts : the structural components of ``labels`` and the scores.
    labels : shape (n,), 0 or 1, with at least one of each.
    clusters : of the n observations.
    """
    area = parts.auc
    sides = []
    for members, components in ((labels == 1, parts.positive), (labels == 0, parts.negative)):
        codes = clusters.codes[members]
        sums = np.bincount(codes, weights=components - area, minlength=clusters.count)
        sides.append((sums / components.size, int(np.unique(codes).size)))
    (positive, with_positives), (negative, with_negatives) = sides
    return Influence(positive, negative, with_positives, with_negatives)


def lone_class(found: Influence) -> str:
    """Return why a class rests on one patient only, who shows no variation between patients, or nothing."""
    names = ("positives", found.with_positives), ("negatives", found.with_negatives)
    alone = [name for name, patients in names if patients < 2]
    return f"all {alone[0]} are of one patient, and a clustered variance needs two" if alone else ""
