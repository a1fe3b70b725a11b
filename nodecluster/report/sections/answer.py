"""The answer of a validation in a few sentences: who was right how often, and whether that is better than the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.levels import Level, assessed, clinical_test, equals, p_words
from nodecluster.report.parts import Row
from nodecluster.report.sets import main_first
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.words import counted, listed

_DISAGREE = "Model against clinical assessment: the interval and the test"
Figures = Mapping[str, Any]
"""``metrics.json`` as a whole, or one of the ``predictions`` of its comparison: ``node``, ``patient`` and so on."""

MOST_PAIRS = 3
"""Of more pairs of predictions the differences are left to their section."""


def right(metrics: Figures) -> str:
    """Return how many patients, or else labelled nodes, the model got right, of those it was not fitted on."""
    for levels, name, fresh, what in _places(metrics):
        unseen = levels.get(fresh)
        if _counted(unseen):
            whose = "that it was not fitted on" if what == "patients" else "of patients that it was not fitted on"
            return f"The model was right in {_right(unseen)} {what} {whose}."
        if unseen is None and _counted(levels.get(name)):
            return f"The model was right in {_right(levels[name])} {what}."
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


def against_clinic(metrics: Figures, who: str) -> Row:
    """Return how the model compares with the clinical assessment of the patients of the answer; nothing without one.

    A sentence, and perhaps the note that its interval and its p disagree, which nobody must read without.

    Parameters
    ----------
    metrics : of the run.
    who : predicts, as a sentence begins with it.
    """
    patients = metrics.get("patient") or {}
    level: Level = patients.get("all" + UNSEEN, patients.get("all")) or {}
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
