"""Where the rule of a run comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.validation.judging import WHEN

DEFAULT = "the default of the command"
GIVEN = "given for this run, in place of the model's"

_MODELS = "the model's, "
MODELS = f"{_MODELS}set when it was fitted"


def rule_origin(choice: Mapping[str, Any] | None, *, given: bool = False) -> str:
    """Return who chose the rule of a model's run, as a clause.

    Parameters
    ----------
    choice : ``rule_choice`` of the model; None where its rule was not tuned.
    given : whether this run was given a rule of its own.
    """
    if given:
        return GIVEN
    return MODELS if choice is None else f"{_MODELS}{tuned_words(choice)}"


def judged_origin(origin: str) -> str:
    """Return where a rule comes from as a clause for ``Judging.rule_origin``: of a given one, what is not known.

    >>> judged_origin(GIVEN)
    "given for this run, in place of the model's; only its authors know whether before the figures were seen"
    """
    return f"{origin}; {WHEN}" if origin == GIVEN else origin


def fixed_before(origin: str) -> bool:
    """Return whether a rule is known to have been fixed before the validation: a model's own is, nothing else.

    >>> fixed_before(MODELS), fixed_before(judged_origin(GIVEN)), fixed_before(DEFAULT)
    (True, False, False)
    """
    return origin.startswith(_MODELS)


def tuned_words(choice: Mapping[str, Any]) -> str:
    """Return how a rule was tuned and what that is worth, as a clause."""
    patients, nested = choice["patients"], choice["nested"]["youden"]
    (apparent,) = (row["youden"]["value"] for row in choice["candidates"] if row["chosen"])
    return (
        f"tuned on the pathology of {patients['n']} patients of the fit cohort ({patients['positives']} pN+): Youden's"
        f" J {apparent:.2f} there, {nested['value']:.2f} ({nested['low']:.2f} to {nested['high']:.2f}) when the choice"
        " is nested in cross-validation"
    )
