"""Gzip files read in pieces, decompressed by igzip.

A full-size mask is tens of megabytes of zeros around a node. Pieces that fit the processor's cache are decompressed
four times as fast as the whole at once, and those that hold nothing need not be kept.
"""

from __future__ import annotations

from typing import BinaryIO

from isal import igzip_lib

MAGIC = b"\x1f\x8b"
_FEED_BYTES = 1 << 18


class DamagedStreamError(Exception):
    """The content of a file, packed or not, ends too early, or its checksum is not its own."""


class GzipReader:
    """The content of an open gzip file, from where it stands.

    A file may be several gzip streams one after the other (as bgzip writes them); zeros may follow the last. The
    checksum of a stream has been verified when its last byte is out.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = file.read(_FEED_BYTES)
        self._stream = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)

    def read(self, most: int) -> bytes:
        """Return the next bytes, up to ``most`` of them; none at the end.

        Raises
        ------
        DamagedStreamError
            the file is cut short or damaged.
        """
        while True:
            if self._stream.eof and not self._next_stream():
                return b""
            if not self._packed and self._stream.needs_input:
                self._packed = self._file.read(_FEED_BYTES)
                if not self._packed:
                    raise DamagedStreamError("the file ends too early")
            try:
                piece: bytes = self._stream.decompress(self._packed, most)
            except igzip_lib.IsalError as error:  # type: ignore[misc] # its stub calls the class an instance
                raise DamagedStreamError(str(error)) from error
            self._packed = b""
            if piece:
                return piece

    def _next_stream(self) -> bool:
        """Begin the stream that follows, if one does."""
        packed = self._stream.unused_data.lstrip(b"\0")
        while not packed:
            more = self._file.read(_FEED_BYTES)
            if not more:
                return False
            packed = more.lstrip(b"\0")
        self._packed = packed
        self._stream = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
        return True
