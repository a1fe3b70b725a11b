"""Every patient rule on the same patients, side by side, so that the one that was used is seen to be a choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from nodecluster.validation.areas.area import auc_group, auc_score
from nodecluster.validation.choosing.candidates import Candidate, applied, with_chosen
from nodecluster.validation.choosing.rule_origin import fixed_before
from nodecluster.validation.intervals.proportions import proportions
from nodecluster.validation.judging import Judging
from nodecluster.validation.levels.naming import UNSEEN
from nodecluster.validation.levels.sets import countable, patient_sets
from nodecluster.validation.rules.rule import parse_rule
from nodecluster.validation.tables.labels import CLINICAL_PREDICTS
from nodecluster.validation.values.clusters import Clusters
from nodecluster.validation.values.confusion import Confusion
from nodecluster.words import counted

SHARES = ("ccr", "sensitivity", "specificity", "ppv", "npv")
NOBODY = "no patient of this set has both a prediction and pathology"

_SETS = ("all", *CLINICAL_PREDICTS)
_SHOWN = frozenset((*_SETS, *(name + UNSEEN for name in _SETS)))

Row = dict[str, Any]
"""``rule``, ``chosen``, ``n`` and either ``reason`` or ``confusion`` and an estimate each of ``SHARES``, ``auc_group``
and ``auc_score``: JSON-ready."""


def rule_blocks(
    nodes: pd.DataFrame, known: pd.DataFrame, failed: Mapping[str, int], judging: Judging, seen: Collection[str] = ()
) -> dict[str, Any]:
    """Return the table of every candidate rule, and of the one that was used, on the same patients.

    Nothing is chosen here: the rule that counts is ``judging.rule``, and its row is marked. A rule that means the same
    as a candidate (``fraction:1/2`` and ``fraction:0.5``) stands in its place, under the name it was given.

    Parameters
    ----------
    nodes : a row a node: ``patient_id``, ``group`` (1 or 2), ``score`` and, where known, ``volume_mm3``; checked.
    known : the checked patients that are not excluded, a row a patient.
    failed : how many nodes of a patient could not be measured, by patient id.
    judging : the rule, where it comes from, and the level of the intervals.
    seen : the patients that the model was fitted on.

    Returns
    -------
    ``chosen``, ``chosen_how``, ``sets`` (rows by the name of the set: ``all``, ``cN0``, ``cN+`` and, where the model
    saw some of their patients, the same without them) and ``notes``. A rule that cannot be applied, or a set in which
    nobody can be counted, has rows with a ``reason`` and without figures.
    """
    chosen = parse_rule(judging.rule)
    candidates = [applied(rule, nodes, known, failed) for rule in with_chosen(chosen.name)]
    sets: dict[str, list[Row]] = {}
    split = [_split(each, seen) for each in candidates]
    known_sets = next(parts for parts in split if parts)  # a rule that needs no volume can always be applied
    for name in known_sets:
        rows = zip(candidates, split, strict=True)
        sets[name] = [_row(each, parts.get(name), chosen.name, judging.level) for each, parts in rows]
    return {
        "chosen": chosen.name,
        "chosen_how": judging.rule_origin,
        "sets": sets,
        "notes": _notes(chosen.name, judging.rule_origin, len(set(seen) & set(known_sets["all"]["patient_id"]))),
    }


def _split(candidate: Candidate, seen: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the patients that can be counted of each set that is shown; nothing where the rule cannot be applied."""
    if candidate.table is None:
        return {}
    sets = patient_sets(candidate.table, seen)
    return {name: table[countable(table)] for name, table in sets.items() if name in _SHOWN}


def _row(candidate: Candidate, table: pd.DataFrame | None, chosen: str, level: float) -> Row:
    """Return the figures of a rule on the patients of a set, or why there are none."""
    head: Row = {"rule": candidate.rule.name, "chosen": candidate.rule.name == chosen}
    if table is None or table.empty:
        return {**head, "n": 0, "reason": candidate.reason or NOBODY}
    truth = table["truth"].to_numpy(dtype="int64")
    predicted = table["predicted"].to_numpy(dtype="int64")
    confusion, patients = Confusion.of(truth, predicted), Clusters.singletons(truth.size)
    shares = proportions(truth, predicted, patients, level)
    estimates = {
        **{name: shares[name] for name in SHARES},
        "auc_group": auc_group(truth, predicted, patients, level, resamples=0),
        "auc_score": auc_score(truth, table["score"].to_numpy(dtype="float64"), patients, level, resamples=0),
    }
    plain = {name: replace(estimate, others=()).as_dict() for name, estimate in estimates.items()}
    return {**head, "n": confusion.n, "confusion": confusion.as_dict(), **plain}


def _notes(chosen: str, origin: str, seen: int) -> list[str]:
    """Return what a reader must know of the table."""
    notes = [
        f"The rule '{chosen}' was {'fixed before this validation' if fixed_before(origin) else 'used'}: {origin}.",
        "The other rules are shown for comparison only. To pick the best row on these patients, and to report its"
        " figures, would make them too good: a rule is chosen on other patients, or before.",
        "The score of a patient depends on the rule: it is that of the node that decides under the rule.",
    ]
    if seen:
        notes.append(
            f"The model was fitted on {counted(seen, 'patient')} of these. Where its rule was tuned there, only the"
            " rows of the unseen patients judge it fairly."
        )
    return notes
