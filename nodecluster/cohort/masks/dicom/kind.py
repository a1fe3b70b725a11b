"""What a DICOM file is, told from its SOP class and never from its name."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.images.dicom.file import MOST_PLANES, load, reading
from nodecluster.errors import NodeError

SEG, RTSTRUCT = "seg", "rtstruct"
_AFTER_SOP_CLASS = 0x00080017
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
        the file is no DICOM, its header is damaged, or it cannot be opened.
    """
    from pydicom.uid import UID

    with reading(path):
        if path.exists() and not path.is_file():
            raise NodeError("reading", f"{path.name} is not a file", "Put the DICOM file itself there")
        header = load(path, ["SOPClassUID"], before=_AFTER_SOP_CLASS, most=MOST_PLANES)
        uid = UID(str(header.get("SOPClassUID") or ""))
        if not uid:
            raise NodeError(
                "reading", f"{path.name} is not a DICOM file", "Export the file again, or move it elsewhere"
            )
    if uid in _KINDS:
        return _KINDS[uid]
    name = uid.name
    return "object of an unknown kind" if name == str(uid) else name.removesuffix(" Storage")  # no UID is ever shown


def check_kind(path: Path, wanted: str) -> None:
    """Refuse a DICOM file of another kind than ``wanted``, "seg" or "rtstruct".

    Raises
    ------
    NodeError
        it is of another kind, no DICOM, damaged, or cannot be opened.
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
