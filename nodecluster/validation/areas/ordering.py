"""Observations in an order that their content alone makes, so that no figure depends on names or on the rows' order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import binary

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scored:
    """Observations with their truth and scores, patient by patient.

    Attributes
    ----------
    truth : shape (n,), 0 or 1.
    ranks : one array of shape (n,) a score: its midranks, which hold all that an area under the curve reads of it.
    clusters : the patient of each observation.
    """

    truth: Integers
    ranks: tuple[Floats, ...]
    clusters: Clusters

    @property
    def rank(self) -> Floats:
        """The midranks of the first score."""
        return self.ranks[0]


def scored(truth: npt.ArrayLike, scores: Sequence[npt.ArrayLike], clusters: Clusters) -> Scored:
    """Return the observations sorted by content, and the patients sorted by theirs.

    Sums of floats and draws of patients depend on the order that they are taken in. After this they do not depend on
    what the patients are called, on the order of the rows, or on a monotone transform of a score. Patients of equal
    content stand in any order among themselves, which changes nothing.

    Parameters
    ----------
    truth : shape (n,), 0 or 1; at least one.
    scores : each of shape (n,), none NaN; infinite values rank as such.
    clusters : of the n observations.

    >>> scored([1, 0, 0], [[0.5, 9.0, 0.1]], Clusters.of(["a", "b", "a"])).rank
    array([1., 2., 3.])

    Raises
    ------
    ValueError
        the shapes differ, or a score is NaN.
    """
    labels = binary(truth, "truth")
    values = [np.asarray(score, dtype=np.float64) for score in scores]
    if any(score.shape != labels.shape or bool(np.isnan(score).any()) for score in values):
        raise ValueError("scores must be as many as labels, and none NaN")
    if clusters.codes.size != labels.size:
        raise ValueError(f"{labels.size} labels, but {clusters.codes.size} observations dealt out to patients")
    ranks = [rankdata(score) for score in values]
    # A midrank is a whole number or a half: twice as much is whole, and its bytes compare exactly.
    content = np.stack([labels, *((2 * rank).astype(np.int64) for rank in ranks)])
    order, codes = _by_content(content, clusters)
    return Scored(labels[order], tuple(rank[order] for rank in ranks), Clusters(codes, clusters.count))


def _by_content(content: Integers, clusters: Clusters) -> tuple[Integers, Integers]:
    """Return the order of the observations and each patient's place in it; ``content`` has shape (columns, n)."""
    inner = np.lexsort((*content[::-1], clusters.codes))
    pieces = np.split(np.ascontiguousarray(content[:, inner].T), np.cumsum(clusters.sizes())[:-1])
    ranking = sorted(range(clusters.count), key=lambda patient: pieces[patient].tobytes())
    place = np.empty(clusters.count, dtype=np.int64)
    place[ranking] = np.arange(clusters.count)
    order = inner[np.argsort(place[clusters.codes[inner]], kind="stable")]
    return order, place[clusters.codes[order]]
