"""Whether a run may be trusted: the verdict on its model, and on the run as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from nodecluster.report.head.answer import unseen
from nodecluster.report.head.objections import Objection, objections
from nodecluster.report.parts import Row
from nodecluster.results import Run
from nodecluster.words import counted

GOOD, CAUTION, BAD = "good", "caution", "bad"

_MODEL = {
    "usable": "The groups of the model look usable",
    "doubtful": "The groups of the model are doubtful",
    "degenerate": "The groups of the model are degenerate: do not use them",
}


@dataclass(frozen=True)
class Trust:
    """The verdict on a run.

    Attributes
    ----------
    mark : ``good``, ``caution`` or ``bad``: its colour and its shape.
    words : the verdict, in a few words.
    model : the verdict on the model, in words; nothing where there is none.
    reasons : of the verdict on the model.
    objections : what speaks against trust; the gravest first.
    """

    mark: str
    words: str
    model: str
    reasons: Row
    objections: tuple[Objection, ...]


def trust(run: Run) -> Trust:
    """Return whether a run's result may be trusted, as far as the run itself can know."""
    verdict = (run.model or {}).get("verdict") or {}
    name = str(verdict.get("name", ""))
    model = _MODEL.get(name, f"Verdict on the model: {name}") if name else ""
    against = tuple(objections(run))
    mark, words = _overall(run, name, len(against))
    return Trust(mark, words, model, tuple(str(reason).rstrip(".") for reason in verdict.get("reasons", ())), against)


def _overall(run: Run, verdict: str, against: int) -> tuple[str, str]:
    """Return the mark and the words of the whole."""
    points = counted(against, "point")
    if verdict == "degenerate":
        return BAD, "No: the groups mean nothing"
    if run.metrics is not None and not any(level.get("n") for level in unseen(run.metrics)):
        return BAD, "Not from this page: nothing here validates it"
    if verdict not in ("", "usable"):
        return CAUTION, f"Only with great caution: the groups are {verdict}"
    if run.metrics is None and run.model is not None:
        return CAUTION, "Not known: this page validates nothing"
    if against:
        return CAUTION, f"With caution: {points} {'speaks' if against == 1 else 'speak'} against it"
    return GOOD, "Nothing that this run knows speaks against it"
