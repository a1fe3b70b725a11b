"""The text at the beginning of a NRRD file: what the voxels are, where they begin, and what a program notes beside.

ITK says where the grid lies; this tells what ITK does not: whether the voxels can be streamed, whether the file is
large enough for what it claims, whether it sends a reader to another file, and the notes in their own letters. Format:
teem.sourceforge.net/nrrd/format.html.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nodecluster.cohort.failures import DAMAGED, empty
from nodecluster.errors import NodeError

MOST_HEADER_BYTES = 1 << 24
"""3D Slicer writes about 600 bytes a segment; a header without an end must not be read to the end of a CT."""
_LINE = re.compile(rb"([^:]+):(=| )(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\([n\\])")
_VECTOR = re.compile(r"\([^)]*\)|[^\s()]+")
_TYPES = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": ("longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t"),
    "u8": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "f4": ("float",),
    "f8": ("double",),
}
_KINDS = {name: kind for kind, names in _TYPES.items() for name in names}
_ENCODINGS = {"gz": "gzip", "bz2": "bzip2", "txt": "ascii", "text": "ascii"}
_DOMAIN = ("domain", "space", "time", "???", "none")
"""Kinds of axes that run through space, or that do not say."""


@dataclass(frozen=True)
class NrrdHeader:
    """A NRRD file's header.

    Attributes
    ----------
    fields : the format's own, by lower-case name.
    notes : a program's own, by name, in the order of the file; what cannot be decoded is replaced by U+FFFD.
    offset : where the voxels begin, in bytes; None where the file ends before them.
    """

    fields: Mapping[str, str]
    notes: Mapping[str, str]
    offset: int | None

    def sizes(self) -> tuple[int, ...]:
        """Return the size of every axis, the fastest first; nothing where they are not whole numbers above 0."""
        found = self.fields.get("sizes", "").split()
        return tuple(map(int, found)) if all(re.fullmatch(r"[1-9]\d{0,17}", text) for text in found) else ()

    def placeless_axes(self) -> list[int]:
        """Return the axes that do not run through space: they count arrays, colours or other components."""
        steps = _VECTOR.findall(self.fields.get("space directions", "").lower())
        kinds = self.fields.get("kinds", "").lower().split()
        if steps:  # ITK takes a vector of nothing but NaN for no direction
            return [number for number, step in enumerate(steps) if step == "none" or "nan" in step]
        return [number for number, kind in enumerate(kinds) if kind not in _DOMAIN]

    def layer_axis(self) -> int | None:
        """Return the axis that counts arrays and not millimetres, where there is one and three others."""
        axes = self.placeless_axes()
        return axes[0] if len(self.sizes()) == 4 and len(axes) == 1 else None

    def encoding(self) -> str:
        """Return how the voxels are written: ``raw``, ``gzip``, ``bzip2``, ``ascii``, ``hex`` or what else it says."""
        found = self.fields.get("encoding", "").lower()
        return _ENCODINGS.get(found, found)

    def kind(self) -> np.dtype[np.generic] | None:
        """Return the voxels' type in the file's byte order; None where it is no number's, or the order is not known."""
        code = _KINDS.get(" ".join(self.fields.get("type", "").lower().split()))
        if code is None:
            return None
        order = {"little": "<", "big": ">"}.get(self.fields.get("endian", "").lower(), "")
        return np.dtype(order + code) if order or code[1] == "1" else None

    def claimed_bytes(self) -> int:
        """Return the least number of bytes that the voxels take in the file before it is packed; 0 if it is not said.

        A number in text takes a digit and a space at least.
        """
        kind = self.kind()
        count = math.prod(self.sizes()) if self.sizes() else 0
        if self.encoding() == "ascii":
            return max(2 * count - 1, 0)
        return count * (kind.itemsize if kind else 1) * (2 if self.encoding() == "hex" else 1)

    def skips(self) -> bool:
        """Return whether there is something between the header and the voxels."""
        return any(self.fields.get(name, "0") != "0" for name in ("byte skip", "byteskip", "line skip", "lineskip"))


def read_nrrd_header(path: Path) -> NrrdHeader:
    """Read a NRRD file's header, as far as it can be understood.

    Raises
    ------
    NodeError
        the file is empty, no NRRD file, or has a header that does not end.
    FileNotFoundError, PermissionError, IsADirectoryError
        as the operating system says.
    """
    fields: dict[str, str] = {}
    notes: dict[str, str] = {}
    offset: int | None = None
    with path.open("rb") as file:
        magic = file.readline(32)
        if not magic:
            raise empty(path)
        if not magic.startswith(b"NRRD"):
            raise NodeError("reading", f"{path.name} is no NRRD file, whatever its name says", DAMAGED)
        while line := file.readline(MOST_HEADER_BYTES):
            if file.tell() > MOST_HEADER_BYTES:
                raise NodeError("reading", f"the header of {path.name} does not end", DAMAGED)
            line = line.removesuffix(b"\n").removesuffix(b"\r")
            if not line:
                offset = file.tell()
                break
            _add(line, fields, notes)
    return NrrdHeader(fields, notes, offset)


def _add(line: bytes, fields: dict[str, str], notes: dict[str, str]) -> None:
    """Take a line of the header to where it belongs; comments and what has no name are passed over."""
    found = _LINE.fullmatch(line)
    if found is None or line.startswith(b"#"):
        return
    name, mark, value = found[1].decode(errors="replace"), found[2], found[3].decode(errors="replace")
    if mark == b"=":
        notes[_unescaped(name)] = _unescaped(value)
    else:
        fields[name.strip().lower()] = value.strip()


def _unescaped(text: str) -> str:
    r"""Return a note's text: the format writes a line break as ``\n`` and a backslash as ``\\``."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else "\\", text)
