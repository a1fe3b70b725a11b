"""ESTIMATEs as tables: the interval that counts first, the study's beside it, every other method at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Estimates, Measure, Row
from nodecluster.validation.values.estimate import INFINITE, STUDYS
from nodecluster.words import listed

Estimate = Mapping[str, Any]
Line = tuple[str, Estimate, formats.Format]
"""The name of a quantity, its ESTIMATE and how it is written."""

NO_INTERVAL = "no interval"


def first_table(caption: str, lines: Sequence[Line], unit: str) -> Estimates:
    """Return each quantity with its first interval and, where that is another, Wilson's directly below it.

    Parameters
    ----------
    caption : what the table shows.
    lines : the quantities.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    return _table(caption, lines, unit, lambda value: [value, *_beside(value)])


def every_table(caption: str, lines: Sequence[Line], unit: str) -> Estimates:
    """Return each quantity with its interval by every method; parameters are those of ``first_table``."""
    return _table(caption, lines, unit, lambda value: [value, *_others(value)])


def more_methods(lines: Sequence[Line]) -> bool:
    """Return whether ``every_table`` has more than ``first_table``."""
    return any(_others(value) != _beside(value) for _, value, _ in lines)


def shown(value: Estimate | None, form: formats.Format) -> str:
    """Return the value of an ESTIMATE; an infinite ratio is called so.

    >>> shown({"value": None, "reason": "infinite, because nobody is missed"}, formats.decimals)
    'infinite'
    """
    if _infinite(value):
        return INFINITE
    return formats.estimate(value, form)


def limits(value: Estimate | None, form: formats.Format) -> str:
    """Return the interval of an ESTIMATE, or nothing; of an infinite ratio from its finite limit on.

    >>> limits({"value": None, "low": 3.2, "high": None, "reason": "infinite, because ..."}, formats.decimals)
    '3.200 to infinite'
    """
    if _infinite(value) and formats.number((value or {}).get("low")) is not None:
        return f"{form((value or {})['low'])} to {INFINITE}"
    return formats.interval(value, form)


def in_cell(value: Estimate | None, form: formats.Format) -> str:
    r"""Return an ESTIMATE as one cell: its value, and below it its interval, or that there is none.

    >>> in_cell({"value": 0.5, "low": 0.25, "high": 0.75}, formats.percent)
    '50.00 %\n25.00 to 75.00 %'
    >>> in_cell({"value": 0.5, "low": None, "high": None, "reason": "one patient"}, formats.percent)
    '50.00 %\nno interval'
    """
    range_ = limits(value, form).replace(" % to ", " to ")
    if not range_ and formats.number((value or {}).get("value")) is not None:
        range_ = NO_INTERVAL
    return "\n".join(filter(None, [shown(value, form), range_]))


def method_words(value: Estimate) -> str:
    """Return how an ESTIMATE's interval was made, and why a part is missing."""
    method, reason = str(value.get("method") or ""), str(value.get("reason") or "")
    if not reason:
        return method or formats.ABSENT
    estimable = formats.number(value.get("value")) is not None or _infinite(value)
    return f"{reason} ({method})" if estimable and method else reason


def reasons(estimates: Iterable[tuple[str, Estimate | None]]) -> Row:
    """Return a sentence for each reason that the named ESTIMATEs have, which says whose it is.

    >>> reasons([("PPV", {"reason": "nobody"}), ("NPV", {"reason": "nobody"}), ("CCR", {"value": 0.5})])
    ('PPV and NPV: nobody.',)
    """
    by_reason: dict[str, list[str]] = {}
    for name, value in estimates:
        if value and value.get("reason"):
            by_reason.setdefault(str(value["reason"]), []).append(name)
    return tuple(f"{listed(names)}: {reason}." for reason, names in by_reason.items())


def _table(
    caption: str, lines: Sequence[Line], unit: str, chosen: Callable[[Estimate], Sequence[Estimate]]
) -> Estimates:
    """Return a table of quantities with the chosen intervals of each."""
    effect = any(_effect(each) for _, value, _ in lines for each in chosen(value))
    heading = formats.level(next((value for _, value, _ in lines), None)).capitalize()
    columns = ("Measure", "Value", heading, f"n ({unit})", "Design effect", "Method, or why there is none")
    head = tuple(name for name in columns if effect or name != "Design effect")
    measures = tuple(
        Measure(name, shown(value, form), tuple(_cells(each, form, effect) for each in chosen(value)))
        for name, value, form in lines
    )
    return Estimates(caption, head, measures)


def _cells(value: Estimate, form: formats.Format, effect: bool) -> Row:
    """Return the cells of one interval."""
    found: Row = (limits(value, form) or formats.ABSENT, formats.count(value.get("n")))
    design: Row = (_effect(value) or formats.ABSENT,) if effect else ()
    return (*found, *design, method_words(value))


def _effect(value: Estimate) -> str:
    """Return the design effect of an ESTIMATE, or nothing."""
    plain = formats.number(value.get("design_effect"))
    return "" if plain is None else formats.decimals(plain, 2)


def _others(value: Estimate) -> list[Estimate]:
    """Return the same quantity by other methods."""
    return list(value.get("others") or ())


def _beside(value: Estimate) -> list[Estimate]:
    """Return the interval that stands beside the first one: Wilson's, where that is another."""
    return [each for each in _others(value) if str(each.get("method", "")).startswith(STUDYS)][:1]


def _infinite(value: Estimate | None) -> bool:
    """Return whether an ESTIMATE is an infinite ratio."""
    said = str((value or {}).get("reason") or "")
    return formats.number((value or {}).get("value")) is None and said.startswith(INFINITE)
