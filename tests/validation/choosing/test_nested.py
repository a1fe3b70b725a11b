"""The repeated choice, against a plain loop and against what is known of chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodecluster.validation.choosing.nested import best, nested_choice, stratified_folds


def test_the_largest_j_and_of_equal_ones_the_first():
    # Of 3 positives and 7 negatives: J + 1 = 1/3 + 7/7, 2/3 + 5/7 = 1.381, 3/3 + 2/7, and 1.381 again.
    assert best([1, 2, 3, 2], 3, [7, 5, 2, 5], 7) == 1
    # 1/3 + 6/9 and 3/3 + 0/9 are equal, though not in floating point when taken from 1 in turn.
    assert best([1, 3], 3, [6, 0], 9) == 0
    assert best([3, 1], 3, [0, 6], 9) == 0
    assert best(np.array([[1, 2], [2, 1]]), np.array([[2], [2]]), np.zeros((2, 2)), np.array([[1], [1]])).tolist() == [
        1,
        0,
    ]


@pytest.mark.parametrize(("positives", "n", "folds"), [(10, 20, 10), (13, 50, 10), (2, 5, 2), (7, 31, 3)])
def test_folds_are_of_one_size_and_share_the_classes_evenly(positives, n, folds):
    truth = (np.arange(n) < positives).astype(np.int64)
    dealt = stratified_folds(truth, folds, 6, seed=3)
    assert dealt.shape == (6, n)
    for kinds in (truth == 1, truth == 0, np.ones(n, bool)):
        sizes = np.array([np.bincount(row[kinds], minlength=folds) for row in dealt])
        assert (sizes.sum(axis=1) == kinds.sum()).all()
        assert sizes.max() - sizes.min() <= 1
    assert len({row.tobytes() for row in dealt}) > 1
    assert (stratified_folds(truth, folds, 6, seed=3) == dealt).all()


def test_by_hand():
    # Rule 0 is right of everybody, rule 1 of nobody: rule 0 is always chosen, and everybody is held out once.
    truth = [1, 1, 1, 0, 0, 0]
    found = nested_choice(truth, [[t, 1 - t] for t in truth], folds=3, repeats=4)
    assert (found.tp.tolist(), found.tn.tolist()) == ([3] * 4, [3] * 4)
    assert found.times.tolist() == [12, 0]


def test_two_folds_by_hand():
    # Two pN+ (a, b), two pN0 (c, d), two folds of one each. Rule 0 is right of a and c, rule 1 of b and d.
    # Held out {a, c}: rule 1 does best on {b, d} and is wrong of both. Held out {a, d}: on {b, c} both rules have one
    # right, so rule 0 comes first, and is right of a, wrong of d. In the same repeat {b, c} is held out, and on {a, d}
    # rule 0 comes first again: wrong of b, right of c. So a repeat has 0 or 2 right, never 4.
    found = nested_choice([1, 1, 0, 0], [[1, 0], [0, 1], [0, 1], [1, 0]], folds=2, repeats=50)
    right = found.tp + found.tn
    assert set(right.tolist()) == {0, 2}
    assert found.times.tolist()[0] + found.times.tolist()[1] == 100
    # Where 2 are right, rule 0 was chosen twice; where 0, each rule once.
    assert found.times[1] == (right == 0).sum()


def loop(truth, predicted, dealt, folds):
    """The same, a patient and a fold at a time."""
    tp, tn, times = [], [], [0] * len(predicted[0])
    for row in dealt:
        hits = {0: 0, 1: 0}
        for fold in range(folds):
            train = [i for i in range(len(truth)) if row[i] != fold]
            scores = []
            for rule in range(len(predicted[0])):
                right = {kind: [predicted[i][rule] == kind for i in train if truth[i] == kind] for kind in (0, 1)}
                scores.append(sum(right[1]) * len(right[0]) + sum(right[0]) * len(right[1]))
            chosen = scores.index(max(scores))
            times[chosen] += 1
            for i in range(len(truth)):
                if row[i] == fold and predicted[i][chosen] == truth[i]:
                    hits[truth[i]] += 1
        tp.append(hits[1])
        tn.append(hits[0])
    return tp, tn, times


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(1, 4))
def test_it_is_what_a_plain_loop_gives(seed, folds, rules):
    rng = np.random.default_rng(seed)
    truth = np.array([0, 0, 1, 1, *rng.integers(0, 2, rng.integers(1, 20))])
    predicted = rng.integers(0, 2, (truth.size, rules))
    found = nested_choice(truth, predicted, folds=folds, repeats=3, seed=seed)
    order = sorted(range(truth.size), key=lambda i: (truth[i], *predicted[i]))
    truth, predicted = truth[order].tolist(), predicted[order].tolist()
    dealt = stratified_folds(np.array(truth), folds, 3, seed).tolist()
    assert (found.tp.tolist(), found.tn.tolist(), found.times.tolist()) == loop(truth, predicted, dealt, folds)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_patients_changes_nothing_and_counts_add_up(seed):
    rng = np.random.default_rng(seed)
    truth, predicted = rng.permutation([0] * 15 + [1] * 12), rng.integers(0, 2, (27, 5))
    found = nested_choice(truth, predicted, repeats=5, seed=7)
    order = rng.permutation(27)
    again = nested_choice(truth[order], predicted[order], repeats=5, seed=7)
    for name in ("tp", "tn", "times"):
        assert (getattr(found, name) == getattr(again, name)).all()
    assert found.times.sum() == 5 * 10
    assert set(found.tp.tolist()) <= set(range(13))
    assert set(found.tn.tolist()) <= set(range(16))


def test_of_rules_that_know_nothing_apparent_j_is_above_0_and_nested_j_is_not():
    rng = np.random.default_rng(5)
    apparent, nested = [], []
    for _ in range(200):
        truth = np.arange(60) % 2
        predicted = rng.integers(0, 2, (60, 7))
        found = nested_choice(truth, predicted, repeats=5)
        apparent.append(max((column == truth).mean() for column in predicted.T))  # (Se + Sp) / 2, as classes are equal
        nested.append((found.tp.mean() + found.tn.mean()) / 60)
    # The largest of 7 shares of 60: the largest of 7 normal deviates is 1.35 at the mean, 0.5 + 1.35 * 0.0645 = 0.587.
    assert np.mean(apparent) == pytest.approx(0.587, abs=0.01)
    assert np.mean(nested) == pytest.approx(0.5, abs=3 * 0.0645 / np.sqrt(200) + 0.005)


@pytest.mark.parametrize(
    ("truth", "predicted", "folds"),
    [
        ([1, 1, 0], [[1], [1], [1]], 2),  # one negative
        ([1, 1, 0, 0], [[1]] * 4, 5),  # more folds than patients
        ([1, 1, 0, 0], [[1]] * 4, 1),
        ([1, 1, 0, 0], [[1]] * 3, 2),
        ([1, 1, 0, 0], [1, 1, 1, 1], 2),
        ([1, 1, 0, 0], [[2]] * 4, 2),
        ([1, 1, 0, 2], [[1]] * 4, 2),
    ],
)
def test_what_cannot_be_is_refused(truth, predicted, folds):
    with pytest.raises(ValueError, match=r"must|found"):
        nested_choice(truth, predicted, folds=folds, repeats=2)
