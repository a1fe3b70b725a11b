"""Two predictions of the same nodes, or of the same patients, against each other and against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nodecluster.validation.areas.delong import components
from nodecluster.validation.intervals.proportions import proportion
from nodecluster.validation.paired.agreement import agreement_table, kappa
from nodecluster.validation.paired.clustered import clustered_mcnemar
from nodecluster.validation.paired.delong import difference_of_areas
from nodecluster.validation.paired.difference import difference_of_shares
from nodecluster.validation.paired.mcnemar import discordant, mcnemar_midp, mcnemar_test
from nodecluster.validation.paired.reclassification import reclassification
from nodecluster.validation.paired.swapped import swapped_test
from nodecluster.validation.values.clusters import Clusters, Floats
from nodecluster.validation.values.confusion import NO_NEGATIVES, NO_POSITIVES, binary
from nodecluster.validation.values.estimate import Estimate, not_estimable
from nodecluster.validation.values.tested import Tested

Ints = npt.NDArray[np.int64]

QUANTITIES = ("auc_score", "ccr", "sensitivity", "specificity")
"""What two predictions are compared by, in this order; each has a difference and a test."""


@dataclass(frozen=True, eq=False)
class Said:
    """What one prediction says: ``predicted``, 0 or 1, and ``score``, NaN where there is none; each of shape (n,)."""

    predicted: Ints
    score: Floats

    def only(self, chosen: npt.NDArray[np.bool_]) -> Said:
        """Return what it says where ``chosen`` holds."""
        return Said(self.predicted[chosen], self.score[chosen])


def pair_block(
    truth: npt.ArrayLike, first: Said, second: Said, clusters: Clusters, level: float = 0.95, seed: int = 0
) -> dict[str, Any]:
    """Return how two predictions compare; plain values for ``metrics.json``.

    Every difference is ``second`` less ``first``: above 0 it speaks for the second.

    Parameters
    ----------
    truth : shape (n,), 1 metastatic, 0 not.
    first, second : what the two say of the same, in the order of ``truth``.
    clusters : the patient of each; where each is a patient of its own the tests are those of independent pairs, else
        those that respect the patients.
    level : of the intervals.
    seed : of the random swaps of ``swapped_test``.

    Returns
    -------
    ``n``, ``patients``, ``positives``, ``negatives``; for each of ``QUANTITIES`` ``first`` and ``second`` (the two
    values), ``difference`` (an estimate) and ``test``; for ``auc_score`` also ``permutation`` (a test, see
    ``swapped_test``), and for those that are shares ``discordant`` (on how many only the one is right) and, where
    pairs are independent, ``mcnemar_midp``; ``reclassification`` (see there);
    ``agreement`` (``table``, ``share``, ``kappa``). What cannot be estimated says why.

    Raises
    ------
    ValueError
        the shapes differ, or a truth or a prediction is neither 0 nor 1.
    """
    true = binary(truth, "truth")
    one, two = first.predicted, second.predicted
    right = ((one == true).astype(np.int64), (two == true).astype(np.int64))
    anything, positive, negative = np.ones(true.size, dtype=bool), true == 1, true == 0
    return {
        "n": int(true.size),
        "patients": clusters.count,
        "positives": int(positive.sum()),
        "negatives": int(negative.sum()),
        "auc_score": _areas(true, first.score, second.score, clusters, level, seed),
        "ccr": _shares(right, anything, "nothing has both predictions and a truth", clusters, level),
        "sensitivity": _shares(right, positive, NO_POSITIVES, clusters, level),
        "specificity": _shares(right, negative, NO_NEGATIVES, clusters, level),
        "reclassification": reclassification(true, one, two, clusters, level),
        "agreement": _agreement(one, two, clusters, level),
    }


def _areas(true: Ints, first: Floats, second: Floats, clusters: Clusters, level: float, seed: int) -> dict[str, Any]:
    """Return the two areas under the curve of the scores, and how they differ."""
    difference, test = difference_of_areas(true, second, first, clusters, level)
    permutation = swapped_test(true, second, first, clusters, seed)
    return {
        **_quantity(_area(true, first), _area(true, second), difference, test),
        "permutation": permutation.as_dict(),
    }


def _area(true: Ints, scores: Floats) -> float | None:
    """Return the area under the curve of a score, or None where there is none."""
    if np.isnan(scores).any() or np.unique(true).size < 2:
        return None
    return components(true, scores).auc


def _shares(
    right: tuple[Ints, Ints], chosen: npt.NDArray[np.bool_], if_empty: str, clusters: Clusters, level: float
) -> dict[str, Any]:
    """Return the shares in which two predictions are right among those chosen, and how they differ."""
    first, second = (each[chosen] for each in right)
    if first.size == 0:
        method = "difference of paired shares"
        return _quantity(None, None, not_estimable(if_empty, method, level), Tested(None, method, 0, reason=if_empty))
    among = clusters.only(chosen)
    difference = difference_of_shares(second, first, among, level)
    test = mcnemar_test(second, first) if among.single else clustered_mcnemar(second, first, among)
    first_only, second_only = discordant(first, second)
    return {
        **_quantity(float(first.mean()), float(second.mean()), difference, test),
        "discordant": {"first_only": first_only, "second_only": second_only},
        **({"mcnemar_midp": mcnemar_midp(first_only, second_only)} if among.single else {}),
    }


def _quantity(first: float | None, second: float | None, difference: Estimate, test: Tested) -> dict[str, Any]:
    """Return what is said of one quantity."""
    return {"first": first, "second": second, "difference": difference.as_dict(), "test": test.as_dict()}


def _agreement(first: Ints, second: Ints, clusters: Clusters, level: float) -> dict[str, Any]:
    """Return how far two predictions say the same."""
    share = proportion(first == second, np.ones(first.size), clusters, level, "nothing has both predictions")
    return {
        "table": agreement_table(first, second),
        "share": share.as_dict(),
        "kappa": kappa(first, second, clusters, level).as_dict(),
    }
