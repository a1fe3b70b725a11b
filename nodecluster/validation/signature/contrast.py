"""Two sides of nodes against each other on every feature: one part of ``signature.json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from nodecluster.validation.intervals.critical import critical
from nodecluster.validation.signature.clustered import Design, clustered_spread
from nodecluster.validation.signature.columns import COLUMNS
from nodecluster.validation.signature.differences import side_differences
from nodecluster.validation.signature.discovery import false_discovery
from nodecluster.validation.values.clusters import Clusters

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NO_SPREAD = "the feature varies on neither side"
NO_PATIENTS = "the patients do not differ in the feature"
_ROUNDING = 1e-10


@dataclass(frozen=True)
class Sides:
    """What is contrasted.

    Attributes
    ----------
    first, second : names of the sides; a difference is the second less the first.
    of : whose nodes.
    tested : whether p and q test anything: not where the sides were made from the features themselves.
    notes : what must be read with it.
    none : why there is nothing where no node is on any side.
    """

    first: str
    second: str
    of: str
    tested: bool
    notes: tuple[str, ...]
    none: str


def contrast(
    values: Floats, features: Sequence[str], patients: npt.ArrayLike, sides: Integers, names: Sides, level: float
) -> dict[str, Any]:
    """Return how two sides differ on each feature, as plain values.

    Parameters
    ----------
    values : finite, shape (nodes, features).
    features : their names.
    patients : whose the nodes are, shape (nodes,).
    sides : 1 or 2 a node, shape (nodes,).
    names : of the sides.
    level : of the intervals.

    Returns
    -------
    ``first, second, of, tested, notes`` as of ``Sides``; ``nodes`` and ``patients``, of each side; ``tests``, how many
    there are; ``rows``, one a feature: ``feature``, ``COLUMNS``, and ``reason`` where one of them is missing; and a
    ``reason`` where no feature can be tested. Without a node there are no rows.
    """
    design = Design.of(sides, Clusters.of(patients))
    table = side_differences(values, sides).assign(**dict.fromkeys(COLUMNS[5:], np.nan))
    why = _why_not(design, names)
    reasons = np.full(len(features), why, dtype=object)
    if not why:
        reasons = _tested(table, values, design, level)
    head = {"first": names.first, "second": names.second, "of": names.of, "tested": names.tested}
    return {
        **head,
        "nodes": list(design.nodes),
        "patients": list(design.patients),
        "tests": int(table["p"].notna().sum()),
        "notes": list(names.notes),
        **({"reason": why} if why else {}),
        "rows": _rows(table, features, reasons) if sides.size else [],
    }


def _why_not(design: Design, names: Sides) -> str:
    """Return why no feature has a test, or nothing."""
    if not design.sides.size:
        return names.none
    for name, nodes, patients in zip((names.first, names.second), design.nodes, design.patients, strict=True):
        if nodes == 0:
            return f"{name}: no node"
        if patients == 1:
            return f"{name}: all nodes are of one patient, and one does not show how patients differ"
    return ""


def _tested(table: pd.DataFrame, values: Floats, design: Design, level: float) -> npt.NDArray[np.object_]:
    """Fill in intervals and tests; return for each feature why they are missing, or nothing."""
    d = table["d"].to_numpy()
    found = clustered_spread(values, design, d)
    freedom = design.freedom()
    flat, alike = np.isnan(d), found.error <= _ROUNDING * found.pooled
    usable = ~flat & ~alike
    statistic = np.full(d.size, np.nan)
    np.divide(found.difference, found.error, out=statistic, where=usable)
    reach = np.where(usable, critical(level, freedom) * found.d_error, np.nan)
    p = np.where(usable, 2 * student.sf(np.abs(statistic), freedom), np.nan)
    table["low"], table["high"] = d - reach, d + reach
    table["t"], table["df"], table["p"] = statistic, np.where(usable, freedom, np.nan), p
    table["q_bh"], table["q_by"] = false_discovery(p)
    return np.where(flat, NO_SPREAD, np.where(alike, NO_PATIENTS, "")).astype(object)


def _rows(table: pd.DataFrame, features: Sequence[str], reasons: npt.NDArray[np.object_]) -> list[dict[str, Any]]:
    """Return the rows as plain values; what is not finite is None."""
    numbers = table[list(COLUMNS)].to_numpy(dtype=np.float64)
    return [
        {
            "feature": feature,
            **{name: float(number) if np.isfinite(number) else None for name, number in zip(COLUMNS, row, strict=True)},
            **({"reason": str(reason)} if reason else {}),
        }
        for feature, row, reason in zip(features, numbers, reasons, strict=True)
    ]
