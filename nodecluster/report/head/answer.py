"""The answer of a validation in a few sentences: who was right how often, and whether that is better than the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from nodecluster import formats
from nodecluster.report.metrics.levels import Level, assessed, clinical_test, equals, p_words
from nodecluster.report.metrics.sets import main_first
from nodecluster.report.parts import Row
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted, listed

_DISAGREE = "Model against clinical assessment: the interval and the test"
Figures = Mapping[str, Any]
"""``metrics.json`` as a whole, or one of the ``predictions`` of its comparison: ``node``, ``patient`` and so on."""

MOST_PAIRS = 3
"""Of more pairs of predictions the differences are left to their section."""


class Better(Enum):
    """Whether a model is right more often than the clinical assessment of the same patients, in words."""

    SHOWN = "Better than the clinical assessment."
    WORSE = "Worse than the clinical assessment."
    UNSHOWN = "Better than the clinical assessment? Not shown."


def unseen(metrics: Figures) -> tuple[Level, Level]:
    """Return the levels that validate: of all patients, and of the labelled nodes.

    Where the model saw some, they are of those that it did not see, even if that is nobody.
    """
    patients, nodes = metrics.get("patient") or {}, metrics.get("node_unseen", metrics.get("node"))
    return patients.get("all" + UNSEEN, patients.get("all")) or {}, nodes or {}


def right(metrics: Figures) -> str:
    """Return how many patients, or else labelled nodes, the model got right, of those it was not fitted on."""
    for levels, name, fresh, what in _places(metrics):
        unseen = levels.get(fresh)
        if _counted(unseen):
            whose = "that it was not fitted on" if what == "patients" else "of patients that it was not fitted on"
            return f"The model was right in {_right(unseen)} {what} {whose}{_sure(unseen)}."
        if unseen is None and _counted(levels.get(name)):
            return f"The model was right in {_right(levels[name])} {what}{_sure(levels[name])}."
    if any(_counted(levels.get(name)) for levels, name, _, _ in _places(metrics)):
        return "The model was fitted on every patient whose truth is known here: nothing here validates it."
    return "Nothing could be validated: no node has a label and no patient a pathology result."


def all_right(comparison: Mapping[str, Any]) -> str:
    """Return how many patients, or else labelled nodes, each prediction got right; nothing where none can be judged."""
    own: Sequence[Figures] = comparison["predictions"]
    for place, what in enumerate(("patients", "labelled nodes")):
        found = [_places(each)[place] for each in own]
        fresh = any(levels.get(unseen) is not None for levels, _, unseen, _ in found)
        judged = [levels.get(unseen if fresh else name) for levels, name, unseen, _ in found]
        if any(map(_counted, judged)):
            names = [str(each["name"]) for each in own]
            (first, share), *others = zip(names, map(_right, judged), strict=True)
            whose = f"that no model was fitted on, {first}" if what == "patients" else f"of unseen patients, {first}"
            start = f"Of {what} {whose} was right in {share}" if fresh else f"{first} was right in {share} {what}"
            return f"{listed([start, *(f'{name} in {of}' for name, of in others)])}."
    return ""


def found_and_cleared(metrics: Figures) -> str:
    """Return how many patients, or else nodes, of either kind were recognised; nothing of a kind that nobody is of."""
    for levels, name, fresh, what in _places(metrics):
        level = levels.get(fresh, levels.get(name))
        if _counted(level):
            table = (level or {})["confusion"]
            positive, negative = table["tp"] + table["fn"], table["tn"] + table["fp"]
            said = [f"found {table['tp']:,} of {positive:,} {what} with metastasis"] if positive else []
            whom = "without" if positive else f"{what} without metastasis"
            said += [f"cleared {table['tn']:,} of {negative:,} {whom}"] if negative else []
            return f"It {listed(said)}."
    return ""


def better(metrics: Figures) -> Better | None:
    """Return whether the model is right more often than the clinical assessment; None without one.

    It is shown where the paired interval of the difference leaves out zero, and the test agrees at the same level.
    """
    level = unseen(metrics)[0]
    if assessed(level) is None:
        return None
    clinical = level["clinical"]
    difference, p = clinical.get("difference") or {}, formats.number(clinical_test(clinical).get("p"))
    low, high = formats.number(difference.get("low")), formats.number(difference.get("high"))
    if low is None or high is None or p is None or p >= 1 - (formats.number(difference.get("level")) or 0.95):
        return Better.UNSHOWN
    return Better.SHOWN if low > 0 else Better.WORSE if high < 0 else Better.UNSHOWN


def against_clinic(metrics: Figures, who: str) -> Row:
    """Return how the model compares with the clinical assessment of the patients of the answer; nothing without one.

    A sentence, and perhaps the note that its interval and its p disagree, which nobody must read without.

    Parameters
    ----------
    metrics : of the run.
    who : predicts, as a sentence begins with it.
    """
    level = unseen(metrics)[0]
    found = assessed(level)
    if found is None:
        return ()
    clinical = level["clinical"]
    plain = {"value": (found.model - found.clinical) / found.n}
    said = _apart(clinical.get("difference") or plain, p_words(clinical_test(clinical)))
    of = counted(found.n, "patient")
    return (
        f"{who} against the clinical assessment of {of}: right in {found.model:,}, the clinical assessment in "
        f"{found.clinical:,}; {said}.",
        *(str(note) for note in clinical.get("notes") or () if str(note).startswith(_DISAGREE)),
    )


def between(comparison: Mapping[str, Any]) -> Row:
    """Return how the two of each pair differ on the patients that both predict; nothing where there are many pairs."""
    pairs: Sequence[Mapping[str, Any]] = comparison["pairs"]
    if len(pairs) > MOST_PAIRS:
        return ()
    said = []
    for pair in pairs:
        block = pair["patient"][main_first(pair["patient"])[0]]
        if not block["n"]:
            continue
        found, who = block["ccr"], counted(int(block["n"]), "patient")
        p = p_words(found["test"])
        if len(pairs) > 1 and formats.number(found.get("p_holm")) is not None:
            p += f", by Holm over the {len(pairs)} pairs p {equals(formats.p_value(found['p_holm']))}"
        said.append(
            f"{pair['second']} less {pair['first']}, on {who} that both predict: {_apart(found['difference'], p)}."
        )
    return tuple(said)


def _apart(difference: Mapping[str, Any], p: str) -> str:
    """Return a difference of CCRs in words, with its interval and its p."""
    if formats.number(difference.get("value")) is None:
        return f"difference not estimable, {difference.get('reason')}; {p}"
    bounds = formats.interval(difference, formats.change).removesuffix(" points")
    said = f"{formats.change(difference['value']).removesuffix(' points')} percentage points"
    return f"{said} ({formats.level(difference)} {bounds}); {p}" if bounds else f"{said}; {p}"


def _sure(level: Level | None) -> str:
    """Return a share with its interval, to stand behind the count; nothing where the run does not say it."""
    ccr = (level or {}).get("ccr")
    if ccr is None or formats.number(ccr.get("value")) is None:
        return ""
    bounds = formats.interval(ccr, formats.percent)
    return f" ({formats.percent(ccr['value'])}{f', {formats.level(ccr)} {bounds}' if bounds else ''})"


def _places(figures: Figures) -> tuple[tuple[Mapping[str, Any], str, str, str], ...]:
    """Return where all patients, then all labelled nodes, and the unseen ones of each, are found, and their name."""
    return (
        (figures.get("patient") or {}, "all", "all" + UNSEEN, "patients"),
        (figures, "node", "node_unseen", "labelled nodes"),
    )


def _counted(level: Level | None) -> bool:
    """Return whether a LEVEL counts anything."""
    return bool(level) and bool((level or {}).get("n"))


def _right(level: Level | None) -> str:
    """Return ``111 of 128``."""
    table = (level or {}).get("confusion") or dict.fromkeys(("tp", "fp", "fn", "tn"), 0)
    return f"{formats.count(table['tp'] + table['tn'])} of {formats.count(sum(table.values()))}"
