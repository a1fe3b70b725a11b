"""The frames of a DICOM segmentation, decoded one at a time; what is kept of each is the part that is drawn on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nodecluster.cohort.failures import damaged
from nodecluster.cohort.images.dicom.file import can_decode
from nodecluster.cohort.images.dicom.stream import by_syntax, silence
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Geometry, Triple, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MOST_PIXELS = 1 << 26
"""Pixels of a frame: no CT has slices of 8192 x 8192."""
MOST_VOXELS = 1 << 31
"""Voxels of the box around a segment; a CT of 1024 x 1024 x 2000 has fewer."""
PLUGINS = ("pillow", "pyjpegls", "pydicom")
"""What decodes, by preference; GDCM, which ends the whole process over some damaged streams, only where it has to."""


@dataclass(frozen=True, eq=False)
class Piece:
    """What of a plane belongs to a segment: its plane's index, first row and column, bool of shape (y, x)."""

    plane: int
    top: int
    left: int
    mask: Array

    @classmethod
    def of(cls, plane: int, mask: Array) -> Piece | None:
        """Return the drawn part of a plane's mask, copied; None where nothing is drawn."""
        rows = np.flatnonzero(mask.any(axis=1))
        if not rows.size:
            return None
        band = mask[rows[0] : rows[-1] + 1]
        columns = np.flatnonzero(band.any(axis=0))
        return cls(plane, int(rows[0]), int(columns[0]), band[:, columns[0] : columns[-1] + 1].copy())


def assemble(pieces: list[Piece], grid: Geometry, path: Path) -> Volume:
    """Return the box around the pieces of a segment.

    Raises
    ------
    NodeError
        two of them lie in one plane, or the box is larger than any CT.
    """
    used = [piece.plane for piece in pieces]
    if len(set(used)) < len(used):
        reason = f"{path.name} holds several frames of the segment for one plane"
        raise NodeError("mask", reason, "Export the segmentation again, one frame a plane")
    start = (min(p.left for p in pieces), min(p.top for p in pieces), min(used))
    stop = (
        max(p.left + p.mask.shape[1] for p in pieces),
        max(p.top + p.mask.shape[0] for p in pieces),
        max(used) + 1,
    )
    shape: Triple = (stop[2] - start[2], stop[1] - start[1], stop[0] - start[0])
    if shape[0] * shape[1] * shape[2] > MOST_VOXELS:
        reason = f"{path.name} spreads the segment over {shape[2]} x {shape[1]} x {shape[0]} voxels, more than a CT has"
        raise NodeError("mask", reason, "Check where the planes of the segmentation lie, and export it again")
    voxels = np.zeros(shape, dtype=np.bool_)
    for piece in pieces:
        y, x = piece.top - start[1], piece.left - start[0]
        voxels[piece.plane - start[2], y : y + piece.mask.shape[0], x : x + piece.mask.shape[1]] = piece.mask
    return Volume(voxels, grid.crop(start, stop))


def decoded(dataset: Dataset, path: Path) -> Iterator[Array]:
    """Yield the frames' stored values, unsigned, of shape (rows, columns); to be called in ``file.reading``.

    Raises
    ------
    NodeError
        the pixel data are cut short, compressed in a way that is not read, or of a kind that no segmentation has.
    """
    rows, columns, bits = int(dataset.Rows), int(dataset.Columns), int(dataset.BitsAllocated)
    samples = int(dataset.get("SamplesPerPixel", 1))
    if bits not in (1, 8, 16) or samples != 1:
        found = f"{samples} x {bits}" if samples != 1 else f"{bits}"
        raise damaged(path, f"its pixels are of {found} bits, where a segmentation has 1, 8 or 16")
    if not 0 < rows * columns <= MOST_PIXELS:
        raise damaged(path, f"its frames are of {columns} x {rows} pixels")
    if "PixelData" not in dataset:
        raise damaged(path, "it holds no pixel data")
    if _is_compressed(dataset, path):
        yield from _decompressed(dataset, path)
        return
    if not dataset.original_encoding[1]:
        raise NodeError("reading", f"{path.name} is big-endian", "Export the segmentation as explicit VR little endian")
    yield from _native(dataset.PixelData, (int(dataset.NumberOfFrames), rows, columns), bits, path)


def _native(data: bytes, shape: Triple, bits: int, path: Path) -> Iterator[Array]:
    """Yield the frames of uncompressed pixel data; frames of single bits follow each other within a byte."""
    count, rows, columns = shape
    pixels = rows * columns
    needed = -(-count * pixels * bits // 8)
    if len(data) < needed:
        raise damaged(path, f"it holds {len(data)} bytes of pixels, where its header says {needed}")
    if bits > 1:
        values = np.frombuffer(data, np.dtype(f"<u{bits // 8}"), count * pixels)
        yield from values.reshape(shape)
        return
    for number in range(count):
        first, last = number * pixels, (number + 1) * pixels
        packed = np.frombuffer(data, np.uint8, -(-last // 8) - first // 8, first // 8)
        loose = np.unpackbits(packed, bitorder="little")
        yield loose[first % 8 : first % 8 + pixels].reshape(rows, columns)


def _is_compressed(dataset: Dataset, path: Path) -> bool:
    """Return whether the pixel data are compressed; refuse a way that is not read. A file may not tell."""
    syntax = getattr(dataset, "file_meta", dataset).get("TransferSyntaxUID")
    if syntax is None:
        return False
    if not can_decode(syntax):
        way = "in an unknown way" if syntax.name == str(syntax) else f"as {syntax.name}"
        raise NodeError(
            "reading", f"{path.name} is compressed {way}, which is not read", "Export the segmentation uncompressed"
        )
    return bool(syntax.is_encapsulated)


def _decompressed(dataset: Dataset, path: Path) -> Iterator[Array]:
    """Yield the frames of compressed pixel data, through pydicom's decoders."""
    from pydicom.pixels.decoders.base import get_decoder
    from pydicom.uid import RLELossless

    syntax, expected = dataset.file_meta.TransferSyntaxUID, int(dataset.NumberOfFrames)
    if syntax != RLELossless:
        _check_streams(dataset, path)
    decoder = get_decoder(syntax)
    plugin = next((known for known in PLUGINS if known in decoder.available_plugins), "")
    frames, count = decoder.iter_array(dataset, raw=True, decoding_plugin=plugin), 0
    while True:
        with silence():
            frame, _ = next(frames, (None, {}))
        if frame is None:
            break
        count += 1
        yield frame
    if count != expected:
        raise damaged(path, f"it holds {count} frames, where its header says {expected}")


def _check_streams(dataset: Dataset, path: Path) -> None:
    """Refuse compressed frames whose own headers are unsound or tell another image, before a decoder is given them."""
    from pydicom.encaps import generate_frames

    for stream in generate_frames(dataset.PixelData, number_of_frames=int(dataset.NumberOfFrames)):
        found = by_syntax(stream, dataset.file_meta.TransferSyntaxUID)
        if found[:3] != (dataset.Rows, dataset.Columns, 1):
            raise damaged(path, "a frame is not of the size that its header says")
        if found.bits > dataset.BitsAllocated:
            raise damaged(path, f"a frame is of {found.bits} bits, where its header says {dataset.BitsAllocated}")
