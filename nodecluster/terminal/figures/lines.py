"""How figures stand in lines: an estimate, a test, notes, each as wide as the terminal lets them be."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nodecluster.formats import decimals, p_value
from nodecluster.validation.values.estimate import INFINITE, STUDYS

WIDTH, LEAST_WIDTH = 110, 80
LABEL, VALUE, INTERVAL = 24, 8, 15
INTERVAL_AT = 2 + LABEL + VALUE + 2
METHOD_AT = INTERVAL_AT + INTERVAL + 2

Form = Literal["percent", "points", "area", "ratio", "per_100"]
"""Percent has two decimals, as the study prints; an area (and what is like it) three; a ratio two; per 100 one.

Points are percent less percent."""
_UNITS: dict[Form, str] = {"percent": " %", "points": " points"}
_PLACES: dict[Form, int] = {"percent": 2, "points": 2, "area": 3, "ratio": 2, "per_100": 1}


def width() -> int:
    """Return how wide the lines may be: the terminal, within limits; where there is none, the most."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    return min(max(columns, LEAST_WIDTH), WIDTH)


def number(value: float, form: Form) -> str:
    """Return a value as its kind is printed.

    >>> number(0.8672, "percent"), number(0.8477, "area"), number(-9.47, "ratio"), number(-0.1, "percent")
    ('86.72 %', '0.848', '-9.47', '-10.00 %')
    >>> number(0.164, "points")
    '16.40 points'
    """
    return _plain(value, form) + _UNITS.get(form, "")


def _plain(value: float, form: Form) -> str:
    """Return a value without its unit."""
    return decimals(100 * value if form in _UNITS else value, _PLACES[form]).replace("\u2212", "-")


def limits(found: Mapping[str, Any], form: Form) -> str:
    """Return an interval; one without an end says so.

    >>> limits({"low": 0.5, "high": 0.75}, "percent"), limits({"low": 3.2, "high": None}, "ratio")
    ('50.00 to 75.00', 'above 3.20')
    """
    low, high = (None if end is None else _plain(end, form) for end in (found["low"], found["high"]))
    if low is None or high is None:
        return f"above {low}" if low is not None else f"below {high}" if high is not None else ""
    return f"{low} to {high}"


def with_limits(found: Mapping[str, Any], form: Form) -> str:
    """Return a value and its interval for a cell of a table, or a dash; the reason has to stand beside the table.

    >>> with_limits({"value": 0.5, "low": 0.25, "high": 0.75}, "ratio"), with_limits({"value": None}, "ratio")
    ('0.50 (0.25 to 0.75)', '-')
    """
    if found["value"] is None:
        return INFINITE if found.get("reason", "").startswith(INFINITE) else "-"
    value = _plain(found["value"], form)
    return f"{value} ({limits(found, form)})" if limits(found, form) else value


@dataclass(frozen=True)
class Paper:
    """Something to write lines on that are at most ``wide`` letters long."""

    wide: int = WIDTH

    def title(self, text: str) -> list[str]:
        """Return a title, cut into lines where it is long, and the line under it."""
        lines = textwrap.wrap(text, self.wide)
        return [*lines, "-" * max(map(len, lines))]

    def header(self, level: float) -> str:
        """Return the line above estimates; ``level`` is that of the intervals."""
        interval = f"{100 * level:g} % interval"
        return f"{'':<{INTERVAL_AT}}{interval:<{INTERVAL}}  method"

    def estimate(self, label: str, found: Mapping[str, Any], form: Form) -> list[str]:
        """Return an estimate and, below it, Wilson's interval where that stands beside another: the study's."""
        beside = [each for each in found.get("others", ()) if each["method"].startswith(STUDYS)]
        return [self._row(label, found, form), *(self._row("", each, form) for each in beside)]

    def test(self, label: str, found: Mapping[str, Any]) -> str:
        """Return a test: its p and its method, or why there is none."""
        start = f"  {label:<{LABEL}}"
        if found["p"] is None:
            return self.wrapped(f"{start}not estimable: {found['reason']}")
        return self.wrapped(f"{start}{p_value(found['p']):>{VALUE}}  {'':<{INTERVAL}}  {found['method']}")

    def aside(self, label: str, text: str) -> str:
        """Return words that stand where the intervals stand."""
        return self.wrapped(f"  {label:<{INTERVAL_AT - 2}}{text}")

    def wrapped(self, row: str) -> str:
        """Return a row whose method or reason goes on below itself where it is long."""
        return self._fill(row, "", " " * METHOD_AT)

    def items(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield notes or warnings as indented, wrapped lines."""
        for text in texts:
            yield self._fill(text, "  - ", "    ")

    def paragraph(self, text: str, indent: str = "  ") -> str:
        """Return a text as wrapped lines."""
        return self._fill(text, indent, indent)

    def hanging(self, text: str) -> str:
        """Return a text as wrapped lines, those after the first indented."""
        return self._fill(text, "", "  ")

    def named(self, name: str, size: int, rest: str) -> list[str]:
        """Return a row of a table whose first cell may be longer than its column: then it has a line of its own.

        >>> Paper().named("a", 3, "1"), Paper().named("abcd", 3, "1")
        (['  a   1'], ['  abcd', '      1'])
        """
        if len(name) <= size:
            return [self._fill(f"  {name:<{size}} {rest}".rstrip(), "", " " * (size + 3))]
        return [self.paragraph(name), *self.named("", size, rest)]

    def _fill(self, text: str, first: str, later: str) -> str:
        """Return a text as lines; what has a hyphen stays whole."""
        return textwrap.fill(text, self.wide, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)

    def _row(self, label: str, found: Mapping[str, Any], form: Form) -> str:
        """Return one estimate: its value, its interval and its method, or why there is none."""
        missing = found["low"] is None and found["high"] is None
        if found["value"] is None and missing:
            return self.wrapped(f"  {label:<{LABEL}}not estimable: {found['reason']}")
        value = "" if not label else INFINITE if found["value"] is None else number(found["value"], form)
        start = f"  {label}{value:>{LABEL + VALUE - len(label)}}  "
        if missing:
            return self.wrapped(f"{start}interval not estimable: {found['reason']} ({found['method']})")
        effect = found.get("design_effect")
        method = found["method"] + ("" if effect is None else f"; design effect {effect:.2f}")
        why = f"; {found['reason']}" if found.get("reason") else ""
        return self.wrapped(f"{start}{limits(found, form):<{INTERVAL}}  {method}{why}")
