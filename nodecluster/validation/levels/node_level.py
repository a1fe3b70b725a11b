"""The node level: every node that has a label, counted once."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from nodecluster.validation.levels.level import Level, level_from_arrays
from nodecluster.words import counted


def node_levels(nodes: pd.DataFrame, seen: Collection[str] = (), level: float = 0.95) -> dict[str, Level]:
    """Return the levels ``node`` and, where labelled nodes belong to patients that the model saw, ``node_unseen``.

    Parameters
    ----------
    nodes : a row a node with ``patient_id``, ``group`` (1 or 2), ``score`` (NaN where missing) and ``label`` (1, 0 or
        missing). Nodes without a label count nowhere; a note says how many.
    seen : the patients that the model was fitted on.
    """
    levels = {"node": _level(nodes, level)}
    of_seen = nodes["patient_id"].isin(list(seen))
    if (of_seen & nodes["label"].notna()).any():
        levels["node_unseen"] = _level(nodes[~of_seen], level)
    return levels


def _level(nodes: pd.DataFrame, level: float) -> Level:
    """Return one node level, with the number of patients whose nodes are counted."""
    labelled = nodes[nodes["label"].notna()]
    gaps = len(nodes) - len(labelled)
    notes = [f"{counted(gaps, 'node')} without a label: not counted."] if gaps else []
    truth = labelled["label"].astype("int64").to_numpy()
    predicted = (labelled["group"] == 2).to_numpy().astype("int64")
    score = labelled["score"].to_numpy(dtype="float64")
    result = level_from_arrays(truth, predicted, score, level=level, unit="nodes", notes=notes)
    return {**result, "patients": int(labelled["patient_id"].nunique())}
