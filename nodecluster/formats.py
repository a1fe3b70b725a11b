"""How numbers become text: one place, so that a percentage looks the same in every table.

Percentages have two decimals, as the study prints them; areas under the curve three, p-values four. A number that is
missing or not finite never reaches the page as such: it becomes a dash or ``not estimable``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from numbers import Real
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

ABSENT = "–"
NOT_ESTIMABLE = "not estimable"
_POINTS = " points"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

Format = Callable[[object], str]


def number(value: object) -> float | None:
    """Return ``value`` as a finite float, or None for whatever is not one (missing, NaN, infinite, text).

    >>> number(2), number(float("nan")), number(None), number("2")
    (2.0, None, None, None)
    """
    if not isinstance(value, Real):
        return None
    plain = float(value)
    return plain if math.isfinite(plain) else None


def count(value: object) -> str:
    """Return a whole number with thousands marked.

    >>> count(1397), count(None)
    ('1,397', '–')
    """
    plain = number(value)
    return ABSENT if plain is None else f"{plain:,.0f}"


def percent(value: object) -> str:
    """Return a share (0 to 1) in percent, two decimals.

    >>> percent(111 / 128), percent(float("nan"))
    ('86.72 %', '–')
    """
    plain = number(value)
    return ABSENT if plain is None else f"{100 * plain:.2f} %"


def decimals(value: object, places: int = 3) -> str:
    """Return a number with fixed decimals and a true minus sign.

    >>> decimals(0.84765), decimals(-0.0001), decimals(-1.5, 2)
    ('0.848', '0.000', '−1.50')
    """
    plain = number(value)
    if plain is None:
        return ABSENT
    text = f"{abs(plain):.{places}f}"
    return f"−{text}" if plain < 0 and float(text) != 0 else text


def p_value(value: object) -> str:
    """Return a p-value, four decimals.

    >>> p_value(0.00061), p_value(1e-9), p_value(None)
    ('0.0006', '<0.0001', '–')
    """
    plain = number(value)
    if plain is None:
        return ABSENT
    return "<0.0001" if plain < 0.0001 else f"{plain:.4f}"


def change(value: object) -> str:
    """Return a difference of shares (-1 to 1) in percentage points, two decimals, always with its sign.

    >>> change(0.1641), change(-0.0714), change(-0.0000001), change(None)
    ('+16.41 points', '−7.14 points', '0.00 points', '–')
    """
    plain = number(value)
    return ABSENT if plain is None else f"{signed(100 * plain, 2)}{_POINTS}"


def signed(value: object, places: int = 3) -> str:
    """Return a difference with fixed decimals and its sign; what rounds to zero has none.

    >>> signed(0.25, 2), signed(-0.25, 2), signed(0.0001), signed(None)
    ('+0.25', '−0.25', '0.000', '–')
    """
    plain = number(value)
    text = decimals(value, places)
    return f"+{text}" if plain is not None and plain > 0 and float(text) != 0 else text


def significant(value: object, digits: int = 4) -> str:
    """Return a measurement with ``digits`` significant digits, whatever its size.

    >>> significant(12.34567), significant(-43210.0), significant(0.00001234), significant(9.3e11)
    ('12.35', '−43,210', '1.234 × 10⁻⁵', '9.300 × 10¹¹')
    """
    plain = number(value)
    if plain is None:
        return ABSENT
    if plain == 0:
        return "0"
    mantissa, exponent = f"{abs(plain):.{digits - 1}e}".split("e")
    power = int(exponent)
    sign = "−" if plain < 0 else ""
    if -3 <= power <= 5:
        return f"{sign}{float(f'{mantissa}e{exponent}'):,.{max(digits - 1 - power, 0)}f}"
    return f"{sign}{mantissa} × 10{str(power).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def estimate(value: Mapping[str, Any] | None, form: Format) -> str:
    """Return the value of an ESTIMATE, or ``not estimable``."""
    if value is None or number(value.get("value")) is None:
        return NOT_ESTIMABLE
    return form(value["value"])


def interval(value: Mapping[str, Any] | None, form: Format) -> str:
    """Return the interval of an ESTIMATE, or nothing.

    >>> interval({"value": 0.5, "low": 0.25, "high": 0.75}, percent)
    '25.00 % to 75.00 %'
    >>> interval({"value": 0.5, "low": 0.25, "high": 0.75}, change)
    '+25.00 to +75.00 points'
    """
    if value is None or number(value.get("low")) is None or number(value.get("high")) is None:
        return ""
    return f"{form(value['low']).removesuffix(_POINTS)} to {form(value['high'])}"


def level(value: Mapping[str, Any] | None) -> str:
    """Return the name of an ESTIMATE's interval.

    >>> level({"level": 0.95}), level(None)
    ('95 % interval', 'interval')
    """
    plain = number((value or {}).get("level"))
    return "interval" if plain is None else f"{100 * plain:g} % interval"


def duration(seconds: object) -> str:
    """Return a time span.

    >>> duration(12.34), duration(252), duration(7500)
    ('12.3 s', '4 min 12 s', '2 h 5 min')
    """
    plain = number(seconds)
    if plain is None:
        return ABSENT
    if plain < 60:
        return f"{plain:.1f} s"
    minutes, rest = divmod(round(plain), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def moment(started: object) -> str:
    """Return an ISO time for reading; text that is not one is kept as it is.

    >>> moment("2026-03-05T14:07:33+00:00"), moment("yesterday")
    ('5 March 2026, 14:07 UTC', 'yesterday')
    """
    try:
        time = datetime.fromisoformat(str(started))
    except ValueError:
        return str(started or "")
    zone = f" {time.tzname()}" if time.tzname() else ""
    # strftime's month would follow the machine's language.
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}, {time:%H:%M}{zone}"


def source_name(value: object) -> str:
    r"""Return the name of an input without the folders above it: a report must not tell where on a disk it was made.

    >>> source_name("/home/someone/axilla"), source_name(r"C:\data\axilla"), source_name("a cohort")
    ('axilla', 'axilla', 'a cohort')
    """
    text = str(value or "")
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(text).is_absolute():
            return kind(text).name
    return text


def family(feature: str) -> str:
    """Return the class of a feature.

    >>> family("original_glcm_Idm"), family("age")
    ('glcm', '')
    """
    parts = feature.split("_", 2)
    return parts[1] if len(parts) == 3 else ""


def short(feature: str) -> str:
    """Return a feature's name without image type and class.

    >>> short("original_glcm_Idm"), short("age")
    ('Idm', 'age')
    """
    parts = feature.split("_", 2)
    return parts[2] if len(parts) == 3 else feature
