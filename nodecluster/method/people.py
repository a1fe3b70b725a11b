"""Who was studied: the patients and their nodes, from the table to those with a measured node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.checklists.facts import Facts
from nodecluster.description.patient_flow import OF_COHORTS
from nodecluster.formats import count
from nodecluster.method.citing import joined, plain
from nodecluster.words import counted, listed

Step = Mapping[str, Any]

_SHOWN = 6
"""So many reasons, cohorts or columns are named; of more of them one fewer, and how many more there are."""


def people(facts: Facts) -> str:
    """Return the paragraph on patients and nodes; nothing where the run has counted nobody."""
    flow = facts.cohort.get("flow") or {}
    said = _by_flow(facts, flow) if flow.get("patients") else _by_counts(facts)
    notice = plain(facts.run.info.get("notice") or "")
    return joined(notice, _asked(facts), said, _assessed(facts)) if said else ""


def several(texts: Sequence[object]) -> str:
    """Return texts from outside as a list in words, cut where there are many.

    >>> several(list("abc")), several(list("abcdefgh"))
    ('a, b and c', 'a, b, c, d, e and 3 more')
    """
    clean = [plain(text) for text in texts]
    if len(clean) <= _SHOWN:
        return listed(clean)
    return f"{', '.join(clean[: _SHOWN - 1])} and {len(clean) - _SHOWN + 1} more"


def _asked(facts: Facts) -> str:
    """Say which cohorts were asked for."""
    names = facts.run.info.get("inputs", {}).get("cohorts") or ()
    if not names:
        return ""
    return f"Only patients of the {'cohort' if len(names) == 1 else 'cohorts'} {several(names)} were used."


def _by_flow(facts: Facts, flow: Mapping[str, Any]) -> str:
    """Return the flow of patients and nodes in words."""
    patients = {step["key"]: step for step in flow["patients"]}
    nodes = {step["key"]: step for step in flow.get("nodes") or ()}
    first = flow["patients"][0]
    where = plain(str(first["label"]).removesuffix(OF_COHORTS))
    start = f"There {'was' if first['n'] == 1 else 'were'} {counted(first['n'], 'patient')} {where}{_cohorts(first)}."
    lost = "; ".join(filter(None, (_lost(patients.get(key), words) for key, words in _EXITS.items())))
    of_these = f"The patient {lost.removeprefix('1 ')}." if first["n"] == 1 else f"Of these, {lost}."
    known = _pathology(patients, nodes) if facts.judged() else ""
    return joined(start, of_these if lost else "", _measured(facts, patients.get("measured"), nodes), known)


_EXITS = {
    "unusable": "had a row that could not be used",
    "excluded": "{were} excluded",
    "failed": "failed as a whole",
    "nodes_failed": "had no node that could be measured",
    "no_node": "had no node",
}


def _lost(step: Step | None, words: str) -> str:
    """Return how many patients went no further, and why; nothing where nobody is known to."""
    if step is None or not step["n"]:
        return ""
    said = f"{count(step['n'])} {words.format(were='was' if step['n'] == 1 else 'were')}"
    why = [f"{reason['label']}, {count(reason['n'])}" for reason in step.get("reasons") or ()]
    return f"{said} ({_semicolons(why)})" if why else said


def _semicolons(texts: Sequence[str]) -> str:
    """Return reasons side by side; they may hold commas themselves."""
    clean = [plain(text) for text in texts]
    shown = clean if len(clean) <= _SHOWN else [*clean[: _SHOWN - 1], f"{len(clean) - _SHOWN + 1} more reasons"]
    return "; ".join(shown)


def _measured(facts: Facts, patients: Step | None, nodes: Mapping[str, Step]) -> str:
    """Say how many patients and nodes are left, and how many nodes could not be measured."""
    measured, failed = nodes.get("measured"), nodes.get("failed")
    if patients is None or measured is None:
        return ""
    verb = "were measured" if facts.origin == "measured" else "were used"
    whose = "other patient" if _some_left(facts) else "patient"
    said = f"In the {counted(patients['n'], whose)}, {counted(measured['n'], 'lymph node')} {verb}."
    if failed is None or not facts.measuring_known:
        return said
    if not failed["n"]:
        return joined(said, "No node failed.")
    return joined(said, f"{_lost_nodes(failed)} could not be measured and entered no analysis.")


def _some_left(facts: Facts) -> bool:
    """Return whether any patient went no further before measuring."""
    steps = facts.cohort["flow"]["patients"]
    return any(step["n"] for step in steps if step["key"] in _EXITS)


def _lost_nodes(failed: Step) -> str:
    """Return how many nodes failed, and why."""
    why = [f"{reason['label']}, {count(reason['n'])}" for reason in failed.get("reasons") or ()]
    return f"{counted(failed['n'], 'node')} ({_semicolons(why)})" if why else counted(failed["n"], "node")


def _pathology(patients: Mapping[str, Step], nodes: Mapping[str, Step]) -> str:
    """Say how many had pathology or a label, where that is told."""
    known, labelled = patients.get("with_pathology"), nodes.get("labelled")
    if known is None or labelled is None:
        return ""
    said = f"known of {count(known['n'])} of these patients"
    if (patients.get("measured") or {}).get("n") == 1:
        said = f"{'' if known['n'] else 'not '}known of this patient"
    return f"Pathology was {said}, and {counted(labelled['n'], 'node')} had a label."


def _cohorts(step: Step) -> str:
    """Return how many are of each cohort, where there are several."""
    parts = step.get("cohorts") or {}
    if len(parts) < 2:
        return ""
    return (
        f" ({several([f'{count(n)} of {name}' if name else f'{count(n)} of no cohort' for name, n in parts.items()])})"
    )


def _by_counts(facts: Facts) -> str:
    """Return the counts of a run that holds no flow, in words."""
    counts = facts.counts
    if not {"patients", "nodes"} <= set(counts):
        return ""
    reasons = [f"{reason}, {count(n)}" for reason, n in (facts.run.info.get("excluded") or {}).items()]
    out = counts.get("excluded")
    lost = f"{counted(out, 'patient')} {'was' if out == 1 else 'were'} excluded" if out else ""
    why = f" ({_semicolons(reasons)})" if reasons else ""
    return joined(
        f"{counted(counts['patients'], 'patient')} with {counted(counts['nodes'], 'lymph node')} were used.",
        f"{lost}{why}." if lost else "",
    )


def _assessed(facts: Facts) -> str:
    """Say how the patients had been assessed clinically."""
    found = facts.counts.get("clinical_n") or {}
    known = [f"{name} in {count(n)}" for name, n in found.items() if name]
    if not known:
        return ""
    without = found.get("")
    rest = f" and not stated in {count(without)}" if without else ""
    return f"The clinical assessment of the axilla was {listed(known)}{rest}."
