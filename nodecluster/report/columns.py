"""Reading the columns that may be missing: labels, truth, scores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nodecluster.volume import Floats


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, NaN where it is missing, empty or absent; shape (rows,)."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce")
    return np.asarray(values.to_numpy(dtype="float64", na_value=np.nan))


def words(frame: pd.DataFrame, column: str) -> list[str]:
    """Return a column as text, empty where it is missing or absent."""
    if column not in frame:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value) for value in frame[column]]
