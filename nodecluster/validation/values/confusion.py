"""The two-by-two table of prediction against pathology, and the proportions that are read from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

NOTHING_TO_COUNT = "nothing has both a prediction and a truth"
NO_POSITIVES, NO_NEGATIVES = "pathology has no positives", "pathology has no negatives"
"""Why a figure cannot be had."""

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Share:
    """A proportion: where there is a hit, among which, each of shape (n,), and what to say where there are none."""

    hit: Flags
    among: Flags
    if_empty: str


@dataclass(frozen=True)
class Confusion:
    """Counts of true and false positives and negatives; positive is metastatic.

    Raises
    ------
    ValueError
        a count is negative.
    """

    tp: int
    fp: int
    fn: int
    tn: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if min(self.tp, self.fp, self.fn, self.tn) < 0:
            raise ValueError(f"counts must not be negative, found {self}")

    @property
    def n(self) -> int:
        """How many were counted."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def positives(self) -> int:
        """How many are metastatic by pathology."""
        return self.tp + self.fn

    @property
    def negatives(self) -> int:
        """How many are free of metastasis by pathology."""
        return self.fp + self.tn

    @classmethod
    def of(cls, truth: npt.ArrayLike, predicted: npt.ArrayLike) -> Confusion:
        """Count two arrays of 0 and 1, each of shape (n,).

        >>> Confusion.of([1, 1, 0, 0, 0], [1, 0, 1, 0, 0])
        Confusion(tp=1, fp=1, fn=1, tn=2)

        Raises
        ------
        ValueError
            the shapes differ, or a value is neither 0 nor 1.
        """
        true, found = binary(truth, "truth"), binary(predicted, "predicted")
        if true.shape != found.shape:
            raise ValueError(f"truth has {true.size} values, predicted {found.size}; expected as many")
        cells = np.bincount(2 * true + found, minlength=4)
        return cls(tp=int(cells[3]), fp=int(cells[1]), fn=int(cells[2]), tn=int(cells[0]))

    def as_dict(self) -> dict[str, int]:
        """Return the four counts for ``metrics.json``."""
        return asdict(self)


def shares(truth: Integers, predicted: Integers) -> dict[str, Share]:
    """Return what the seven proportions count, in the order in which they are shown.

    CCR is (TP + TN) / n, sensitivity TP / (TP + FN), specificity TN / (TN + FP), PPV TP / (TP + FP), NPV
    TN / (TN + FN), FPR 1 - specificity and FNR 1 - sensitivity.

    Parameters
    ----------
    truth, predicted : shape (n,), 0 or 1, as ``binary`` returns them.

    >>> ppv = shares(np.array([1, 0, 0]), np.array([1, 1, 0]))["ppv"]
    >>> int((ppv.hit & ppv.among).sum()), int(ppv.among.sum())
    (1, 2)
    """
    right, positive, said = truth == predicted, truth == 1, predicted == 1
    return {
        "ccr": Share(right, np.ones(right.size, dtype=bool), NOTHING_TO_COUNT),
        "sensitivity": Share(right, positive, NO_POSITIVES),
        "specificity": Share(right, ~positive, NO_NEGATIVES),
        "ppv": Share(right, said, "no positive prediction"),
        "npv": Share(right, ~said, "no negative prediction"),
        "fpr": Share(~right, ~positive, NO_NEGATIVES),
        "fnr": Share(~right, positive, NO_POSITIVES),
    }


def lacking(positives: int, negatives: int) -> str:
    """Return which class pathology has not, or nothing where it has both; of two empty ones the positives.

    >>> lacking(3, 0), lacking(3, 4)
    ('pathology has no negatives', '')
    """
    return NO_POSITIVES if not positives else NO_NEGATIVES if not negatives else ""


def binary(values: npt.ArrayLike, name: str) -> npt.NDArray[np.int64]:
    """Return an array of 0 and 1, shape (n,), as integers.

    Raises
    ------
    ValueError
        it has another shape, or holds anything else, such as NaN.
    """
    array = np.asarray(values)
    if array.ndim != 1 or not bool(np.isin(array, (0, 1)).all()):
        raise ValueError(f"{name} must be a flat array of 0 and 1")
    return array.astype(np.int64)
