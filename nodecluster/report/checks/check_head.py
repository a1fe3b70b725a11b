"""The head of a check's page: whether everything can be measured, in one sentence and a few counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster import formats
from nodecluster.report.checks.checked import Checked, verdicts
from nodecluster.report.head.masthead import Masthead, masthead
from nodecluster.report.head.question import CHECKED
from nodecluster.results import Run
from nodecluster.tables import FAILS, OK, WARNING
from nodecluster.verdicts import ADVICE, Verdicts
from nodecluster.words import counted, listed


@dataclass(frozen=True)
class Count:
    """A figure of the head: what is counted, how many, the verdict that it stands for, and what else must be known."""

    label: str
    value: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckHead:
    """What stands above the sections; all of it is text."""

    masthead: Masthead
    question: str
    mark: str
    answer: str
    advice: str
    counts: tuple[Count, ...]


def check_head(run: Run, rows: Sequence[Checked]) -> CheckHead:
    """Return the head of a check's page."""
    found = verdicts(rows)
    return CheckHead(
        masthead=masthead(run, "Check"),
        question=CHECKED,
        mark=found.worst if rows else WARNING,  # nothing at all is no good sign
        answer=_answer(rows, found),
        advice=ADVICE[found.worst] if rows else "Look at the table of patients.",
        counts=_counts(rows, found),
    )


def _answer(rows: Sequence[Checked], found: Verdicts) -> str:
    """Return the answer in a sentence or two."""
    if not rows:
        return "There was no patient to be checked."
    nodes, patients = sum(found.nodes.values()), len({row.patient for row in rows})
    lost = (
        _share(found.nodes[FAILS], nodes, "node"),
        _share(found.whole, patients, "patient", " as a whole"),
        _share(found.part, patients, "patient", " in part"),
    )
    said = listed([f"for {share}" for share in lost if share])
    said = f"Extraction would fail {said}" if said else ""
    said += f"; {counted(found.emptied, 'patient')} would lose every node" if found.emptied else ""
    warned = _warned(found)
    return f"{said or 'Everything can be measured'}.{f' {warned} warnings.' if warned else ''}"


def _warned(found: Verdicts) -> str:
    """Return who has warnings and no failure, as in ``2 nodes and 1 patient have``, or nothing."""
    nodes, patients = found.nodes[WARNING], found.patients[WARNING]
    who = listed([counted(n, one) for n, one in ((nodes, "node"), (patients, "patient")) if n])
    return f"{who} {'has' if nodes + patients == 1 else 'have'}" if who else ""


def _share(some: int, whole: int, one: str, how: str = "") -> str:
    """Return ``2 of 40 nodes``, or nothing.

    >>> _share(2, 40, "node"), _share(0, 40, "node"), _share(1, 1, "node", " in part")
    ('2 of 40 nodes', '', '1 of 1 node in part')
    """
    return f"{some:,} of {counted(whole, one)}{how}" if some else ""


def _counts(rows: Sequence[Checked], found: Verdicts) -> tuple[Count, ...]:
    """Return how many nodes there are, and of each verdict; patients that have one as a whole are noted beside."""
    patients = counted(len({row.patient for row in rows}), "patient")
    counts = [Count("Nodes", formats.count(sum(found.nodes.values())), note=f"of {patients}")]
    notes = {
        WARNING: _and((found.patients[WARNING], "")),
        FAILS: _and((found.whole, " as a whole"), (found.part, " in part")),
    }
    for mark, label in ((OK, "Nodes ok"), (WARNING, "Nodes with warnings"), (FAILS, "Nodes that would fail")):
        some, note = found.nodes[mark], notes.get(mark, "")
        counts.append(Count(label, formats.count(some), mark if some or note else "", note))
    return tuple(counts)


def _and(*patients: tuple[int, str]) -> str:
    """Return patients beside nodes, as a note.

    >>> _and((1, " as a whole"), (2, " in part")), _and((0, ""))
    ('and 1 patient as a whole, 2 patients in part', '')
    """
    said = [f"{counted(number, 'patient')}{how}" for number, how in patients if number]
    return f"and {', '.join(said)}" if said else ""
