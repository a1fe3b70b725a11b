"""The node masks of a patient: a folder with a file a node, or one labelmap with a value a node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nodecluster.cohort.files import OPENERS, ending, open_image, stem, unreadable
from nodecluster.errors import NodeError, Problem
from nodecluster.volume import Volume


@dataclass(frozen=True)
class MaskFile:
    """A file of masks: of one node, whose id is the file's name, or (``node_id`` None) of a node a label value.

    ``alone``: it is the only file in its folder, and may be a labelmap after all, as 3D Slicer exports it.
    """

    path: Path
    node_id: str | None
    alone: bool = False


@dataclass(frozen=True, eq=False)
class NodeMask:
    """One node's mask, or the reason why it could not be read."""

    node_id: str
    mask: Volume | None
    failure: NodeError | None = None


FOREIGN = (".mha", ".mhd", ".nhdr", ".hdr", ".img", ".gipl", ".dcm", ".ima", ".tif", ".tiff", ".nii.bz2", ".nii.zip")
"""Endings of images that are not read: a node must not be left out in silence because of how it was exported."""


def find_masks(segmentation: Path) -> list[MaskFile]:
    """Return the mask files of a patient, sorted by name; a folder holds a file a node, a file holds a labelmap."""
    if segmentation.is_dir():
        found = sorted(path for path in segmentation.iterdir() if ending(path) and not path.name.startswith("."))
        return [MaskFile(path, stem(path), alone=len(found) == 1) for path in found]
    return [MaskFile(segmentation, None)]


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


def read_masks(source: MaskFile) -> Iterator[NodeMask]:
    """Read a file of masks, a node after the other; a node that cannot be read comes with its failure.

    A file of one node may mark it with any one value (1, 255, ...). In a labelmap each positive value is a node, and
    its id.
    """
    try:
        volume = open_image(source.path).nonzero()
        values = _values(volume, source.path.name)
    except NodeError as error:
        yield NodeMask(source.node_id or "", None, error)
        return
    except OSError as error:
        yield NodeMask(source.node_id or "", None, unreadable(source.path, error))
        return
    if source.node_id is None or (source.alone and len(values) > 1):
        for value in values:
            yield NodeMask(str(value), Volume(volume.voxels == value, volume.geometry))
    elif len(values) > 1:
        shown = ", ".join(str(value) for value in values[:5]) + (", ..." if len(values) > 5 else "")
        remedy = "Give a labelmap's own path as `segmentation` in patients.csv, or export a file a node"
        failure = NodeError("mask", f"{source.path.name} holds {len(values)} values ({shown}) and not one", remedy)
        yield NodeMask(source.node_id, None, failure)
    else:
        yield NodeMask(source.node_id, volume)


def _values(volume: Volume, name: str) -> list[int]:
    """Return the positive values of a mask, sorted.

    Raises
    ------
    NodeError
        there is none, or one is negative or not a whole number.
    """
    found = np.unique(volume.voxels[volume.voxels != 0])
    if not found.size:
        raise NodeError("mask", f"{name} is empty: no voxel is set", "Draw the node, or remove its file")
    if not np.isfinite(found).all() or (found != np.round(found)).any() or (found < 0).any():
        raise NodeError(
            "mask",
            f"{name} holds values from {found.min():g} to {found.max():g} that are not positive whole numbers",
            "Export the segmentation as a binary labelmap, without interpolation",
        )
    return [int(value) for value in found]
