"""What a run was asked, in one sentence: the first thing a reader needs to weigh the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.report.metrics.levels import assessed
from nodecluster.results import Run

CHECKED = "Can every node be read and measured?"
_ASKED = {
    "extract": "Could every node be measured?",
    "fit": "Do the nodes, without any label, fall into two groups that a model can be built on?",
}


def question(run: Run) -> str:
    """Return the question that a run answers; nothing for a command that asks none."""
    command = str(run.info.get("command", ""))
    if run.metrics is not None:
        return _validation(run.metrics)
    if command == "predict":
        one = run.patients is not None and len(run.patients) == 1
        who = "does this patient look" if one else "which patients look"
        return f"By the groups of their nodes, {who} as if axillary lymph nodes were metastatic (pN+)?"
    return _ASKED.get(command, "")


def _validation(metrics: Mapping[str, Any]) -> str:
    """Return what a validation is asked, no more than its truth can answer."""
    names = [str(each["name"]) for each in (metrics.get("comparison") or {}).get("predictions") or ()]
    what = "these predictions" if names else "the groups"
    everybody = (metrics.get("patient") or {}).get("all") or {}
    if not everybody.get("n") and (metrics.get("node") or {}).get("n"):
        return f"Do {what} tell metastatic lymph nodes from others?"
    asked = f"Do {what} find the patients with axillary metastasis (pN+)"
    if len(names) > 1:
        return f"{asked}, and is one of them better than another?"
    return f"{asked}, and better than the clinical assessment?" if assessed(everybody) else f"{asked}?"
