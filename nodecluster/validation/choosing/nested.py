"""Choosing among rules, again and again on a part of the patients, and judging each choice on the rest of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodecluster.validation.values.confusion import binary

Ints = npt.NDArray[np.int64]

FOLDS, REPEATS = 10, 100


@dataclass(frozen=True, eq=False)
class Nested:
    """What the repeated choice gave.

    Attributes
    ----------
    tp, tn : shape (repeats,), the held-out pN+ and pN0 patients that were predicted correctly, over all folds.
    times : shape (rules,), how often each rule was chosen, out of ``repeats * folds``.
    folds : into how many parts the patients were dealt.
    """

    tp: Ints
    tn: Ints
    times: Ints
    folds: int


def best(tp: npt.ArrayLike, positives: npt.ArrayLike, tn: npt.ArrayLike, negatives: npt.ArrayLike) -> Ints:
    """Return which rule has the largest Youden's J, along the last axis; of equal ones the first.

    J = tp / positives + tn / negatives - 1 is compared as the whole number tp * negatives + tn * positives, so that
    rules which are equal are found to be so.

    Parameters
    ----------
    tp, tn : shape (..., rules).
    positives, negatives : shape (..., 1) or a number, above 0.
    """
    whole = np.asarray(tp) * np.asarray(negatives) + np.asarray(tn) * np.asarray(positives)
    return np.asarray(np.argmax(whole, axis=-1), dtype=np.int64)


def stratified_folds(truth: Ints, folds: int, repeats: int, seed: int) -> Ints:
    """Return the fold of each patient in each repeat, shape (repeats, n): random, each class dealt out evenly.

    Parameters
    ----------
    truth : shape (n,), 0 or 1. Who gets which fold depends on the place in the array, the seed and nothing else.
    """
    rng = np.random.default_rng(seed)
    result = np.empty((repeats, truth.size), dtype=np.int64)
    start = 0
    for kind in (1, 0):  # the second class goes on where the first ends, so that the folds are of one size
        places = np.flatnonzero(truth == kind)
        dealt = (start + np.arange(places.size)) % folds
        result[:, places] = rng.permuted(np.tile(dealt, (repeats, 1)), axis=1)
        start += places.size
    return result


def nested_choice(
    truth: npt.ArrayLike, predicted: npt.ArrayLike, *, folds: int = FOLDS, repeats: int = REPEATS, seed: int = 0
) -> Nested:
    """Choose the rule on all folds but one and judge it on that one, for every fold, ``repeats`` times.

    In each repeat every patient is predicted exactly once, by a rule that was chosen without this patient. Patients
    of one truth and the same predictions are exchangeable, and patients are put in the order of these before they are
    dealt to folds; so neither the order of the patients nor their names change anything.

    Parameters
    ----------
    truth : shape (n,), 0 or 1, with at least two of each, and at least as many patients as folds.
    predicted : shape (n, rules), 0 or 1, what each rule predicts; the simplest rule first, as ties go to the first.

    Source: Varma S, Simon R. Bias in error estimation when using cross-validation for model selection. BMC
    Bioinformatics 2006;7:91.

    Raises
    ------
    ValueError
        a shape or value is none of these, or a class would be missing from the patients that a rule is chosen on.
    """
    true = binary(truth, "truth")
    matrix = np.asarray(predicted)
    if matrix.ndim != 2 or matrix.shape[0] != true.size or not np.isin(matrix, (0, 1)).all():
        raise ValueError("predicted must have a row of 0 and 1 a patient, a column a rule")
    if min(int(true.sum()), int((1 - true).sum())) < 2 or not 2 <= folds <= true.size:
        raise ValueError(
            f"found {int(true.sum())} positives of {true.size} for {folds} folds; expected two of each class"
        )
    order = np.lexsort((*matrix.T[::-1], true))
    true, right = true[order], matrix[order] == true[order][:, None]
    dealt = stratified_folds(true, folds, repeats, seed)
    held_tp, held_positives = _by_fold(dealt[:, true == 1], right[true == 1], folds)
    held_tn, held_negatives = _by_fold(dealt[:, true == 0], right[true == 0], folds)
    chosen = best(_rest(held_tp), _rest(held_positives), _rest(held_tn), _rest(held_negatives))
    tp, tn = (np.take_along_axis(held, chosen[..., None], axis=2).sum(axis=(1, 2)) for held in (held_tp, held_tn))
    return Nested(tp, tn, np.bincount(chosen.ravel(), minlength=matrix.shape[1]), folds)


def _by_fold(dealt: Ints, right: npt.NDArray[np.bool_], folds: int) -> tuple[Ints, Ints]:
    """Return how many patients each rule gets right, shape (repeats, folds, rules), and of how many, (..., 1)."""
    repeats = dealt.shape[0]
    cell = (dealt + folds * np.arange(repeats)[:, None]).ravel()

    def counted(values: npt.NDArray[np.bool_]) -> Ints:
        found = np.bincount(cell[np.tile(values, repeats)], minlength=repeats * folds)
        return found.reshape(repeats, folds)

    correct = np.stack([counted(column) for column in right.T], axis=2)
    return correct, counted(np.ones(right.shape[0], dtype=bool))[..., None]


def _rest(held: Ints) -> Ints:
    """Return the counts of all folds but each one; folds along axis 1."""
    return np.asarray(held.sum(axis=1, keepdims=True) - held)
