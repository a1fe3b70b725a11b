"""The head of a check's page: whether everything can be measured, in one sentence and a few counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.report import formats
from nodecluster.report.checked import Checked
from nodecluster.results import Run
from nodecluster.tables import FAILS, OK, WARNING


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

    title: str
    cohort: str
    version: str
    started: str
    notices: tuple[str, ...]
    mark: str
    answer: str
    advice: str
    counts: tuple[Count, ...]


def check_head(run: Run, rows: Sequence[Checked]) -> CheckHead:
    """Return the head of a check's page."""
    notice = run.info.get("notice")
    return CheckHead(
        title="Check",
        cohort=formats.source_name(run.info.get("inputs", {}).get("cohort")),
        version=str(run.info.get("nodecluster", "")),
        started=formats.moment(run.info.get("started")),
        notices=(str(notice),) if notice else (),
        mark=_worst(rows),
        answer=_answer(rows),
        advice=_advice(rows),
        counts=_counts(rows),
    )


def _worst(rows: Sequence[Checked]) -> str:
    """Return the verdict on everything; nothing at all is no good sign."""
    marks = {row.mark for row in rows}
    return next((mark for mark in (FAILS, WARNING, OK) if mark in marks), WARNING)


def _of(rows: Sequence[Checked], mark: str, *, nodes: bool) -> int:
    """Return how many rows, of nodes or of patients as a whole, have a verdict."""
    return sum(row.mark == mark and bool(row.node) == nodes for row in rows)


def _answer(rows: Sequence[Checked]) -> str:
    """Return the answer in a sentence or two."""
    if not rows:
        return "There was no patient to be checked."
    nodes, patients = sum(bool(row.node) for row in rows), len({row.patient for row in rows})
    lost = [_share(_of(rows, FAILS, nodes=True), nodes, "node")]
    whole = _of(rows, FAILS, nodes=False)
    lost.append(f"{_share(whole, patients, 'patient')} as a whole" if whole else "")
    warned = sum(row.mark == WARNING for row in rows)
    warnings = formats.counted(warned, "warning")
    if any(lost):
        tail = f" There {'is' if warned == 1 else 'are'} {warnings} too." if warned else ""
        return f"Extraction would fail for {' and for '.join(filter(None, lost))}.{tail}"
    return f"Everything can be measured{f'; {warnings}' if warned else ''}."


def _share(some: int, whole: int, one: str) -> str:
    """Return ``2 of 40 nodes``, or nothing.

    >>> _share(2, 40, "node"), _share(0, 40, "node"), _share(1, 1, "node")
    ('2 of 40 nodes', '', '1 of 1 node')
    """
    return f"{some:,} of {formats.counted(whole, one)}" if some else ""


def _advice(rows: Sequence[Checked]) -> str:
    """Return what to do next."""
    if not rows:
        return "Look at the table of patients."
    return {
        FAILS: "Mend what is listed first, then check again. Extraction would go on without these nodes and patients, "
        "and list them in failures.csv.",
        WARNING: "Look at what is listed below: it stops no extraction, but features may not mean what they seem to.",
        OK: "Nothing was found that would stop an extraction.",
    }[_worst(rows)]


def _counts(rows: Sequence[Checked]) -> tuple[Count, ...]:
    """Return how many nodes there are, and of each verdict; patients that have one as a whole are noted beside."""
    patients = formats.counted(len({row.patient for row in rows}), "patient")
    counts = [Count("Nodes", formats.count(sum(bool(row.node) for row in rows)), note=f"of {patients}")]
    for mark, label in ((OK, "Nodes ok"), (WARNING, "Nodes with warnings"), (FAILS, "Nodes that would fail")):
        whole = _of(rows, mark, nodes=False)
        note = f"and {formats.counted(whole, 'patient')} as a whole" if whole and mark != OK else ""
        some = _of(rows, mark, nodes=True)
        counts.append(Count(label, formats.count(some), mark if some or note else "", note))
    return tuple(counts)
