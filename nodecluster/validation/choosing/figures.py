"""The figures of a tuned rule: apparent, of the patients it was chosen on, and nested, of patients it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nodecluster.validation.choosing.candidates import Candidate
from nodecluster.validation.choosing.nested import Nested
from nodecluster.validation.choosing.youden import youden
from nodecluster.validation.intervals.wilson import wilson_share
from nodecluster.validation.values.confusion import Confusion
from nodecluster.validation.values.estimate import Estimate

FIGURES = ("ccr", "sensitivity", "specificity", "youden")
OVER_REPEATS = ", of the mean over the repeats"


def apparent_row(candidate: Candidate, confusion: Confusion | None, chosen: str, level: float) -> dict[str, Any]:
    """Return a candidate's figures on the patients that the rule was chosen on, or why it has none."""
    head = {"rule": candidate.rule.name, "chosen": candidate.rule.name == chosen}
    if confusion is None:
        return {**head, "n": 0, "reason": candidate.reason}
    figures = _figures(confusion.tp, confusion.tn, confusion, level)
    plain = {name: estimate.as_dict() for name, estimate in figures.items()}
    return {**head, "n": confusion.n, "confusion": confusion.as_dict(), **plain}


def nested_block(found: Nested, rules: Sequence[str], of: Confusion, level: float) -> dict[str, Any]:
    """Return the figures of the choice itself: of all held-out patients of a repeat, averaged over the repeats.

    Parameters
    ----------
    rules : names of the columns of ``found.times``.
    of : any table of the same patients, for how many there are of each class.
    """
    figures = _figures(float(found.tp.mean()), float(found.tn.mean()), of, level)
    index = found.tp / of.positives + found.tn / of.negatives - 1
    return {
        "method": f"{found.folds}-fold cross-validation over patients, stratified by pathology, {found.tp.size} times"
        " over; for each fold the rule was chosen on the other patients alone",
        "folds": found.folds,
        "repeats": int(found.tp.size),
        **{
            name: replace(estimate, method=estimate.method + OVER_REPEATS).as_dict()
            for name, estimate in figures.items()
        },
        "youden_range": {"low": float(index.min()), "high": float(index.max())},
        "times": {name: int(n) for name, n in zip(rules, found.times, strict=True)},
    }


def optimism(candidates: Sequence[Mapping[str, Any]], nested: Mapping[str, Any]) -> dict[str, float]:
    """Return by how much each apparent figure of the chosen rule exceeds the nested one."""
    (chosen,) = (row for row in candidates if row["chosen"])
    return {name: chosen[name]["value"] - nested[name]["value"] for name in FIGURES}


def _figures(tp: float, tn: float, of: Confusion, level: float) -> dict[str, Estimate]:
    """Return ``FIGURES`` of so many correct predictions; means over repeats need not be whole."""
    parts = {"ccr": (tp + tn, of.n), "sensitivity": (tp, of.positives), "specificity": (tn, of.negatives)}
    shares = {name: wilson_share(count, total, level) for name, (count, total) in parts.items()}
    return {**shares, "youden": youden(tp, of.positives, tn, of.negatives, level)}
