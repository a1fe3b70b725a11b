"""What has to be mended, and what to look at: findings under what there is to do about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.report import formats
from nodecluster.report.checked import Checked
from nodecluster.report.parts import Section
from nodecluster.tables import FAILS, WARNING

SHOWN = 24
"""Of what has one remedy; the rest is folded away, so that the next remedy is not pages below."""


@dataclass(frozen=True)
class Group:
    """The rows that one remedy mends: ``rows`` open, ``rest`` folded away."""

    remedy: str
    count: str
    rows: tuple[Checked, ...]
    rest: tuple[Checked, ...]


def failing(rows: Sequence[Checked]) -> Section | None:
    """Return what would make an extraction fail; None where nothing would."""
    return _section("mend", "What has to be mended", [row for row in rows if row.mark == FAILS])


def warning(rows: Sequence[Checked]) -> Section | None:
    """Return the warnings; None where there are none."""
    return _section("look", "What to look at", [row for row in rows if row.mark == WARNING])


def _section(key: str, title: str, rows: Sequence[Checked]) -> Section | None:
    """Return rows as a section, the remedy that mends most first."""
    if not rows:
        return None
    by_remedy: dict[str, list[Checked]] = {}
    for row in rows:
        by_remedy.setdefault(row.remedy, []).append(row)
    groups = sorted(by_remedy.items(), key=lambda group: -len(group[1]))
    return Section(key, f"{title} ({len(rows):,})", {"groups": tuple(_group(*group) for group in groups)})


def _group(remedy: str, rows: Sequence[Checked]) -> Group:
    """Return the rows of one remedy."""
    nodes, patients = sum(bool(row.node) for row in rows), sum(not row.node for row in rows)
    counts = (formats.counted(nodes, "node") if nodes else "", formats.counted(patients, "patient") if patients else "")
    cut = SHOWN if len(rows) > SHOWN + 1 else len(rows)  # to fold one away spares nothing
    return Group(remedy or "Look at these", ", ".join(filter(None, counts)), tuple(rows[:cut]), tuple(rows[cut:]))
