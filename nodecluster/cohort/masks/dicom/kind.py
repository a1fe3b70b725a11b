"""What a DICOM file is, told from its SOP class and never from its name."""

from __future__ import annotations

from pathlib import Path

from nodecluster.cohort.images.dicom.file import MOST_PLANES, load, reading
from nodecluster.errors import NodeError

DICOM_SEG, RTSTRUCT = "DICOM SEG", "RTSTRUCT"
_AFTER_SOP_CLASS = 0x00080017
_KINDS = {
    "1.2.840.10008.5.1.4.1.1.66.4": DICOM_SEG,
    "1.2.840.10008.5.1.4.1.1.66.7": DICOM_SEG,  # label map segmentation, newer than the list of pydicom 3.0
    "1.2.840.10008.5.1.4.1.1.481.3": RTSTRUCT,
}


def dicom_kind(path: Path) -> str:
    """Return what a DICOM file is: ``DICOM_SEG``, ``RTSTRUCT``, or a kind in the standard's words ("CT Image").

    Raises
    ------
    NodeError
        the file is no DICOM, its header is damaged, or it cannot be opened.
    """
    from pydicom.uid import UID

    with reading(path):
        if path.exists() and not path.is_file():
            raise NodeError("reading", f"{path.name} is not a file", "Give the path of the DICOM file itself")
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
    """Refuse a DICOM file of another kind than ``wanted``.

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
    words = {DICOM_SEG: "DICOM segmentation", RTSTRUCT: "DICOM structure set"}.get(kind, f"DICOM {kind}")
    return NodeError(
        "reading",
        f"{path.name} is a {words}, where a DICOM segmentation (SEG) or structure set (RTSTRUCT) is needed",
        "Give the file that the segmentation was exported to, or move the file that is no mask elsewhere",
    )
