"""The reporting checklists: what the run states filled in, the rest left to the author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster import formats
from nodecluster.checklists import Checklist, Item, checklists
from nodecluster.report.parts import Row, Section, Table
from nodecluster.results import Run

_STATUS = {"filled": "filled in", "partly": "partly", "author": "for the author", "not applicable": "not applicable"}


@dataclass(frozen=True)
class ChecklistView:
    """One checklist, ready to be shown.

    Attributes
    ----------
    title, source : what it is called, and where it was published.
    summary : how many items have each status.
    tables : its conditions, where it has any, and its items.
    notes : what a reader must know of it.
    """

    title: str
    source: str
    summary: str
    tables: tuple[Table, ...]
    notes: Row


def section(run: Run) -> Section | None:
    """Return the checklists that a run is of use for; None where there are none."""
    views = tuple(_view(each) for each in checklists(run))
    return Section("checklists", "Reporting checklists", {"views": views}) if views else None


def _view(found: Checklist) -> ChecklistView:
    """Return one checklist."""
    counts = ", ".join(f"{n} {_STATUS[status]}" for status, n in found.counts().items() if n)
    tables = [_table(f"{found.name}: items", found.items)]
    if found.conditions:
        tables.insert(0, _table(f"{found.name}: conditions", found.conditions))
    named = found.title if found.title.startswith(found.name) else f"{found.name}: {found.title}"
    return ChecklistView(named, found.source, counts, tuple(tables), tuple(found.notes))


def _table(caption: str, items: Sequence[Item]) -> Table:
    """Return a row an item; weights and conditions where the list has them."""
    columns = {
        "No.": [item.number for item in items],
        "Section": [item.section for item in items],
        "Topic": [item.topic for item in items],
        "Status": [_STATUS[item.status] for item in items],
        "What the run states": [item.text or formats.ABSENT for item in items],
        "Condition": [item.condition for item in items],
        "Weight": ["" if item.weight is None else formats.decimals(item.weight, 4) for item in items],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    wordy = frozenset(place for place, name in enumerate(shown) if name not in ("No.", "Weight"))
    return Table(caption, tuple(shown), tuple(zip(*shown.values(), strict=True)), words=wordy)
