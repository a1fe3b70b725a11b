"""One CT series and nothing else: what slices have to have, each alone and all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nodecluster.cohort.images.claimed_size import MOST_BYTES, check_size, shown_bytes
from nodecluster.cohort.images.dicom.file import DEFLATED, can_decode, reading
from nodecluster.cohort.images.dicom.header import SliceHeader
from nodecluster.errors import NodeError

SHOWN = 5
MOST_PIXELS = 4096 * 4096
"""No scanner's slice is larger; a stream of a few bytes can claim any size."""
OTHER_UNITS = {"OD", "MGML", "Z_EFF", "ED", "EDW", "PCT"}
"""Terms of DICOM for rescaled values that are not Hounsfield units: optical density, dual-energy maps, percent."""
SAME = 1e-4
"""Spacing (relative) and cosines that differ by more are not the same: 0.05 mm at the far end of a slice."""
ONE_SERIES = "Keep only the CT's own series in the folder"
ORIGINAL = "Export the original CT series again from the archive, not a copy that a viewer has changed"


def check_series(folder: Path, headers: Sequence[SliceHeader]) -> None:
    """Refuse what is not one series of CT slices that make a volume together, as far as places are not asked.

    Raises
    ------
    NodeError
        there are several series, localizers, another modality, several images in a file, a single slice; or slices
        lack what they need, or differ.
    """
    _check_one(folder, headers)
    check_kind(headers)
    if len(headers) == 1:
        reason = f"the folder {folder.name} holds a single slice ({headers[0].name}); a CT has more"
        raise NodeError("reading", reason, "Put all slices of the series into the folder")
    for header in headers:
        check_slice(header)
    _check_alike(headers)
    claimed = sum(rows_columns(header)[0] * rows_columns(header)[1] for header in headers) * 4
    if claimed > MOST_BYTES:
        reason = f"the slices in {folder.name} claim {shown_bytes(claimed)}; at most {shown_bytes(MOST_BYTES)} are read"
        raise NodeError("reading", reason, ONE_SERIES)


def check_kind(headers: Sequence[SliceHeader]) -> None:
    """Refuse another modality than CT, localizers, and files of several images."""
    first = headers[0]
    if any(header.modality != "CT" for header in headers):
        other = next(header for header in headers if header.modality != "CT")
        kind = f"modality {other.modality}" if other.modality else "a modality that is not told"
        raise NodeError("reading", f"{other.name} is of {kind}; a CT is needed", "Export the CT series")
    scouts = [header.name for header in headers if header.localizer]
    if len(scouts) == len(headers):
        raise NodeError("reading", f"{first.name} is a localizer, not a CT's slice", "Export the CT series itself")
    if scouts:
        what = "is a localizer" if len(scouts) == 1 else "are localizers"
        reason = f"{len(scouts)} of {len(headers)} images {what} ({shown_names(scouts)})"
        raise NodeError("reading", reason, "Move the localizers out of the folder")
    several = next((header for header in headers if header.frames != 1), None)
    if several:
        reason = f"{several.name} holds {several.frames:g} images (an enhanced or multi-frame CT); one a file is needed"
        raise NodeError("reading", reason, "Export the CT as classic slices, one file each, or convert it to NIfTI")


def _check_one(folder: Path, headers: Sequence[SliceHeader]) -> None:
    series: dict[str, list[SliceHeader]] = {}
    for header in headers:
        series.setdefault(header.series, []).append(header)
    if len(series) > 1:
        told = [_described(members) for members in series.values()]
        more = [f"and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
        reason = f"the folder {folder.name} holds {len(told)} series: {'; '.join([*told[:SHOWN], *more])}"
        raise NodeError("reading", reason, ONE_SERIES)


def _described(members: Sequence[SliceHeader]) -> str:
    """Return a series as a message tells it: how many files, the first one's name, what is special about it."""
    first = members[0]
    kind = first.modality if first.modality != "CT" else ""
    words = ", ".join(filter(None, [kind, "localizer" if all(member.localizer for member in members) else ""]))
    count = f"{first.name} alone" if len(members) == 1 else f"{len(members)} files from {first.name} on"
    return f"{count} ({words})" if words else count


class _Need(NamedTuple):
    """An element that every slice needs: its name in the standard, what it holds, whether a header does."""

    element: str
    expected: str
    holds: Callable[[SliceHeader], bool]


_NEEDS = (
    _Need("Image Position (Patient)", "three numbers", lambda header: header.position is not None),
    _Need("Image Orientation (Patient)", "six cosines", lambda header: header.orientation is not None),
    _Need("Pixel Spacing", "two positive numbers", lambda header: min(header.spacing or (0,)) > 0),
    _Need("Rows and Columns", "two positive numbers", lambda header: min(header.size or (0,)) > 0),
    _Need(
        "Rescale Slope and Intercept", "two numbers, the first not 0", lambda header: bool((header.rescale or (0,))[0])
    ),
    _Need("Samples per Pixel", "1", lambda header: header.samples == (1.0,)),
    _Need("Photometric Interpretation", "MONOCHROME2", lambda header: header.photometric == "MONOCHROME2"),
    _Need("Bits Allocated, Bits Stored, High Bit", "8, 16 or 32 with the lowest in use", lambda header: _bits(header)),
)


def check_slice(header: SliceHeader) -> None:
    """Refuse a slice that lacks what it needs to be placed and understood, or claims more than it can hold."""
    for need in _NEEDS:
        if not need.holds(header):
            reason = f"{header.name} has no usable {need.element} ({need.expected} expected)"
            raise NodeError("reading", reason, ORIGINAL)
    if header.unit in OTHER_UNITS:
        reason = f"the values of {header.name} are no Hounsfield units but {header.unit}"
        raise NodeError("reading", reason, "Export the CT itself, not a map that was computed from it")
    rows, columns = rows_columns(header)
    if rows * columns > MOST_PIXELS:
        reason = f"{header.name} claims {columns} x {rows} pixels; a CT's slice has at most 4096 x 4096"
        raise NodeError("reading", reason, ORIGINAL)
    check_syntax(header)


def check_syntax(header: SliceHeader) -> None:
    """Refuse pixels that are compressed as cannot be undone, and fewer bytes than plain pixels take."""
    from pydicom.uid import UID

    with reading(header.path, "is of no transfer syntax that DICOM has"):
        syntax = UID(header.syntax)
        known, readable = syntax.is_transfer_syntax and not syntax.is_private, _readable(header)
    if not readable:
        name = syntax.name if known else "no syntax of the standard"
        reason = f"the pixels of {header.name} are written as cannot be read here ({name})"
        raise NodeError("reading", reason, "Export the CT uncompressed, or compressed as lossless JPEG")
    if not syntax.is_encapsulated:
        rows, columns = rows_columns(header)
        check_size(header.path, rows * columns * int((header.bits or (0,))[0]) // 8, packed=header.syntax == DEFLATED)


def _readable(header: SliceHeader) -> bool:
    """Return whether a slice's pixels can be decoded here."""
    from pydicom.uid import JPEGExtended12Bit

    beyond = header.syntax == JPEGExtended12Bit and (header.bits or (0, 0))[1] > 8  # more than its decoders can
    return can_decode(header.syntax) and not beyond


def _bits(header: SliceHeader) -> bool:
    """Return whether the numbers of bits make sense."""
    if header.bits is None:
        return False
    allocated, stored, high, signed = header.bits
    return allocated in (8, 16, 32) and 1 < stored <= allocated and high == stored - 1 and signed in (0, 1)


def rows_columns(header: SliceHeader) -> tuple[int, int]:
    """Return the numbers of rows and columns of a slice that has been checked."""
    rows, columns = header.size or (0, 0)
    return int(rows), int(columns)


def _check_alike(headers: Sequence[SliceHeader]) -> None:
    """Refuse slices that differ in size, spacing, orientation or frame of reference from the first by name."""
    first = headers[0]
    rows, columns = rows_columns(first)
    for header in headers[1:]:
        if header.size != first.size:
            there = "{1} x {0} pixels".format(*rows_columns(header))
            raise _differing(header, there, first, f"{columns} x {rows}")
        if not _near(header.spacing, first.spacing, SAME * min(first.spacing or (0,))):
            raise _differing(header, f"pixels of {_listed(header.spacing)} mm", first, _listed(first.spacing))
        if not _near(header.orientation, first.orientation, SAME):
            raise _differing(header, f"cosines {_listed(header.orientation)}", first, _listed(first.orientation))
    if len({header.frame for header in headers if header.frame}) > 1:
        other = next(header for header in headers if header.frame not in ("", first.frame))
        reason = f"{other.name} and {first.name} are in different frames of reference, so of different scans"
        raise NodeError("reading", reason, ONE_SERIES)


def _differing(other: SliceHeader, there: str, first: SliceHeader, here: str) -> NodeError:
    return NodeError(
        "reading", f"{other.name} has {there}, {first.name} has {here}; all slices must be alike", ORIGINAL
    )


def _near(a: Any, b: Any, tolerance: float) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(a, b, strict=True))


def _listed(values: Any) -> str:
    return ", ".join(f"{value:.6g}" for value in values)


def shown_names(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return ", ".join([*names[:SHOWN], *more])
