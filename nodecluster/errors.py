"""The package's exceptions: what was expected, what was found, where, and what to do.

A run that cannot go on raises one of these; the command line prints it as one line and exits with 1. A node that
cannot be measured never raises this far: it becomes a row of ``failures.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodecluster.words import printable, printable_lines

SHOWN_PROBLEMS = 100
MORE_MEMORY = "Use fewer --jobs, or a machine with more memory"


class NodeclusterError(Exception):
    """Base of every error that the package raises on purpose; its message, which names files, is ``printable``."""

    def __str__(self) -> str:
        """Return the message as it can be shown; its lines stay lines."""
        return printable_lines(super().__str__())


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
        return printable(f"{self.where}: found {self.found}; expected {self.expected}. {self.remedy}")


class CohortError(NodeclusterError):
    """A cohort has problems; all of them are in ``problems``, so that one look mends them all.

    The message has a line a problem, up to ``SHOWN_PROBLEMS`` of them.
    """

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        if len(self.problems) == 1:
            super().__init__(f"{source}: {self.problems[0]}")
            return
        lines = [f"{source}: {len(self.problems)} problems", *(str(problem) for problem in self.problems)]
        more = len(self.problems) - SHOWN_PROBLEMS
        if more > 0:
            lines = [*lines[: SHOWN_PROBLEMS + 1], f"... and {more} more; mend these first"]
        super().__init__("\n  ".join(lines))


class NothingMeasuredError(NodeclusterError):
    """None of the nodes could be measured; the message has a line a failure, up to ``SHOWN_PROBLEMS`` of them."""

    def __init__(self, source: str, failures: Sequence[str]) -> None:
        self.failures = tuple(failures)
        head = f"{source}: no node could be measured"
        more = [f"... and {len(failures) - SHOWN_PROBLEMS} more"] if len(failures) > SHOWN_PROBLEMS else []
        lines = [*failures[:SHOWN_PROBLEMS], *more]
        super().__init__(f"{head}. {lines[0]}" if len(lines) == 1 else "\n  ".join([head, *lines]))


class NodeError(NodeclusterError):
    """A node, or a whole patient, cannot be measured; becomes a row of ``failures.csv``.

    Reason and remedy are made ``printable``, since they name files, and a file's name can hold anything.
    """

    def __init__(self, stage: str, reason: str, remedy: str) -> None:
        self.stage = stage
        self.reason = printable(reason)
        self.remedy = printable(remedy)
        super().__init__(f"{self.reason}. {self.remedy}")


def no_memory(what: str) -> NodeError:
    """Return the failure of what did not fit into memory."""
    return NodeError("memory", f"not enough memory for {what}", MORE_MEMORY)
