"""DICOM files opened without trust: what is known of one before pydicom sees it, and what pydicom makes of it."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nodecluster.errors import NodeError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PREAMBLE, MARK = 128, b"DICM"
DEFLATED = "1.2.840.10008.1.2.1.99"
MOST_INFLATED = 1 << 28
"""Bytes that a deflated slice may hold: eight times the largest slice. pydicom inflates it all at once."""
EXPORT_AGAIN = "Copy the series again, or export it again from the archive"
_PIECE = 1 << 20


def has_mark(path: Path) -> bool:
    """Return whether a file is DICOM by its mark, ``DICM`` after 128 bytes; folders, pipes and devices are not.

    Raises
    ------
    OSError
        it does not exist, or cannot be read.
    """
    path.stat()
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(PREAMBLE + len(MARK))[PREAMBLE:] == MARK


@contextmanager
def reading(path: Path, found: str) -> Iterator[None]:
    """Keep pydicom's warnings quiet and turn whatever it raises into a failure that names the file.

    pydicom understands a value where it is looked at, so all looking has to be done in here.

    Parameters
    ----------
    path : of the file.
    found : what is wrong with it where pydicom raises, such as "is not a DICOM file".

    Raises
    ------
    NodeError
        pydicom cannot make sense of the file, or the disk did not give it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (NodeError, MemoryError):
            raise
        except PermissionError as error:
            raise NodeError("reading", f"{path.name} may not be read", "Give yourself the right to read it") from error
        except OSError as error:
            reason = f"{path.name} cannot be read ({error.strerror or 'input/output error'})"
            raise NodeError("reading", reason, "Check the disk or the network, and run again") from error
        except Exception as error:  # of any kind: what pydicom raises depends on where a file is spoilt
            raise NodeError("reading", f"{path.name} {found}", EXPORT_AGAIN) from error


def load(path: Path, keywords: list[str], *, pixels: bool = False) -> Dataset:
    """Return the elements of a DICOM file that are wanted, with or without the mark; to be called in ``reading``.

    Raises
    ------
    NodeError
        it would not fit into memory.
    """
    from pydicom import dcmread

    refuse_endless(path)
    return dcmread(path, force=True, stop_before_pixels=not pixels, specific_tags=[*keywords])


def refuse_endless(path: Path, most: int = MOST_INFLATED, what: str = "slice of a CT") -> None:
    """Refuse a deflated file that grows without measure, or stops early; counted in pieces, nothing is kept.

    Raises
    ------
    NodeError
        it holds more than ``most`` bytes.
    ValueError, zlib.error
        it ends too early, or is damaged.
    """
    from pydicom.filereader import read_file_meta_info

    with path.open("rb") as file:
        if DEFLATED.encode() not in file.read(4096):
            return
        meta = read_file_meta_info(path)
        if str(meta.get("TransferSyntaxUID", "")) != DEFLATED:
            return
        file.seek(PREAMBLE + len(MARK) + 12 + int(meta.FileMetaInformationGroupLength))  # 12: the length's own element
        stream, held, packed = zlib.decompressobj(-zlib.MAX_WBITS), 0, file.read(_PIECE)
        while packed and not stream.eof:
            held += len(stream.decompress(packed, _PIECE))
            packed = stream.unconsumed_tail or file.read(_PIECE)
            if held > most:
                reason = f"{path.name} is more than {most >> 20} MiB when it is decompressed"
                raise NodeError("reading", f"{reason}; no {what} is that large", EXPORT_AGAIN)
    if not stream.eof:
        raise ValueError("the deflated stream ends too early")
