"""Naming a few of many, for messages."""

from __future__ import annotations

from collections.abc import Iterable

UNSEEN = " (unseen)"
"""Follows the name of a level that leaves out the patients whom the model was fitted on."""


def first_few(ids: Iterable[str], most: int = 5) -> str:
    """Return ids for a message: the first ``most`` in order, and how many more there are.

    >>> first_few(["b", "a", "c"], most=2)
    'a, b and 1 more'
    """
    ordered = sorted(ids)
    more = len(ordered) - most
    return ", ".join(ordered[:most]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is not one.

    >>> counted(1, "node"), counted(3, "patient")
    ('1 node', '3 patients')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
