"""A patient rule chosen by the pathology of the patients that the model is fitted on, and what that choice is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nodecluster.errors import SettingsError
from nodecluster.validation.choosing.candidates import CANDIDATES, applied
from nodecluster.validation.choosing.figures import apparent_row, nested_block, optimism
from nodecluster.validation.choosing.nested import FOLDS, REPEATS, best, nested_choice
from nodecluster.validation.choosing.youden import CRITERION
from nodecluster.validation.levels.sets import countable
from nodecluster.validation.rules.rule import TUNED, parse_rule
from nodecluster.validation.tables.labels import patient_truth
from nodecluster.validation.values.confusion import Confusion
from nodecluster.words import counted

LEAST_OF_A_CLASS = 10
"""So many pN+ and so many pN0 patients: with fewer, the held-out figures of a fold would be one patient's."""

STABLE = 0.75
"""Of the repeated choices, each made on all patients but one fold, so many have to fall on the same rule."""


@dataclass(frozen=True, eq=False)
class TunedRule:
    """The rule that was chosen, and why it should be believed.

    Attributes
    ----------
    rule : the chosen one, such as ``count:2``.
    patients : ``n``, ``positives`` (pN+) and ``negatives`` (pN0): by whose pathology.
    candidates : a row a rule: ``rule``, ``chosen``, ``n`` and either a ``reason`` why it could not be applied or
        ``confusion`` and an estimate each of ``ccr``, ``sensitivity``, ``specificity`` and ``youden``. These are
        apparent figures, of the patients that the choice was made on.
    nested : the same estimates of the choice itself, on patients that it was made without; ``method``, ``folds``,
        ``repeats``, ``youden_range`` (over the repeats), and ``times``, how often each rule was chosen.
    optimism : by how much each apparent figure of the chosen rule exceeds the nested one.
    notes : what a reader must know.
    """

    rule: str
    patients: Mapping[str, int]
    candidates: Sequence[Mapping[str, Any]]
    nested: Mapping[str, Any]
    optimism: Mapping[str, float]
    notes: Sequence[str]

    def as_dict(self) -> dict[str, Any]:
        """Return the choice as ``model.json`` keeps it, in ``rule_choice``."""
        return {
            "by": TUNED,
            "rule": self.rule,
            "criterion": CRITERION,
            "patients": dict(self.patients),
            "candidates": [dict(row) for row in self.candidates],
            "nested": dict(self.nested),
            "optimism": dict(self.optimism),
            "notes": list(self.notes),
        }


def tune_rule(
    nodes: pd.DataFrame,
    known: pd.DataFrame,
    *,
    failed: Mapping[str, int] | None = None,
    seed: int = 0,
    level: float = 0.95,
    folds: int = FOLDS,
    repeats: int = REPEATS,
) -> TunedRule:
    """Choose the candidate rule with the largest Youden's J, and estimate what the choice is worth by nesting it.

    The groups of the nodes are given and were found without labels; of pathology nothing enters but whether a patient
    is pN+. A rule chosen by its figures looks better on those patients than it is. So the choice is made again on nine
    tenths of the patients and judged on the others, for every tenth, ``repeats`` times (``nested_choice``).

    Parameters
    ----------
    nodes, known, failed : as of ``rule_blocks``, of the fit cohort.
    seed : of the folds.
    level : of the intervals.
    folds, repeats : of the nested estimate.

    Raises
    ------
    SettingsError
        there are fewer than ``LEAST_OF_A_CLASS`` pN+ or pN0 patients with a measured node.
    """
    found = [applied(parse_rule(name), nodes, known, failed) for name in CANDIDATES]
    tables = {each.rule.name: each.table for each in found if each.table is not None}
    anyone = next(iter(tables.values()))
    used = countable(anyone).to_numpy()  # who can be counted does not depend on the rule
    truth = anyone.loc[used, "truth"].to_numpy(dtype="int64")
    refuse_too_few(int(truth.sum()), int((1 - truth).sum()), measured=True)
    predicted = np.column_stack([table.loc[used, "predicted"].to_numpy(dtype="int64") for table in tables.values()])
    counts = {name: Confusion.of(truth, column) for name, column in zip(tables, predicted.T, strict=True)}
    of = next(iter(counts.values()))
    place = int(
        best([each.tp for each in counts.values()], of.positives, [each.tn for each in counts.values()], of.negatives)
    )
    chosen = list(tables)[place]
    repeated = nested_choice(truth, predicted, folds=folds, repeats=repeats, seed=seed)
    nested = nested_block(repeated, list(tables), of, level)
    candidates = [apparent_row(each, counts.get(each.rule.name), chosen, level) for each in found]
    share = float(repeated.times[place] / repeated.times.sum())
    return TunedRule(
        rule=chosen,
        patients={"n": of.n, "positives": of.positives, "negatives": of.negatives},
        candidates=candidates,
        nested=nested,
        optimism=optimism(candidates, nested),
        notes=_notes(counts[chosen], chosen, len(known) - of.n, share),
    )


def refuse_too_few(positives: int, negatives: int, *, measured: bool) -> None:
    """Refuse to tune where a class has too few patients; ``measured`` says whether they are known to have nodes.

    Raises
    ------
    SettingsError
        saying what was found, what is needed and the mend.
    """
    if min(positives, negatives) >= LEAST_OF_A_CLASS:
        return
    whose = "with pathology and a measured node" if measured else "with pathology"
    raise SettingsError(
        f'rule = "{TUNED}": found {positives} pN+ and {negatives} pN0 patients {whose} in the fit cohort; expected at'
        f" least {LEAST_OF_A_CLASS} of each to choose a rule by. Add patients with nodes_examined and nodes_positive"
        " (--patients gives them to a features table), or set a rule: any, count:K, fraction:F or largest"
    )


def pathology_counts(patients: pd.DataFrame) -> tuple[int, int]:
    """Return how many patients of a table, whose excluded ones are left out already, are pN+ and pN0."""
    truth = patient_truth(patients)
    return int((truth == 1).sum()), int((truth == 0).sum())


def _notes(of: Confusion, chosen: str, without: int, share: float) -> list[str]:
    """Return what a reader must know of the choice.

    Parameters
    ----------
    of : the apparent table of the chosen rule.
    without : how many patients took no part.
    share : of the repeated choices that fell on it.
    """
    notes = [
        f"The groups were found without labels. Of pathology the choice of the rule used whether each of"
        f" {counted(of.n, 'patient')} of the fit cohort is pN+ ({of.positives}) or pN0 ({of.negatives}), and nothing"
        " else.",
        "The candidates' figures are of the patients that the rule was chosen on, so those of the chosen rule tend to"
        " be too good. The nested ones are of patients that each choice was made without.",
        "Nested is the choice of the rule only: the groups were found once, in all of these patients. The nested"
        " intervals take the held-out predictions for independent. The same patients take part in many choices, so"
        " the intervals are somewhat too narrow (in simulations 95 % intervals held the truth in 90 to 92 %).",
        f"On these patients the rule '{chosen}' is tuned, not validated: validate it on others.",
    ]
    if without:
        notes.append(f"{counted(without, 'patient')} without pathology or without a measured node took no part.")
    if of.tp * of.negatives + of.tn * of.positives <= of.positives * of.negatives:
        notes.append("No candidate does better than chance on these patients.")
    if share < STABLE:
        notes.append(
            f"The choice hangs on few patients: made again without a part of them, it fell on this rule in {share:.0%}"
            " of cases only."
        )
    return notes
