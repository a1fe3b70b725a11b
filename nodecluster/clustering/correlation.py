"""The correlation filter: of features that say the same, the first stays."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from nodecluster.volume import Floats


class CorrelationFilter(SelectorMixin, TransformerMixin, BaseEstimator):
    """Drop each feature whose absolute Pearson correlation with an already kept one exceeds a threshold.

    Features are walked in their order, so the result depends on it: PyRadiomics' order is the tool's. A feature that
    does not vary has no correlation with anything; it is dropped too.

    Parameters
    ----------
    threshold : absolute Pearson r above which a feature is dropped, above 0 and at most 1.

    Attributes
    ----------
    support_ : bool, shape (features,); which features stay.
    because_ : int, shape (features,); the kept feature that made a dropped one redundant; -1 for one that does not
        vary, and the feature's own place for one that stays.
    correlation_ : float, shape (features,); its Pearson r with that feature; 0 for one that does not vary.

    Source: Qu L, et al. Int J Surg 2024;110:5363-5373, Methods; the order of removal is not stated there.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0, 0.0, 1.0], [1.0, 2.0, 0.0], [2.0, 4.0, 1.0], [3.0, 6.1, 0.0]])
    >>> CorrelationFilter(0.9).fit(X).support_.tolist()
    [True, False, True]
    """

    def __init__(self, threshold: float = 0.9) -> None:
        self.threshold = threshold

    def fit(self, X: npt.ArrayLike, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Find the features that stay.

        Parameters
        ----------
        X : shape (nodes, features).
        y : ignored.

        Raises
        ------
        ValueError
            the threshold is out of range, or no feature varies.
        """
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold!r}; expected a number above 0, at most 1")
        data: Floats = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        unit, varies = _unit_columns(data)
        count = data.shape[1]
        self.because_ = np.where(varies, np.arange(count), -1)
        self.correlation_ = np.where(varies, 1.0, 0.0)
        kept: list[int] = []
        for j in np.flatnonzero(varies):
            r = unit[:, kept].T @ unit[:, j]
            if r.size and np.abs(r).max() > self.threshold:
                strongest = int(np.abs(r).argmax())
                self.because_[j], self.correlation_[j] = kept[strongest], r[strongest]
            else:
                kept.append(int(j))
        if not kept:
            raise ValueError("no feature varies between the samples; expected at least one that does")
        self.support_ = np.isin(np.arange(count), kept)
        return self

    def _get_support_mask(self) -> npt.NDArray[np.bool_]:
        check_is_fitted(self)
        return np.asarray(self.support_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = False
        return tags


def _unit_columns(data: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return centred columns of length 1, and which columns vary by more than rounding."""
    centred = data - data.mean(axis=0)
    length = np.sqrt((centred * centred).sum(axis=0))
    scale = np.abs(data).max(axis=0) * np.sqrt(len(data))
    varies = length > 1e-12 * scale
    return centred / np.where(varies, length, 1.0), varies
