"""Where a NIfTI image lies, as ITK reports it, and what has to be said of how that was found.

A header may place the image twice, by its sform and by its qform. ITK takes the sform where there is no qform, where
the sform's code is 1 (scanner), and where the two agree to 1e-4; otherwise the qform, and the qform too where the
sform's axes are not at right angles. The voxel size is that of ``pixdim`` always. (Found by experiment with SimpleITK
2.3.1, 2.4.1 and 2.5.7, which agree.) ITK is asked, so that another version's choice is told as well.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from nodecluster.cohort.images.geometry_checks import CHECK_PLACE, check_geometry, not_at_right_angles
from nodecluster.cohort.images.itk import without_warnings
from nodecluster.cohort.images.nifti.header import NiftiHeader
from nodecluster.errors import NodeError
from nodecluster.volume import Floats, Geometry

AGREE_VOXELS = 0.01
"""Placements that differ by less, in voxels, are the same: files round coordinates."""
_RAS_TO_LPS = np.array([[-1.0], [-1.0], [1.0]])


def place_nifti(name: str, header: NiftiHeader) -> tuple[Geometry, tuple[str, ...]]:
    """Return an image's geometry and what has to be said of it.

    Parameters
    ----------
    name : of the file, for messages.
    header : three-dimensional, and checked.

    Raises
    ------
    NodeError
        the axes are not at right angles.
    """
    try:
        geometry = _asked(header.for_itk())
    except RuntimeError as error:
        if "orthonormal" in str(error):
            raise not_at_right_angles(name) from error
        raise NodeError("reading", f"the place of {name} cannot be read", CHECK_PLACE) from error
    check_geometry(name, geometry)
    return geometry, tuple(_remarks(name, header, geometry))


@lru_cache(maxsize=64)
def _asked(header: bytes) -> Geometry:
    """Return what ITK makes of a header; the masks of a patient mostly have the same.

    The file is the header's alone: ITK would follow a hostile one's extensions into memory.
    """
    with tempfile.TemporaryDirectory(prefix="nodecluster-") as folder:
        path = Path(folder) / "header.nii"
        path.write_bytes(header)
        reader = sitk.ImageFileReader()
        reader.SetFileName(str(path))
        with without_warnings():
            reader.ReadImageInformation()
        return Geometry.of(reader)


def _remarks(name: str, header: NiftiHeader, geometry: Geometry) -> Iterator[str]:
    """Say what a header leaves open, or says twice and differently."""
    forms = {}
    if header.sform_code > 0:
        forms["sform"] = header.sform()
    if header.qform_code > 0:
        forms["qform"] = header.qform()
    if not forms:
        yield (
            f"the header of {name} does not say where the image lies (no sform, no qform): ITK's reading was used, "
            f"axes to the patient's left, back and head, first voxel at 0"
        )
        return
    itk = np.column_stack([geometry.matrix(), geometry.origin_mm]) * _RAS_TO_LPS
    used = min(forms, key=lambda form: _apart(_with_spacing(forms[form], geometry), itk, geometry))
    other = next((form for form in forms if form != used), used)
    limit = AGREE_VOXELS * min(geometry.spacing_mm)
    doubt = header.qform_doubt() * float(np.linalg.norm(np.asarray(geometry.size) * geometry.spacing_mm))
    apart, first = _apart(forms[used], forms[other], geometry), np.linalg.norm((forms[used] - forms[other])[:, 3])
    if apart > limit + doubt or first > limit:  # the first voxel's place is not turned
        yield f"the {used} and the {other} of {name} place it differently, by up to {apart:.3g} mm; the {used} was used"
    if (apart := _apart(forms[used], itk, geometry)) > limit:
        sizes = " x ".join(f"{value:.4g}" for value in np.linalg.norm(forms[used][:, :3], axis=0))
        true = " x ".join(f"{value:.4g}" for value in geometry.spacing_mm)
        yield f"the {used} of {name} has voxels of {sizes} mm, and its pixdim {true} mm; the pixdim was used, as by ITK"


def _with_spacing(form: Floats, geometry: Geometry) -> Floats:
    """Return a placement with its own axes and the geometry's voxel size, as ITK combines them."""
    axes = form[:, :3] / np.linalg.norm(form[:, :3], axis=0)
    return np.column_stack([axes * geometry.spacing_mm, form[:, 3]])


def _apart(one: Floats, other: Floats, geometry: Geometry) -> float:
    """Return how far apart two placements (3, 4) put the image's corners at most, in mm."""
    corners = np.array([(*corner, 1.0) for corner in itertools.product(*((0.0, n - 1.0) for n in geometry.size))])
    return float(np.linalg.norm(corners @ (one - other).T, axis=1).max())
