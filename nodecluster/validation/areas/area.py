"""The two areas under the curve: of the hard group, as the study gives it, and of the continuous score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.material import material
from nodecluster.validation.areas.methods import all_methods, first_method
from nodecluster.validation.areas.missing import missing_class, missing_scores
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion, binary
from nodecluster.validation.values.estimate import Estimate, not_estimable


def auc_group(
    truth: npt.ArrayLike,
    predicted: npt.ArrayLike,
    clusters: Clusters,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Return the AUC of the hard prediction, with the intervals of ``auc_score`` beside it.

    A prediction of 0 or 1 has an ROC curve of one corner; the area under it is (sensitivity + specificity) / 2.
    Wilson's interval, which takes the area for a proportion of all n observations, is the study's choice, kept so that
    its figures can be compared; an AUC is no proportion.

    Parameters
    ----------
    truth, predicted : shape (n,), 0 or 1.
    clusters, level, resamples, seed : as of ``auc_score``.

    >>> truth, group = np.repeat([1, 0, 1, 0], [368, 105, 88, 836]), np.repeat([1, 1, 0, 0], [368, 105, 88, 836])
    >>> area = auc_group(truth, group, Clusters.singletons(1397), resamples=200)  # the study's nodes
    >>> wilson = area.others[0]
    >>> f"{area.value:.4f} ({wilson.low:.3f} to {wilson.high:.3f})"
    '0.8477 (0.828 to 0.866)'

    Raises
    ------
    ValueError
        the shapes differ, or a value is neither 0 nor 1.
    """
    confusion = Confusion.of(truth, predicted)
    reason = missing_class(binary(truth, "truth"))
    if reason:
        return not_estimable(reason, first_method(not clusters.single), level, confusion.n)
    value = (confusion.tp / confusion.positives + confusion.tn / confusion.negatives) / 2
    return all_methods(material(truth, predicted, clusters, level, value), resamples, seed)


def auc_score(
    truth: npt.ArrayLike,
    scores: npt.ArrayLike | None,
    clusters: Clusters,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Return the AUC of the continuous score (Mann-Whitney, ties counting half) with its intervals.

    First comes the interval with Obuchowski's clustered variance, which treats the patients as independent and their
    observations not; with one observation a patient it is DeLong's. It is made on the log odds of the area, because
    near 1 the area's own distribution is skewed, and where it is clustered with Student's t, because few patients may
    decide the area; its variance is never less than DeLong's, and its name says where that bites. Beside it: Wilson's,
    as the study's; Obuchowski's and DeLong's normal interval on the area itself, as published; Newcombe's; and the
    bootstrap of patients, BCa and percentile.

    Where a variance is 0 (nothing but ties) or undefined (a class with one member, or of one patient), the value stays
    and the limits are None, because an interval of no width would claim certainty; Wilson's and Newcombe's have a width
    then. Where it is 0 because the score separates the classes perfectly, the first interval is Newcombe's, with every
    patient counted once in a class, and its name says why.

    Parameters
    ----------
    truth : shape (n,), 0 or 1.
    scores : shape (n,), larger for class 1, NaN where there is none; None where there are none at all.
    clusters : the patient of each observation; ``Clusters.singletons`` where an observation is a patient.
    level : of the intervals.
    resamples, seed : of the bootstrap; without resamples it is left out.

    >>> auc_score([0, 0, 1, 1], [1.0, 2.0, 2.0, 3.0], Clusters.singletons(4)).value  # of 4 pairs 3 in order, 1 tied
    0.875

    Raises
    ------
    ValueError
        the shapes differ, or ``truth`` is not of 0 and 1.
    """
    labels = binary(truth, "truth")
    values = None if scores is None else np.asarray(scores, dtype=np.float64)
    reason = missing_class(labels) or missing_scores(values)
    if reason or values is None:
        return not_estimable(reason, first_method(not clusters.single), level, labels.size)
    return all_methods(material(labels, values, clusters, level), resamples, seed)
