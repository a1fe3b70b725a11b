"""Folds of patients for cross-validation that depend on what the patients hold, not on names or row order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nodecluster.validation.values.clusters import Clusters

Integers = npt.NDArray[np.int64]


def content_order(ranks: Integers, labels: Integers, clusters: Clusters) -> tuple[Integers, Integers]:
    """Return an order of observations and one of patients that only their contents decide.

    Patients are ordered by whether they hold a label 1, then by their observations' ranks and labels; patients that
    hold the same are interchangeable. Observations are ordered by patient, then by rank and label.

    Parameters
    ----------
    ranks : shape (n,), 0 for the lowest score; equal scores have equal ranks.
    labels : shape (n,), 0 or 1.

    Returns
    -------
    order : shape (n,), which observation comes at each place.
    places : shape (patients,), the place of each patient.
    """
    values = 2 * ranks + labels
    by_patient = np.lexsort((values, clusters.codes))
    held = np.split(values[by_patient], np.cumsum(clusters.sizes())[:-1])
    strata = clusters.sums(labels) > 0
    keys = [(bool(stratum), parts.tolist()) for stratum, parts in zip(strata, held, strict=True)]
    places = np.empty(clusters.count, dtype=np.int64)
    places[sorted(range(clusters.count), key=keys.__getitem__)] = np.arange(clusters.count)
    return np.lexsort((values, places[clusters.codes])), places


def patient_folds(places: Integers, strata: npt.NDArray[np.bool_], folds: int, seed: int) -> Integers:
    """Return the fold of each patient, shape (patients,), stratified, of sizes that differ by 1 at most.

    Parameters
    ----------
    places : shape (patients,), of ``content_order``.
    strata : shape (patients,), whether a patient holds a label 1.
    folds : how many.
    seed : of the shuffling within the strata.
    """
    generator = np.random.default_rng(seed)
    in_order = np.argsort(places)
    with_it, without = in_order[strata[in_order]], in_order[~strata[in_order]]
    dealt = np.concatenate([generator.permutation(without), generator.permutation(with_it)])
    found = np.empty(places.size, dtype=np.int64)
    found[dealt] = np.arange(places.size) % folds
    return found
