"""``signature.json`` read back: that it is what the page and the tables take it for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.validation.signature.columns import COLUMNS

_NUMBER = (int, float)
_KINDS: Mapping[str, type] = {
    "first": str, "second": str, "of": str, "tested": bool, "nodes": list, "patients": list, "tests": int,
    "notes": list, "rows": list,
}  # fmt: skip


def check_signature(content: Mapping[str, Any], name: str) -> None:
    """Refuse what is no signature, as ``validation.signature`` makes it.

    Raises
    ------
    ValueError
        naming the part that is missing or is not what it should be.
    """
    whole = {"level": _NUMBER, "method": dict, "features": list, "left_out": int, "groups": dict, "labels": dict}
    _check_kinds(content, whole, name)
    for part in ("groups", "labels"):
        where = f"{name}, {part}"
        _check_kinds(content[part], _KINDS, where)
        if not all(len(content[part][each]) == 2 for each in ("nodes", "patients")):
            raise ValueError(f"{where} has not two 'nodes' and two 'patients'")
        for row in content[part]["rows"]:
            _check_row(row, where)


def _check_kinds(found: Mapping[str, Any], kinds: Mapping[str, Any], where: str) -> None:
    """Refuse a part that lacks something."""
    for key, kind in kinds.items():
        if not isinstance(found.get(key), kind):
            raise ValueError(f"{where} lacks '{key}', or it is not what it should be")


def _check_row(row: object, where: str) -> None:
    """Refuse a row without its feature or a number."""
    if not isinstance(row, dict) or not isinstance(row.get("feature"), str):
        raise ValueError(f"{where} has a row without a feature")
    for key in COLUMNS:
        if key not in row or not isinstance(row[key], (*_NUMBER, type(None))):
            raise ValueError(f"{where} lacks '{key}' of {row['feature']}, or it is no number")
