"""Areas under the ROC curve of resampled patients, and of all patients but one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.stats import rankdata

from nodecluster.validation.areas.delong import Components
from nodecluster.validation.areas.ordering import Scored
from nodecluster.validation.values.clusters import Clusters

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_CELLS = 1_000_000
"""How many weights are held at once, which bounds the memory: 8 MB an array."""


@dataclass(frozen=True, eq=False)
class Resampled:
    """Areas of resampled patients.

    Attributes
    ----------
    areas : shape (kept,), of the resamples that have both classes.
    dropped : how many resamples lack a class, and so have no area.
    """

    areas: Floats
    dropped: int


def resampled_areas(sample: Scored, resamples: int, seed: int) -> Resampled:
    """Return the areas of as many patients drawn with replacement, each with all of its observations.

    A patient drawn twice counts twice, so the area of a resample is a ratio of sums weighted by how often each patient
    was drawn: no observation is copied. Time is of order observations x resamples, memory is bounded.

    Parameters
    ----------
    sample : as ``scored`` returns it, so that equal content with an equal seed gives equal areas.
    resamples : how many draws.
    seed : of the draws.

    Raises
    ------
    ValueError
        ``resamples`` is below 1.
    """
    if resamples < 1:
        raise ValueError(f"at least one resample is needed, found {resamples}")
    positive, negative = level_counts(sample)
    # One row the positives of each patient, the other its negatives.
    rows = np.stack([sample.clusters.sums(sample.truth == label) for label in (1, 0)])
    areas = np.empty(resamples)
    start = 0
    for weights in draws(sample.clusters.count, resamples, positive.shape[0], seed):
        drawn_positive, drawn_negative = positive @ weights, negative @ weights
        below = np.cumsum(drawn_negative, axis=0)
        below -= drawn_negative / 2  # ties count half
        ordered = np.einsum("ld,ld->d", drawn_positive, below)
        pairs = np.prod(rows @ weights, axis=0)
        done = slice(start, start + weights.shape[1])
        areas[done] = np.divide(ordered, pairs, out=np.full(pairs.size, np.nan), where=pairs > 0)
        start = done.stop
    kept = areas[~np.isnan(areas)]
    return Resampled(kept, int(resamples - kept.size))


def areas_without_one(sample: Scored, parts: Components) -> Floats:
    """Return the area without each patient in turn, shape (patients,); NaN where a class would be missing then.

    Parameters
    ----------
    parts : the structural components of ``sample``.
    """
    members = sample.truth == 1
    clusters, count = sample.clusters, sample.clusters.count
    positives, negatives = int(members.sum()), int((~members).sum())
    of_positives = np.bincount(clusters.codes[members], weights=parts.positive * negatives, minlength=count)
    of_negatives = np.bincount(clusters.codes[~members], weights=parts.negative * positives, minlength=count)
    # The pairs inside the patient are counted from both sides, and leave only once.
    ordered = parts.auc * positives * negatives - of_positives - of_negatives + _ordered_within(sample)
    pairs = (positives - clusters.sums(members)) * (negatives - clusters.sums(~members))
    areas: Floats = np.divide(ordered, pairs, out=np.full(count, np.nan), where=pairs > 0)
    return areas


def draws(count: int, resamples: int, levels: int, seed: int) -> Iterator[Floats]:
    """Yield how often each patient is drawn, shape (patients, some resamples), until there are all resamples."""
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // max(count, levels))
    for start in range(0, resamples, step):
        width = min(step, resamples - start)
        # A cell for each resample of each patient: how many draws fall into it.
        cells = rng.integers(0, count, size=(count, width)) * width + np.arange(width)
        yield np.bincount(cells.ravel(), minlength=count * width).reshape(count, width).astype(np.float64)


def level_counts(sample: Scored) -> tuple[csr_array, csr_array]:
    """Return how many positives, and how many negatives, each patient has at each level of the score.

    Neighbouring levels of one class between which the other class has none are one level: no pair is decided inside.
    """
    levels = np.unique(sample.rank, return_inverse=True)[1].ravel()
    classes = [np.bincount(levels[sample.truth == label], minlength=levels.max() + 1) > 0 for label in (1, 0)]
    kind = classes[0] + 2 * classes[1].astype(np.int64)
    starts = np.append(True, (kind[1:] != kind[:-1]) | (kind[1:] == 3))
    merged = (np.cumsum(starts) - 1)[levels]
    shape = int(starts.sum()), sample.clusters.count
    positive, negative = (_counts(merged, sample.clusters, sample.truth == label, shape) for label in (1, 0))
    return positive, negative


def _counts(levels: Integers, clusters: Clusters, chosen: npt.NDArray[np.bool_], shape: tuple[int, int]) -> csr_array:
    """Return the number of chosen observations in each level of each patient; equal places add up."""
    places = levels[chosen], clusters.codes[chosen]
    return csr_array((np.ones(places[0].size), places), shape=shape)


def _ordered_within(sample: Scored) -> Floats:
    """Return for each patient how many of its own pairs are in order, ties counting half, shape (patients,).

    Ranked by patient first and by score second, a positive's rank among all less its rank among positives counts the
    negatives below it, of its own patient and of the patients before; the latter are known.
    """
    members, codes = sample.truth == 1, sample.clusters.codes
    key = codes * (2.0 * sample.truth.size + 1) + sample.rank
    below = rankdata(key)[members] - rankdata(key[members])
    before = np.cumsum(sample.clusters.sums(~members)) - sample.clusters.sums(~members)
    own = below - before[codes[members]]
    return np.bincount(codes[members], weights=own, minlength=sample.clusters.count).astype(np.float64)
