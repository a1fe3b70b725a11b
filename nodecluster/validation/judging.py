"""How a validation judges: everything that its figures depend on beside the tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from nodecluster.errors import SettingsError
from nodecluster.validation.rules.rule import parse_rule

PREVALENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Of pN+ patients, for which predictive values are given where nothing else is asked for."""

LEAST_RESAMPLES = 200


@dataclass(frozen=True)
class Judging:
    """The choices of a validation.

    Attributes
    ----------
    rule : how a patient's nodes make the patient's prediction: ``any``, ``count:K``, ``fraction:F`` or ``largest``.
    level : of every interval.
    resamples : of patients, for the bootstrap intervals.
    seed : of every random choice.
    prevalences : of pN+ patients, each between 0 and 1, for which predictive values are given.
    subgroups : the clinical columns that make subgroups; None takes all that can.
    rule_origin : who chose the rule, in words for a reader.

    Raises
    ------
    SettingsError
        a choice is none.
    """

    rule: str = "any"
    level: float = 0.95
    resamples: int = 2000
    seed: int = 0
    prevalences: tuple[float, ...] = PREVALENCES
    subgroups: tuple[str, ...] | None = None
    rule_origin: str = "given before the validation, not chosen on these patients"

    def __post_init__(self) -> None:
        """Refuse what no validation can use."""
        parse_rule(self.rule)
        if not 0 < self.level < 1:
            raise SettingsError(f"level: found {self.level!r}; expected a number between 0 and 1, such as 0.95")
        if self.resamples < LEAST_RESAMPLES:
            raise SettingsError(f"resamples: found {self.resamples!r}; expected at least {LEAST_RESAMPLES}")
        wrong = [value for value in self.prevalences if not 0 < value < 1]
        if wrong:
            raise SettingsError(f"prevalence: found {wrong[0]!r}; expected a number between 0 and 1, such as 0.3")

    def as_dict(self) -> dict[str, Any]:
        """Return the choices as plain values, for ``metrics.json``."""
        columns = None if self.subgroups is None else list(self.subgroups)
        return {**asdict(self), "prevalences": list(self.prevalences), "subgroups": columns}
