"""Where an axis has its marks, and what stands beside them."""

from __future__ import annotations

import math
import re

_FORMAT = re.compile(r"(?P<comma>,?)(?:\.(?P<digits>\d+))?(?P<trim>~?)(?P<kind>[f%deg]?)")
_STEPS = (1, 2, 5, 10)
_SLACK = 1e-9
"""Of the step: a mark at the very end of an axis is drawn whatever the rounding."""


def nice_step(span: float, most: int) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that gives at most so many steps.

    >>> nice_step(1.04, 6), nice_step(734, 6), nice_step(0.03, 4)
    (0.2, 200.0, 0.01)
    """
    least = abs(span) / max(most, 1)
    if not least or not math.isfinite(least):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    found = next(step for step in _STEPS if step * power >= least * (1 - _SLACK))
    return float(f"{found * power:.10g}")


def spread(low: float, high: float, step: float, start: float = 0.0) -> list[float]:
    """Return the multiples of ``step`` from ``start`` that lie between two ends, whichever is the larger.

    >>> spread(-0.02, 1.02, 0.5)
    [0.0, 0.5, 1.0]
    """
    low, high = min(low, high), max(low, high)
    first = math.ceil((low - start) / step - _SLACK)
    last = math.floor((high - start) / step + _SLACK)
    return [float(f"{start + place * step:.12g}") + 0.0 for place in range(first, last + 1)]


def decimals(step: float) -> int:
    """Return how many decimals the multiples of a step need.

    >>> decimals(0.25), decimals(5), decimals(0.1)
    (2, 0, 1)
    """
    text = f"{abs(step):.10f}".rstrip("0")
    return len(text) - text.index(".") - 1


def tick_text(value: float, form: str, step: float) -> str:
    """Return what stands beside a mark.

    Parameters
    ----------
    value : of the mark.
    form : a ``tickformat``: thousands, decimals and ``f``, ``%``, ``d``, ``e`` or ``g``; empty for as many decimals
        as the number needs.
    step : between two marks.

    Raises
    ------
    ValueError
        a format of another kind.

    >>> tick_text(0.2, ".0%", 0.2), tick_text(-0.5, "", 0.5), tick_text(12000, "", 2000)
    ('20%', '−0.5', '12,000')
    """
    if not form:
        return _trimmed(f"{value:,.{decimals(step)}f}").replace("-", "−")
    found = _FORMAT.fullmatch(form)
    if found is None:
        raise ValueError(f"A static picture has no tickformat {form!r}.")
    kind = found["kind"] or "g"
    digits = "" if found["digits"] is None or kind == "d" else f".{found['digits']}"
    text = format(round(value) if kind == "d" else value, f"{found['comma']}{digits}{kind}")
    if found["trim"]:
        text = _trimmed(text.removesuffix("%")) + ("%" if kind == "%" else "")
    return text.replace("-", "−")


def _trimmed(text: str) -> str:
    """Return a number without the zeros at the end of its decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text
