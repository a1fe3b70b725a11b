"""Whether numbers differ by more than the digits that a computer keeps of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DIGITS = 12
"""Numbers that agree in so many digits count as the same: what is left of them is rounding error."""


def varies(values: Floats, beside: Floats | None = None) -> bool:
    """Return whether values, shape (n,), differ in the first 12 digits of the largest of them.

    Parameters
    ----------
    values : finite, not beyond 1e100.
    beside : other numbers, of which the largest counts too: those that the values are compared with.
    """
    if values.size < 2:
        return False
    every = values if beside is None else np.concatenate([values, beside])
    return bool(np.ptp(values) > 10.0**-DIGITS * np.abs(every).max())


def alike(values: Floats) -> str:
    """Say how values that do not vary are the same."""
    return "all values are the same" if not np.ptp(values) > 0 else f"all values agree in {DIGITS} digits"


def scaled(groups: list[Floats]) -> list[Floats]:
    """Return groups in units in which the largest number is about 1, so that fourth powers stay finite.

    The unit is a power of 2: no digit of a number changes, and so no digit of a test that does not depend on units.
    """
    largest = max(float(np.abs(group).max(initial=0.0)) for group in groups)
    if not largest > 0:
        return groups
    exponent = int(np.frexp(largest)[1])
    return [np.ldexp(group, -exponent) for group in groups]
