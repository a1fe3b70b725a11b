"""Image files by their ending: one reader a format, all of them giving a ``Volume``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nodecluster.cohort.nifti import read_nifti
from nodecluster.cohort.nrrd import read_nrrd
from nodecluster.errors import NodeError
from nodecluster.volume import Volume

READERS: dict[str, Callable[[Path], Volume]] = {
    ".nii.gz": read_nifti,
    ".nii": read_nifti,
    ".seg.nrrd": read_nrrd,
    ".nrrd": read_nrrd,
}
"""Reader by ending; a longer ending comes before one that it ends with."""


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
    """Read an image or mask file as one three-dimensional volume.

    Raises
    ------
    NodeError
        the file is missing, damaged, of an unknown format, or not three-dimensional with one number a voxel.
    """
    known = ending(path)
    if known is None:
        endings = ", ".join(READERS)
        raise NodeError("reading", f"{path.name} is of no known format ({endings})", "Export it as NIfTI or NRRD")
    try:
        return READERS[known](path)
    except FileNotFoundError as error:
        raise NodeError("reading", f"{path.name} does not exist", "Check the path in patients.csv") from error
    except PermissionError as error:
        raise NodeError("reading", f"{path.name} may not be read", "Give yourself the right to read it") from error
