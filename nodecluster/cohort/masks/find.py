"""The mask files of a patient: a folder of them, or a single one."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nodecluster.cohort.images.dicom.file import has_mark
from nodecluster.cohort.images.files import OPENERS, ending, stem
from nodecluster.errors import NodeError, Problem


@dataclass(frozen=True)
class MaskFile:
    """A file of masks.

    Attributes
    ----------
    path : of the file.
    node_id : the id of its node where it holds one: its name without ending; None where the patients' table names the
        file itself, or where it is DICOM, whose nodes are known by what the file calls them.
    alone : it is the only file of the patient, and may hold several nodes although it lies in a folder, as 3D Slicer
        exports a labelmap.
    """

    path: Path
    node_id: str | None
    alone: bool = False


FOREIGN = (".mha", ".mhd", ".nhdr", ".hdr", ".img", ".gipl", ".vtm", ".tif", ".tiff", ".nii.bz2", ".nii.zip")
"""Endings of images that are not read: a node must not be left out in silence because of how it was exported."""
KNOWN = f"{', '.join(OPENERS)}, or DICOM (SEG or RTSTRUCT)"
_DICOM = (".dcm", ".dicom", ".ima")
_DIRECTORY = "DICOMDIR"
_FORMATS = "Export the segmentation as NIfTI or NRRD"


def find_masks(segmentation: Path, image: Path) -> list[MaskFile]:
    """Return the mask files of a patient, sorted by name.

    In a folder: the files of a known ending, and DICOM files whatever their ending. A colour table is none, and what is
    no image lies there unread. The patient's own CT may lie there too, as 3D Slicer saves a scene; it is passed over.

    Parameters
    ----------
    segmentation : the folder, or the file, of the masks.
    image : the patient's CT.
    """
    if segmentation.is_dir():
        found = sorted(path for path in _others(segmentation, image) if ending(path) or is_dicom(path))
        return [MaskFile(path, stem(path) if ending(path) else None, alone=len(found) == 1) for path in found]
    return [MaskFile(segmentation, None, alone=True)]


def is_dicom(path: Path) -> bool:
    """Return whether a file is DICOM by its ending or, as archives export it without one, by the mark inside."""
    if ending(path) or path.name.upper() == _DIRECTORY:
        return False
    if path.name.lower().endswith(_DICOM):
        return True
    try:
        return has_mark(path)
    except OSError:
        return False


def problems_of(segmentation: Path, image: Path, where: str, shown: str) -> list[Problem]:
    """Return what is wrong with a patient's masks, as far as names and kinds tell; ``shown`` is the path as typed."""
    if not segmentation.exists():
        remedy = "Export the segmentation to the path in patients.csv, or correct the path"
        return [Problem(where, f"'{shown}', which does not exist", "a folder of masks, or a file of them", remedy)]
    if not segmentation.is_dir():
        if ending(segmentation) is None and not is_dicom(segmentation):
            return [Problem(where, f"'{shown}'", f"a file ending in {KNOWN}", _FORMATS)]
        return []
    try:
        masks, foreign = find_masks(segmentation, image), _foreign(segmentation, image)
    except OSError as error:
        remedy = "Give yourself the right to read the masks' folder, or check the disk"
        return [Problem(where, f"'{shown}', which cannot be read ({error.strerror})", "a folder of masks", remedy)]
    if foreign:
        found = f"'{foreign[0]}' in '{shown}'" + (f" and {len(foreign) - 1} more of its kind" if foreign[1:] else "")
        remedy = f"{_FORMATS}, or move the file out of the masks' folder"
        if is_dicom(segmentation / foreign[0]):
            remedy = "Give the path of the SEG or RTSTRUCT file itself, or move other DICOM files elsewhere"
        return [Problem(where, found, f"files ending in {KNOWN}", remedy)]
    if not masks:
        remedy = "Export the nodes from 3D Slicer into the masks' folder, a file a node"
        return [Problem(where, f"'{shown}', which holds no mask", f"files ending in {KNOWN}", remedy)]
    ids = Counter(mask.node_id for mask in masks if mask.node_id is not None)
    remedy = "Remove or rename all but one; a file's name without its ending is the node's id"
    return [
        Problem(where, f"several files for node '{name}' in '{shown}'", "one file a node", remedy)
        for name, count in ids.items()
        if count > 1
    ]


def _others(folder: Path, image: Path) -> list[Path]:
    """Return what lies in a folder in plain sight, short of the patient's CT, also where a link names it."""
    ct = os.path.realpath(image)
    visible = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return [path for path in visible if os.path.realpath(path) != ct]


def _foreign(segmentation: Path, image: Path) -> list[str]:
    """Return the names of images in a folder of masks that are of a format that is not read, sorted."""
    return sorted(path.name for path in _others(segmentation, image) if _is_foreign(path))


def _is_foreign(path: Path) -> bool:
    """Return whether a file is an image that is not read, or DICOM that holds no masks; damage is told when reading."""
    if not is_dicom(path):
        return path.name.lower().endswith(FOREIGN)
    from nodecluster.cohort.masks.dicom.kind import DICOM_SEG, RTSTRUCT, dicom_kind

    try:
        return dicom_kind(path) not in (DICOM_SEG, RTSTRUCT)
    except (NodeError, OSError):
        return False
