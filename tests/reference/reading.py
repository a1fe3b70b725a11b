"""The values that other programs gave, as tests read them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent


def reference(name: str) -> dict[str, dict[str, float]]:
    """Return the values of a table of ``case, quantity, value``, by case and quantity; NaN where it says NA."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    table = pd.read_csv(HERE / name, comment="#", dtype={"case": str, "quantity": str})
    for row in table.itertuples(index=False):
        found[row.case][row.quantity] = row.value
    return found
