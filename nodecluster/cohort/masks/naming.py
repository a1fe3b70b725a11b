"""Ids of nodes from the names that files give them: unique in the patient, one line, safe in tables and pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from nodecluster.words import shown

MOST_LETTERS = 64
_ALIKE = 48
"""Names that begin with so many letters alike are counted together: cut for their numbers, they would be the same."""
FORMULA_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What spreadsheets take for the beginning of a formula, in the widths that they know."""
REPEATED = "several nodes have this name; all but the first were given a number"


def node_id(name: str) -> str:
    r"""Return a name as an id: one line of at most 64 letters that can be shown; may be nothing.

    Letters are composed (Unicode NFC), so that the same name compares equal whatever system wrote it; what cannot be
    shown (control characters, line breaks, marks that turn the direction of text) becomes a space. Signs at the
    beginning that spreadsheets take for a formula's are left out, whoever chose the name: ids stand in tables.

    >>> node_id("  LN\n1\u202e "), node_id("=-LN 2")
    ('LN 1', 'LN 2')
    """
    return _line(name)[:MOST_LETTERS].rstrip()


def unique_ids(names: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, str]]:
    """Return an id and a remark, or nothing, for each name of a patient's nodes.

    The first of several nodes with one name keeps it, the others get a number that no other node's name has; the order
    is that of the files. Letters are told apart by case, as the tables that are joined on the ids do.

    Parameters
    ----------
    names : as the files have them, any text.
    numbers : of the node in its file, from 1; a node without a name is called by it.
    """
    ids = [node_id(name) for name in names]
    given = [bool(found) for found in ids]
    ids = [found or f"segment {number}" for found, number in zip(ids, numbers, strict=True)]
    own, used, latest = set(ids), set[str](), dict[str, int]()
    result = [("", "")] * len(ids)
    for at in sorted(range(len(ids)), key=lambda at: not given[at]):  # who has a name comes before who is given one
        free = ids[at] if ids[at] not in used else _numbered(ids[at], own, latest)
        used.add(free)
        result[at] = free, _remark(names[at], ids[at], free)
    return result


def _numbered(name: str, taken: Collection[str], latest: dict[str, int]) -> str:
    """Return ``name (2)``, or with the next number that is not taken; ``latest`` holds the numbers that names got."""
    alike = name[:_ALIKE]
    while True:
        latest[alike] = latest.get(alike, 1) + 1
        mark = f" ({latest[alike]})"
        found = name[: MOST_LETTERS - len(mark)].rstrip() + mark
        if found not in taken:
            return found


def _remark(name: str, wanted: str, given: str) -> str:
    """Return what has to be said of an id that is not the name in the file."""
    if not _plain(name):
        return "the file gives it no name that can be shown"
    parts = [REPEATED] if given != wanted else []
    return "; ".join([*parts, *_changes(unicodedata.normalize("NFC", name))])


def _changes(name: str) -> Iterator[str]:
    """Say what a name was that is no id as it stands; letters that cannot be shown are given by their codes."""
    coded = "".join(letter if letter.isprintable() else _code(letter) for letter in name)
    why = [f"longer than an id, which has at most {MOST_LETTERS} letters"] if len(_line(name)) > MOST_LETTERS else []
    why += ["with letters that cannot be shown"] if coded != name else []
    why += ["beginning with a sign of spreadsheets' formulas"] if _line(name) != _plain(name) else []
    if why:
        yield f"called {shown(coded)} in the file, {' and '.join(why)}"
    elif node_id(name) != name:
        yield "its name in the file has spaces before or after it, or several together"


def _code(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def _line(name: str) -> str:
    """Return a name as one line that can be shown and is no formula, of whatever length."""
    return _plain(name).lstrip(f"{FORMULA_SIGNS} ")


def _plain(name: str) -> str:
    """Return a name as one line that can be shown, of whatever length."""
    letters = (letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", name))
    return " ".join("".join(letters).split())
