"""The header of one DICOM slice: what is needed to judge it, place it and understand its values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nodecluster.cohort.images.dicom.file import load, reading

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Numbers = tuple[float, ...]
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
BESIDE = {
    "SEG", "RTSTRUCT", "RTPLAN", "RTDOSE", "RTRECORD", "REG", "PR", "SR", "KO", "DOC", "FID", "RWV", "PLAN",
}  # fmt: skip
"""Modalities of what archives and 3D Slicer put beside a series and what is none of its images."""
MODALITIES = BESIDE | {
    "CT", "MR", "PT", "NM", "US", "CR", "DX", "MG", "XA", "RF", "OT", "SC", "ES", "XC", "SM", "OP", "IO", "PX", "OCT",
}  # fmt: skip
"""What may be shown as a modality; a header can hold any text there, a name too."""
KEYWORDS = [
    "SOPClassUID", "Modality", "SeriesInstanceUID", "FrameOfReferenceUID", "ImageType", "NumberOfFrames",
    "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness",
    "GantryDetectorTilt", "Rows", "Columns",
    "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
    "RescaleSlope", "RescaleIntercept", "RescaleType", "LossyImageCompression",
]  # fmt: skip


@dataclass(frozen=True)
class SliceHeader:
    """A slice's header as the file has it; None, or nothing, where an element is missing or holds no such value.

    Attributes
    ----------
    path : of the file.
    series, frame : UIDs of the series and of the frame of reference; never shown.
    modality : one of ``MODALITIES``; nothing where it is no such term.
    localizer : it is a localizer (scout) by its image type.
    frames : number of images in the file.
    position, orientation : mm and cosines, LPS: the centre of the first pixel; along a row, then along a column.
    spacing : mm, between rows, then between columns, as DICOM has it.
    thickness : mm; 0 where it is not told.
    tilt : of the gantry, degrees.
    size : rows, columns.
    samples, photometric : numbers a pixel, and what they mean.
    bits : allocated, stored, the highest, and 1 where numbers are signed.
    rescale : slope and intercept.
    unit : of the rescaled values, as far as it is told.
    syntax : UID of the transfer syntax, which says how pixels are written.
    lossy : "01" where pixels have been compressed with loss, "00" where never.
    """

    path: Path
    series: str
    frame: str
    modality: str
    localizer: bool
    frames: float
    position: Numbers | None
    orientation: Numbers | None
    spacing: Numbers | None
    thickness: float
    tilt: float
    size: Numbers | None
    samples: Numbers | None
    photometric: str
    bits: Numbers | None
    rescale: Numbers | None
    unit: str
    syntax: str
    lossy: str

    @property
    def name(self) -> str:
        """The file's name, by which messages know the slice."""
        return self.path.name


def read_header(path: Path) -> SliceHeader:
    """Return the header of a DICOM file, with or without the mark; its pixels are not read.

    Raises
    ------
    NodeError
        the file is no DICOM, damaged, or cannot be read.
    """
    with reading(path, "is not a DICOM file, or is damaged"):
        dataset = load(path, KEYWORDS)
        if not text(dataset, "SOPClassUID"):
            raise ValueError("no SOP class: pydicom has read what is no DICOM")
        return _header(path, dataset)


def _header(path: Path, dataset: Dataset) -> SliceHeader:
    modality = text(dataset, "Modality") or ("CT" if text(dataset, "SOPClassUID") == CT_IMAGE else "")
    return SliceHeader(
        path,
        series=text(dataset, "SeriesInstanceUID"),
        frame=text(dataset, "FrameOfReferenceUID"),
        modality=modality if modality in MODALITIES else "",
        localizer="LOCALIZER" in text(dataset, "ImageType").upper(),
        frames=(numbers(dataset, "NumberOfFrames") or (1.0,))[0],
        position=numbers(dataset, "ImagePositionPatient", 3),
        orientation=numbers(dataset, "ImageOrientationPatient", 6),
        spacing=numbers(dataset, "PixelSpacing", 2),
        thickness=(numbers(dataset, "SliceThickness") or (0.0,))[0],
        tilt=(numbers(dataset, "GantryDetectorTilt") or (0.0,))[0],
        size=_several(dataset, "Rows", "Columns"),
        samples=numbers(dataset, "SamplesPerPixel"),
        photometric=text(dataset, "PhotometricInterpretation"),
        bits=_several(dataset, "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
        rescale=_several(dataset, "RescaleSlope", "RescaleIntercept"),
        unit=text(dataset, "RescaleType").upper(),
        syntax=_syntax(dataset),
        lossy=text(dataset, "LossyImageCompression"),
    )


def text(dataset: Dataset, keyword: str) -> str:
    """Return an element as text; nothing where it is missing or cannot be understood."""
    try:
        value = dataset.get(keyword)
    except Exception:  # of any kind, as the value's type says
        return ""
    return "" if value is None else str(value).strip()


def numbers(dataset: Dataset, keyword: str, count: int = 1) -> Numbers | None:
    """Return an element's numbers; None where it is missing, holds another number of them or one that is not finite."""
    try:
        value = dataset.get(keyword)
        found = tuple(float(item) for item in (value if count > 1 else [value]))
    except Exception:  # of any kind, as the value's type says
        return None
    return found if len(found) == count and all(map(math.isfinite, found)) else None


def _several(dataset: Dataset, *keywords: str) -> Numbers | None:
    """Return the numbers of several elements of one number each; None where one is missing."""
    found = [numbers(dataset, keyword) for keyword in keywords]
    return tuple(number[0] for number in found if number) if all(found) else None


def _syntax(dataset: Dataset) -> str:
    """Return the transfer syntax; of a file that does not tell, the one by which pydicom could read it."""
    from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

    told = text(getattr(dataset, "file_meta", dataset), "TransferSyntaxUID")
    if told:
        return told
    implicit, little = dataset.original_encoding
    if implicit:
        return str(ImplicitVRLittleEndian)
    return str(ExplicitVRLittleEndian if little else ExplicitVRBigEndian)
