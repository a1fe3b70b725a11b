"""The node level: every node that has a label, counted once."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from nodecluster.validation.levels.level import Level, level_from_arrays
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.validation.values.clusters import Clusters
from nodecluster.words import counted


def node_levels(
    nodes: pd.DataFrame, seen: Collection[str] = (), level: float = 0.95, resamples: int = 0, seed: int = 0
) -> dict[str, Level]:
    """Return the levels ``node`` and, where labelled nodes belong to patients that the model saw, ``node_unseen``.

    Parameters
    ----------
    nodes : a row a node with ``patient_id``, ``group`` (1 or 2), ``score`` (NaN where missing), ``label`` (1, 0 or
        missing) and, where known, the patient's ``clinical_n``. Nodes without a label count nowhere; a note says how
        many.
    seen : the patients that the model was fitted on.
    level, resamples, seed : as of ``level_from_arrays``.
    """
    levels = {"node": _level(nodes, level, resamples, seed)}
    of_seen = nodes["patient_id"].isin(list(seen))
    if (of_seen & nodes["label"].notna()).any():
        levels["node_unseen"] = _level(nodes[~of_seen], level, resamples, seed)
    return levels


def _level(nodes: pd.DataFrame, level: float, resamples: int, seed: int) -> Level:
    """Return one node level, with the number of patients whose nodes are counted."""
    labelled = nodes[nodes["label"].notna()]
    gaps = len(nodes) - len(labelled)
    clinical = labelled["clinical_n"].map(CLINICAL_PREDICTS) if "clinical_n" in labelled else None
    result = level_from_arrays(
        labelled["label"].astype("int64").to_numpy(),
        (labelled["group"] == 2).to_numpy().astype("int64"),
        labelled["score"].to_numpy(dtype="float64"),
        None if clinical is None else clinical.astype("float64").to_numpy(),
        clusters=Clusters.of(labelled["patient_id"].to_numpy(dtype=str)),
        level=level,
        resamples=resamples,
        seed=seed,
        notes=[f"{counted(gaps, 'node')} without a label: not counted."] if gaps else [],
    )
    return {**result, "patients": int(labelled["patient_id"].nunique())}
