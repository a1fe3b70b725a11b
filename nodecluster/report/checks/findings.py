"""What has to be mended, and what to look at: findings under what there is to do about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nodecluster.report.checks.checked import Checked
from nodecluster.report.parts import Section
from nodecluster.results import CheckFinding
from nodecluster.tables import FAILS, WARNING
from nodecluster.words import counted

SHOWN = 24
"""Of what has one remedy; the rest is folded away, so that the next remedy is not pages below."""
NO_REMEDY = "Look at these"


@dataclass(frozen=True)
class Item:
    """A row under one remedy.

    Attributes
    ----------
    row : a node, or a patient as a whole.
    texts : what this remedy mends.
    beside : what else was found, where the row stands under this remedy only.
    first : whether it is the row's first place on the page; the further ones are short and lead there.
    """

    row: Checked
    texts: tuple[str, ...]
    beside: tuple[CheckFinding, ...] = ()
    first: bool = True


@dataclass(frozen=True)
class Group:
    """What one remedy mends: ``shown`` open, ``rest`` folded away; in both the short items come last."""

    remedy: str
    count: str
    shown: tuple[Item, ...]
    rest: tuple[Item, ...]


def failing(rows: Sequence[Checked]) -> Section | None:
    """Return what would make an extraction fail, each under the remedy of its first failure; None without any."""
    failed = [row for row in rows if row.mark == FAILS]
    return _section("mend", "What has to be mended", failed, [_mended(row) for row in failed])


def warning(rows: Sequence[Checked]) -> Section | None:
    """Return the warnings on what does not fail, each under its remedy; None where there are none."""
    warned = [row for row in rows if row.mark == WARNING]
    return _section("look", "What to look at", warned, [pair for row in warned for pair in _looked_at(row)])


def _mended(row: Checked) -> tuple[str, Item]:
    """Return what has to be done first about a row that fails, and the row with all that was found."""
    remedy = row.findings[0].remedy if row.findings else ""
    texts = tuple(found.text for found in row.findings if found.fails and found.remedy == remedy)
    return remedy, Item(row, texts, tuple(found for found in row.findings if found.text not in texts))


def _looked_at(row: Checked) -> list[tuple[str, Item]]:
    """Return each remedy of a row once, with what it mends."""
    remedies = dict.fromkeys(found.remedy for found in row.findings) or {"": None}
    return [(name, Item(row, tuple(found.text for found in row.findings if found.remedy == name))) for name in remedies]


def _section(key: str, title: str, rows: Sequence[Checked], pairs: Iterable[tuple[str, Item]]) -> Section | None:
    """Return rows as a section, the remedy that mends most first."""
    if not rows:
        return None
    by_remedy: dict[str, list[Item]] = {}
    for remedy, item in pairs:
        by_remedy.setdefault(remedy, []).append(item)
    groups, seen = [], set[str]()
    for remedy, items in sorted(by_remedy.items(), key=lambda group: -len(group[1])):
        groups.append(_group(remedy, items, seen))
        seen |= {item.row.key for item in items}
    return Section(key, f"{title} ({_count(rows)})", {"groups": tuple(groups)})


def _group(remedy: str, items: Sequence[Item], seen: set[str]) -> Group:
    """Return the rows of one remedy; those that have been seen above are short."""
    again = [Item(item.row, item.texts, first=False) for item in items if item.row.key in seen]
    items = [*(item for item in items if item.row.key not in seen), *again]
    cut = SHOWN if len(items) > SHOWN + 1 else len(items)  # to fold one away spares nothing
    return Group(remedy or NO_REMEDY, _count([item.row for item in items]), tuple(items[:cut]), tuple(items[cut:]))


def _count(rows: Sequence[Checked]) -> str:
    """Return how many nodes, and how many patients as a whole."""
    nodes, patients = sum(bool(row.node) for row in rows), sum(not row.node for row in rows)
    counts = (counted(nodes, "node") if nodes else "", counted(patients, "patient") if patients else "")
    return ", ".join(filter(None, counts))
