"""A folder of DICOM slices as one image: the CT as the hospital's archive gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nodecluster.cohort.images.dicom.folder import below_remarks, headers_in
from nodecluster.cohort.images.dicom.geometry import gap_remarks, place_slices
from nodecluster.cohort.images.dicom.header import SliceHeader, read_header
from nodecluster.cohort.images.dicom.series import check_kind, check_series
from nodecluster.cohort.images.dicom.slices import read_slice, value_kind
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.errors import NodeError
from nodecluster.volume import Array

LOSSY_SYNTAXES = {f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 81, 91)}
"""Transfer syntaxes that may lose: JPEG baseline and extended, JPEG-LS near-lossless, JPEG 2000."""
TILT_DEGREES = 0.5


def open_dicom(path: Path) -> ImageFile:
    """Open the CT series in a folder; all headers are read, the pixels are not yet.

    Grid and values are as ITK's series reader gives them (tests compare): slices sorted by their place along their
    normal, each with its own slope and intercept; pixel padding is a value like any other. Only where slopes differ
    are values other than ITK's, which takes the type of the first slice for all and cuts off what does not fit; here
    they are exact. Slices are decoded one after the other, all of them, so that a damaged one refuses the CT.

    Parameters
    ----------
    path : of the folder. Sub-folders are not read, but what lies there is told. Of a single file it is said why it is
        no CT.

    Raises
    ------
    NodeError
        the folder holds anything but one whole CT series of straight, even, equal slices.
    OSError
        the folder cannot be listed.
    """
    if not path.is_dir():
        raise _single(path)
    headers = headers_in(path)
    check_series(path, headers)
    ordered, geometry = place_slices(path, headers)
    frames = {header.frame for header in ordered}
    return ImageFile(
        geometry,
        lambda: _slabs(ordered),
        remarks=(*_remarks(ordered), *gap_remarks(ordered, geometry.spacing_mm[2]), *below_remarks(path)),
        frame_uid=frames.pop() if len(frames) == 1 else "",
    )


def _slabs(ordered: Sequence[SliceHeader]) -> Iterator[Array]:
    kind = value_kind(ordered)
    for header in ordered:
        yield read_slice(header, kind)


def _single(path: Path) -> NodeError:
    """Return why a single DICOM file is no CT."""
    header = read_header(path)
    try:
        check_kind([header])
    except NodeError as error:
        return error
    reason = f"{path.name} is one slice of a DICOM series; the whole CT is needed"
    return NodeError("reading", reason, "Give the folder that holds the slices of the series as 'image'")


def _remarks(ordered: Sequence[SliceHeader]) -> Iterator[str]:
    if any(_lossy(header) for header in ordered):
        yield "the CT was compressed with loss, which changes texture"
    tilt = max((header.tilt for header in ordered), key=abs)
    if abs(tilt) >= TILT_DEGREES:
        yield f"the CT's headers tell of a gantry tilted by {tilt:g} degrees, which its slices' places do not show"


def _lossy(header: SliceHeader) -> bool:
    """Return whether pixels were compressed with loss: as the header says or, where it does not, as may be."""
    return header.lossy == "01" or (header.syntax in LOSSY_SYNTAXES and header.lossy != "00")
