"""Citations: named in a sentence while it is made, numbered once the whole text is there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nodecluster.method.references import WORKS
from nodecluster.method.values import Paragraph, Piece, Reference
from nodecluster.words import printable

# Control characters: no text of a user holds one once it is ``plain``, so that none can pass for a citation.
_START, _END = "\x02", "\x03"
_CITED = re.compile(f"{_START}([^{_END}]*){_END}")


def cite(*keys: str) -> str:
    """Return a citation of works by their keys in ``WORKS``, to stand in a sentence.

    Raises
    ------
    KeyError
        there is no such work.
    """
    for key in keys:
        WORKS[key]
    return f"{_START}{','.join(keys)}{_END}"


def plain(text: object) -> str:
    """Return a text from outside on one line, without control characters."""
    return printable(" ".join(str(text).split()))


def joined(*sentences: str) -> str:
    """Return sentences as one text; empty ones are left out."""
    return " ".join(filter(None, sentences))


def numbered(drafts: Sequence[tuple[str, str]]) -> tuple[tuple[Paragraph, ...], tuple[Reference, ...]]:
    """Return paragraphs with numbers for citations, and the works that they cite, in the order of the text.

    Parameters
    ----------
    drafts : title and text of each paragraph; those without a text are left out.

    >>> (paragraph,), references = numbered([("Software", f"scikit-learn {cite('sklearn')} did it.")])
    >>> paragraph.plain(), references[0].text[:12]
    ('scikit-learn [1] did it.', 'Pedregosa F,')
    """
    numbers: dict[str, int] = {}
    paragraphs = tuple(Paragraph(title, _pieces(text, numbers)) for title, text in drafts if text)
    references = tuple(Reference(number, *WORKS[key]) for key, number in numbers.items())
    return paragraphs, references


def _pieces(text: str, numbers: dict[str, int]) -> tuple[Piece, ...]:
    """Return a text in pieces; works that are cited for the first time get the next numbers."""
    found: list[Piece] = []
    for place, part in enumerate(_CITED.split(text)):
        if place % 2:  # what stands between a start and an end
            found.append(
                Piece(cited=tuple(sorted(numbers.setdefault(key, len(numbers) + 1) for key in part.split(","))))
            )
        elif part:
            found.append(Piece(part))
    return tuple(found)
