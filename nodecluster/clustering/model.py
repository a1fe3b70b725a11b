"""The fitted model as plain values: made once, stored as ``model.json``, refitted never."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.clustering.clusterer import NodeClusterer
from nodecluster.clustering.scoring import farthest, scaled_features, signed_distance
from nodecluster.clustering.verdict import GroupSizes, Verdict, judge
from nodecluster.errors import ModelError
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, LEAST_AXIS, FailureRow, feature_matrix, sorted_by_node
from nodecluster.volume import Floats

LEAST_NODES = 4


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that turns the features of a node into its group.

    Attributes
    ----------
    settings : the recipe, from mask to rule.
    mean, sd : shape (107,), of the training nodes, each feature in its own unit; a feature that does not vary has sd 1.
    kept : names of the features that stayed, in PyRadiomics' order.
    dropped : for each other feature the kept one that made it redundant (None where it does not vary) and Pearson's r.
    centroids : shape (2, kept), in standard deviations; group 1 first.
    orientation : the feature that decided which group is the second, and its mean in the groups.
    projection : the first two principal axes of the training nodes, shape (2, kept), and the share of variance each
        explains.
    fitted : nodes and patients, in all and a group.
    patients_sha256 : of the ids of the patients it was fitted on, sorted.
    verdict : whether the split means anything.
    notice : of the cohort that it was fitted on.
    versions : of nodecluster and its libraries when it was fitted.
    measured : whether its nodes are known to have been measured with ``settings``; not so of a table from elsewhere.
    rule_choice : how the patient rule of ``settings`` was tuned on these patients' pathology, and what that is worth;
        None where the rule was set.
    """

    settings: Settings
    mean: Floats
    sd: Floats
    kept: tuple[str, ...]
    dropped: tuple[Mapping[str, Any], ...]
    centroids: Floats
    orientation: Mapping[str, Any]
    projection: Mapping[str, Any]
    fitted: Mapping[str, int]
    patients_sha256: tuple[str, ...]
    verdict: Verdict
    notice: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    measured: bool = True
    rule_choice: Mapping[str, Any] | None = None

    def support(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which of the 107 features are kept, bool, shape (107,)."""
        return np.isin(np.asarray(FEATURES), self.kept)

    def predict(self, features: pd.DataFrame) -> pd.DataFrame:
        """Return patient, node, group (1 or 2) and score of the nodes of a features table, sorted.

        Group 2 is where the score, in standard deviations of the training nodes, is above 0.

        Raises
        ------
        ModelError
            a node has no score, as of ``unscored``.
        """
        rows = sorted_by_node(features)
        score = self._scores(rows)
        lost = self.unscored(rows)
        if lost:
            patient, node, _, reason, remedy = lost[0]
            raise ModelError(f"patient {patient}, node {node}: {reason}. {remedy}")
        nodes = rows[["patient_id", "node_id"]].copy()
        nodes["group"] = np.where(score > 0, 2, 1)
        nodes["score"] = score
        return nodes

    def unscored(self, features: pd.DataFrame) -> list[FailureRow]:
        """Return the nodes of a features table, as failures, that lie too far from the training nodes for a score."""
        lost = features[~np.isfinite(self._scores(features))]
        return [
            self._too_far(*row) for row in zip(lost["patient_id"], lost["node_id"], feature_matrix(lost), strict=True)
        ]

    def _scores(self, rows: pd.DataFrame) -> Floats:
        """Return the scores of nodes, shape (nodes,)."""
        return signed_distance(feature_matrix(rows), self.mean, self.sd, self.support(), self.centroids)

    def _too_far(self, patient: str, node: str, values: Floats) -> FailureRow:
        """Return the failure of a node that has no score."""
        place, sds = farthest(values, self.mean, self.sd, self.support())
        reason = f"{FEATURES[place]} is {sds:.0e} standard deviations from the nodes of the fit: no score"
        return patient, node, "score", reason, "Check the features table"

    def with_rule(self, rule: str, choice: Mapping[str, Any]) -> Model:
        """Return the model with the patient rule that was chosen for it; the groups stay as they are."""
        return replace(self, settings=self.settings.changed({"rule": rule}), rule_choice=choice)

    def has_seen(self, patient_ids: Iterable[str]) -> list[str]:
        """Return those of the patients that the model was fitted on, sorted."""
        known = set(self.patients_sha256)
        return sorted({patient for patient in patient_ids if hash_id(patient) in known})


def hash_id(patient_id: str) -> str:
    """Return the SHA-256 of a patient's id; a model names no patient, but can tell whether it has seen one."""
    return hashlib.sha256(patient_id.encode("utf-8")).hexdigest()


def fit_model(
    features: pd.DataFrame,
    settings: Settings,
    notice: str = "",
    versions: Mapping[str, str] | None = None,
    *,
    measured: bool = True,
) -> Model:
    """Fit the model to a features table, without labels.

    Parameters
    ----------
    features : patient, node and the 107 features, finite.
    settings : threshold, starts, seed.
    notice : of the cohort.
    versions : of nodecluster and its libraries, to be kept with the model.
    measured : whether the nodes are known to have been measured with ``settings``.

    Raises
    ------
    ModelError
        there are too few nodes, or all are the same.
    """
    if len(features) < LEAST_NODES:
        raise ModelError(
            f"a model cannot be fitted: found {len(features)} measured nodes; expected at least {LEAST_NODES}. "
            "Add patients, or look at failures.csv"
        )
    rows = sorted_by_node(features)
    clusterer = NodeClusterer(settings.correlation_threshold, settings.starts, settings.seed)
    try:
        clusterer.fit(rows[list(FEATURES)])
    except ValueError as error:
        raise ModelError(f"a model cannot be fitted: {error}") from error
    sizes = _sizes(rows["patient_id"], clusterer.labels_)
    return Model(
        settings=settings,
        mean=clusterer.scaler_.mean_,
        sd=clusterer.scaler_.scale_,
        kept=tuple(name for name, stays in zip(FEATURES, clusterer.filter_.support_, strict=True) if stays),
        dropped=_dropped(clusterer),
        centroids=clusterer.centroids_,
        orientation=_orientation(clusterer),
        projection=_projection(rows, clusterer),
        fitted=_counts(sizes),
        patients_sha256=tuple(sorted(hash_id(str(patient)) for patient in rows["patient_id"].unique())),
        verdict=judge(sizes),
        notice=notice,
        versions=dict(versions or {}),
        measured=measured,
    )


def _sizes(patients: pd.Series[str], labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> GroupSizes:
    """Return the groups' sizes in nodes and patients."""
    first, second = (labels == 0), (labels == 1)
    return GroupSizes(
        (int(first.sum()), int(second.sum())),
        (int(patients[first].nunique()), int(patients[second].nunique())),
        int(patients.nunique()),
    )


def _counts(sizes: GroupSizes) -> dict[str, int]:
    """Return the groups' sizes as ``model.json`` has them."""
    return {
        "nodes": sum(sizes.nodes),
        "patients": sizes.all_patients,
        "nodes_group1": sizes.nodes[0],
        "nodes_group2": sizes.nodes[1],
        "patients_group1": sizes.patients[0],
        "patients_group2": sizes.patients[1],
    }


def _dropped(clusterer: NodeClusterer) -> tuple[dict[str, Any], ...]:
    """Return each dropped feature with the kept one that it repeats and Pearson's r."""
    rows = []
    for j, (because, r) in enumerate(zip(clusterer.filter_.because_, clusterer.filter_.correlation_, strict=True)):
        if because != j:
            repeated = FEATURES[because] if because >= 0 else None
            rows.append({"feature": FEATURES[j], "because": repeated, "r": float(r)})
    return tuple(rows)


def _orientation(clusterer: NodeClusterer) -> dict[str, Any]:
    """Return what made the second group the second."""
    name = FEATURES[clusterer.oriented_by_]
    first, second = clusterer.orientation_means_
    tie = "" if name == LEAST_AXIS else f", as {LEAST_AXIS} ties"
    return {
        "feature": name,
        "group1_mean": first,
        "group2_mean": second,
        "reason": f"group 2 is the one whose nodes have the larger mean {name}{tie}; no label was used",
    }


def _projection(rows: pd.DataFrame, clusterer: NodeClusterer) -> dict[str, Any]:
    """Return the first two principal axes of the training nodes, turned so that group 2 lies to the right and up."""
    scaler, kept = clusterer.scaler_, clusterer.filter_.support_
    z = scaled_features(feature_matrix(rows), scaler.mean_, scaler.scale_, kept)
    variance, axes = np.linalg.eigh(np.cov(z, rowvar=False).reshape(z.shape[1], z.shape[1]))
    first_two = axes[:, ::-1].T[:2]
    apart = clusterer.centroids_[1] - clusterer.centroids_[0]
    turned = [axis * (-1.0 if axis @ apart < 0 else 1.0) for axis in first_two]
    while len(turned) < 2:
        turned.append(np.zeros(z.shape[1]))
    explained = [*(variance[::-1] / variance.sum())[:2].tolist(), 0.0][:2]
    return {"components": [axis.tolist() for axis in turned], "explained": explained}
