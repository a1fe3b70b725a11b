"""Headers of image files that cannot be true, and files that are damaged: of the CT, and of a mask."""

from __future__ import annotations

import gzip
import math
import struct
from collections.abc import Callable
from pathlib import Path

from tests.catalogue.case import NODE, PATIENT, Case, ct_of, fields, mask_of

DIM, DATATYPE, PIXDIM, OFFSET, QFORM, SROW, ORIGIN = 40, 70, 76, 108, 252, 280, 268
"""Where the fields of a NIfTI-1 header are (nifti1.h)."""


def _size(*sizes: int) -> tuple[int, str, tuple[int, ...]]:
    return DIM, f"{len(sizes) + 1}h", (len(sizes), *sizes)


def _spacing(axis: int, value: float) -> list[tuple[int, str, tuple[float, ...]]]:
    """Set a voxel size in both places where a header has it."""
    return [(PIXDIM + 4 * (axis + 1), "f", (value,)), (SROW + 16 * axis + 4 * axis, "f", (value,))]


def _lost(path: Path) -> None:
    fields(path, *((at, "f", (math.nan,)) for at in (ORIGIN, SROW + 12)))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _bitten(path: Path) -> None:
    """Change the checksum that ends a gzip file."""
    raw = bytearray(path.read_bytes())
    raw[-6] ^= 0xFF
    path.write_bytes(bytes(raw))


def _claiming(path: Path) -> None:
    """Claim 5000 x 5000 x 2000 voxels of 2 bytes: 100 GB."""
    fields(path, _size(5000, 5000, 2000), (DATATYPE, "2h", (4, 16)))


def _unpacked(path: Path, bytes_fewer: int) -> None:
    """Pack the file again without its last bytes, or with more of them; the checksum is right."""
    raw = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(raw[:-bytes_fewer] if bytes_fewer > 0 else raw + bytes(-bytes_fewer)))


def _sheared(path: Path) -> None:
    fields(path, (QFORM, "2h", (0, 1)), (SROW + 4, "f", (0.3,)))


def _text(path: Path) -> None:
    path.write_text("Dear colleague, the image is attached.\n" * 20)


def _packed_text(path: Path) -> None:
    path.write_bytes(gzip.compress(b"not an image\n" * 100))


def _png(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(100))


WAYS: tuple[tuple[str, Callable[[Path], object], tuple[str, ...]], ...] = (
    ("cut in the middle", _cut, ("damaged", "opy")),
    ("a checksum that does not hold", _bitten, ("damaged",)),
    ("a header that claims 100 GB", _claiming, ("claims 100 GB of image", "can hold")),
    ("fewer voxels than the header says", lambda path: _unpacked(path, 700), ("damaged",)),
    ("more voxels than the header says", lambda path: fields(path, _size(30, 34, 18)), ("after the last voxel",)),
    ("a spacing that is not a number", lambda path: fields(path, *_spacing(0, math.nan)), ("along x", "finite")),
    ("an infinite spacing", lambda path: fields(path, *_spacing(1, math.inf)), ("along y", "finite")),
    ("a spacing of zero", lambda path: fields(path, *_spacing(2, 0.0)), ("along z",)),
    ("a negative spacing", lambda path: fields(path, (PIXDIM + 8, "f", (-0.9,))), ("along y", "-0.9")),
    ("a voxel of a kilometre", lambda path: fields(path, *_spacing(0, 1e6)), ("along x", "1e+06 mm")),
    ("an origin that is not a number", _lost, ("finite",)),
    ("axes that are not at right angles", _sheared, ("right angles", "Resample")),
    ("negative sizes", lambda path: fields(path, _size(30, -34, 20)), ("header",)),
    ("a type that is none", lambda path: fields(path, (DATATYPE, "2h", (77, 16))), ("unknown type 77",)),
    ("no bytes at all", lambda path: path.write_bytes(b""), ("is empty (0 bytes)",)),
    ("a letter under the name of an image", _text, ("no valid",)),
    ("a packed text under the name of an image", _packed_text, ("no valid", "NIfTI")),
    ("a picture under the name of an image", _png, ("PNG picture",)),
)  # fmt: skip


def _cases() -> list[Case]:
    """Every way, with the CT and with a mask."""
    return [
        case
        for name, spoil, words in WAYS
        for case in (
            Case(f"CT: {name}", _to(ct_of, spoil), ("ct.nii.gz", *words), PATIENT),
            Case(f"mask: {name}", _to(mask_of, spoil), ("LN_2.nii.gz", *words), NODE),
        )
    ]


def _to(of: Callable[[Path], Path], spoil: Callable[[Path], object]) -> Callable[[Path], object]:
    """Spoil one of the cohort's files."""
    return lambda root: spoil(of(root))


HEADER_CASES = tuple(_cases())
