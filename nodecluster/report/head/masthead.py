"""What every page begins with: what ran, on what, with which version and when, and what owners want readers to know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodecluster import formats
from nodecluster.results import Run

_LEAD = re.compile(r"(\S.{0,120}?[.!?:;])\s+(\S.*)", re.DOTALL)
SHORT_NOTICE = 140


@dataclass(frozen=True)
class Notice:
    """What an owner of data wants every reader to see: how it begins, and the rest, folded away below it."""

    lead: str
    rest: str = ""


@dataclass(frozen=True)
class Masthead:
    """The first lines of a page; all of it is text."""

    title: str
    cohort: str
    version: str
    started: str
    notices: tuple[Notice, ...]


def masthead(run: Run, title: str) -> Masthead:
    """Return the first lines of a run's page."""
    return Masthead(
        title=title,
        cohort=formats.source_name(run.info.get("inputs", {}).get("cohort")),
        version=str(run.info.get("nodecluster", "")),
        started=formats.moment(run.info.get("started")),
        notices=_notices(run),
    )


def _notices(run: Run) -> tuple[Notice, ...]:
    """Return what the owners of the cohort and of the model's cohort want every reader to see, and of which it is."""
    own, of_model = (str(text or "") for text in (run.info.get("notice"), (run.model or {}).get("notice")))
    shown = [own] if own else []
    if of_model and of_model != own:
        shown.append(f"The cohort that the model was fitted on: {of_model}")
    return tuple(map(notice, shown))


def notice(text: str) -> Notice:
    """Return a notice: a long one stands with its first sentence, as far as it has one that is short.

    >>> notice("Made up."), notice("Made up. " + "No patient is real. " * 10).lead
    (Notice(lead='Made up.', rest=''), 'Made up.')
    """
    found = None if len(text) <= SHORT_NOTICE else _LEAD.fullmatch(text.strip())
    return Notice(text) if found is None else Notice(found[1], found[2])
