"""Words for messages: counts and lists as a sentence has them, and texts from outside made fit to be shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

SHOWN_LETTERS = 60


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number, its thousands marked, with its noun.

    >>> counted(1, "node"), counted(1200, "node"), counted(2, "axilla", "axillae")
    ('1 node', '1,200 nodes', '2 axillae')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in words.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def first_few(texts: Sequence[str], most: int = 5) -> str:
    """Return the first ``most`` of some texts, and how many more there are.

    >>> first_few(["b", "a", "c"], most=2), first_few(["b", "a"])
    ('b, a and 1 more', 'b, a')
    """
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")


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
