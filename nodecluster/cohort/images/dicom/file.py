"""DICOM files opened without trust: what is known of one before pydicom sees it, and what pydicom makes of it."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nodecluster.cohort.failures import DAMAGED, damaged, from_os_error
from nodecluster.errors import NodeError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PREAMBLE, MARK = 128, b"DICM"
DEFLATED = "1.2.840.10008.1.2.1.99"
MOST_SLICE, MOST_PLANES = 1 << 28, 1 << 31
"""Bytes that a deflated file may hold, which pydicom inflates all at once: a slice (eight times the largest one), and
a file with all planes or contours in it."""
PIXELS = 0x7FE00000
"""Before all tags that hold pixels or where they are."""
_PIECE = 1 << 20
_UNDEFINED = 0xFFFFFFFF


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
def reading(path: Path, found: str = "") -> Iterator[None]:
    """Keep pydicom's warnings quiet and turn whatever it raises into a failure that names the file.

    pydicom understands a value where it is looked at, so all looking has to be done in here; nothing may be yielded
    from in here, for the warnings of others would be kept quiet too.

    Parameters
    ----------
    path : of the file.
    found : what is wrong with it where pydicom raises, such as "is not a DICOM file"; left out, what pydicom tells.

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
        except Exception as error:  # of any kind: what pydicom raises depends on where a file is spoilt
            if isinstance(error, OSError) and error.errno is not None:  # pydicom's own have none
                raise from_os_error(path, error) from error
            if found:
                raise NodeError("reading", f"{path.name} {found}", DAMAGED) from error
            early = isinstance(error, (EOFError, OSError))
            told = "it ends too early" if early else "its content is not what DICOM asks for"
            raise damaged(path, told) from error


def load(
    path: Path, keywords: list[str] | None = None, *, before: int | None = PIXELS, most: int = MOST_SLICE
) -> Dataset:
    """Return the elements of a DICOM file, with or without the mark; to be called in ``reading``.

    Parameters
    ----------
    path : of the file.
    keywords : of the elements that are wanted; None for all.
    before : the tag that reading stops at; None to read to the end, pixels and all.
    most : bytes that a deflated file may hold.

    Raises
    ------
    NodeError
        it would not fit into memory.
    EOFError
        an element that is wanted is shorter than its header says, which pydicom lets pass.
    """
    from pydicom.dataelem import RawDataElement
    from pydicom.filereader import read_partial
    from pydicom.tag import Tag

    refuse_endless(path, most)
    with path.open("rb") as file:
        dataset = read_partial(
            file,
            None if before is None else (lambda tag, vr, length: tag >= before),  # noqa: ARG005
            force=True,
            specific_tags=[Tag(keyword) for keyword in keywords] if keywords else None,
        )
    for tag in dataset.keys():  # noqa: SIM118 - iterating a dataset would parse it
        element: object = dataset.get_item(tag)
        if isinstance(element, RawDataElement) and len(element.value or b"") < element.length != _UNDEFINED:
            raise EOFError(f"{tag} ends too early")
    return dataset


def can_decode(syntax: str) -> bool:
    """Return whether pixels of a transfer syntax can be decoded here; to be called in ``reading``."""
    from pydicom.pixels.decoders.base import get_decoder

    try:
        return bool(get_decoder(syntax).is_available)
    except NotImplementedError:  # pydicom's word for a syntax that it has no decoder for
        return False


def refuse_endless(path: Path, most: int) -> None:
    """Refuse a deflated file that grows without measure, or stops early; counted in pieces, nothing is kept.

    Raises
    ------
    NodeError
        it holds more than ``most`` bytes.
    EOFError, zlib.error
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
                raise NodeError("reading", f"{reason}; nothing of its kind is that large", DAMAGED)
    if not stream.eof:
        raise EOFError("the deflated stream ends too early")
