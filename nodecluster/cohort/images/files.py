"""Image files by their ending: one opener a format, all of them giving an ``ImageFile``."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from nodecluster.cohort.failures import from_os_error, not_a_file
from nodecluster.cohort.images.dicom.file import has_mark
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.nifti.open import open_nifti
from nodecluster.cohort.images.nrrd import open_nrrd
from nodecluster.errors import NodeError

OPENERS: dict[str, Callable[[Path], ImageFile]] = {
    ".nii.gz": open_nifti,
    ".nii": open_nifti,
    ".seg.nrrd": open_nrrd,
    ".nrrd": open_nrrd,
}
"""By ending, what opens such a file; a longer ending comes before one that it ends with."""


def ending(path: Path) -> str | None:
    """Return the supported ending of a file's name, or None.

    >>> ending(Path("LN_1.NII.GZ"))
    '.nii.gz'
    """
    name = path.name.lower()
    return next((known for known in OPENERS if name.endswith(known)), None)


def stem(path: Path) -> str:
    """Return the file's name without its supported ending: the id of a node that has a file to itself.

    >>> stem(Path("masks/LN_1.seg.nrrd"))
    'LN_1'
    """
    known = ending(path)
    return path.name[: -len(known)] if known else path.stem


def open_image(path: Path) -> ImageFile:
    """Open an image or mask file, or a folder of DICOM slices; its header is read, its voxels are not yet.

    Raises
    ------
    NodeError
        the file is missing, damaged, of an unknown format, or not three-dimensional with one number a voxel.
    """
    try:
        check_regular(path)
        return _opener(path)(path)
    except OSError as error:
        raise from_os_error(path, error) from error


def _opener(path: Path) -> Callable[[Path], ImageFile]:
    """Return what opens a file of this ending, or a folder of DICOM slices."""
    known = ending(path)
    if known is not None:
        return OPENERS[known]
    if path.is_dir() or has_mark(path):
        from nodecluster.cohort.images.dicom.open import open_dicom  # pydicom takes longer to load than a small CT

        return open_dicom
    endings = ", ".join(OPENERS)
    raise NodeError("reading", f"{path.name} is of no known format ({endings})", "Export the image as NIfTI or NRRD")


def check_regular(path: Path) -> None:
    """Refuse what is neither a file nor a folder: reading a pipe or a device may never end.

    Raises
    ------
    NodeError
        it is a pipe, a device or a socket.
    OSError
        as the operating system says.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise not_a_file(path, "is no file on a disk but a pipe, a device or a socket, which is not read")
