from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.values.confusion import PROPORTIONS, Confusion, Share


def test_every_cell_is_counted_in_its_place():
    # Unequal counts, so that no two cells can be swapped unseen: 1 tp, 2 fp, 3 fn, 4 tn.
    truth = [1, 0, 0, 1, 1, 1, 0, 0, 0, 0]
    predicted = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    table = Confusion.of(truth, predicted)
    assert table.as_dict() == {"tp": 1, "fp": 2, "fn": 3, "tn": 4}
    assert (table.n, table.positives, table.negatives) == (10, 4, 6)


def test_proportions_by_hand():
    shares = Confusion(tp=1, fp=2, fn=3, tn=4).shares()
    assert tuple(shares) == PROPORTIONS
    assert {name: (share.count, share.total) for name, share in shares.items()} == {
        "ccr": (5, 10),
        "sensitivity": (1, 4),
        "specificity": (4, 6),
        "ppv": (1, 3),
        "npv": (4, 7),
        "fpr": (2, 6),
        "fnr": (3, 4),
    }


def test_swapping_the_classes_swaps_the_proportions():
    truth, predicted = np.array([1, 1, 1, 0, 0, 0, 0]), np.array([1, 0, 0, 1, 0, 0, 0])
    one, other = Confusion.of(truth, predicted).shares(), Confusion.of(1 - truth, 1 - predicted).shares()
    for name, swapped in (("sensitivity", "specificity"), ("ppv", "npv"), ("fpr", "fnr"), ("ccr", "ccr")):
        assert (one[name].count, one[name].total) == (other[swapped].count, other[swapped].total)


def test_an_empty_class_is_named():
    shares = Confusion.of([0, 0], [0, 0]).shares()
    assert shares["sensitivity"] == Share(0, 0, "pathology has no positives")
    assert shares["ppv"] == Share(0, 0, "no positive prediction")
    assert Confusion.of([], []).shares()["ccr"].total == 0


@pytest.mark.parametrize(
    ("truth", "predicted"),
    [([1, 2], [1, 0]), ([1.0, float("nan")], [1, 0]), ([1, 0], [1]), ([[1, 0]], [[1, 0]])],
)
def test_refuses_what_it_cannot_count(truth, predicted):
    with pytest.raises(ValueError, match=r"array of 0 and 1|expected as many"):
        Confusion.of(truth, predicted)


def test_refuses_negative_counts():
    with pytest.raises(ValueError, match="negative"):
        Confusion(1, -1, 0, 0)
