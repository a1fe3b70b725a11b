"""What every page begins with: what ran, on what, with which version and when, and what owners want readers to know."""

from __future__ import annotations

from dataclasses import dataclass

from nodecluster import formats
from nodecluster.results import Run


@dataclass(frozen=True)
class Masthead:
    """The first lines of a page; all of it is text."""

    title: str
    cohort: str
    version: str
    started: str
    notices: tuple[str, ...]


def masthead(run: Run, title: str) -> Masthead:
    """Return the first lines of a run's page."""
    return Masthead(
        title=title,
        cohort=formats.source_name(run.info.get("inputs", {}).get("cohort")),
        version=str(run.info.get("nodecluster", "")),
        started=formats.moment(run.info.get("started")),
        notices=_notices(run),
    )


def _notices(run: Run) -> tuple[str, ...]:
    """Return what the owners of the cohort and of the model's cohort want every reader to see, once each."""
    texts = (run.info.get("notice"), (run.model or {}).get("notice"))
    return tuple(dict.fromkeys(str(text) for text in texts if text))
