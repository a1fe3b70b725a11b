"""Gzip files piece by piece, decompressed by igzip.

A full-size mask is tens of megabytes of zeros around a node. Pieces that fit the processor's cache are decompressed
four times as fast as the whole at once, and those that hold nothing need not be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isal import igzip_lib

PIECE_BYTES = 1 << 20
_FEED_BYTES = 1 << 18
_MAGIC = b"\x1f\x8b"


class DamagedGzipError(Exception):
    """The file is cut short, or its checksum is not that of its content."""


def is_gzip(path: Path) -> bool:
    """Tell whether a file begins as gzip does, whatever its name says."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def pieces(path: Path, most: int = PIECE_BYTES) -> Iterator[bytes]:
    """Yield a file's content in pieces of up to ``most`` bytes; its checksum has been verified when the last is out.

    A file may be several gzip streams one after the other (as bgzip writes them); zeros may follow the last.

    Raises
    ------
    DamagedGzipError
        the file is cut short or damaged.
    """
    with path.open("rb") as file:
        packed = file.read(_FEED_BYTES)
        while packed:
            stream = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
            while not stream.eof:
                if not packed and stream.needs_input:
                    packed = file.read(_FEED_BYTES)
                    if not packed:
                        raise DamagedGzipError("the file ends too early")
                try:
                    piece = stream.decompress(packed, most)
                except igzip_lib.IsalError as error:  # type: ignore[misc] # its stub calls the class an instance
                    raise DamagedGzipError(str(error)) from error
                packed = b""
                if piece:
                    yield piece
            packed = stream.unused_data.lstrip(b"\0") or file.read(_FEED_BYTES).lstrip(b"\0")
