"""The package's exceptions: what was expected, what was found, where, and what to do.

A run that cannot go on raises one of these; the command line prints it as one line and exits with 1. A node that
cannot be measured never raises this far: it becomes a row of ``failures.csv``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN_PROBLEMS = 100
SHOWN_LETTERS = 60


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


def printable(text: str) -> str:
    r"""Return a text that any file, page or terminal can show: on one line, and no letter of it lost in silence.

    Spaces of any kind, tabs and line breaks become plain spaces. What cannot be shown becomes U+FFFD: control
    characters, marks that turn the direction of text, and bytes of a file's name that are not UTF-8, as an old zip
    archive leaves them (Python holds these as surrogates, which cannot be written).

    >>> printable("a\tb"), printable("Dr\udcfcse.nii") == "Dr\N{REPLACEMENT CHARACTER}se.nii"
    ('a b', True)
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def printable_lines(text: str) -> str:
    """Return a text of which each line is ``printable``."""
    return "\n".join(map(printable, text.split("\n")))


def shown(cell: object) -> str:
    r"""Return a cell as a message shows it: in quotation marks, on one line, cut where it is long.

    >>> shown("cN3"), shown(""), shown("a\nb")
    ("'cN3'", 'nothing', "'a b'")
    """
    text = brief(cell)
    return f"'{text}'" if text else "nothing"


def brief(cell: object) -> str:
    """Return a text on one line, cut where it is long."""
    text = one_line(cell)
    return text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "..."


def one_line(cell: object) -> str:
    r"""Return a text without line breaks and control characters, trimmed.

    >>> one_line(" a\nb\x07 ")
    'a b'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(cell)).split())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known word nearest to ``word``, or nothing.

    >>> did_you_mean("bin_widht", ["bin_width", "seed"])
    "; did you mean 'bin_width'?"
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {shown(near[0])}?" if near else ""
