"""The outcome of one test of a hypothesis, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

MCNEMAR_MIDP = "mid-p McNemar test of paired correctness, two-sided"
"""The test that ``mcnemar_midp`` is of: a number in ``metrics.json``, beside the exact test."""


@dataclass(frozen=True)
class Tested:
    """A p-value and where it comes from.

    Attributes
    ----------
    p : two-sided unless ``method`` says otherwise; None where the test cannot be done.
    method : the test, in words for a reader.
    n : how many observations (or, where ``method`` says so, patients) it rests on.
    statistic, df : of the test, where it has them.
    reason : why ``p`` is None; empty otherwise.

    Raises
    ------
    ValueError
        p is no probability, a number is not finite, or p is missing without a reason.
    """

    p: float | None
    method: str
    n: int
    statistic: float | None = None
    df: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could read."""
        if any(number is not None and not math.isfinite(number) for number in (self.p, self.statistic, self.df)):
            raise ValueError(f"a test must have finite numbers or None, found {self.p}, {self.statistic}, {self.df}")
        if self.p is not None and not 0 <= self.p <= 1:
            raise ValueError(f"p must be between 0 and 1, found {self.p}")
        if self.p is None and not self.reason:
            raise ValueError("a test without p needs a reason")

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values for ``metrics.json``; parts that there are not are left out, but for p.

        >>> Tested(0.25, "sign test", 3).as_dict()
        {'p': 0.25, 'method': 'sign test', 'n': 3}
        """
        numbers = {"statistic": self.statistic, "df": self.df}
        return {
            "p": None if self.p is None else float(self.p),
            "method": self.method,
            "n": int(self.n),
            **{name: float(number) for name, number in numbers.items() if number is not None},
            **({"reason": self.reason} if self.reason else {}),
        }
