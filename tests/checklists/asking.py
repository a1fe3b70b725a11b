"""Helpers to ask checklists, and to change runs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nodecluster.checklists import Checklist, Item, checklists
from nodecluster.results import Run


def lists(run: Run) -> dict[str, Checklist]:
    """Return a run's checklists by name."""
    return {each.name: each for each in checklists(run)}


def item(run: Run, name: str, number: str) -> Item:
    """Return an item, or a condition, of a run's checklist."""
    found = lists(run)[name]
    return next(each for each in (*found.items, *found.conditions) if each.number == number)


def texts(run: Run) -> list[str]:
    """Return every text that a run's checklists show."""
    found = checklists(run)
    return [text for each in found for entry in (*each.items, *each.conditions) for text in (entry.topic, entry.text)]


def changed(run: Run, part: str, change: Callable[[dict[str, Any]], object]) -> Run:
    """Return a run with one of its parts changed; the run itself stays as it is."""
    content = copy.deepcopy(dict(getattr(run, part)))
    change(content)
    return replace(run, **{part: content})
