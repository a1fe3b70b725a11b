"""DICOM as archives give it on a bad day: series that are no CT, and masks that are of another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk
from pydicom import FileDataset, dcmread

from nodecluster.volume import Geometry
from tests.catalogue.case import NODE, Case, ct_of, mask_of, masks_of, table
from tests.cohort.images.dicom.samples import SIGNED_16, write_series
from tests.cohort.masks.dicom.samples import mask_contours, write_rtstruct, write_seg

FOLDERS = "patient_id,image,segmentation"


def _series(root: Path, folder: Path, **options: Any) -> list[Path]:
    """Write B's CT as a series."""
    image = sitk.ReadImage(str(ct_of(root)))
    geometry = Geometry((30, 34, 20), (0.8, 0.9, 2.0), image.GetOrigin())
    return write_series(folder, sitk.GetArrayFromImage(image), geometry, stored=SIGNED_16, **options)


def _ct(spoil: Callable[[Path, list[Path]], object] = lambda *_: None, **options: Any) -> Callable[[Path], None]:
    """Make B's CT a folder of slices, and spoil it."""

    def make(root: Path) -> None:
        paths = _series(root, root / "B" / "ct", **options)
        table(root, "A,,", "B,B/ct,", "C,,", header=FOLDERS)
        spoil(root / "B" / "ct", paths)

    return make


def _edit(path: Path, **changes: Any) -> None:
    dataset = dcmread(path)
    for keyword, value in changes.items():
        setattr(dataset, keyword, value)
    dataset.save_as(path)


def _moved(by: Callable[[int], tuple[float, float, float]]) -> Callable[[int, FileDataset], None]:
    """Move each slice by some millimetres."""

    def change(z: int, dataset: FileDataset) -> None:
        place = np.asarray(dataset.ImagePositionPatient, float) + by(z)
        dataset.ImagePositionPatient = [f"{value:.4f}" for value in place]

    return change


def _second_series(folder: Path, paths: list[Path]) -> None:
    for number in (3, 4):
        _edit(Path(shutil.copy(paths[number], folder / f"other-{number}.dcm")), SeriesInstanceUID="1.2.3.4")


def _one_slice(_: Path, paths: list[Path]) -> None:
    for path in paths[1:]:
        path.unlink()


def _nothing_but(name: str) -> Callable[[Path, list[Path]], None]:
    def spoil(folder: Path, paths: list[Path]) -> None:
        for path in paths:
            path.unlink()
        (folder / name).mkdir() if not Path(name).suffix else (folder / name).write_text("nothing to see")

    return spoil


def _a_slice_alone(root: Path) -> None:
    paths = _series(root, root / "B" / "ct")
    table(root, "A,,", f"B,B/ct/{paths[0].name},", "C,,", header=FOLDERS)


def _cut(_: Path, paths: list[Path]) -> None:
    paths[5].write_bytes(paths[5].read_bytes()[:-300])


def _slice_as_mask(root: Path) -> None:
    paths = _series(root, root / "series")
    shutil.copy(paths[0], masks_of(root) / "LN_2.dcm")
    mask_of(root).unlink()


def _seg(
    spoil: Callable[[Path], object] = lambda _: None, frame: str = "1", share: float = 1, **options: Any
) -> Callable[[Path], None]:
    """Make B's CT a series, and B's masks one DICOM segmentation of a series of a frame of reference."""

    def make(root: Path) -> None:
        _ct()(root)
        series = _series(root, root / "series", frame=frame)
        mask = sitk.GetArrayFromImage(sitk.ReadImage(str(mask_of(root)))) > 0
        shutil.rmtree(masks_of(root))
        path = write_seg(masks_of(root) / "seg.dcm", series, {"LN_2": mask * share}, **options)
        spoil(path)

    return make


def _structures(
    move_mm: float = 0.0, frame: str = "1", contours: Callable[[list[Any]], list[Any]] = list
) -> Callable[[Path], None]:
    """Make B's CT a series, and B's masks one structure set."""

    def make(root: Path) -> None:
        _ct()(root)
        series = _series(root, root / "series", frame=frame)
        mask = sitk.GetArrayFromImage(sitk.ReadImage(str(mask_of(root)))) > 0
        shutil.rmtree(masks_of(root))
        drawn = mask_contours(mask, Geometry((30, 34, 20), (0.8, 0.9, 2.0), (-11.0, 7.0, -30.0 + move_mm)))
        write_rtstruct(masks_of(root) / "rt.dcm", series, {"LN_2": contours(drawn)})

    return make


SERIES = (
    Case("DICOM: two series", _ct(_second_series), ("the folder ct holds 2 series", "Keep only the CT's own series")),
    Case("DICOM: a slice is missing", _ct(lambda _, paths: paths[7].unlink()), ("1 slice is missing in ct, between",)),
    Case("DICOM: a tilted gantry", _ct(change=_moved(lambda z: (0, 0.5 * z, 0))), ("gantry was tilted", "degrees")),
    Case("DICOM: uneven slices", _ct(change=_moved(lambda z: (0, 0, 0.4 * (z > 9)))), ("unevenly spaced", "2.4 mm")),
    Case(
        "DICOM: a slice twice",
        _ct(lambda folder, paths: shutil.copy(paths[4], folder / "again.dcm")),
        ("two slices in ct lie at one place", "Keep one copy"),
    ),
    Case("DICOM: one slice", _ct(_one_slice), ("the folder ct holds a single slice", "all slices of the series")),
    Case("DICOM: a slice instead of its folder", _a_slice_alone, ("is one slice of a DICOM series", "Give the folder")),
    Case(
        "DICOM: a localizer",
        _ct(lambda _, paths: _edit(paths[0], ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])),
        ("1 of 20 images is a localizer", "Move the localizers out"),
    ),
    Case("DICOM: magnetic resonance", _ct(Modality="MR"), ("is of modality MR; a CT is needed",)),
    Case("DICOM: several images in a file", _ct(NumberOfFrames=2), ("holds 2 images", "classic slices")),
    Case("DICOM: no rescale slope", _ct(RescaleSlope=None), ("no usable Rescale Slope and Intercept",)),
    Case("DICOM: no place", _ct(ImagePositionPatient=None), ("no usable Image Position (Patient)",)),
    Case("DICOM: a pixel of no size", _ct(PixelSpacing=["0", "0"]), ("no usable Pixel Spacing",)),
    Case("DICOM: a slice of 65535 x 65535", _ct(Rows=65535, Columns=65535), ("claims 65535 x 65535 pixels",)),
    Case("DICOM: a slice of another size", _ct(lambda _, p: _edit(p[2], Rows=33)), ("must be alike",)),
    Case("DICOM: a slice that ends too early", _ct(_cut), ("cannot be decoded", "cut short or damaged")),
    Case("DICOM: a text called .dcm", _ct(lambda folder, _: (folder / "x.dcm").write_text("hello")), ("x.dcm",)),
    Case("DICOM: folders in the folder", _ct(_nothing_but("series")), ("holds no DICOM slice itself, but a folder",)),
    Case("DICOM: no slice in the folder", _ct(_nothing_but("notes.txt")), ("the folder ct holds no DICOM file",)),
)
LONE = {"gone": ("B",)}
MASKS = (
    Case("DICOM: a slice as mask", _slice_as_mask, ("'LN_2.dcm' in 'B/segmentations'", "DICOM (SEG or RTSTRUCT)")),
    Case("SEG: of another frame of reference", _seg(frame="2"), ("seg.dcm was drawn in another frame of reference",)),
    Case("SEG: fractional", _seg(kind="FRACTIONAL", share=0.4), ("fractional",), (("B", "LN_2"),), **LONE),
    Case(
        "SEG: cut short",
        _seg(lambda path: path.write_bytes(path.read_bytes()[:-200])),
        ("seg.dcm cannot be read", "too early"),
    ),
    Case("RTSTRUCT: between slices", _structures(0.7), ("do not lie on a slice of the CT",), NODE, **LONE),
    Case("RTSTRUCT: far away", _structures(700.0), ("far outside the CT",), NODE, **LONE),
    Case("RTSTRUCT: of another scan", _structures(frame="2"), ("another frame of reference",), NODE, **LONE),
    Case("RTSTRUCT: no contour", _structures(contours=lambda _: []), ("structure is empty",), NODE, **LONE),
    Case(
        "RTSTRUCT: a point of two coordinates",
        _structures(contours=lambda drawn: [drawn[0].ravel()[:-1], *drawn[1:]]),
        ("which is not three a point",),
        NODE,
        **LONE,
    ),
)
DICOM_CASES = (*SERIES, *MASKS)
