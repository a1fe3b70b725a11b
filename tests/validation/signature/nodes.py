"""The nodes of which another program's values are, and nodes that mean nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from tests.reference.reading import HERE

FEATURES = ("a", "b", "c", "e")


@cache
def reference_nodes() -> pd.DataFrame:
    """Return the nodes of ``signature.csv``."""
    return pd.read_csv(HERE / "signature_nodes.csv")


def reference_sides(case: str) -> tuple[np.ndarray, np.ndarray]:
    """Return side and patient of each of them."""
    nodes = reference_nodes()
    sides = nodes["label"] + 1 if case == "labels" else nodes["group"]
    patients = np.arange(len(nodes)) if case == "single" else nodes["patient"].to_numpy()
    return sides.to_numpy(dtype=np.int64), patients


def reference_values() -> np.ndarray:
    """Return their features."""
    return reference_nodes()[list(FEATURES)].to_numpy(dtype=np.float64)
