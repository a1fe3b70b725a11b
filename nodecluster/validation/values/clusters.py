"""Which observations belong to one patient: what every interval that respects the patients starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Clusters:
    """Observations dealt out to patients, who are independent of each other; a patient is a cluster of observations.

    Attributes
    ----------
    codes : shape (n,), the patient of each observation, as a number from 0 to ``count`` - 1; every one occurs.
    count : how many patients there are.
    """

    codes: npt.NDArray[np.int64]
    count: int

    @classmethod
    def of(cls, ids: npt.ArrayLike) -> Clusters:
        """Return the clusters of ids, shape (n,); what the ids are does not matter, only which are equal.

        >>> Clusters.of(["b", "a", "b"]).codes
        array([1, 0, 1])
        """
        names, codes = np.unique(np.asarray(ids), return_inverse=True)
        return cls(codes.astype(np.int64).ravel(), int(names.size))

    @classmethod
    def singletons(cls, n: int) -> Clusters:
        """Return ``n`` observations that are each a patient of their own."""
        return cls(np.arange(n, dtype=np.int64), n)

    @property
    def single(self) -> bool:
        """Whether every observation is a patient of its own."""
        return self.count == self.codes.size

    def sums(self, values: npt.ArrayLike) -> Floats:
        """Return the sum of ``values``, shape (n,), over each patient's observations, shape (count,).

        >>> Clusters.of(["b", "a", "b"]).sums([1, 10, 100])
        array([ 10., 101.])
        """
        weights = np.asarray(values, dtype=np.float64)
        return np.bincount(self.codes, weights=weights, minlength=self.count).astype(np.float64)

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return how many observations each patient has, shape (count,)."""
        return np.bincount(self.codes, minlength=self.count)

    def only(self, chosen: npt.ArrayLike) -> Clusters:
        """Return the clusters of the observations where ``chosen``, bool of shape (n,), holds."""
        return Clusters.of(self.codes[np.asarray(chosen, dtype=bool)])
