"""The pixels of slices: decoded one at a time, and made Hounsfield units by each slice's own slope and intercept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID, RLELossless

from nodecluster.cohort.failures import DAMAGED
from nodecluster.cohort.images.dicom.file import load, reading
from nodecluster.cohort.images.dicom.header import SliceHeader
from nodecluster.cohort.images.dicom.series import ORIGINAL, rows_columns
from nodecluster.cohort.images.dicom.stream import by_syntax, silence
from nodecluster.errors import NodeError
from nodecluster.volume import Array

KEYWORDS = [
    "Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "NumberOfFrames", "PixelData", "ExtendedOffsetTable", "ExtendedOffsetTableLengths",
]  # fmt: skip


def value_kind(headers: Sequence[SliceHeader]) -> np.dtype[np.generic]:
    """Return the type that holds every value that the slices can have, as ITK chooses it.

    Plain values keep their type. Rescaled ones take the smallest integer that all fit in that the stored bits allow,
    and float64 where a slope or an intercept is not whole.
    """
    kinds = {(_bits(header)[0] // 8, "i" if _bits(header)[2] else "u") for header in headers}
    if len(kinds) == 1 and all(header.rescale == (1.0, 0.0) for header in headers):
        size, letter = kinds.pop()
        return np.dtype(f"{letter}{size}")
    if not all(number.is_integer() for header in headers for number in header.rescale or ()):
        return np.dtype(np.float64)
    ends = [_rescaled_end(header, end) for header in headers for end in _range(header)]
    least, most = min(ends), max(ends)
    for name in ("uint8", "uint16", "uint32") if least >= 0 else ("int8", "int16", "int32"):
        if np.iinfo(name).min <= least and most <= np.iinfo(name).max:
            return np.dtype(name)
    return np.dtype(np.float64)


def read_slice(header: SliceHeader, kind: np.dtype[np.generic]) -> Array:
    """Return a slice's values, shape (1, y, x).

    Raises
    ------
    NodeError
        the pixels are damaged, cut short, or not what the header says.
    """
    stored = _stored(header)
    slope, intercept = header.rescale or (1.0, 0.0)
    if kind.kind == "f":
        return np.asarray(stored.astype(np.float64) * slope + intercept)[None]
    if (slope, intercept) == (1.0, 0.0):
        return stored.astype(kind)[None]
    return (stored.astype(np.int64) * int(slope) + int(intercept)).astype(kind)[None]


def _stored(header: SliceHeader) -> Array:
    """Return the numbers that are stored (y, x), rid of what lies in bits that are not theirs."""
    with reading(header.path, "holds pixels that cannot be decoded: it is cut short or damaged"):
        dataset = load(header.path, KEYWORDS, before=None)
        decoder = get_decoder(header.syntax)
        if UID(header.syntax).is_encapsulated and header.syntax != RLELossless:
            _check_stream(header, dataset.PixelData)
            dataset.BitsStored = dataset.BitsAllocated  # so that no bit of the stream is cut off unseen
            with silence():
                stored = _of_the_stream(header, decoder.as_array(dataset, raw=True)[0])
        else:
            stored = decoder.as_array(dataset, raw=True)[0]
    rows, columns = rows_columns(header)
    if stored.shape != (rows, columns):
        found = " x ".join(map(str, stored.shape[::-1]))
        reason = f"{header.name} holds {found} pixels; its header says {columns} x {rows}"
        raise NodeError("reading", reason, DAMAGED)
    return stored


def _check_stream(header: SliceHeader, encapsulated: bytes) -> None:
    """Refuse a stream that is of another size than the header; to be called in ``reading``."""
    stream = next(generate_frames(encapsulated, number_of_frames=1))
    found = by_syntax(stream, header.syntax)
    rows, columns = rows_columns(header)
    if found[:3] != (rows, columns, 1) or not 2 <= found.bits <= _bits(header)[0]:
        reason = (
            f"the stream in {header.name} is of {found.columns} x {found.rows} pixels, {found.samples} number a pixel "
            f"and {found.bits} bits; the header says {columns} x {rows}, 1 and at most {_bits(header)[0]}"
        )
        raise NodeError("reading", reason, DAMAGED)


def _of_the_stream(header: SliceHeader, decoded: Array) -> Array:
    """Return what a JPEG stream gives, with the sign of numbers of fewer bits than are allocated.

    A stream tells its own number of bits. Where they are more than the header's, decoders would cut values off.

    Raises
    ------
    NodeError
        a value has more bits than the header tells of.
    """
    allocated, bits, signed = _bits(header)
    if allocated == bits or not decoded.size:
        return decoded
    if decoded.min() < _range(header)[0] or decoded.max() >= 1 << bits:
        reason = f"{header.name} holds values of more than the {bits} bits that its header tells of"
        raise NodeError("reading", reason, ORIGINAL)
    return (decoded << (allocated - bits)) >> (allocated - bits) if signed else decoded


def _bits(header: SliceHeader) -> tuple[int, int, int]:
    """Return bits allocated, bits stored, and 1 where numbers are signed."""
    allocated, stored, _, signed = header.bits or (0, 0, 0, 0)
    return int(allocated), int(stored), int(signed)


def _range(header: SliceHeader) -> tuple[int, int]:
    """Return the least and the greatest number that the stored bits allow."""
    _, stored, signed = _bits(header)
    return (-(1 << stored - 1), (1 << stored - 1) - 1) if signed else (0, (1 << stored) - 1)


def _rescaled_end(header: SliceHeader, end: int) -> int:
    slope, intercept = header.rescale or (1.0, 0.0)
    return end * int(slope) + int(intercept)
