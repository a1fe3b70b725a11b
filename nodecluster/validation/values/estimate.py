"""One estimated number with its interval, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

INDEPENDENT = " (nodes treated as independent)"
"""Follows the name of a method that takes the nodes of one patient for independent."""

STUDYS = "Wilson"
"""What the method of the study's interval begins with, which is shown beside the first one wherever that is another."""
INFINITE = "infinite"
"""What the reason begins with where there is no value because it is infinite."""


@dataclass(frozen=True)
class Estimate:
    """A number, its confidence interval, and where both come from.

    Attributes
    ----------
    value, low, high : the estimate and the limits of its interval; None where not estimable.
    level : of the interval, such as 0.95.
    method : how the interval is made, in words for a reader.
    n : how many observations it rests on.
    reason : why a part is None; empty when nothing is.
    others : the same quantity by other methods, to be shown beside this one; they have no others themselves.
    design_effect : by how much the patients' alikeness multiplies the variance; None where it plays no part.

    Raises
    ------
    ValueError
        a number is not finite, or one is missing without a reason: neither may reach an output.
    """

    value: float | None
    low: float | None
    high: float | None
    level: float
    method: str
    n: int
    reason: str = ""
    others: tuple[Estimate, ...] = ()
    design_effect: float | None = None

    def __post_init__(self) -> None:
        """Refuse a number that nobody could read, and a gap that nobody explains."""
        numbers = (self.value, self.low, self.high)
        if any(number is not None and not math.isfinite(number) for number in (*numbers, self.design_effect)):
            raise ValueError(f"an estimate must be finite or None, found {numbers} and {self.design_effect}")
        if None in numbers and not self.reason:
            raise ValueError(f"an estimate without {numbers} needs a reason")

    def as_dict(self) -> dict[str, Any]:
        """Return the estimate as plain values for ``metrics.json``.

        ``reason``, ``design_effect`` and ``others`` are there only where there is one.

        >>> Estimate(0.5, 0.25, 0.75, 0.95, "Wilson score", 12).as_dict()["high"]
        0.75
        """
        plain = {
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "level": float(self.level),
            "method": self.method,
            "n": int(self.n),
        }
        return {
            **plain,
            **({"reason": self.reason} if self.reason else {}),
            **({} if self.design_effect is None else {"design_effect": float(self.design_effect)}),
            **({"others": [other.as_dict() for other in self.others]} if self.others else {}),
        }


def first_of(estimates: Sequence[Estimate]) -> Estimate:
    """Return the first of several estimates of one quantity, with the rest of them beside it."""
    first, *rest = estimates
    return replace(first, others=tuple(rest))


def not_estimable(reason: str, method: str, level: float, n: int = 0) -> Estimate:
    """Return an estimate without numbers that says why.

    >>> not_estimable("pathology has no positives", "Wilson score", 0.95).as_dict()["value"] is None
    True
    """
    return Estimate(None, None, None, level, method, n, reason)


def _plain(number: float | None) -> float | None:
    """Return a Python float, which ``json`` can write, of a NumPy one."""
    return None if number is None else float(number)
