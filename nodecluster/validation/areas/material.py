"""What all intervals of one area are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.bootstrap import Bootstrapped
from nodecluster.validation.areas.delong import Components, components
from nodecluster.validation.areas.obuchowski import Influence, influence, lone_class
from nodecluster.validation.areas.ordering import Scored, scored
from nodecluster.validation.areas.resampling import areas_without_one, resampled_areas
from nodecluster.validation.values.clusters import Clusters


@dataclass(frozen=True, eq=False)
class Material:
    """One area under the curve and what its intervals are made of.

    Attributes
    ----------
    value : the area.
    sample : the observations.
    parts : DeLong's components of the observations.
    patients : each patient's influence on the area.
    level : of the intervals.
    """

    value: float
    sample: Scored
    parts: Components
    patients: Influence
    level: float

    @property
    def n(self) -> int:
        """How many observations there are."""
        return int(self.sample.truth.size)

    @property
    def nested(self) -> bool:
        """Whether a patient has several observations."""
        return not self.sample.clusters.single

    @property
    def perfect(self) -> bool:
        """Whether the classes are apart, in two patients or more each: then only this makes the variances 0."""
        return self.value in (0.0, 1.0) and not lone_class(self.patients)

    def delong(self) -> tuple[float, str]:
        """Return DeLong's variance, or 0 and why there is no use in it."""
        if min(self.parts.positive.size, self.parts.negative.size) < 2:
            return 0.0, "a class has one member only, and DeLong's variance needs two"
        variance = self.parts.variance()
        return variance, "" if variance else f"DeLong's variance is 0 because {self._without_variation()}"

    def obuchowski(self) -> tuple[float, str]:
        """Return Obuchowski's clustered variance, or 0 and why there is no use in it."""
        alone = lone_class(self.patients)
        if alone:
            return 0.0, alone
        variance = self.patients.variance()
        return variance, "" if variance else f"the clustered variance is 0 because {self._without_variation()}"

    def bootstrapped(self, resamples: int, seed: int) -> Bootstrapped:
        """Return the areas of resampled patients."""
        drawn = resampled_areas(self.sample, resamples, seed)
        without_one = areas_without_one(self.sample, self.parts)
        return Bootstrapped(self.value, self.n, drawn, without_one, lone_class(self.patients))

    def _without_variation(self) -> str:
        """Return why a variance is 0."""
        if np.ptp(self.sample.rank) == 0:
            return "all scores tie"
        if self.value in (0.0, 1.0):
            return "the score separates the classes perfectly"
        return "all have the same share of pairs in order"


def material(
    truth: npt.ArrayLike, scores: npt.ArrayLike, clusters: Clusters, level: float, value: float | None = None
) -> Material:
    """Return what the intervals of an area are made of.

    Parameters
    ----------
    truth : shape (n,), 0 or 1, with at least one of each.
    scores : shape (n,), larger for class 1; none NaN.
    clusters : of the n observations.
    level : of the intervals.
    value : the area, where it is known without a rounding error.
    """
    sample = scored(truth, [scores], clusters)
    parts = components(sample.truth, sample.rank)
    patients = influence(parts, sample.truth, sample.clusters)
    return Material(parts.auc if value is None else value, sample, parts, patients, level)
