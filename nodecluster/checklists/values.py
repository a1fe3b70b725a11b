"""A checklist as a plain value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["filled", "partly", "author", "not applicable"]

STATUSES: tuple[Status, ...] = ("filled", "partly", "author", "not applicable")
"""``filled``: the run states what the item asks; ``partly``: it states some, and the text says what the author adds;
``author``: the author states it; ``not applicable``: the item does not concern such a study, and the text says why."""


@dataclass(frozen=True)
class Item:
    """One item of a checklist.

    Attributes
    ----------
    number : as in the list, such as ``10a``.
    section : of the list that it stands in.
    topic : what it is about, in our own words.
    status : one of ``STATUSES``.
    text : sentences: what the run states, what the author has to add, or why the item does not apply.
    weight : the item's published weight, a share of 1; None in lists that weigh nothing.
    condition : the number of the condition on which the item depends, such as ``C2``; nothing where it always counts.
    """

    number: str
    section: str
    topic: str
    status: Status
    text: str
    weight: float | None = None
    condition: str = ""


@dataclass(frozen=True)
class Checklist:
    """A checklist with every item of it.

    Attributes
    ----------
    name, title, source : what it is called, and where it was published.
    items : every item, in the list's order.
    conditions : what decides which items count (METRICS), answered as far as the run can.
    notes : what a reader must know of the whole table.
    """

    name: str
    title: str
    source: str
    items: tuple[Item, ...]
    conditions: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[Status, int]:
        """Return how many items have each status."""
        return {status: sum(item.status == status for item in self.items) for status in STATUSES}

    def as_dict(self) -> dict[str, Any]:
        """Return the checklist as plain values, JSON-ready."""
        return asdict(self)
