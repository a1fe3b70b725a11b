"""The study's model as one scikit-learn estimator: scale, de-correlate, K-means, orient, score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from nodecluster.clustering.correlation import CorrelationFilter
from nodecluster.clustering.scoring import signed_distance
from nodecluster.tables import LEAST_AXIS, MESH_VOLUME
from nodecluster.volume import Floats


class NodeClusterer(ClusterMixin, BaseEstimator):
    """Group nodes in two without labels, and orient the groups by shape.

    Nodes are sorted by their features before anything is computed, and one thread computes it, so the model is the same
    whatever the order of the rows and the number of cores.

    Parameters
    ----------
    threshold : of the correlation filter.
    starts : random starts of K-means (k-means++).
    random_state : seed of the starts.
    orient_by : features (names, where X is a table; otherwise column numbers) whose larger mean makes a group the
        second one; the next is asked where one ties. None: least axis length, then mesh volume, where X has columns
        of these names, and otherwise the columns in their order.

    Attributes
    ----------
    scaler_ : fitted ``StandardScaler`` (mean and population standard deviation of the training nodes).
    filter_ : fitted ``CorrelationFilter``, of the scaled features.
    centroids_ : shape (2, kept features), scaled units; the second is that of the group oriented as metastatic-looking.
    labels_ : int, shape (nodes,); 0 or 1. The tool's group is ``labels_ + 1``.
    oriented_by_ : column number of the feature that decided the orientation.
    orientation_means_ : its mean in the two groups, in its own unit.

    Source: Qu L, et al. Int J Surg 2024;110:5363-5373; Lloyd SP. IEEE Trans Inf Theory 1982;28:129-137.
    """

    def __init__(
        self,
        threshold: float = 0.9,
        starts: int = 50,
        random_state: int | None = 0,
        orient_by: Sequence[str | int] | None = None,
    ) -> None:
        self.threshold = threshold
        self.starts = starts
        self.random_state = random_state
        self.orient_by = orient_by

    def fit(self, X: npt.ArrayLike, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Fit the model to nodes.

        Parameters
        ----------
        X : shape (nodes, features), finite.
        y : ignored.

        Raises
        ------
        ValueError
            there are fewer than two different nodes, or the values of a feature are too large for a standard
            deviation.
        """
        with np.errstate(all="ignore"):  # it adds up all values, which may be too large for that
            data: Floats = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        order = np.lexsort(data.T[::-1])
        rows = np.ascontiguousarray(data[order])
        if (rows == rows[0]).all():
            raise ValueError(f"all {len(rows)} nodes are the same; expected at least two that differ")
        with threadpool_limits(1):
            with np.errstate(all="ignore"):
                self.scaler_ = StandardScaler().fit(rows)
            self._refuse_overflow()
            scaled = self.scaler_.transform(rows)
            self.filter_ = CorrelationFilter(self.threshold).fit(scaled)
            kept = self.filter_.transform(scaled)
            kmeans = KMeans(2, n_init=self.starts, max_iter=1000, tol=0, random_state=self.random_state)
            found = kmeans.fit(kept).labels_
        second = self._orient(rows, found)
        self.centroids_ = np.stack([kept[found != second].mean(axis=0), kept[found == second].mean(axis=0)])
        self.labels_ = self.predict(X)
        return self

    def decision_function(self, X: npt.ArrayLike) -> Floats:
        """Return each node's score, shape (nodes,): its signed distance from the border, > 0 in the second group.

        Raises
        ------
        ValueError
            a node lies so far away that no float holds its score.
        """
        check_is_fitted(self)
        with np.errstate(all="ignore"):
            data: Floats = validate_data(self, X, dtype=np.float64, reset=False)
        scaler, kept = self.scaler_, self.filter_.support_
        score = signed_distance(data, scaler.mean_, scaler.scale_, kept, self.centroids_)
        if not np.isfinite(score).all():
            raise ValueError(f"node {np.flatnonzero(~np.isfinite(score))[0]} lies too far from those of the fit")
        return score

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return each node's label, shape (nodes,): 0, or 1 in the group oriented as metastatic-looking."""
        return (self.decision_function(X) > 0).astype(np.int64)

    def _refuse_overflow(self) -> None:
        """Refuse a feature whose values are too large for their mean or standard deviation to be held."""
        scaler = self.scaler_  # which takes a feature whose variance is not held for a constant one, of scale 1
        held = np.isfinite(scaler.mean_) & np.isfinite(scaler.var_) & np.isfinite(scaler.scale_)
        if not held.all():
            place = int(np.flatnonzero(~held)[0])
            name = getattr(self, "feature_names_in_", {place: f"column {place}"})[place]
            raise ValueError(f"{name} has values too large for a standard deviation; check the features table")

    def _orient(self, rows: Floats, found: npt.NDArray[np.int32]) -> int:
        """Return which of K-means' two labels is the second group."""
        for column in self._orienting_columns():
            means = [float(rows[found == label, column].mean()) for label in (0, 1)]
            self.oriented_by_ = column
            if not math.isclose(means[0], means[1], rel_tol=1e-9):
                break
        second = int(means[1] > means[0])
        self.orientation_means_ = (means[1 - second], means[second])
        return second

    def _orienting_columns(self) -> list[int]:
        """Return the columns that may decide the orientation, in order."""
        names = list(getattr(self, "feature_names_in_", []))
        wanted = self.orient_by
        if wanted is None:
            wanted = [name for name in (LEAST_AXIS, MESH_VOLUME) if name in names] or list(range(self.n_features_in_))
        unknown = [name for name in wanted if isinstance(name, str) and name not in names]
        if unknown or not wanted:
            raise ValueError(f"orient_by is {wanted!r}; expected names of columns of X, or column numbers")
        return [names.index(name) if isinstance(name, str) else int(name) for name in wanted]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = False
        return tags
