"""The patient rules that are looked at side by side, and what each predicts of the same patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from nodecluster.validation.levels.patient_level import patient_table
from nodecluster.validation.rules.rule import Rule, RuleError, parse_rule

CANDIDATES = ("any", "count:2", "count:3", "fraction:0.25", "fraction:1/3", "fraction:0.5", "largest")
"""From the simplest to the least simple: where two rules do equally well, the first of them is taken."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A rule and what it predicts.

    Attributes
    ----------
    rule : the rule.
    table : as ``patient_table`` returns it; None where the rule cannot be applied.
    reason : why it cannot; empty where it can.
    """

    rule: Rule
    table: pd.DataFrame | None
    reason: str = ""


def with_chosen(chosen: str) -> tuple[Rule, ...]:
    """Return the candidate rules with ``chosen`` among them: in place of the one that means the same, or at the end.

    >>> [rule.name for rule in with_chosen("fraction:1/2")][-2:], [rule.name for rule in with_chosen("count:5")][-1]
    (['fraction:1/2', 'largest'], 'count:5')
    """
    wanted = parse_rule(chosen)
    rules = [parse_rule(name) for name in CANDIDATES]
    if wanted.meaning not in [rule.meaning for rule in rules]:
        return (*rules, wanted)
    return tuple(wanted if rule.meaning == wanted.meaning else rule for rule in rules)


def applied(rule: Rule, nodes: pd.DataFrame, known: pd.DataFrame, failed: Mapping[str, int] | None) -> Candidate:
    """Return what a rule predicts of the patients, or why it can predict nothing of them.

    Parameters
    ----------
    nodes, known, failed : as of ``Predictions``.
    """
    try:
        return Candidate(rule, patient_table(nodes, known, rule, failed))
    except RuleError as error:  # the rule asks for volumes that the table has not
        return Candidate(rule, None, error.reason)
