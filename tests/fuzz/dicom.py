"""DICOM: a series of CT slices, segmentations and structure sets."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pydicom

from nodecluster.cohort.images.files import open_image
from nodecluster.volume import Volume
from tests.cohort.images.dicom.samples import write_series
from tests.cohort.images.samples import CT
from tests.cohort.masks.dicom.samples import mask_contours, write_rtstruct, write_seg
from tests.fuzz import mutate
from tests.fuzz.images import check_finite, read_all_masks
from tests.fuzz.run import Kind


def _series(folder: Path) -> list[bytes]:
    volume = (np.arange(4 * 11 * 10) % 1500 - 1000).reshape(4, 11, 10).astype(np.int16)
    grid = CT.geometry.crop((0, 0, 0), (10, 11, 4))
    write_series(folder / "ct", volume, grid)
    return [path.read_bytes() for path in sorted((folder / "ct").iterdir())]


def _spoilt_series(chance: random.Random, made: list[bytes], folder: Path) -> Path:
    slices = list(made)
    at = chance.randrange(len(slices))
    what = chance.randrange(12)
    if what == 0:
        del slices[at]
    elif what == 1:
        slices.append(slices[at])
    else:
        slices[at] = mutate.binary(chance, slices[at], len(slices[at]) - 220)
    path = folder / "ct"
    path.mkdir()
    for number, raw in enumerate(slices):
        (path / f"{number}.dcm").write_bytes(raw)
    return path


def _read_series(path: Path) -> Volume:
    volume = open_image(path).whole()
    check_finite(volume)
    return volume


def _as_pydicom(path: Path, volume: Volume) -> bool:
    try:
        slices = [pydicom.dcmread(file) for file in path.iterdir()]
        slices.sort(key=lambda one: float(np.dot(one.ImagePositionPatient, volume.geometry.direction[2::3])))
        theirs = [one.pixel_array * float(one.RescaleSlope) + float(one.RescaleIntercept) for one in slices]
    except Exception:  # pydicom alone refuses some that our reader mends or passes over
        return False
    assert np.array_equal(volume.voxels, np.stack(theirs)), "other voxels than pydicom's"
    return True


def _masks(folder: Path) -> tuple[Path, dict[str, np.ndarray]]:
    mask = np.zeros(CT.geometry.size[::-1], bool)
    mask[3:7, 3:8, 2:7] = True
    other = np.zeros_like(mask)
    other[5:9, 5:9, 4:9] = True
    volume = np.zeros(mask.shape, np.int16)
    write_series(folder / "ct", volume, CT.geometry)
    return folder / "ct", {"one": mask, "other": other}


def _segs(folder: Path) -> list[bytes]:
    series, masks = _masks(folder)
    write_seg(folder / "a.dcm", series, masks)
    return [(folder / "a.dcm").read_bytes()]


def _as_pydicom_counts(path: Path, masks: list[Volume]) -> bool:
    try:
        file = pydicom.dcmread(path)
        counts: Counter[int] = Counter()
        for frame, about in zip(file.pixel_array, file.PerFrameFunctionalGroupsSequence, strict=True):
            number = about.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            counts[number] += int(np.count_nonzero(frame))
    except Exception:  # pydicom alone refuses some that our reader mends or passes over
        return False
    read = Counter(int(np.count_nonzero(mask.voxels)) for mask in masks)
    assert not read - Counter(counts.values()), "a segment of another size than the file's"
    return True


def _rtstructs(folder: Path) -> list[bytes]:
    series, masks = _masks(folder)
    contours = {name: mask_contours(mask, CT.geometry) for name, mask in masks.items()}
    write_rtstruct(folder / "a.dcm", series, contours)
    return [(folder / "a.dcm").read_bytes()]


def _spoilt_file(chance: random.Random, made: list[bytes], folder: Path) -> Path:
    path = folder / "a.dcm"
    raw = chance.choice(made)
    path.write_bytes(mutate.binary(chance, raw, len(raw)))
    return path


KINDS = (
    Kind("DICOM series", 4, _series, _spoilt_series, _read_series, _as_pydicom),
    Kind("DICOM segmentation", 3, _segs, _spoilt_file, read_all_masks, _as_pydicom_counts),
    Kind("DICOM structure set", 3, _rtstructs, _spoilt_file, read_all_masks, lambda *_: False),
)
