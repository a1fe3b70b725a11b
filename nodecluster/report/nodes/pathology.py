"""What pathology found in a patient, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.report.columns import numbers, words
from nodecluster.report.nodes.cards import Nodes
from nodecluster.results import Run
from nodecluster.words import counted

_FOUND = {1.0: "pN+", 0.0: "pN0"}


def pathology_of(run: Run, nodes: Nodes) -> Mapping[str, str]:
    """Return such as ``pN+ (1 of 10 examined nodes; which of them is not known)`` of every patient with a result.

    Runs of earlier versions hold no counts, and so are told without.
    """
    if run.patients is None:
        return {}
    counts = (run.cohort or {}).get("pathology") or {}
    known = zip(words(run.patients, "patient_id"), numbers(run.patients, "truth"), strict=True)
    told = {patient: _FOUND[float(truth)] for patient, truth in known if float(truth) in _FOUND}
    return {patient: said + _counts(counts.get(patient), nodes, patient) for patient, said in told.items()}


def _counts(counts: Any, nodes: Nodes, patient: str) -> str:
    """Return pathology's counts in brackets, and whether one can tell which node was meant."""
    positive, examined = counts or (None, None)
    if positive is None or not examined:
        return f" ({counted(positive, 'positive node')})" if positive else ""
    # A node is labelled metastatic only where its table says so, or where all were positive.
    unclear = 0 < positive < examined and not any(nodes.label[row] == 1 for row in nodes.of_patient.get(patient, ()))
    return f" ({positive:,} of {counted(examined, 'examined node')}{'; which of them is not known' if unclear else ''})"
