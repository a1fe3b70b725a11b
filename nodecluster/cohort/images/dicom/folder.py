"""A folder of DICOM files: which of them are slices, told by what they hold and, where that fails, by their names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from nodecluster.cohort.failures import not_a_file
from nodecluster.cohort.images.dicom.file import has_mark, reading
from nodecluster.cohort.images.dicom.header import BESIDE, SliceHeader, read_header
from nodecluster.errors import NodeError

ENDINGS = {".dcm", ".dicom", ".ima", ".img"}
DIRECTORY = "DICOMDIR"
MOST_LOOKED = 200
OTHER_IMAGES = (".nii", ".nii.gz", ".nrrd")


def headers_in(folder: Path) -> list[SliceHeader]:
    """Return the headers of a folder's DICOM images, sorted by the files' names.

    Hidden files, ``DICOMDIR``, sub-folders, segmentations, plans and reports are passed over, and so is what is not
    DICOM, unless its name is one that a slice would have: a slice that is spoilt must not be left out in silence.

    Raises
    ------
    NodeError
        there is none, or one cannot be read.
    OSError
        the folder cannot be listed.
    """
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    found = [header for path in entries if not path.is_dir() for header in _header(path)]
    images = [header for header in found if header.modality not in BESIDE]
    if images:
        return images
    raise _nothing(folder, found, entries)


def below_remarks(folder: Path) -> Iterator[str]:
    """Say how many DICOM images lie in sub-folders, which are not read: a part of the series may be among them.

    At most ``MOST_LOOKED`` files are looked at, for a whole archive may lie there.
    """
    beneath = (Path(place) / name for place, names in _visible_below(folder) for name in names)
    looked = list(islice(beneath, MOST_LOOKED + 1))
    count = sum(map(_is_image, looked[:MOST_LOOKED]))
    if count:
        least = "at least " if len(looked) > MOST_LOOKED else ""
        were = "DICOM image in sub-folders was" if count == 1 else "DICOM images in sub-folders were"
        yield f"{least}{count} {were} not read"


def _visible_below(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the folders below one, links not followed, and the names of their files, hidden ones left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if Path(place) != folder:
            yield place, sorted(name for name in names if not name.startswith(".") and name.upper() != DIRECTORY)


def _is_image(path: Path) -> bool:
    """Return whether a file is DICOM by its mark and, as far as it can be read, no segmentation, plan or report."""
    try:
        return has_mark(path) and read_header(path).modality not in BESIDE
    except NodeError:
        return True
    except OSError:
        return False


def _header(path: Path) -> list[SliceHeader]:
    """Return a file's header, or nothing where it is none of a series' files."""
    if path.name.upper() == DIRECTORY:
        return []
    expected = named_as_a_slice(path.name)
    if not path.is_file():  # a broken link, a pipe
        if expected:
            raise not_a_file(path, "is not a file, or a link to nothing")
        return []
    with reading(path, "cannot be read"):
        marked = has_mark(path)
    try:
        return [read_header(path)]
    except NodeError:
        if marked or expected:
            raise
        return []


def named_as_a_slice(name: str) -> bool:
    """Return whether a file's name is one that slices have.

    >>> [named_as_a_slice(name) for name in ("a.dcm", "IM0001", "I.014", "1.2.840.7", "README", "notes.txt")]
    [True, True, True, True, False, False]
    """
    ending = Path(name).suffix.lower()
    return ending in ENDINGS or (bool(re.search(r"\d", name)) and bool(re.fullmatch(r"(\.\d+)?", ending)))


def _nothing(folder: Path, found: list[SliceHeader], entries: list[Path]) -> NodeError:
    """Return the failure of a folder without any image."""
    if found:
        kinds = ", ".join(sorted({header.modality for header in found}))
        reason = f"the folder {folder.name} holds no slice of a CT, only {_files(len(found))} of {kinds}"
        return NodeError("reading", reason, "Name the folder that holds the CT's slices")
    other = next((path.name for path in entries if path.name.lower().endswith(OTHER_IMAGES)), None)
    if other:
        reason = f"the folder {folder.name} holds no DICOM slice, but {other}"
        return NodeError("reading", reason, f"Name the image itself, {folder.name}/{other}, in patients.csv")
    folders = sum(path.is_dir() for path in entries)
    if folders:
        inside = "a folder" if folders == 1 else f"{folders} folders"
        reason = f"the folder {folder.name} holds no DICOM slice itself, but {inside}"
        return NodeError("reading", reason, "Name the folder that holds the slices of the one series")
    reason = f"the folder {folder.name} holds no DICOM file"
    return NodeError("reading", reason, "Export the CT's series into this folder, or name the one with its slices")


def _files(count: int) -> str:
    return "a file" if count == 1 else f"{count} files"
