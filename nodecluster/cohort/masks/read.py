"""From the mask files of a patient to nodes with ids.

Which id a node gets:

- where the patients' table names a file itself: what the file calls its nodes, that is a segment's name, a region's
  name, a colour table's name for a labelmap's value, or else the value;
- in a folder, a file of one node: the file's name without its ending. Where the file is the only one and somebody has
  named the node in it (not 3D Slicer's ``Segment_1``): that name;
- in a folder, a file of several nodes: what the file calls them. A labelmap without a colour table may only be so where
  it is the only file, for its values would be mistaken for the nodes of the others;
- DICOM: always what the file calls them; names of DICOM files mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from nodecluster.cohort.failures import from_os_error
from nodecluster.cohort.images.files import ending
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.images.nrrd_header import read_nrrd_header
from nodecluster.cohort.masks.find import MaskFile, is_dicom
from nodecluster.cohort.masks.labelmap import read_labelmap
from nodecluster.cohort.masks.naming import unique_ids
from nodecluster.cohort.masks.segment import Segment
from nodecluster.cohort.masks.slicer import is_slicer, read_slicer
from nodecluster.errors import NodeError, no_memory
from nodecluster.words import printable

NIFTI, NRRD, SLICER = "NIfTI", "NRRD", "Slicer"
"""The formats, as ``check`` names them, beside those of DICOM."""
Reader = Callable[[Path, ImageFile], Iterator[Segment]]
"""Reads the segments of a file of masks; what the CT is tells a reader of contours where the voxels are."""
_Entry = tuple[str | None, int, Segment]
"""A node before it has an id: its name, None where a file failed as a whole, and its number in the file."""


def read_masks(sources: Sequence[MaskFile], ct: ImageFile) -> Iterator[Segment]:
    """Read the nodes of a patient in the order of the files; a node that cannot be read comes with its failure.

    All files are read before the first node comes, since an id depends on the names in all of them.
    """
    entries = [entry for source in sources for entry in _entries(source, ct)]
    named = [(name, number) for name, number, _ in entries if name is not None]
    ids = iter(unique_ids([name for name, _ in named], [number for _, number in named]))
    for name, _, segment in entries:
        node_id, remark = ("", "") if name is None else next(ids)
        yield replace(segment, node_id=node_id, remark=_joined(segment.remark, segment.name_remark, remark))


def _entries(source: MaskFile, ct: ImageFile) -> list[_Entry]:
    """Return the nodes of a file, or its failure as one; no file's failure touches those of the others."""
    form = ""
    try:
        form, reader = _reader(source.path)
        return _nodes(source, form, list(reader(source.path, ct)))
    except NodeError as error:
        failure = _with_name(source.path, error)
    except OSError as error:
        failure = from_os_error(source.path, error)
    except MemoryError:
        failure = no_memory(source.path.name)
    return [(source.node_id, 1, Segment("", None, failure, form=form))]


def _reader(path: Path) -> tuple[str, Reader]:
    """Return a file's format, told from its content where the ending leaves it open, and what reads it.

    Raises
    ------
    NodeError
        a DICOM file holds no masks, or is damaged.
    """
    if is_dicom(path):
        return _dicom_reader(path)
    if not (ending(path) or "").endswith("nrrd"):
        return NIFTI, read_labelmap
    try:
        header = read_nrrd_header(path) if path.is_file() else None
    except (NodeError, OSError):
        header = None  # what is wrong with it is said where it is opened
    if header and is_slicer(path, header):
        return SLICER, partial(read_slicer, header=header)
    return NRRD, read_labelmap


def _dicom_reader(path: Path) -> tuple[str, Reader]:
    """Return a DICOM file's kind and reader; the libraries take a moment to import, and few cohorts need them."""
    from nodecluster.cohort.masks.dicom import kind as dicom

    kind = dicom.dicom_kind(path)
    if kind == dicom.DICOM_SEG:
        from nodecluster.cohort.masks.dicom.seg import read_dicom_seg

        return kind, read_dicom_seg
    if kind == dicom.RTSTRUCT:
        from nodecluster.cohort.masks.dicom.rtstruct import read_rtstruct

        return kind, read_rtstruct
    raise dicom.not_masks(path, kind)


def _nodes(source: MaskFile, form: str, segments: Sequence[Segment]) -> list[_Entry]:
    """Give the segments of a file their names."""
    if source.node_id is not None and _is_one_node(source, segments):
        names, segments = [source.node_id], [replace(segments[0], name_remark="")]
    elif source.node_id is None or source.alone or form == SLICER or not any(s.unnamed for s in segments):
        names = [segment.name for segment in segments]
    else:
        raise _several(source.path, [segment.name for segment in segments])
    pairs = zip(names, segments, strict=True)
    return [(name, number, replace(segment, form=form)) for number, (name, segment) in enumerate(pairs, 1)]


def _joined(*remarks: str) -> str:
    """Return remarks as one, without those that are nothing."""
    return "; ".join(filter(None, remarks))


def _is_one_node(source: MaskFile, segments: Sequence[Segment]) -> bool:
    """Return whether a file in a folder is one node's, which its name names."""
    return len(segments) == 1 and (segments[0].unnamed or not source.alone)


def _several(path: Path, names: Sequence[str]) -> NodeError:
    """Return the failure of a labelmap among other files."""
    shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
    remedy = "Give a labelmap's own path as `segmentation` in patients.csv, or export a file a node"
    return NodeError("mask", f"{path.name} holds {len(names)} values ({shown}) and not one", remedy)


def _with_name(path: Path, error: NodeError) -> NodeError:
    """Return a file's failure with the file's name in it."""
    if printable(path.name) in error.reason:
        return error
    return NodeError(error.stage, f"{path.name}: {error.reason}", error.remedy)
