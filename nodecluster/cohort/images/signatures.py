"""What a file is that is not what its name says: told by its first bytes."""

from __future__ import annotations

from pathlib import Path

from nodecluster.errors import NodeError

_MARKS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"NRRD": "an NRRD file",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF document",
    b"MATLAB": "a MATLAB file",
    b"<": "a web page or another text with marks",
}
_DICOM_AT, _DICOM = 128, b"DICM"
_ANALYZE = tuple((348).to_bytes(4, order) for order in ("little", "big"))


def not_of_format(path: Path, wanted: str, first: bytes) -> NodeError:
    """Return the failure of a file that is not of the format that its name says.

    Parameters
    ----------
    path : of the file.
    wanted : the format, as a word.
    first : its first bytes, decompressed.
    """
    found = _kind(first)
    reason = f"{path.name} is not an image that can be read: it has no valid {wanted} header" + (
        f", but looks like {found}" if found else ""
    )
    return NodeError("reading", reason, "The file is damaged or of another format; copy or export it again")


def _kind(first: bytes) -> str:
    """Return what a file looks like, or nothing."""
    if first[_DICOM_AT:].startswith(_DICOM):
        return "a DICOM file"
    if first.startswith(_ANALYZE):
        return "a header of the older Analyze format, or a damaged one"
    return next((kind for mark, kind in _MARKS.items() if first.startswith(mark)), "")
