"""Names of files that are made from ids: safe on Windows, macOS and Linux, no two the same, and readable."""

from __future__ import annotations

import hashlib
import string
from collections import Counter
from collections.abc import Collection

LONGEST = 100
"""Letters of a name without its ending: systems allow 255, encrypted folders 143, Windows 260 for the whole path."""
_PLAIN = frozenset(string.ascii_letters + string.digits + "-_. ")
_RESERVED = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789"))
)
"""What Windows takes for a device, whatever the ending."""


def file_names(ids: Collection[str]) -> dict[str, str]:
    """Return a file's name, without its ending, for each id.

    Letters, digits, ``-``, ``_``, dots and spaces within stay; all else is percent-encoded as in web addresses, and so
    are the capitals of ids that differ in nothing but capitals, which Windows and macOS do not tell apart. A name leads
    back to its id (``urllib.parse.unquote``), but for one of more than 100 letters: it is cut, and ends with ``~`` and
    a hash of the id.

    >>> file_names(["007", "a/b", "..", "con.1", "Ab", "AB"])
    {'007': '007', 'a/b': 'a%2Fb', '..': '%2E%2E', 'con.1': '%63on.1', 'Ab': '%41b', 'AB': '%41%42'}
    """
    alike = Counter(name.lower() for name in ids)
    return {name: _file_name(name, capitals=alike[name.lower()] == 1) for name in ids}


def _file_name(name: str, *, capitals: bool) -> str:
    """Return the file's name for an id; capitals stay if they may."""
    device = name.split(".")[0].rstrip(" ").upper() in _RESERVED
    kept = _PLAIN if capitals else _PLAIN - frozenset(string.ascii_uppercase)
    ends = {0, len(name) - 1}
    letters = [
        letter
        if letter in kept and not (place in ends and letter in ". ") and not (device and place == 0)
        else "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", errors="surrogatepass"))
        for place, letter in enumerate(name)
    ]
    if sum(map(len, letters)) <= LONGEST:
        return "".join(letters)
    short = hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]
    while sum(map(len, letters)) > LONGEST - len(short) - 1:
        letters.pop()
    return "".join(letters).rstrip(". ") + f"~{short}"
