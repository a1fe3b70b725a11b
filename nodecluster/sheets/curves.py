"""ROC curves with their bands as a flat table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from nodecluster.sheets.cells import NODE_SETS, Block, Row, frame

_HEAD = ("unit", "set", "n", "fpr", "tpr", "low", "high", "level", "method", "reason")


def roc(metrics: Block) -> pd.DataFrame:
    """Return a row a false positive rate of each curve; a curve that there is not has one row, with the reason.

    Columns
    -------
    unit, set, n : ``node`` or ``patient``, of whom, and how many.
    fpr, tpr : false positive rate, and the sensitivity of the score there.
    low, high, level, method : pointwise interval of the sensitivity.
    reason : why there is no curve, or no interval.
    """
    return frame((row for unit, name, curve in roc_sets(metrics) for row in _rows(unit, name, curve)), _HEAD)


def roc_sets(metrics: Block) -> Iterator[tuple[str, str, Block]]:
    """Yield unit, set and CURVE of each."""
    found: Mapping[str, Block] = metrics.get("roc") or {}
    yield from (("node", name, found[key]) for key, name in NODE_SETS.items() if key in found)
    yield from (("patient", name, curve) for name, curve in found.get("patient", {}).items())


def _rows(unit: str, name: str, curve: Block) -> Iterator[Row]:
    """Yield the rows of one curve."""
    head = {"unit": unit, "set": name}
    if "reason" in curve:
        yield {**head, "reason": curve["reason"]}
        return
    why = " ".join(note for note in curve["notes"] if note.startswith("No interval"))
    head |= {key: curve[key] for key in ("n", "level", "method")}
    for fpr, tpr, low, high in zip(*(curve[key] for key in ("fpr", "tpr", "low", "high")), strict=True):
        yield {**head, "fpr": fpr, "tpr": tpr, "low": low, "high": high, "reason": why if low is None else ""}
