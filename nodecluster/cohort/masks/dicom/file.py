"""DICOM files of masks, opened without trust: whatever is wrong with one becomes a reason that names the file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from nodecluster.cohort.images.dicom.file import refuse_endless
from nodecluster.errors import NodeError
from nodecluster.volume import Array, Floats

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MOST_INFLATED = 1 << 31
"""Bytes that a deflated file may hold: pydicom inflates it at once, and a small file can claim any amount."""
_UNDEFINED = 0xFFFFFFFF


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever pydicom makes of a file that is no good DICOM into a NodeError, and keep its warnings quiet.

    A header is parsed where it is looked at, so all looking has to be done in here; nothing may be yielded from in
    here, for the warnings of others would be kept quiet too.

    Raises
    ------
    NodeError
        pydicom cannot make sense of the file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (NodeError, MemoryError):
            raise
        except OSError as error:
            if error.errno is None:  # pydicom's own, at the end of the file
                raise damaged(path, "it ends too early") from error
            raise
        except Exception as error:  # pydicom has no exception of its own for a value that is none
            raise damaged(path, "its content is not what DICOM asks for") from error


def damaged(path: Path, found: str) -> NodeError:
    """Return the failure of a file that cannot be read as DICOM."""
    remedy = "The file is damaged or incomplete; copy or export it again"
    return NodeError("reading", f"{path.name} cannot be read: {found}", remedy)


def load(path: Path, until: int | None = None) -> Dataset:
    """Return a DICOM file's content, up to and with the element ``until``; to be called in ``reading``.

    Raises
    ------
    NodeError
        the file is no DICOM, or would not fit into memory.
    """
    from pydicom.dataelem import RawDataElement
    from pydicom.filereader import read_partial

    if path.exists() and not path.is_file():
        raise NodeError("reading", f"{path.name} is not a file", "Put the DICOM file itself there")
    refuse_endless(path, MOST_INFLATED, "segmentation")
    with path.open("rb") as file:
        dataset = read_partial(file, (lambda tag, vr, length: tag > until) if until else None, force=True)  # noqa: ARG005
    if not dataset.get("SOPClassUID"):
        raise NodeError("reading", f"{path.name} is not a DICOM file", "Export it again, or move it elsewhere")
    for tag in dataset.keys():  # noqa: SIM118 - iterating a dataset would parse it
        element: object = dataset.get_item(tag)
        if isinstance(element, RawDataElement) and _is_short(element.value, element.length):
            raise damaged(path, "it ends too early")
    return dataset


def numbers(values: object, count: int) -> Floats:
    """Return ``count`` decimal strings as an array of shape (count,).

    Raises
    ------
    ValueError
        there are more or fewer, or one is not a finite number.
    """
    found: Array = np.asarray(values, dtype=np.float64).ravel()
    if found.size != count or not np.isfinite(found).all():
        raise ValueError(f"{found.size} numbers where {count} finite ones are needed")
    return cast("Floats", found)


def other_scan(path: Path) -> NodeError:
    """Return the failure of what was drawn in another frame of reference than the CT's."""
    return NodeError(
        "mask",
        f"{path.name} was drawn in another frame of reference than the CT's, so on another scan",
        "Give the CT that it was drawn on as `image`, or export the segmentation of this CT",
    )


def _is_short(value: bytes | None, length: int) -> bool:
    """Return whether less of an element is there than its header says, which pydicom lets pass."""
    return length != _UNDEFINED and len(value or b"") < length
