"""Clustered pairs from the tables under ``tests/reference``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nodecluster.validation.values.clusters import Clusters
from tests.reference.reading import HERE


def two_shares(name):
    """Return where the first and where the second is right, node by node, and whose the nodes are."""
    table = pd.read_csv(HERE / name, comment="#")
    cells = table[["both", "first_only", "second_only", "neither"]].to_numpy()
    cell = np.concatenate([np.repeat(np.arange(4), row) for row in cells])
    patients = np.repeat(table["patient"].to_numpy(), cells.sum(axis=1))
    return np.isin(cell, (0, 1)), np.isin(cell, (0, 2)), Clusters.of(patients)
