"""How a validation judges: everything that its figures depend on beside the tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from numbers import Integral, Real
from typing import Any

from nodecluster.errors import SettingsError
from nodecluster.settings import LEVELS, PREVALENCE_LIMITS, RESAMPLES, SEEDS
from nodecluster.validation.rules.rule import parse_rule
from nodecluster.words import brief

PREVALENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Of pN+ patients, for which predictive values are given where nothing else is asked for."""

WHEN = "only its authors know whether before the figures were seen"
"""Of a rule that somebody gives: no program can know when it was chosen."""


@dataclass(frozen=True)
class Judging:
    """The choices of a validation.

    Attributes
    ----------
    rule : how a patient's nodes make the patient's prediction: ``any``, ``count:K``, ``fraction:F`` or ``largest``.
    level : of every interval, within ``settings.LEVELS``.
    resamples : of patients, for the bootstrap intervals, within ``settings.RESAMPLES``.
    seed : of every random choice, within ``settings.SEEDS``.
    prevalences : of pN+ patients, each within ``settings.PREVALENCE_LIMITS``, for which predictive values are given.
    subgroups : the clinical columns that make subgroups; None takes all that can.
    rule_origin : who chose the rule, in words for a reader.

    Raises
    ------
    SettingsError
        a choice is of the wrong kind or out of range.
    """

    rule: str = "any"
    level: float = 0.95
    resamples: int = 2000
    seed: int = 0
    prevalences: tuple[float, ...] = PREVALENCES
    subgroups: tuple[str, ...] | None = None
    rule_origin: str = f"given for this run; {WHEN}"

    def __post_init__(self) -> None:
        """Refuse what no validation can use."""
        for each in (self.rule, *(self.subgroups or ())):
            _expect(isinstance(each, str), "rule" if each is self.rule else "subgroup", each, "text")
        parse_rule(self.rule)
        shares = tuple(_number("prevalence", share, PREVALENCE_LIMITS, 0.3) for share in self.prevalences)
        plain = {
            "level": _number("level", self.level, LEVELS, 0.95),
            "resamples": _whole("resamples", self.resamples, RESAMPLES),
            "seed": _whole("seed", self.seed, SEEDS),
            "prevalences": shares,
        }
        for name, value in plain.items():  # NumPy's numbers become Python's, which JSON holds
            object.__setattr__(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """Return the choices as plain values, for ``metrics.json``."""
        columns = None if self.subgroups is None else list(self.subgroups)
        return {**asdict(self), "prevalences": list(self.prevalences), "subgroups": columns}


def _number(name: str, value: Any, limits: tuple[float, float], example: float) -> float:
    """Return a number within limits, or refuse it."""
    fits = _is(value, Real) and limits[0] <= value <= limits[1]
    _expect(fits, name, value, f"a number from {limits[0]:g} to {limits[1]:.10g}, such as {example}")
    return float(value)


def _whole(name: str, value: Any, limits: tuple[int, int]) -> int:
    """Return a whole number within limits, or refuse it."""
    fits = _is(value, Integral) and limits[0] <= value <= limits[1]
    _expect(fits, name, value, f"a whole number from {limits[0]} to {limits[1]}")
    return int(value)


def _is(value: object, kind: type) -> bool:
    """Return whether a value is a number of a kind; a truth value is none."""
    return isinstance(value, kind) and not isinstance(value, bool)


def _expect(fits: bool, name: str, value: object, expected: str) -> None:
    """Refuse a choice that does not fit."""
    if not fits:
        raise SettingsError(f"{name}: found {brief(repr(value))}; expected {expected}")
