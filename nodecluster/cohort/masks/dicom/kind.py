"""What a DICOM file is, told from its SOP class and never from its name."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.masks.dicom.file import load, reading
from nodecluster.errors import NodeError

SEG, RTSTRUCT = "seg", "rtstruct"
_SOP_CLASS = 0x00080016
_KINDS = {
    "1.2.840.10008.5.1.4.1.1.66.4": SEG,
    "1.2.840.10008.5.1.4.1.1.66.7": SEG,  # label map segmentation, newer than the list of pydicom 3.0
    "1.2.840.10008.5.1.4.1.1.481.3": RTSTRUCT,
}


def dicom_kind(path: Path) -> str:
    """Return what a DICOM file is: "seg", "rtstruct", or another kind in the words of the standard, such as "CT Image".

    Raises
    ------
    NodeError
        the file is no DICOM, or its header is damaged.
    OSError
        it cannot be opened.
    """
    from pydicom.uid import UID

    with reading(path):
        uid = UID(str(load(path, _SOP_CLASS).SOPClassUID))
    if uid in _KINDS:
        return _KINDS[uid]
    name = uid.name
    return "object of an unknown kind" if name == str(uid) else name.removesuffix(" Storage")  # no UID is ever shown


def check_kind(path: Path, wanted: str) -> None:
    """Refuse a DICOM file of another kind than ``wanted``, "seg" or "rtstruct".

    Raises
    ------
    NodeError
        it is of another kind, no DICOM, or damaged.
    OSError
        it cannot be opened.
    """
    kind = dicom_kind(path)
    if kind != wanted:
        raise not_masks(path, kind)


def not_masks(path: Path, kind: str) -> NodeError:
    """Return the failure of a DICOM file, given as a mask, that is of a kind that holds none."""
    words = {SEG: "DICOM segmentation", RTSTRUCT: "DICOM structure set"}.get(kind, f"DICOM {kind}")
    return NodeError(
        "reading",
        f"{path.name} is a {words}, where a DICOM segmentation (SEG) or structure set (RTSTRUCT) is needed",
        "Give the file that the segmentation was exported to, or move this one elsewhere",
    )
