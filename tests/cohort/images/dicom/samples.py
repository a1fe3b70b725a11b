"""CT series as a scanner's archive gives them: one file a slice, in an order that neither names nor numbers tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
from pydicom import FileDataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid
from pydicom.valuerep import DSdecimal, format_number_as_ds

from nodecluster.volume import Geometry
from tests.cohort.images.samples import CT

UNSIGNED_12 = {"BitsStored": 12, "PixelRepresentation": 0, "RescaleIntercept": "-1024"}
SIGNED_16 = {"BitsStored": 16, "PixelRepresentation": 1, "RescaleIntercept": "0"}
FLOATS = {"ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"}


def write_series(
    folder: Path,
    volume: np.ndarray,
    geometry: Geometry,
    *,
    stored: dict[str, Any] = UNSIGNED_12,
    series: str = "1",
    frame: str = "1",
    change: Callable[[int, FileDataset], None] | None = None,
    **changes: Any,
) -> list[Path]:
    """Write HU (z, y, x), whole numbers, as a valid CT series, and return the slices' files in the order of z.

    Parameters
    ----------
    volume : without intercept; between -1024 and 3071 for ``UNSIGNED_12``, int16 for ``SIGNED_16``.
    geometry : written as decimal strings of at most 16 characters; spacing to 14 digits or so, positions likewise.
    series, frame : what the series and its frame of reference are made from; the same text gives the same UID.
    change : called with z and the slice's data set last of all, before it is written.
    **changes : DICOM keywords and their values, for every slice; a function is called with z; None takes it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for z, pixels in enumerate(volume):
        dataset = ct_slice(pixels, geometry, z, stored=stored, series=series, frame=frame)
        for keyword, value in changes.items():
            _set(dataset, keyword, value(z) if callable(value) else value)
        if change:
            change(z, dataset)
        paths.append(folder / f"{series}-{(z * 7 + 3) % 11}-{z * 37 % 101}.dcm")
        dataset.save_as(paths[-1], enforce_file_format=True)
    return paths


def ct_slice(
    pixels: np.ndarray, geometry: Geometry, z: int, *, stored: dict[str, Any], series: str, frame: str
) -> FileDataset:
    """One slice (y, x) of HU at index ``z`` of the grid."""
    uid = {name: generate_uid(entropy_srcs=[name, text]) for name, text in (("series", series), ("frame", frame))}
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[series, str(z)])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    turn = np.asarray(geometry.direction).reshape(3, 3)
    values = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "Modality": "CT",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "PatientName": "Doe^Jane",
        "PatientID": "secret",
        "PatientBirthDate": "",
        "PatientSex": "F",
        "StudyInstanceUID": generate_uid(entropy_srcs=["study"]),
        "SeriesInstanceUID": uid["series"],
        "FrameOfReferenceUID": uid["frame"],
        "PositionReferenceIndicator": "",
        "StudyDate": "20200101",
        "StudyTime": "120000",
        "AccessionNumber": "",
        "ReferringPhysicianName": "",
        "StudyID": "1",
        "Manufacturer": "none",
        "SeriesNumber": "1",
        "AcquisitionNumber": "1",
        "InstanceNumber": str((z * 5) % 12 + 1),
        "SeriesDescription": "secret description",
        "KVP": "120",
        "SliceThickness": f"{geometry.spacing_mm[2]:.6g}",
        "ImagePositionPatient": list(geometry.point((0, 0, z))),
        "ImageOrientationPatient": [*turn[:, 0], *turn[:, 1]],
        "PixelSpacing": [geometry.spacing_mm[1], geometry.spacing_mm[0]],  # between rows, then between columns
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": pixels.shape[0],
        "Columns": pixels.shape[1],
        "BitsAllocated": 16,
        "HighBit": stored["BitsStored"] - 1,
        "RescaleSlope": "1",
        "RescaleType": "HU",
        **stored,
    }
    for keyword, value in values.items():
        _set(dataset, keyword, value)
    numbers = pixels.astype(np.int64) - int(stored["RescaleIntercept"])
    kind = np.dtype("<i2" if stored["PixelRepresentation"] else "<u2")
    assert (numbers == numbers.astype(kind)).all()
    dataset.PixelData = numbers.astype(kind).tobytes()
    return dataset


def _set(dataset: FileDataset, keyword: str, value: Any) -> None:
    if value is None:
        del dataset[keyword]
    elif keyword in FLOATS and not isinstance(value, str):
        setattr(dataset, keyword, [DSdecimal(format_number_as_ds(float(number))) for number in value])
    else:
        setattr(dataset, keyword, value)


GRID = CT.geometry.crop((0, 0, 0), (10, 11, 6))


SYNTAXES = {
    "JPEG lossless": ("JPEGLosslessProcess14", "1.2.840.10008.1.2.4.57"),
    "JPEG lossless, first order": ("JPEGLosslessProcess14_1", "1.2.840.10008.1.2.4.70"),
    "JPEG-LS": ("JPEGLSLossless", "1.2.840.10008.1.2.4.80"),
    "JPEG-LS near-lossless": ("JPEGLSNearLossless", "1.2.840.10008.1.2.4.81"),
    "JPEG 2000 lossless": ("JPEG2000Lossless", "1.2.840.10008.1.2.4.90"),
    "JPEG 2000": ("JPEG2000", "1.2.840.10008.1.2.4.91"),
    "RLE": ("RLELossless", "1.2.840.10008.1.2.5"),
    "deflated": ("DeflatedExplicitVRLittleEndian", "1.2.840.10008.1.2.1.99"),
    "implicit": ("ImplicitVRLittleEndian", "1.2.840.10008.1.2"),
    "big endian": ("ExplicitVRBigEndian", "1.2.840.10008.1.2.2"),
}


def hu(size=GRID.size) -> np.ndarray:
    """Values (z, y, x) from -1024 to 3071, no two slices alike."""
    return np.random.default_rng(5).integers(-1024, 3072, size[::-1]).astype(np.int16)


def compress(folder: Path, syntax: str) -> None:
    """Write a series' pixels anew, through GDCM."""
    for path in folder.iterdir():
        reader, writer, change = gdcm.ImageReader(), gdcm.ImageWriter(), gdcm.ImageChangeTransferSyntax()
        reader.SetFileName(str(path))
        assert reader.Read()
        change.SetTransferSyntax(gdcm.TransferSyntax(getattr(gdcm.TransferSyntax, syntax)))
        change.SetInput(reader.GetImage())
        assert change.Change()
        writer.SetFileName(str(path))
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        assert writer.Write()
