"""Holm's correction of p-values that are read together."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Return each p-value corrected for the others, so that one false alarm in the whole family stays at the level.

    The k-th smallest of m p-values is multiplied by m - k + 1; none may then be below a smaller one's, and none is
    above 1. That holds whatever the tests have to do with each other. A missing p stays missing and is not counted:
    a test that could not be done can raise no alarm. Equal p-values come out equal; a single one stays as it is.

    Source: Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65-70.

    Parameters
    ----------
    p : the family, each between 0 and 1, or None.

    >>> holm([0.04, None, 0.01, 0.03])  # 3 * 0.01; 2 * 0.03; 1 * 0.04, which is below 0.06
    [0.06, None, 0.03, 0.06]

    Raises
    ------
    ValueError
        a value is no probability.
    """
    known = [value for value in p if value is not None]
    if not all(0 <= value <= 1 for value in known):
        raise ValueError(f"p-values must be between 0 and 1 or None, found {known}")
    corrected: dict[float, float] = {}
    highest = 0.0
    for rank, value in enumerate(sorted(known)):
        highest = max(highest, min(1.0, value * (len(known) - rank)))
        corrected.setdefault(value, highest)
    return [None if value is None else corrected[value] for value in p]
