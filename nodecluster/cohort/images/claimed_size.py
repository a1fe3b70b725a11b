"""What a header claims, held against what the file can hold, before any memory is taken."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.failures import DAMAGED
from nodecluster.errors import NodeError

MOST_BYTES = 8 << 30
"""No image of a patient is larger: 2,048 slices of 1,024 x 1,024 voxels of 32 bits."""
MOST_PACKED = 1032
"""Deflate, and so gzip, makes at most so many bytes of one (zlib's "Maximally Compressing Files": 1032 to 1)."""
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def check_size(path: Path, claimed_bytes: int, *, packed: bool) -> None:
    """Refuse a file whose header claims more than the file can hold, or more than any image has.

    Parameters
    ----------
    path : of the file that holds the voxels.
    claimed_bytes : the size of the voxels, and of what comes before them, as the header has it.
    packed : they are compressed by deflate (gzip).

    Raises
    ------
    NodeError
        the claim cannot be true.
    FileNotFoundError, PermissionError
        as the operating system says.
    """
    held = path.stat().st_size
    if claimed_bytes > held * (MOST_PACKED if packed else 1):
        kind = "compressed file" if packed else "file"
        raise NodeError(
            "reading",
            f"the header of {path.name} claims {shown_bytes(claimed_bytes)} of image, "
            f"more than a {kind} of {shown_bytes(held)} can hold",
            DAMAGED,
        )
    if claimed_bytes > MOST_BYTES:
        raise NodeError(
            "reading",
            f"the header of {path.name} claims {shown_bytes(claimed_bytes)} of image; "
            f"at most {shown_bytes(MOST_BYTES)} are read",
            "Check the file; crop or resample the image in 3D Slicer if it truly is that large",
        )


def shown_bytes(count: int) -> str:
    """Return a number of bytes as a message shows it.

    >>> shown_bytes(1), shown_bytes(1500), shown_bytes(100 * 10**9), shown_bytes(8 << 30)
    ('1 byte', '1.5 kB', '100 GB', '8.59 GB')
    """
    if count == 1:
        return "1 byte"
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.3g} {_UNITS[unit]}" if size < 1000 else f"{size:,.0f} {_UNITS[unit]}"
