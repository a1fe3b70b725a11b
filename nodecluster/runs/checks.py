"""``check.csv`` read back: the table, and the findings that its rows hold one after the other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nodecluster.results import CheckFinding
from nodecluster.tables import CHECK_COLUMNS, CHECK_TYPES, FAILS, KEY, OK, SEPARATOR, WARNING, require_columns

Key = tuple[str, str]

_MOST_DIGITS = 15  # of a count; a float holds them all


def read_checks(path: Path) -> tuple[pd.DataFrame, dict[Key, tuple[CheckFinding, ...]]]:
    """Return the table of a check and its findings by patient and node.

    Raises
    ------
    ValueError, CohortError
        it is not as a check has written it.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "failing" not in table:
        raise ValueError(f"{path.name} is of an earlier version")
    require_columns(table, CHECK_COLUMNS, path.name)
    if table.duplicated(list(KEY)).any():
        raise ValueError(f"{path.name} has a node twice")
    findings = {}
    columns = (table[name].tolist() for name in (*KEY, "verdict", "finding", "remedy", "failing"))
    for patient, node, verdict, *said in zip(*columns, strict=True):
        found = _findings(*said)
        if found is None or verdict != _verdict(found):
            raise ValueError(f"{path.name} has a row whose findings are not what they should be")
        if found:
            findings[patient, node] = found
    return _with_numbers(table), findings


def _with_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its numbers as numbers; a ``ValueError`` says which is none."""
    for name, kind in CHECK_TYPES.items():
        table[name] = [_number(text, whole=kind != "float64") for text in table[name].tolist()]
    return table.astype(CHECK_TYPES)


def _number(text: str, *, whole: bool) -> float | None:
    """Return the number of a cell, None where it is empty."""
    if whole and text and not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise ValueError(f"{text[:20]!r} is no count")
    return float(text) if text else None


def _findings(finding: str, remedy: str, failing: str) -> tuple[CheckFinding, ...] | None:
    """Return the findings of a row, of which the first ``failing`` are failures; None where the three disagree."""
    texts, remedies = (text.split(SEPARATOR) if finding else [] for text in (finding, remedy))
    if len(texts) != len(remedies) or failing not in map(str, range(len(texts) + 1)):
        return None
    pairs = zip(texts, remedies, strict=True)
    return tuple(CheckFinding(*pair, fails=n < int(failing)) for n, pair in enumerate(pairs))


def _verdict(findings: tuple[CheckFinding, ...]) -> str:
    """Return the verdict that findings make."""
    return OK if not findings else FAILS if findings[0].fails else WARNING
