"""What sets the groups of a run apart, from its features, its nodes and the model that grouped them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nodecluster.clustering.model import Model
from nodecluster.tables import KEY
from nodecluster.validation.signature.signature import signature


def signature_of(model: Model, features: pd.DataFrame, nodes: pd.DataFrame, level: float) -> dict[str, Any]:
    """Return ``Run.signature`` of nodes that a model has grouped.

    Parameters
    ----------
    model : which features it kept, and which patients it has seen.
    features : of the nodes, and of more, as of excluded patients.
    nodes : with ``group`` and ``label`` (1, 0 or missing), as ``Predictions`` has them.
    level : of the intervals.
    """
    keys, kept = list(KEY), list(model.kept)
    table = nodes[[*keys, "group", "label"]].merge(features[[*keys, *kept]], on=keys, validate="one_to_one")
    patients = table["patient_id"]
    return signature(
        table[kept].to_numpy(dtype=np.float64),
        kept,
        patients.to_numpy(dtype=str),
        table["group"].to_numpy(dtype=np.int64),
        table["label"].to_numpy(dtype=np.float64, na_value=np.nan),
        patients.isin(model.has_seen(patients.unique())).to_numpy(),
        level,
    )
