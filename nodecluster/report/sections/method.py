"""The method: a text to paste, its references, the versions, the command that repeats the run, and the steps."""

from __future__ import annotations

from nodecluster.method import RESULTS, Method, method
from nodecluster.report.parts import Section, Table
from nodecluster.report.sections.recipe import steps
from nodecluster.results import Run


def section(run: Run) -> Section | None:
    """Return the method of a run; None where the run says nothing of it."""
    found, done = method(run), steps(run)
    if not (found.paragraphs or found.command or found.versions or done):
        return None
    content = {
        "methods": tuple(part for part in found.paragraphs if part.title != RESULTS),
        "results": tuple(part for part in found.paragraphs if part.title == RESULTS),
        "references": found.references,
        "versions": _versions(found),
        "command": found.command,
        "steps": done,
    }
    return Section("method", "Method", content)


def _versions(found: Method) -> Table | None:
    """Return the versions of the programs; None where the run states none."""
    if not found.versions:
        return None
    return Table("Versions", ("Program", "Version"), found.versions, words=frozenset({1}))
