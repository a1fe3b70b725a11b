"""The ROC curves of the score with their bands: of the nodes, and of the patients set by set.

``roc``: {"node": CURVE, "node_unseen"?: CURVE, "patient": {SET: CURVE}}, SET a name of ``patient_sets`` but no cohort::

    fpr, tpr        [float, ...]: the false positive rates of the grid, and the sensitivity at each
    low, high       [float | None, ...]: pointwise limits of the sensitivity; None where there are none
    level           of the limits
    method          how they are made
    n               nodes or patients
    notes           why there are no limits somewhere, and what they are not

or {"reason": str} where there is no curve.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from nodecluster.validation.areas.band import roc_curve
from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.levels.sets import countable, patient_sets
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.validation.values.clusters import Clusters

_SETS = ("all", *CLINICAL_PREDICTS)


def roc_blocks(
    nodes: pd.DataFrame, patients: pd.DataFrame, judging: Judging, seen: Collection[str] = ()
) -> dict[str, Any]:
    """Return ``roc``, JSON-ready.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``score`` (NaN where missing) and ``label`` (1, 0 or missing).
    patients : as ``patient_table`` returns it.
    judging : level, resamples and seed.
    seen : the patients that the model was fitted on; the curves are given with and without them.
    """
    labelled = nodes[nodes["label"].notna()]
    of_seen = labelled["patient_id"].isin(list(seen))
    blocks: dict[str, Any] = {"node": _of_nodes(labelled, judging)}
    if of_seen.any():
        blocks["node_unseen"] = _of_nodes(labelled[~of_seen], judging)
    sets = patient_sets(patients[countable(patients)], seen)
    blocks["patient"] = {
        name: _of_patients(chosen, judging) for name, chosen in sets.items() if name.removesuffix(UNSEEN) in _SETS
    }
    return blocks


def _of_nodes(labelled: pd.DataFrame, judging: Judging) -> dict[str, Any]:
    """Return the CURVE of labelled nodes."""
    return _curve(labelled, "label", Clusters.of(labelled["patient_id"].to_numpy(dtype=str)), judging)


def _of_patients(used: pd.DataFrame, judging: Judging) -> dict[str, Any]:
    """Return the CURVE of patients who have a prediction and a truth."""
    return _curve(used, "truth", Clusters.singletons(len(used)), judging)


def _curve(rows: pd.DataFrame, truth: str, clusters: Clusters, judging: Judging) -> dict[str, Any]:
    """Return the CURVE of rows with a score."""
    labels, scores = rows[truth].astype("int64").to_numpy(), rows["score"].to_numpy(dtype="float64")
    return roc_curve(labels, scores, clusters, judging.level, judging.resamples, judging.seed)
