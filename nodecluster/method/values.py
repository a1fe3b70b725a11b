"""The method of a run as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Reference(NamedTuple):
    """A work that the text cites.

    Attributes
    ----------
    number : by which the text cites it, in the order of the text, from 1.
    text : authors, title, journal, year, volume and pages.
    doi : nothing where there is none.
    """

    number: int
    text: str
    doi: str = ""

    def plain(self) -> str:
        """Return the reference on one line, with its DOI."""
        return f"{self.text} doi:{self.doi}" if self.doi else self.text


class Piece(NamedTuple):
    """A stretch of text, or the references that stand between two of them; one of both is empty."""

    text: str = ""
    cited: tuple[int, ...] = ()

    def plain(self) -> str:
        """Return it as it is pasted.

        >>> Piece("Wilson's interval ").plain() + Piece(cited=(2, 3)).plain()
        "Wilson's interval [2, 3]"
        """
        return f"[{', '.join(map(str, self.cited))}]" if self.cited else self.text


class Paragraph(NamedTuple):
    """A paragraph of a manuscript.

    Attributes
    ----------
    title : what it is about.
    pieces : its text and the numbers of the references in it, in their order.
    """

    title: str
    pieces: tuple[Piece, ...]

    def plain(self) -> str:
        """Return its text as it is pasted."""
        return "".join(piece.plain() for piece in self.pieces)


class Placeholder(NamedTuple):
    """A word of a command that stands for what only the reader's disk knows."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Command:
    """What repeats a run.

    Attributes
    ----------
    line : the command; names that a user gave are quoted for a shell, paths are placeholders.
    settings : a TOML file of the settings that are not the defaults; nothing where all are.
    placeholders : what each of them stands for.
    notes : what the run does not know of its own repeating, a sentence each.
    """

    line: str
    settings: str = ""
    placeholders: tuple[Placeholder, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """The method of a run, ready to be pasted, and how to repeat it.

    Attributes
    ----------
    paragraphs : of Methods and, last, of Results.
    references : those that the paragraphs cite, by number, each once.
    versions : name and version of every program, as the run states them.
    command : None where the run does not say which command it was.
    """

    paragraphs: tuple[Paragraph, ...]
    references: tuple[Reference, ...]
    versions: tuple[tuple[str, str], ...]
    command: Command | None
