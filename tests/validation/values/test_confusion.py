from __future__ import annotations

import numpy as np
import pytest

from nodecluster.validation.values.confusion import NO_NEGATIVES, NO_POSITIVES, Confusion, lacking, shares


def counts(truth, predicted):
    """Hits and of how many, by proportion."""
    found = shares(truth, predicted).items()
    return {name: (int((share.hit & share.among).sum()), int(share.among.sum())) for name, share in found}


def test_every_cell_is_counted_in_its_place():
    # Unequal counts, so that no two cells can be swapped unseen: 1 tp, 2 fp, 3 fn, 4 tn.
    truth = [1, 0, 0, 1, 1, 1, 0, 0, 0, 0]
    predicted = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    table = Confusion.of(truth, predicted)
    assert table.as_dict() == {"tp": 1, "fp": 2, "fn": 3, "tn": 4}
    assert (table.n, table.positives, table.negatives) == (10, 4, 6)


def test_proportions_by_hand():
    # 1 tp, 2 fp, 3 fn, 4 tn
    truth, predicted = np.repeat([1, 0, 1, 0], [1, 2, 3, 4]), np.repeat([1, 1, 0, 0], [1, 2, 3, 4])
    assert list(shares(truth, predicted)) == ["ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr"]
    assert counts(truth, predicted) == {
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
    one, other = counts(truth, predicted), counts(1 - truth, 1 - predicted)
    for name, swapped in (("sensitivity", "specificity"), ("ppv", "npv"), ("fpr", "fnr"), ("ccr", "ccr")):
        assert one[name] == other[swapped]


def test_an_empty_class_is_named():
    none, nobody = np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int64)
    assert counts(none, none) == {
        "ccr": (2, 2),
        "sensitivity": (0, 0),
        "specificity": (2, 2),
        "ppv": (0, 0),
        "npv": (2, 2),
        "fpr": (0, 2),
        "fnr": (0, 0),
    }
    found = shares(none, none)
    assert (found["sensitivity"].if_empty, found["ppv"].if_empty) == (
        "pathology has no positives",
        "no positive prediction",
    )
    assert shares(nobody, nobody)["ccr"].among.size == 0


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


@pytest.mark.parametrize(
    ("positives", "negatives", "reason"),
    [(3, 4, ""), (0, 4, NO_POSITIVES), (3, 0, NO_NEGATIVES), (0, 0, NO_POSITIVES)],
)
def test_a_class_that_pathology_has_not(positives, negatives, reason):
    assert lacking(positives, negatives) == reason
