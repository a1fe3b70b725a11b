"""Tables of a run as a spreadsheet reads them."""

from __future__ import annotations

import io

import pandas as pd

from nodecluster import runs


def read_back(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its file holds it, every cell a text."""
    return pd.read_csv(io.BytesIO(runs.sheet_bytes(table)), dtype=str, keep_default_na=False)


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    """Return the one row whose cells are as said."""
    chosen = table
    for name, cell in where.items():
        chosen = chosen[chosen[name] == cell]
    assert len(chosen) == 1, chosen
    return chosen.iloc[0]
