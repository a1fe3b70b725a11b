"""The package's exceptions: what was expected, what was found, where, and what to do.

A run that cannot go on raises one of these; the command line prints it as one line and exits with 1. A node that
cannot be measured never raises this far: it becomes a row of ``failures.csv``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class NodeclusterError(Exception):
    """Base of every error that the package raises on purpose."""


class SettingsError(NodeclusterError):
    """A setting is unknown or out of range."""


class TableError(NodeclusterError):
    """A table lacks a column, or holds a value it cannot hold."""


class ModelError(NodeclusterError):
    """A model cannot be fitted, read or applied."""


class RunError(NodeclusterError):
    """A run folder cannot be read or written."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a cohort: where, what was found, what was expected, and how to mend it."""

    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        """One line for a terminal or a log."""
        return f"{self.where}: found {self.found}; expected {self.expected}. {self.remedy}"


class CohortError(NodeclusterError):
    """A cohort has problems; all of them are listed, so that one look mends them all."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = [f"{source}: {count}", *(str(problem) for problem in self.problems)]
        super().__init__(f"{lines[0]}: {lines[1]}" if len(self.problems) == 1 else "\n  ".join(lines))


class NodeError(NodeclusterError):
    """A node, or a whole patient, cannot be measured; becomes a row of ``failures.csv``."""

    def __init__(self, stage: str, reason: str, remedy: str) -> None:
        self.stage = stage
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason}. {remedy}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known word nearest to ``word``, or nothing.

    >>> did_you_mean("bin_widht", ["bin_width", "seed"])
    "; did you mean 'bin_width'?"
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
