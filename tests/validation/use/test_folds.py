from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nodecluster.validation.use.folds import content_order, patient_folds
from nodecluster.validation.values.clusters import Clusters


def test_by_hand():
    # b: rank 3 label 1; a: ranks 0 and 2 label 0; c: rank 1 label 0. Without a label 1 come a (0, 4) and c (2,).
    order, places = content_order(np.array([3, 2, 1, 0]), np.array([1, 0, 0, 0]), Clusters.of(["b", "a", "c", "a"]))
    assert places.tolist() == [0, 2, 1]  # of a, b, c
    assert order.tolist() == [3, 1, 2, 0]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4), st.booleans()), min_size=1, max_size=40), st.randoms())
def test_names_and_rows_change_no_fold_of_any_content(rows, random):
    """What falls into each fold is the same, however patients are called and rows are ordered."""

    def contents(table):
        ids, ranks, labels = (np.array(column) for column in zip(*table, strict=True))
        clusters = Clusters.of(ids)
        labels = labels.astype(np.int64)
        order, places = content_order(ranks, labels, clusters)
        folds = patient_folds(places, clusters.sums(labels) > 0, 3, seed=5)
        return list(zip(folds[clusters.codes][order].tolist(), ranks[order], labels[order], strict=True))

    names = random.sample(range(100), 9)
    renamed = [(names[patient], rank, label) for patient, rank, label in rows]
    random.shuffle(renamed)
    assert contents(renamed) == contents(rows)


def test_folds_are_even_and_stratified():
    clusters = Clusters.singletons(103)
    labels = (np.arange(103) < 40).astype(np.int64)
    _, places = content_order(np.arange(103), labels, clusters)
    folds = patient_folds(places, labels > 0, 10, seed=0)
    sizes, events = np.bincount(folds), np.bincount(folds, weights=labels)
    assert sizes.max() - sizes.min() == 1
    assert events.max() - events.min() <= 1


def test_the_seed_changes_the_folds():
    places = np.arange(50)
    strata = np.arange(50) < 20
    assert (patient_folds(places, strata, 10, 0) != patient_folds(places, strata, 10, 1)).any()
