"""Two scores of the same nodes or patients: the difference of their areas under the ROC curve."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, t

from nodecluster.validation.areas.delong import Components, components
from nodecluster.validation.areas.missing import missing_class, missing_either
from nodecluster.validation.areas.obuchowski import Influence, influence, lone_class
from nodecluster.validation.areas.ordering import Scored, scored
from nodecluster.validation.areas.transform import plain_interval
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import binary
from nodecluster.validation.values.estimate import INDEPENDENT, Estimate, not_estimable
from nodecluster.validation.values.tested import Tested

DELONG_DIFFERENCE = "DeLong, paired"
OBUCHOWSKI_DIFFERENCE = "Obuchowski, paired, clustered by patient (t)"
DELONG_TEST = "DeLong test of two correlated areas, two-sided"
OBUCHOWSKI_TEST = "DeLong test of two correlated areas, clustered by patient (Obuchowski, t), two-sided"

_ALIKE = "both scores put every pair in the same order: there is no difference to test"
_NO_VARIATION = "the variance of the difference is 0 because all have the same share in it"


@dataclass(frozen=True)
class _Spread:
    """The variance of a difference and its degrees of freedom, or why there is none."""

    variance: float
    df: float
    reason: str = ""


def difference_of_areas(
    truth: npt.ArrayLike,
    first: npt.ArrayLike | None,
    second: npt.ArrayLike | None,
    clusters: Clusters,
    level: float = 0.95,
) -> tuple[Estimate, Tested]:
    """Return the area of ``first`` less that of ``second`` with its interval, and the test that they are equal.

    With one observation a patient it is DeLong's test: the difference over its standard error, which takes into
    account that both areas are of the same patients, against the normal distribution. With several it is the same
    with Obuchowski's clustered covariance, against Student's t with the degrees of freedom of that variance; DeLong's
    interval, which takes the nodes of one patient as independent, then stands beside the clustered one, and the design
    effect says what the clustering makes of the variance. Areas count ties half.

    Where the variance is 0 (the scores order every pair alike) or undefined (a class with one member, or of one
    patient), the difference stays, and limits and p are None.

    Source: DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver
    operating characteristic curves: a nonparametric approach. Biometrics 1988;44:837-845. Obuchowski NA.
    Nonparametric analysis of clustered ROC curve data. Biometrics 1997;53:567-578.

    Parameters
    ----------
    truth : shape (n,), 0 or 1.
    first, second : shape (n,), scores (or hard groups, 0 and 1), larger for class 1, NaN where there is none; None
        where there are none at all. They need not be on one scale.
    clusters : the patient of each observation; ``Clusters.singletons`` where an observation is a patient.
    level : of the interval.

    >>> difference, test = difference_of_areas([0, 0, 1, 1], [1, 2, 2, 3], [1, 3, 2, 4], Clusters.singletons(4))
    >>> difference.value, round(test.p, 4)  # 0.875 - 0.75; pROC says p = 0.4795
    (0.125, 0.4795)

    Raises
    ------
    ValueError
        the shapes differ, or ``truth`` is not of 0 and 1.
    """
    names = (DELONG_DIFFERENCE, DELONG_TEST) if clusters.single else (OBUCHOWSKI_DIFFERENCE, OBUCHOWSKI_TEST)
    labels = binary(truth, "truth")
    values = [None if score is None else np.asarray(score, dtype=np.float64) for score in (first, second)]
    reason = missing_class(labels) or missing_either(values)
    present = [score for score in values if score is not None]
    if reason:
        return not_estimable(reason, names[0], level, labels.size), Tested(None, names[1], labels.size, reason=reason)
    return _compared(scored(labels, present, clusters), names, level)


def _compared(sample: Scored, names: tuple[str, str], level: float) -> tuple[Estimate, Tested]:
    """Return the difference and the test of two scores without gaps."""
    one, two = (components(sample.truth, rank) for rank in sample.ranks)
    value = one.auc - two.auc
    independent = _independent(one, two)
    if sample.clusters.single:
        return _estimate(value, independent, names[0], level, sample), _test(value, independent, names[1], sample)
    patients = [influence(parts, sample.truth, sample.clusters) for parts in (one, two)]
    clustered = _clustered(patients[0].less(patients[1]))
    known = clustered.variance and independent.variance
    estimate = replace(
        _estimate(value, clustered, names[0], level, sample),
        others=(_estimate(value, independent, DELONG_DIFFERENCE + INDEPENDENT, level, sample),),
        design_effect=clustered.variance / independent.variance if known else None,
    )
    return estimate, _test(value, clustered, names[1], sample)


def _independent(one: Components, two: Components) -> _Spread:
    """Return DeLong's variance of the difference: that of the differences of the components."""
    if min(one.positive.size, one.negative.size) < 2:
        return _Spread(0.0, math.inf, "a class has one member only, and DeLong's variance needs two")
    apart = Components(one.positive - two.positive, one.negative - two.negative)
    alike = not (apart.positive.any() or apart.negative.any())
    return _spread(apart.variance(), math.inf, alike)


def _clustered(apart: Influence) -> _Spread:
    """Return Obuchowski's variance of the difference."""
    alone = lone_class(apart)
    if alone:
        return _Spread(0.0, math.inf, alone)
    variance = apart.variance()
    df = apart.degrees_of_freedom() if variance else math.inf
    return _spread(variance, df, not (apart.positive.any() or apart.negative.any()))


def _spread(variance: float, df: float, alike: bool) -> _Spread:
    """Return the spread with the reason why it is none, where the variance is 0."""
    return _Spread(variance, df, "" if variance else _ALIKE if alike else _NO_VARIATION)


def _estimate(value: float, spread: _Spread, method: str, level: float, sample: Scored) -> Estimate:
    """Return the difference with its interval."""
    n = int(sample.truth.size)
    if spread.reason:
        return Estimate(value, None, None, level, method, n, spread.reason)
    return Estimate(value, *plain_interval(value, spread.variance, level, spread.df, floor=-1.0), level, method, n)


def _test(value: float, spread: _Spread, method: str, sample: Scored) -> Tested:
    """Return the test that the difference is 0."""
    n = int(sample.truth.size)
    if spread.reason:
        return Tested(None, method, n, reason=spread.reason)
    statistic = value / math.sqrt(spread.variance)
    if math.isinf(spread.df):
        return Tested(float(2 * norm.sf(abs(statistic))), method, n, statistic)
    return Tested(float(2 * t.sf(abs(statistic), spread.df)), method, n, statistic, spread.df)
