"""The voxels of an image file, packed by gzip or not, read a slab at a time; and one rule for how such a file ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nodecluster.cohort.failures import DAMAGED, damaged, empty
from nodecluster.cohort.images.claimed_size import shown_bytes
from nodecluster.cohort.images.gzipped import MAGIC, DamagedStreamError, GzipReader
from nodecluster.errors import NodeError

SLAB_BYTES = 1 << 20
"""Fits the cache of a core."""
PADDING_BYTES = 512
"""Zeros that may follow the last voxel: some archives fill up blocks. More tells that the header is wrong."""


class _Source(Protocol):
    """What gives bytes, packed in its file or not."""

    def read(self, most: int, /) -> bytes:
        """Return up to ``most`` bytes; none at the end."""


@dataclass(frozen=True)
class VoxelBytes:
    """Where the voxels are in a file.

    Attributes
    ----------
    path : of the file.
    packed : a gzip stream holds them.
    start : where that stream, or the first voxel, begins in the file, in bytes.
    skip : bytes of the content that come before the first voxel.
    slice_bytes : of one slice.
    slices : how many there are.
    """

    path: Path
    packed: bool
    start: int
    skip: int
    slice_bytes: int
    slices: int

    def end(self) -> int:
        """Return the number of bytes, unpacked, up to the last voxel."""
        return self.skip + self.slices * self.slice_bytes + (0 if self.packed else self.start)

    def slabs(self) -> Iterator[bytes]:
        """Yield whole slices, about ``SLAB_BYTES`` at a time; after the last, verify how the file ends.

        Raises
        ------
        NodeError
            the file is cut short or damaged, or goes on after the last voxel with more than a little padding.
        OSError
            as the operating system says.
        """
        step = max(1, SLAB_BYTES // self.slice_bytes)
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                source: _Source = GzipReader(file) if self.packed else file
                for done in range(0, self.skip, SLAB_BYTES):  # a header may claim anything of its own length
                    _exactly(source, min(SLAB_BYTES, self.skip - done))
                for z in range(0, self.slices, step):
                    yield _exactly(source, min(step, self.slices - z) * self.slice_bytes)
                self._check_end(source)
        except DamagedStreamError as error:
            raise damaged(self.path) from error

    def _check_end(self, source: _Source) -> None:
        """Verify the checksum, and refuse what goes on after the last voxel, without reading all of it.

        Up to ``PADDING_BYTES`` of zeros, and less than a slice, are none of our business.
        """
        padding = min(PADDING_BYTES, self.slice_bytes - 1)
        rest = _upto(source, padding + 1)
        if len(rest) > padding or rest.strip(b"\0"):
            reason = f"{self.path.name} goes on after the last voxel that its header tells of"
            remedy = f"Its header is not that of its content. {DAMAGED}"
            raise NodeError("reading", f"{reason} (after {shown_bytes(self.end())})", remedy)


def beginning(path: Path, size: int) -> tuple[bytes, bool]:
    """Return the first bytes of a file's content, fewer where there are fewer, and whether the file is packed by gzip.

    Raises
    ------
    NodeError
        the file is empty, or packed and damaged.
    OSError
        as the operating system says.
    """
    with path.open("rb") as file:
        first = file.read(size)
        if not first:
            raise empty(path)
        if not first.startswith(MAGIC):
            return first, False
        file.seek(0)
        try:
            return _upto(GzipReader(file), size), True
        except DamagedStreamError as error:
            raise damaged(path) from error


def _exactly(source: _Source, size: int) -> bytes:
    """Return the next ``size`` bytes; raise ``DamagedStreamError`` where there are fewer."""
    found = _upto(source, size)
    if len(found) < size:
        raise DamagedStreamError("the content ends too early")
    return found


def _upto(source: _Source, size: int) -> bytes:
    """Return the next ``size`` bytes, or what there is where there are fewer; at the end, the checksum is verified."""
    parts: list[bytes] = []
    while size and (piece := source.read(size)):
        parts.append(piece)
        size -= len(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)
