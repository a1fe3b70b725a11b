"""Image files by their ending: one reader a format, all of them giving a ``Volume``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nodecluster.cohort.nifti import read_nifti, read_nifti_nonzero
from nodecluster.cohort.nrrd import read_nrrd
from nodecluster.errors import NodeError
from nodecluster.volume import Volume, nonzero_slices

Reader = Callable[[Path], Volume]


def _then_cut(read: Reader) -> Reader:
    return lambda path: nonzero_slices(read(path))


READERS: dict[str, tuple[Reader, Reader]] = {
    ".nii.gz": (read_nifti, read_nifti_nonzero),
    ".nii": (read_nifti, read_nifti_nonzero),
    ".seg.nrrd": (read_nrrd, _then_cut(read_nrrd)),
    ".nrrd": (read_nrrd, _then_cut(read_nrrd)),
}
"""By ending, the reader of a whole file and that of a mask, which may leave out slices that are all zero.

A longer ending comes before one that it ends with.
"""


def ending(path: Path) -> str | None:
    """Return the supported ending of a file's name, or None.

    >>> ending(Path("LN_1.NII.GZ"))
    '.nii.gz'
    """
    name = path.name.lower()
    return next((known for known in READERS if name.endswith(known)), None)


def stem(path: Path) -> str:
    """Return the file's name without its supported ending: the id of a node that has a file to itself.

    >>> stem(Path("masks/LN_1.seg.nrrd"))
    'LN_1'
    """
    known = ending(path)
    return path.name[: -len(known)] if known else path.stem


def read_volume(path: Path) -> Volume:
    """Read an image file as one three-dimensional volume.

    Raises
    ------
    NodeError
        the file is missing, damaged, of an unknown format, or not three-dimensional with one number a voxel.
    """
    return _read(path, 0)


def read_nonzero(path: Path) -> Volume:
    """Read a mask file, cut to the slices from the first to the last that is not all zero; else as ``read_volume``."""
    return _read(path, 1)


def _read(path: Path, which: int) -> Volume:
    known = ending(path)
    if known is None:
        endings = ", ".join(READERS)
        raise NodeError("reading", f"{path.name} is of no known format ({endings})", "Export it as NIfTI or NRRD")
    try:
        return READERS[known][which](path)
    except FileNotFoundError as error:
        raise NodeError("reading", f"{path.name} does not exist", "Check the path in patients.csv") from error
    except PermissionError as error:
        raise NodeError("reading", f"{path.name} may not be read", "Give yourself the right to read it") from error
