"""A run's checklists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodecluster.checklists.answers import Answer, to_item
from nodecluster.checklists.clear import CLEAR
from nodecluster.checklists.definitions import definition
from nodecluster.checklists.facts import Facts
from nodecluster.checklists.metrics import CONDITIONS, METRICS
from nodecluster.checklists.stard import STARD
from nodecluster.checklists.values import Checklist
from nodecluster.results import Run

Answers = Mapping[str, Callable[[Facts], Answer | None]]

LISTS: Mapping[str, tuple[str, ...]] = {
    "fit": ("clear", "metrics"),
    "validate": ("stard", "clear", "metrics"),
    "score": ("stard", "clear", "metrics"),
}
"""The lists that a command's run is of use for."""

HELP = (
    "Filled in by nodecluster from this run. What the run did not measure is left to the author, who answers for every "
    "item; a filled item says what the run states, not that it was done well."
)
NO_SCORE = (
    "Weights are the published ones, and add up to 1. No score is given here: which items are fulfilled, and which "
    "conditions hold, is for the author and the reviewers to judge."
)

_ANSWERS: Mapping[str, Answers] = {"stard": STARD, "clear": CLEAR, "metrics": {**METRICS, **CONDITIONS}}


def checklists(run: Run) -> tuple[Checklist, ...]:
    """Return the reporting checklists of a run, filled in as far as the run knows.

    Parameters
    ----------
    run : of any command; those that neither fit nor judge have no checklists.

    Returns
    -------
    STARD 2015, CLEAR and METRICS of ``validate`` and ``score``, CLEAR and METRICS of ``fit``; else nothing. No text
    names a patient, a file or a folder.

    Sources: Bossuyt PM, et al. BMJ 2015;351:h5527; Kocak B, et al. Insights Imaging 2023;14:75; Kocak B, et al.
    Insights Imaging 2024;15:8. Numbers, order, sections and weights are theirs, the words are ours.
    """
    facts = Facts.of(run)
    return tuple(_filled(name, facts) for name in LISTS.get(facts.command, ()))


def _filled(name: str, facts: Facts) -> Checklist:
    """Return one list."""
    blank, answers = definition(name), _ANSWERS[name]
    unanswered: Callable[[Facts], Answer | None] = _nothing
    entries = (blank.items, blank.conditions)
    items, conditions = (
        tuple(to_item(entry, answers.get(entry.number, unanswered)(facts)) for entry in part) for part in entries
    )
    notes = (str(facts.run.info.get("notice", "")), HELP, NO_SCORE if name == "metrics" else "")
    return Checklist(blank.name, blank.title, blank.source, items, conditions, tuple(filter(None, notes)))


def _nothing(_: Facts) -> None:
    """Leave an item to the author."""
