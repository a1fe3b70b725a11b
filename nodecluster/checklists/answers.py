"""What a run answers to an item: a status and sentences."""

from __future__ import annotations

from typing import NamedTuple

from nodecluster.checklists.definitions import Entry
from nodecluster.checklists.values import Item, Status


class Answer(NamedTuple):
    """What a run says to an item.

    Attributes
    ----------
    status : of the item.
    known : sentences; what the run states, or why the item does not apply.
    left : what the author adds, where that is not the item's own note.
    """

    status: Status
    known: str = ""
    left: str = ""


AUTHOR = Answer("author")


def filled(*sentences: str) -> Answer:
    """Return that the run states what is asked; empty sentences are left out."""
    return Answer("filled", _joined(sentences))


def partly(*sentences: str, left: str = "") -> Answer:
    """Return that the run states some of what is asked; ``left`` is what the author adds, if not the item's note."""
    return Answer("partly", _joined(sentences), left)


def author(*sentences: str) -> Answer:
    """Return that the author states it; the sentences say why, or what little the run has for it."""
    return Answer("author", _joined(sentences))


def not_applicable(*sentences: str) -> Answer:
    """Return that the item does not apply, and why."""
    return Answer("not applicable", _joined(sentences))


def to_item(entry: Entry, answer: Answer | None) -> Item:
    """Return an item with its answer; without one it is for the author.

    >>> entry = Entry("9", "Results", "Flow", "Draw the flow.")
    >>> to_item(entry, partly("Ten patients were read.")).text
    'Ten patients were read. For the author: draw the flow.'
    """
    status, known, left = answer or AUTHOR
    text = known
    if status == "partly":
        rest = left or entry.note
        text = f"{known} For the author: {rest[:1].lower()}{rest[1:]}"
    elif status == "author":
        text = _joined((known, entry.note))
    return Item(entry.number, entry.section, entry.topic, status, text, entry.weight, entry.condition)


def _joined(sentences: tuple[str, ...]) -> str:
    """Return sentences as one text."""
    return " ".join(filter(None, sentences))
