"""What went wrong, and what to be wary of."""

from __future__ import annotations

from nodecluster import formats
from nodecluster.report.columns import words
from nodecluster.report.parts import Section, Table
from nodecluster.results import Run
from nodecluster.tables import FAILURE_COLUMNS


def section(run: Run) -> Section | None:
    """Return failures and warnings; it is always there, so that a reader knows that there were none."""
    columns = [words(run.failures, name) for name in FAILURE_COLUMNS]
    rows = tuple(tuple(text or formats.ABSENT for text in row) for row in zip(*columns, strict=True))
    head = ("Patient", "Node", "Stage", "Reason", "Remedy")
    table = Table("Nodes and patients that could not be used", head, rows, words=frozenset({1, 2, 3, 4}))
    return Section("failures", "Failures and warnings", {"table": table, "warnings": all_warnings(run)})


def all_warnings(run: Run) -> tuple[str, ...]:
    """Return the warnings of the run and of its validation, once each."""
    found = [*(run.info.get("warnings") or ()), *((run.metrics or {}).get("warnings") or ())]
    return tuple(dict.fromkeys(str(text) for text in found))
