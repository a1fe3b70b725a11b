"""Whether a run may be trusted: the verdict on its model, and what the run itself knows to speak against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.head.answer import Better, better
from nodecluster.report.parts import Row
from nodecluster.results import Run
from nodecluster.validation.choosing.rule_origin import fixed_before
from nodecluster.validation.levels.naming import UNSEEN, main_set, node_set
from nodecluster.words import counted

GOOD, CAUTION, BAD = "good", "caution", "bad"
WIDE = 0.2
"""An interval that spans more than this share is called wide: ten percentage points to either side."""

_MODEL = {
    "usable": "The groups of the model look usable",
    "doubtful": "The groups of the model are doubtful",
    "degenerate": "The groups of the model are degenerate: do not use them",
}


@dataclass(frozen=True)
class Objection:
    """Something that speaks against trust, how it begins (which stands out), and the section that tells more."""

    lead: str
    text: str
    section: str = ""


@dataclass(frozen=True)
class Trust:
    """The verdict on a run.

    Attributes
    ----------
    mark : ``good``, ``caution`` or ``bad``: its colour and its shape.
    words : the verdict, in a few words.
    model : the verdict on the model, in words; nothing where there is none.
    reasons : of the verdict on the model.
    objections : what speaks against trust; the gravest first.
    """

    mark: str
    words: str
    model: str
    reasons: Row
    objections: tuple[Objection, ...]


def trust(run: Run) -> Trust:
    """Return whether a run's result may be trusted, as far as the run itself can know."""
    verdict = (run.model or {}).get("verdict") or {}
    name = str(verdict.get("name", ""))
    model = _MODEL.get(name, f"Verdict on the model: {name}") if name else ""
    objections = tuple(_objections(run))
    mark, words = _overall(run, name, len(objections))
    return Trust(
        mark, words, model, tuple(str(reason).rstrip(".") for reason in verdict.get("reasons", ())), objections
    )


def _overall(run: Run, verdict: str, against: int) -> tuple[str, str]:
    """Return the mark and the words of the whole."""
    points = counted(against, "point")
    if verdict == "degenerate":
        return BAD, "No: the groups mean nothing"
    if run.metrics is not None and not any(_judged(run.metrics)):
        return BAD, "Not from this page: nothing here validates it"
    if verdict not in ("", "usable"):
        return CAUTION, f"Only with great caution: the groups are {verdict}"
    if run.metrics is None and run.model is not None:
        return CAUTION, "Not known: this page validates nothing"
    if against:
        return CAUTION, f"With caution: {points} {'speaks' if against == 1 else 'speak'} against it"
    return GOOD, "Nothing that this run knows speaks against it"


def _judged(metrics: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many patients and nodes are judged that the model was not fitted on."""
    sets = metrics.get("patient") or {}
    patients = sets.get("all" + UNSEEN, sets.get("all")) or {}
    nodes = metrics.get("node_unseen", metrics.get("node")) or {}
    return int(patients.get("n") or 0), int(nodes.get("n") or 0)


def _objections(run: Run) -> Iterator[Objection]:
    """Yield what speaks against trust."""
    command = str(run.info.get("command", ""))
    if run.metrics is not None:
        yield from _of_validation(run, run.metrics)
    elif command == "predict":
        yield Objection("No pathology", "is used here: how often such predictions are right, only a validation says.")
    elif command == "fit":
        yield Objection("Not validated yet:", "groups without labels say nothing of metastasis until pathology does.")
    yield from _of_data(run)


def _of_validation(run: Run, metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield what speaks against the figures of a validation."""
    sets = metrics.get("patient") or {}
    main = main_set(sets) if sets else "all"
    level = sets.get(main) or {}
    if (sets.get("all" + UNSEEN) or {}).get("n") == 0 and (sets.get("all") or {}).get("n"):
        seen = "every judged patient is one that the model was fitted on; their figures validate nothing."
        yield Objection("Seen patients only:", seen, "patient-level")
    if level.get("n"):
        yield from _of_level(level, "patients")
        yield from _of_clinic(metrics)
    else:
        nodes = metrics.get(node_set(main, metrics)) or {}
        if nodes.get("n"):
            yield Objection("No pathology of patients:", "only labelled nodes are judged.", "node-level")
            yield from _of_level(nodes, "nodes")
    yield from _of_orientation(metrics)
    yield from _of_rule(run, metrics)
    yield from _unjudged(run)


def _of_level(level: Mapping[str, Any], what: str) -> Iterator[Objection]:
    """Yield that a level is of few, or its interval wide."""
    from nodecluster.validation.use.risks import LEAST_EVENTS  # loads scikit-learn, which an extraction does not need

    table = level.get("confusion") or {}
    positive, negative = (int(table.get(a, 0)) + int(table.get(b, 0)) for a, b in (("tp", "fn"), ("tn", "fp")))
    if min(positive, negative) < LEAST_EVENTS:
        text = f"{positive} with and {negative} without metastasis; under {LEAST_EVENTS} of a kind, chance weighs much."
        yield Objection(f"Few {what}:", text, "patient-level" if what == "patients" else "node-level")
    ccr = level.get("ccr") or {}
    low, high = formats.number(ccr.get("low")), formats.number(ccr.get("high"))
    if low is not None and high is not None and high - low > WIDE:
        text = f"a correct classification rate from {formats.percent(low)} to {formats.percent(high)} fits these data."
        yield Objection("Wide interval:", text, "patient-level" if what == "patients" else "node-level")


def _of_clinic(metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield that the model is not better than what is there without it."""
    found = better(metrics)
    if found is Better.WORSE:
        yield Objection("Worse than the clinical assessment", "on the same patients.", "patient-level")
    elif found is Better.UNSHOWN:
        yield Objection("Not shown to be better", "than the clinical assessment.", "patient-level")


def _of_orientation(metrics: Mapping[str, Any]) -> Iterator[Objection]:
    """Yield that the labels contradict which group was called metastatic-looking."""
    area = formats.number(((metrics.get("node") or {}).get("auc_group") or {}).get("value"))
    if area is not None and area < 0.5:  # as ``outcome_warnings`` has it
        text = f"group 2 holds fewer metastatic nodes than chance would put there (AUC {formats.decimals(area)})."
        yield Objection("Labels contradict the groups:", text, "groups")


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
    """Yield what is not known of the nodes, and what is missing."""
    if len(run.failures):
        text = f"{counted(len(run.failures), 'failure')}; what failed is in no figure."
        yield Objection("Incomplete:", text, "failures")
    if (run.info.get("inputs") or {}).get("features") == "unknown":
        yield Objection("Unknown origin:", "nobody can tell how the nodes of this table were measured.", "provenance")
    if run.model is not None and run.model.get("measured") is False and run.info.get("command") != "fit":
        yield Objection("Unknown origin of the model:", "how the nodes of its fit were measured is assumed.", "groups")
    if run.model is None and run.info.get("command") == "score":
        yield Objection("Predictions from a table:", "how they were made, this run cannot know.", "provenance")
