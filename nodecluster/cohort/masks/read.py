"""From the mask files of a patient to nodes with ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nodecluster.cohort.images.files import unreadable
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.labelmap import read_labelmap
from nodecluster.cohort.masks.segment import Segment
from nodecluster.errors import NodeError
from nodecluster.volume import Volume


@dataclass(frozen=True, eq=False)
class NodeMask:
    """One node's mask, or the reason why it could not be read.

    Attributes
    ----------
    node_id : unique in the patient; nothing where a file failed as a whole and names no node.
    mask : non-zero inside the node, on the grid of its own file or a crop of it.
    failure : why there is no mask.
    form : the file's format, as ``check`` names it.
    remark : what has to be said of the mask, or nothing.
    """

    node_id: str
    mask: Volume | None
    failure: NodeError | None = None
    form: str = ""
    remark: str = ""


Reader = Callable[[Path, ImageFile], Iterator[Segment]]
"""Reads the segments of a file of masks; what the CT is tells a reader of contours where the voxels are."""


def read_masks(sources: Sequence[MaskFile], ct: ImageFile) -> Iterator[NodeMask]:
    """Read the nodes of a patient, one after the other; a node that cannot be read comes with its failure."""
    for source in sources:
        try:
            yield from _nodes(source, list(read_labelmap(source.path, ct)))
        except NodeError as error:
            yield NodeMask(source.node_id or "", None, error)
        except OSError as error:
            yield NodeMask(source.node_id or "", None, unreadable(source.path, error))


def _nodes(source: MaskFile, segments: Sequence[Segment]) -> Iterator[NodeMask]:
    """Give the segments of a file their ids."""
    if source.node_id is None or (source.alone and len(segments) > 1):
        yield from (NodeMask(segment.name, segment.mask, segment.failure) for segment in segments)
    elif len(segments) > 1:
        names = [segment.name for segment in segments]
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        remedy = "Give a labelmap's own path as `segmentation` in patients.csv, or export a file a node"
        failure = NodeError("mask", f"{source.path.name} holds {len(names)} values ({shown}) and not one", remedy)
        yield NodeMask(source.node_id, None, failure)
    else:
        yield NodeMask(source.node_id, segments[0].mask)
