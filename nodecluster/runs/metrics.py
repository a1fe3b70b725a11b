"""``metrics.json`` read back: that its counts are counts and its rates rates, wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_RATES = frozenset(
    ("ccr", "model_ccr", "sensitivity", "specificity", "ppv", "npv", "fpr", "fnr", "auc_group", "auc_score")
)


def check_metrics(content: Mapping[str, Any], name: str) -> None:
    """Refuse figures that none can be: a count below 0, a rate or a limit of one outside 0 to 1.

    Raises
    ------
    ValueError
        naming the figure.
    """
    for key, value in content.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                wrong = _wrong(str(key), part)
                if wrong:
                    raise ValueError(f"{name} has '{key}' with '{wrong}' that is not what it should be")
                check_metrics(part, name)


def _wrong(key: str, part: Mapping[str, Any]) -> str:
    """Return which number of a confusion table or of an estimate of a rate cannot be, or nothing."""
    if key == "confusion":
        return next((str(each) for each, n in part.items() if not (isinstance(n, int) and n >= 0)), "")
    # where rates are compared the same names hold tests and differences, which have no value of their own
    numbers = {each: part.get(each) for each in ("value", "low", "high")} if key in _RATES and "method" in part else {}
    return next((each for each, n in numbers.items() if not (n is None or _is_share(n))), "")


def _is_share(number: object) -> bool:
    """Return whether a number lies from 0 to 1."""
    return isinstance(number, int | float) and 0 <= number <= 1
