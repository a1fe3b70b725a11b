"""What every format read through ITK shares: the header, and the checks of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import SimpleITK as sitk

from nodecluster.cohort.images.sanity import check_geometry, not_at_right_angles
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry

DAMAGED = "The file is damaged or incomplete; copy or export it again"


def read_header(path: Path) -> sitk.ImageFileReader:
    """Return an ITK reader that has read the file's header.

    Raises
    ------
    NodeError
        the file is not what its name says, or is not three-dimensional with one real number a voxel.
    FileNotFoundError, PermissionError
        as the operating system says.
    """
    with path.open("rb") as file:  # the system's own error is clearer than ITK's
        if not file.read(1):
            raise empty(path)
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        with without_warnings():
            reader.ReadImageInformation()
    except RuntimeError as error:
        if "orthonormal" in str(error):
            raise not_at_right_angles(path.name) from error
        raise NodeError("reading", f"{path.name} is not an image that can be read", DAMAGED) from error
    _check_kind(path, reader)
    check_geometry(path.name, Geometry.of(reader))
    return reader


def _check_kind(path: Path, reader: sitk.ImageFileReader) -> None:
    """Refuse what is not one number a voxel in three dimensions."""
    if reader.GetDimension() != 3:
        raise NodeError(
            "reading",
            f"{path.name} has {reader.GetDimension()} dimensions; 3 are needed",
            "Export one time point, or one labelmap, as a 3-D file",
        )
    kind = sitk.GetPixelIDValueAsString(reader.GetPixelID()).lower()
    if reader.GetNumberOfComponents() != 1 or "complex" in kind or "vector" in kind:
        raise NodeError(
            "reading",
            f"{path.name} holds {reader.GetNumberOfComponents()} numbers a voxel ({kind}); one is needed",
            "Export the file as a 3-D image or labelmap with one value a voxel; segments that overlap need a file each",
        )


@contextmanager
def without_warnings() -> Iterator[None]:
    """Keep ITK's warnings, which hold paths, off the terminal; what matters of them is said in our own words."""
    before = sitk.ProcessObject.GetGlobalWarningDisplay()
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    try:
        yield
    finally:
        sitk.ProcessObject.SetGlobalWarningDisplay(before)


def damaged(path: Path) -> NodeError:
    """Return the failure of a file that cannot be decoded to its end."""
    return NodeError("reading", f"the voxels of {path.name} cannot be read: it is cut short or damaged", DAMAGED)


def empty(path: Path) -> NodeError:
    """Return the failure of a file without content."""
    return NodeError("reading", f"{path.name} is empty (0 bytes)", "Copy or export the file again")
