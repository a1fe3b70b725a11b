"""The items of each list, as files of this package tell them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Entry:
    """An item before it is filled in; ``note`` is what the author has to say, the rest as of ``Item``."""

    number: str
    section: str
    topic: str
    note: str
    weight: float | None = None
    condition: str = ""


@dataclass(frozen=True)
class Definition:
    """A list before it is filled in."""

    name: str
    title: str
    source: str
    items: tuple[Entry, ...]
    conditions: tuple[Entry, ...]


@cache
def definition(name: str) -> Definition:
    """Return a list: ``stard``, ``clear`` or ``metrics``."""
    content = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return Definition(
        content["name"],
        content["title"],
        content["source"],
        tuple(Entry(**entry) for entry in content["items"]),
        tuple(Entry(**entry) for entry in content.get("conditions", [])),
    )
