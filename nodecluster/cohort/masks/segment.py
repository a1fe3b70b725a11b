"""What a reader of masks finds in a file: the one type that all of them give, and that becomes a node."""

from __future__ import annotations

from dataclasses import dataclass

from nodecluster.errors import NodeError
from nodecluster.volume import Geometry, Volume


@dataclass(frozen=True, eq=False)
class Segment:
    """One node as a file holds it.

    Attributes
    ----------
    name : as the file has it, any text; nothing where the file names no segments, or failed as a whole.
    mask : non-zero inside the node, on the file's own grid or a crop of it; None where it could not be read.
    failure : why it could not be read.
    remark : what has to be said of a mask that was read, as a clause without a full stop; or nothing.
    grid : of the whole file, where ``mask`` is a crop of it.
    unnamed : nobody chose the name: it is a labelmap's value, or 3D Slicer's ``Segment_1``.
    name_remark : what has to be said where the name becomes the node's id; or nothing.
    node_id : unique in the patient, as ``read_masks`` gives it; nothing where a file failed as a whole and names none.
    form : the file's format, as ``check`` names it; ``read_masks`` gives it.
    """

    name: str
    mask: Volume | None
    failure: NodeError | None = None
    remark: str = ""
    grid: Geometry | None = None
    unnamed: bool = False
    name_remark: str = ""
    node_id: str = ""
    form: str = ""
