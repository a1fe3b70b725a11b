"""The head of a check's page: whether everything can be measured, in one sentence and a few counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.report import formats
from nodecluster.report.checked import Checked
from nodecluster.results import Run
from nodecluster.tables import FAILS, OK, WARNING, PatientVerdicts


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
    found = _verdicts(rows)
    lost = (
        _share(_of(rows, FAILS, nodes=True), nodes, "node"),
        _share(found.whole, patients, "patient", " as a whole"),
        _share(found.part, patients, "patient", " in part"),
    )
    said = _listed([f"for {share}" for share in lost if share])
    said = f"Extraction would fail {said}" if said else ""
    said += f"; {formats.counted(found.emptied, 'patient')} would lose every node" if found.emptied else ""
    warned = _warned(rows)
    return f"{said or 'Everything can be measured'}.{f' {warned} warnings.' if warned else ''}"


def _listed(texts: Sequence[str]) -> str:
    """Return texts as a list in words.

    >>> _listed(["a", "b", "c"]), _listed(["a"]), _listed([])
    ('a, b and c', 'a', '')
    """
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def _warned(rows: Sequence[Checked]) -> str:
    """Return who has warnings and no failure, as in ``2 nodes and 1 patient have``, or nothing."""
    nodes, patients = _of(rows, WARNING, nodes=True), _of(rows, WARNING, nodes=False)
    who = _listed([formats.counted(n, one) for n, one in ((nodes, "node"), (patients, "patient")) if n])
    return f"{who} {'has' if nodes + patients == 1 else 'have'}" if who else ""


def _verdicts(rows: Sequence[Checked]) -> PatientVerdicts:
    """Return how many patients lose what."""
    return PatientVerdicts.of((row.patient, row.node, row.mark) for row in rows)


def _share(some: int, whole: int, one: str, how: str = "") -> str:
    """Return ``2 of 40 nodes``, or nothing.

    >>> _share(2, 40, "node"), _share(0, 40, "node"), _share(1, 1, "node", " in part")
    ('2 of 40 nodes', '', '1 of 1 node in part')
    """
    return f"{some:,} of {formats.counted(whole, one)}{how}" if some else ""


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
    found = _verdicts(rows)
    notes = {WARNING: _and((found.warned, "")), FAILS: _and((found.whole, " as a whole"), (found.part, " in part"))}
    for mark, label in ((OK, "Nodes ok"), (WARNING, "Nodes with warnings"), (FAILS, "Nodes that would fail")):
        some, note = _of(rows, mark, nodes=True), notes.get(mark, "")
        counts.append(Count(label, formats.count(some), mark if some or note else "", note))
    return tuple(counts)


def _and(*patients: tuple[int, str]) -> str:
    """Return patients beside nodes, as a note.

    >>> _and((1, " as a whole"), (2, " in part")), _and((0, ""))
    ('and 1 patient as a whole, 2 patients in part', '')
    """
    said = [f"{formats.counted(number, 'patient')}{how}" for number, how in patients if number]
    return f"and {', '.join(said)}" if said else ""
