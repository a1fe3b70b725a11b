"""The mask files of a patient: a folder of them, or a single one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nodecluster.cohort.images.files import OPENERS, ending, stem
from nodecluster.errors import Problem


@dataclass(frozen=True)
class MaskFile:
    """A file of masks.

    Attributes
    ----------
    path : of the file.
    node_id : the id of its node where it holds one: its name without ending; None where the patients' table names the
        file itself, whose nodes are then known by what the file calls them.
    alone : it is the only file of the patient, and may hold several nodes although it lies in a folder, as 3D Slicer
        exports a labelmap.
    """

    path: Path
    node_id: str | None
    alone: bool = False


FOREIGN = (".mha", ".mhd", ".nhdr", ".hdr", ".img", ".gipl", ".dcm", ".ima", ".tif", ".tiff", ".nii.bz2", ".nii.zip")
"""Endings of images that are not read: a node must not be left out in silence because of how it was exported."""


def find_masks(segmentation: Path) -> list[MaskFile]:
    """Return the mask files of a patient, sorted by name."""
    if segmentation.is_dir():
        found = sorted(path for path in segmentation.iterdir() if ending(path) and not path.name.startswith("."))
        return [MaskFile(path, stem(path), alone=len(found) == 1) for path in found]
    return [MaskFile(segmentation, None, alone=True)]


def problems_of(segmentation: Path, where: str, shown: str) -> list[Problem]:
    """Return what is wrong with a patient's masks, as far as names tell; ``shown`` is the path in the table."""
    known = ", ".join(OPENERS)
    if not segmentation.exists():
        remedy = "Export the segmentation there, or correct the path"
        return [Problem(where, f"'{shown}', which does not exist", "a folder of masks, or a labelmap file", remedy)]
    if segmentation.is_file():
        if ending(segmentation) is None:
            return [Problem(where, f"'{shown}'", f"a file ending in {known}", "Export it as NIfTI or NRRD")]
        return []
    masks, foreign = find_masks(segmentation), _foreign(segmentation)
    if foreign:
        found = f"'{foreign[0]}' in '{shown}'" + (f" and {len(foreign) - 1} more of its kind" if foreign[1:] else "")
        return [Problem(where, found, f"files ending in {known}", "Export it as NIfTI or NRRD, or move it elsewhere")]
    if not masks:
        remedy = "Export the nodes from 3D Slicer into it, a file a node"
        return [Problem(where, f"'{shown}', which holds no mask", f"files ending in {known}", remedy)]
    twice = [name for name, count in Counter(mask.node_id for mask in masks).items() if count > 1]
    remedy = "Remove or rename all but one; a file's name without its ending is the node's id"
    return [
        Problem(where, f"several files for node '{name}' in '{shown}'", "one file a node", remedy) for name in twice
    ]


def _foreign(segmentation: Path) -> list[str]:
    """Return the names of images in a folder of masks that are of a format that is not read, sorted."""
    names = (path.name for path in segmentation.iterdir() if not path.name.startswith("."))
    return sorted(name for name in names if name.lower().endswith(FOREIGN))
