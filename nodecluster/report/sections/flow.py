"""The flow of patients and nodes: as diagrams, and as lists of steps with every reason why some went no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.flow.flowchart import alternative, flowchart
from nodecluster.report.parts import Figure, Part, Row, Table
from nodecluster.words import counted

Step = Mapping[str, Any]

_DEEPEST = 6


def flow(cohort: Mapping[str, Any], fitted: Mapping[str, int] | None = None) -> Part | None:
    """Return the flow of ``cohort.json``; None where it has none.

    Parameters
    ----------
    cohort : of the run.
    fitted : how many of the judged ``patients`` the model was fitted on, and of how many ``nodes`` on their patient.
    """
    found = cohort.get("flow")
    if not found:
        return None
    cohorts = [str(name) for name in found.get("cohorts") or ()]
    tables = tuple(
        _steps(caption, found[key], cohorts)
        for key, caption in (("patients", "Flow of patients"), ("nodes", "Flow of nodes"))
        if found.get(key)
    )
    notes = tuple(str(note) for note in found.get("notes") or ())
    seen = tuple(f"{_capital(key)}: {said}" for key in _LEVELS if (said := _of_fitted(key, found, fitted, "rows")))
    return Part("Flow of patients and nodes", tables=tables, notes=(f"Method: {found.get('method')}.", *seen, *notes))


def flow_figures(cohort: Mapping[str, Any], fitted: Mapping[str, int] | None = None) -> tuple[Figure, ...]:
    """Return the flow of ``cohort.json`` as diagrams, of patients and of nodes; none where it has no flow.

    Parameters are those of ``flow``.
    """
    found = cohort.get("flow") or {}
    figures = []
    for key, unit, caption in _DIAGRAMS:
        steps = found.get(key)
        if steps:
            picture = flowchart(steps, unit, _nodes_of(found) if unit == "patient" else None)
            aside = _ASIDE[key] if 'class="exit"' in picture else ""
            said = " ".join(filter(None, (caption, aside, _of_fitted(key, found, fitted, "boxes"))))
            figures.append(Figure(f"flow-{key}", None, said, alternative(steps, unit), picture))
    return tuple(figures)


_DIAGRAMS = (
    ("patients", "patient", "Flow of patients, after STARD 2015."),
    ("nodes", "node", "Flow of their lymph nodes."),
)
_ASIDE = {
    "patients": "Boxes to the side hold those who went no further.",
    "nodes": "Boxes to the side hold those that went no further.",
}


_LEVELS = {"patients": ("patient", "Patient level"), "nodes": ("node of a patient", "Node level")}
"""What is counted, and the section that has it without what the model was fitted on."""


def _of_fitted(key: str, found: Mapping[str, Any], fitted: Mapping[str, int] | None, where: str) -> str:
    """Return how many of the judged the model was fitted on: that part of a flow is no validation; else nothing."""
    n, judged = (fitted or {}).get(key, 0), any(step["key"] == "true_positive" for step in found.get(key) or ())
    if not n or not judged:
        return ""
    one, section = _LEVELS[key]
    many = "patients" if key == "patients" else "nodes of patients"
    without = "this one" if n == 1 else "them"
    return (
        f"The last {where} count {counted(n, one, many)} that the model was fitted on; without {without} see {section}."
    )


def _nodes_of(found: Mapping[str, Any]) -> dict[str, int]:
    """Return how many nodes the patients of a step have, by the step's key, where the flow of nodes tells it."""
    nodes = {step["key"]: int(step["n"]) for step in found.get("nodes") or ()}
    known = {"measured": nodes.get("measured"), "included": nodes.get("found") if "of_excluded" not in nodes else None}
    return {key: n for key, n in known.items() if n is not None}


def _steps(caption: str, steps: Sequence[Step], cohorts: Sequence[str]) -> Table:
    """Return a row a step, set in below the one that it is a part of, and its reasons below it."""
    columns = cohorts if len(cohorts) > 1 else ()
    depths: dict[str, int] = {}
    rows: list[tuple[int, Row]] = []
    for step in _in_order(steps):
        depth = depths[step["key"]] = depths.get(step["parent"], -1) + 1
        rows.append((depth, _row(_capital(str(step["label"])), step, columns)))
        reasons = step.get("reasons") or ()
        rows += [(depth + 1, _row(f"because: {reason['label']}", reason, columns)) for reason in reasons]
    head = ("Step", "All", *(name or "(no cohort)" for name in columns))
    depth_of = tuple(min(depth, _DEEPEST) for depth, _ in rows)
    return Table(caption, head, tuple(row for _, row in rows), depths=depth_of)


def _in_order(steps: Sequence[Step], parent: str = "") -> list[Step]:
    """Return the steps below ``parent``, each followed by those below itself."""
    found: list[Step] = []
    for step in steps:
        if step["parent"] == parent:
            found += [step, *_in_order(steps, str(step["key"]))]
    return found


def _row(label: str, step: Mapping[str, Any], columns: Sequence[str]) -> Row:
    """Return the counts of a step, or of a reason."""
    by_cohort = step.get("cohorts") or {}
    return (label, formats.count(step["n"]), *(formats.count(by_cohort.get(name, 0)) for name in columns))


def _capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
