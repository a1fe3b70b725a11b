"""Where the rule of a run comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GIVEN = "given for this run, in place of the model's"
MODELS = "the model's, set when it was fitted"


def rule_origin(choice: Mapping[str, Any] | None, *, given: bool = False) -> str:
    """Return who chose a rule, as a clause for ``Judging.rule_origin``.

    Parameters
    ----------
    choice : ``rule_choice`` of the model; None where its rule was not tuned.
    given : whether this run was given a rule of its own.
    """
    if given:
        return GIVEN
    return MODELS if choice is None else f"the model's, {tuned_words(choice)}"


def tuned_words(choice: Mapping[str, Any]) -> str:
    """Return how a rule was tuned and what that is worth, as a clause."""
    patients, nested = choice["patients"], choice["nested"]["youden"]
    (apparent,) = (row["youden"]["value"] for row in choice["candidates"] if row["chosen"])
    return (
        f"tuned on the pathology of {patients['n']} patients of the fit cohort ({patients['positives']} pN+): Youden's"
        f" J {apparent:.2f} there, {nested['value']:.2f} ({nested['low']:.2f} to {nested['high']:.2f}) when the choice"
        " is nested in cross-validation"
    )
