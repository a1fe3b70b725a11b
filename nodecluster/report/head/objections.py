"""What a run itself knows to speak against trust in its result, each thing only where it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.head.answer import Better, better, unseen
from nodecluster.report.head.masthead import notice
from nodecluster.report.metrics.levels import Level
from nodecluster.report.seen import seen_patients
from nodecluster.results import Run
from nodecluster.validation.choosing.rule_origin import fixed_before
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted

WIDE = 0.2
"""An interval that spans more than this share is called wide: ten percentage points to either side."""

GUESSING = 0.5
"""The area of a coin toss, and of a prediction whose sensitivity and specificity add up to 1."""

_SECTIONS = {"patients": "patient-level", "nodes": "node-level"}
_AREAS = {
    "auc_score": "AUC of the score",
    "auc_group": "AUC of the hard prediction, the mean of sensitivity and specificity,",
}


@dataclass(frozen=True)
class Objection:
    """Something that speaks against trust, how it begins (which stands out), and the section that tells more."""

    lead: str
    text: str
    section: str = ""


def objections(run: Run) -> Iterator[Objection]:
    """Yield what speaks against trust."""
    command = str(run.info.get("command", ""))
    if run.metrics is not None:
        yield from _of_validation(run, run.metrics)
    elif command == "predict":
        yield Objection("No pathology", "is used here: how often such predictions are right, only a validation says.")
        yield from _of_seen(run)
    elif command == "fit":
        yield Objection("Not validated yet:", "groups without labels say nothing of metastasis until pathology does.")
    yield from _of_data(run)


def _of_validation(run: Run, metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield what speaks against the figures of a validation."""
    sets = metrics.get("patient") or {}
    patients, nodes = unseen(metrics)
    if (sets.get("all" + UNSEEN) or {}).get("n") == 0 and (sets.get("all") or {}).get("n"):
        seen = "every judged patient is one that the model was fitted on; their figures validate nothing."
        yield Objection("Seen patients only:", seen, "patient-level")
    elif nodes.get("n") and not patients.get("n"):
        yield Objection("No pathology of patients:", "only labelled nodes are judged.", "node-level")
    level, what = (patients, "patients") if patients.get("n") else (nodes, "nodes")
    yield from _of_orientation(nodes if nodes.get("n") else metrics.get("node") or {})
    if level.get("n"):
        yield from _of_guessing(level, what, nodes)
        yield from _of_level(level, what)
    yield from _of_clinic(metrics)
    yield from _of_rule(run, metrics)
    yield from _unjudged(run)


def _of_seen(run: Run) -> Iterator[Objection]:
    """Yield that some of the patients are not new to the model."""
    seen, patients = len(seen_patients(run)), 0 if run.patients is None else len(run.patients)
    if seen:
        text = f"the model was fitted on {seen:,} of {counted(patients, 'patient')} (by their ids)."
        yield Objection("Seen patients:", text, "patients")


def _of_guessing(level: Level, what: str, nodes: Level) -> Iterator[Objection]:
    """Yield that the model may do no better than a coin: the first figure whose interval does not leave guessing out.

    The answer counts hard predictions, for which a score above chance does not speak: both have to be above it. Of
    the patients, the groups of their nodes count too where these lie on the wrong side, though perhaps by chance.
    """
    group = nodes.get("auc_group") or {}
    if what == "nodes" and _below(group):
        return  # said already, and more
    found = [(what, words, level.get(key) or {}) for key, words in _AREAS.items()]
    value = formats.number(group.get("value"))
    if value is not None and value < GUESSING and not _below(group):
        found.append(("nodes", "AUC of the hard group of the nodes", group))
    for of, words, area in found:
        known, low = formats.number(area.get("value")) is not None, formats.number(area.get("low"))
        if known and (low is None or low <= GUESSING):
            text = f"{words} {_with_interval(area)}; guessing has {GUESSING}."
            yield Objection("Not shown to be better than guessing:", text, _SECTIONS[of])
            return


def _of_level(level: Mapping[str, Any], what: str) -> Iterator[Objection]:
    """Yield that a level is of few, or its interval wide."""
    from nodecluster.validation.use.risks import LEAST_EVENTS  # loads scikit-learn, which an extraction does not need

    table = level.get("confusion") or {}
    positive, negative = (int(table.get(a, 0)) + int(table.get(b, 0)) for a, b in (("tp", "fn"), ("tn", "fp")))
    if min(positive, negative) < LEAST_EVENTS:
        text = f"{positive} with and {negative} without metastasis; under {LEAST_EVENTS} of a kind, chance weighs much."
        yield Objection(f"Few {what}:", text, _SECTIONS[what])
    ccr = level.get("ccr") or {}
    low, high = formats.number(ccr.get("low")), formats.number(ccr.get("high"))
    if low is not None and high is not None and high - low > WIDE:
        text = f"a correct classification rate from {formats.percent(low)} to {formats.percent(high)} fits these data."
        yield Objection("Wide interval:", text, _SECTIONS[what])


def _of_clinic(metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield that the model is not better than what is there without it."""
    found = better(metrics)
    if found is Better.WORSE:
        yield Objection("Worse than the clinical assessment", "on the same patients.", "patient-level")
    elif found is Better.UNSHOWN:
        yield Objection("Not shown to be better", "than the clinical assessment.", "patient-level")


def _of_orientation(nodes: Level) -> Iterator[Objection]:
    """Yield that the labels contradict which group was called metastatic-looking, where chance does not explain it."""
    area = nodes.get("auc_group") or {}
    if _below(area):  # as ``outcome_warnings`` has it
        text = f"group 2 holds fewer metastatic nodes than chance would put there (AUC {_with_interval(area)})."
        yield Objection("Labels contradict the groups:", text, "groups")


def _below(area: Mapping[str, Any]) -> bool:
    """Return whether an area lies below that of guessing with the whole of its interval."""
    high = formats.number(area.get("high"))
    return high is not None and high < GUESSING


def _with_interval(area: Mapping[str, Any]) -> str:
    """Return an area with its interval in words."""
    bounds = formats.interval(area, formats.decimals)
    value = formats.decimals(area["value"])
    return f"{value}, {formats.level(area)} {bounds}" if bounds else f"{value}, no interval"


def _of_rule(run: Run, metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield that the patients' rule may have been chosen by its figures."""
    origin = str((metrics.get("judging") or {}).get("rule_origin") or "")
    if origin and run.model is not None and not fixed_before(origin):
        yield Objection("Rule not fixed before:", f"{origin}.", "rules")


def _unjudged(run: Run) -> Iterator[Objection]:
    """Yield that some patients have no pathology, and so are not judged."""
    if run.patients is None or "truth" not in run.patients:
        return
    missing = int(np.isnan(numbers(run.patients, "truth")).sum())
    if 0 < missing < len(run.patients):
        text = f"{missing:,} of {counted(len(run.patients), 'patient')} could not be judged."
        yield Objection("Pathology missing:", text, "cohort")


def _of_data(run: Run) -> Iterator[Objection]:
    """Yield what its owners say of the data, what is not known of the nodes, and what is missing."""
    if run.info.get("notice"):
        yield Objection("Notice of the cohort:", notice(str(run.info["notice"])).lead)
    if len(run.failures):
        text = f"{counted(len(run.failures), 'failure')}; what failed is in no figure."
        yield Objection("Incomplete:", text, "failures")
    if (run.info.get("inputs") or {}).get("features") == "unknown":
        yield Objection("Unknown origin:", "nobody can tell how the nodes of this table were measured.", "provenance")
    if run.model is not None and run.model.get("measured") is False and run.info.get("command") != "fit":
        yield Objection("Unknown origin of the model:", "how the nodes of its fit were measured is assumed.", "groups")
    if run.model is None and run.info.get("command") == "score":
        yield Objection("Predictions from a table:", "how they were made, this run cannot know.", "provenance")
