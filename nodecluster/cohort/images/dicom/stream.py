"""What a compressed image says of itself, held against its DICOM header before a decoder written in C sees it.

A decoder fills the space that the header asks for with what the stream holds; where the two disagree, it writes beyond
that space and takes the whole process with it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from struct import unpack_from
from typing import NamedTuple

_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7}
"""Markers of JPEG's and JPEG-LS's frame headers (ITU-T T.81, table B.1; T.87)."""
_LOSSLESS, _TABLES, _SCAN = {0xC3, 0xC7}, 0xC4, 0xDA
_MOST_DIFFERENCE = 16
"""A symbol of a lossless stream is a number of bits, at most 16 (T.81, table H.2)."""
_CODESTREAM = b"\xff\x4f\xff\x51"
_STDERR = threading.Lock()


class Stream(NamedTuple):
    """The size of an image by its compressed stream: rows, columns, numbers a pixel, bits a number."""

    rows: int
    columns: int
    samples: int
    bits: int


def by_syntax(stream: bytes, syntax: str) -> Stream:
    """Return what a stream says of itself, JPEG 2000 or any other JPEG by its transfer syntax.

    Raises
    ------
    ValueError, struct.error
        as ``jpeg`` and ``jpeg_2000`` do.
    """
    from pydicom.uid import JPEG2000TransferSyntaxes

    return jpeg_2000(stream) if syntax in JPEG2000TransferSyntaxes else jpeg(stream)


def jpeg(stream: bytes) -> Stream:
    """Return what the frame header of a JPEG or JPEG-LS stream says, once its tables have been found sound.

    Raises
    ------
    ValueError, struct.error
        there is no frame header before the image begins, or a table holds what GDCM's decoder stops the process for.
    """
    frame, lossless = None, False
    longest: dict[int, int] = {}
    used: set[int] = set()
    for marker, content in _segments(stream):
        if marker in _FRAMES:
            bits, rows, columns, samples = unpack_from(">BHHB", content)
            frame, lossless = Stream(rows, columns, samples, bits), marker in _LOSSLESS
        elif marker == _TABLES:
            longest.update(_longest(content))
        elif marker == _SCAN:
            used = {selected >> 4 for selected in content[2 : 1 + 2 * content[0] : 2]}
    if frame is None or (lossless and not all(longest.get(table, 255) <= _MOST_DIFFERENCE for table in used)):
        raise ValueError("no frame header, or no table of a lossless stream")
    return frame


def _segments(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and the content of each segment before the image, the last of which is the scan's header."""
    if stream[:2] != b"\xff\xd8":
        raise ValueError("no JPEG stream")
    at = 2
    while stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker == 0xFF:  # fills up
            at += 1
            continue
        length = max(2, int(unpack_from(">H", stream, at + 2)[0]))
        yield marker, stream[at + 4 : at + 2 + length]
        if marker == _SCAN:
            return
        at += 2 + length
    raise ValueError("no image after the headers")


def _longest(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield the number and the greatest symbol of a segment's Huffman tables: 16 counts after a byte, then symbols."""
    while content:
        count = sum(content[1:17])
        if len(content) < 17 + count:
            raise ValueError("a table that is cut short")
        yield content[0], max(content[17 : 17 + count], default=0)
        content = content[17 + count :]


def jpeg_2000(stream: bytes) -> Stream:
    """Return what the size marker of a JPEG 2000 codestream says (ITU-T T.800, A.5.1).

    Raises
    ------
    ValueError, struct.error
        there is none.
    """
    at = stream.index(_CODESTREAM) + len(_CODESTREAM)
    right, bottom, left, top = unpack_from(">4I", stream, at + 4)
    samples, depth = unpack_from(">HB", stream, at + 36)
    return Stream(bottom - top, right - left, samples, (depth & 0x7F) + 1)


@contextmanager
def silence() -> Iterator[None]:
    """Keep off the terminal what the decoders' C libraries print there of a damaged stream."""
    with _STDERR:
        try:
            before = os.dup(2)
        except OSError:  # a process without a standard error
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)
