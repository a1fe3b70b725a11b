"""The two-by-two table of prediction against pathology, and the proportions that are read from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

PROPORTIONS = ("ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr")


@dataclass(frozen=True)
class Share:
    """A count out of a total, with what to say when the total is 0."""

    count: int
    total: int
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

    def shares(self) -> dict[str, Share]:
        """Return the seven proportions as counts out of totals, in the order of ``PROPORTIONS``.

        CCR is (TP + TN) / n, PPV is TP / (TP + FP), NPV is TN / (TN + FN), FPR is 1 - specificity, FNR is
        1 - sensitivity.
        """
        said_positive, said_negative = self.tp + self.fp, self.tn + self.fn
        no_positives, no_negatives = "pathology has no positives", "pathology has no negatives"
        return {
            "ccr": Share(self.tp + self.tn, self.n, "nothing has both a prediction and a truth"),
            "sensitivity": Share(self.tp, self.positives, no_positives),
            "specificity": Share(self.tn, self.negatives, no_negatives),
            "ppv": Share(self.tp, said_positive, "no positive prediction"),
            "npv": Share(self.tn, said_negative, "no negative prediction"),
            "fpr": Share(self.fp, self.negatives, no_negatives),
            "fnr": Share(self.fn, self.positives, no_positives),
        }


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
