"""NIfTI and NRRD, whole images and 3D Slicer's segmentations."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections import Counter
from pathlib import Path

import nibabel as nib
import nrrd
import numpy as np

from nodecluster.cohort.images.files import open_image
from nodecluster.cohort.images.hounsfield import watched
from nodecluster.cohort.images.imagefile import ImageFile
from nodecluster.cohort.masks.find import MaskFile
from nodecluster.cohort.masks.read import read_masks
from nodecluster.errors import NodeError
from nodecluster.volume import Geometry, Volume
from tests.cohort.images.samples import CT, SIZE, affine, save_itk, save_nifti, values
from tests.cohort.masks.slicer_samples import write_slicer
from tests.fuzz import mutate
from tests.fuzz.run import Kind

CLOSE_VOXELS = 0.02  # two programs round a place in other ways


def _niftis(folder: Path) -> list[bytes]:
    made = []
    scales = ((1.0, 0.0), (0.5, -9.0))
    for version, big, kind, scale in itertools.product((1, 2), (False, True), ("int16", "float32"), scales):
        path = save_nifti(folder / "a.nii", values(kind), version=version, big_endian=big, scale=scale)
        made.append(path.read_bytes())
    both = nib.Nifti1Image(values("uint8"), affine())
    both.set_qform(affine(), 1)
    both.set_sform(affine(), 1)
    nib.save(both, folder / "both.nii")
    return [*made, *[(folder / "both.nii").read_bytes()] * 4]


def _nifti(chance: random.Random, made: list[bytes], folder: Path) -> Path:
    raw = mutate.binary(chance, chance.choice(made), chance.choice((120, 348, 540)))
    if chance.random() < 0.35:
        path = folder / "a.nii.gz"
        path.write_bytes(mutate.packed(chance, raw))
    else:
        path = folder / "a.nii"
        path.write_bytes(raw)
    return path


def _read(path: Path) -> tuple[ImageFile, Volume]:
    file = open_image(path)
    volume = file.whole()
    check_finite(volume)
    with contextlib.suppress(NodeError):
        first = watched(file, path.name).window((0, 0, 0), (1, 1, 1)).voxels
        assert np.array_equal(first, volume.voxels[:1, :1, :1], equal_nan=True)
    assert np.count_nonzero(file.nonzero().voxels) == np.count_nonzero(volume.voxels)
    return file, volume


def _as_nibabel(path: Path, read: tuple[ImageFile, Volume]) -> bool:
    file, volume = read
    try:
        other = nib.load(path)
        theirs = np.asanyarray(other.dataobj)
    except Exception:  # nibabel refuses some headers that ITK reads, and fails on others
        return False
    shape = volume.geometry.size
    same = np.isclose(volume.voxels.T, theirs.reshape(shape), rtol=1e-5, atol=1e-5, equal_nan=True)
    assert same.all(), "other voxels than nibabel's"
    if not file.remarks:
        mm = {1: 1000.0, 3: 0.001}.get(int(other.header["xyzt_units"]) & 7, 1.0)
        _check_place(volume.geometry, other.affine[:3] * mm)
    return True


def check_finite(volume: Volume) -> None:
    grid = volume.geometry
    assert np.isfinite([*grid.spacing_mm, *grid.origin_mm, *grid.direction]).all(), "a place that is no number"
    assert min(grid.spacing_mm) > 0, "a spacing that is not positive"
    assert abs(abs(np.linalg.det(np.reshape(grid.direction, (3, 3)))) - 1) < 0.01, "axes that are skewed"


def _check_place(grid: Geometry, ras: np.ndarray) -> None:
    corners = np.array(list(itertools.product(*((0.0, n - 1.0) for n in grid.size))))
    theirs = (corners @ ras[:, :3].T + ras[:, 3]) * (-1, -1, 1)
    apart = np.abs(grid.point(corners) - theirs).max()
    rounding = 1e-6 * np.abs(theirs).max()
    assert apart <= CLOSE_VOXELS * min(grid.spacing_mm) + rounding, f"{apart:g} mm from where nibabel has it"


def _labelmaps(folder: Path) -> list[bytes]:
    made = []
    for kind, version in itertools.product(("uint8", "int16", "float32"), (1, 2)):
        labels = np.zeros(SIZE, kind)
        for value in (1, 2, 7):
            labels[value : value + 3, 2:6, 3 : 5 + value] = value
        made.append(save_nifti(folder / "a.nii", labels, version=version).read_bytes())
    return made


def _as_nibabel_counts(path: Path, read: list[Volume]) -> bool:
    try:
        theirs = np.asanyarray(nib.load(path).dataobj).astype(np.float32)  # an intercept of 1e-300 is none
        expected = Counter(int(count) for count in np.unique(theirs[theirs != 0], return_counts=True)[1])
    except Exception:  # nibabel refuses some headers that ITK reads, and fails on others
        return False
    assert Counter(int(np.count_nonzero(mask.voxels)) for mask in read) == expected, "other nodes than nibabel's"
    return True


def _nrrds(folder: Path) -> list[bytes]:
    return [
        save_itk(folder / "a.nrrd", values(kind), compress).read_bytes()
        for kind in ("int16", "uint8", "float32")
        for compress in (True, False)
    ]


def _nrrd(chance: random.Random, made: list[bytes], folder: Path) -> Path:
    path = folder / "a.nrrd"
    path.write_bytes(mutate.header_text(chance, chance.choice(made)))
    return path


def _as_pynrrd(path: Path, read: tuple[ImageFile, Volume]) -> bool:
    volume = read[1]
    try:
        theirs, header = nrrd.read(str(path))
    except Exception:  # pynrrd refuses what ITK takes, and fails on some
        return False
    assert theirs.size == volume.voxels.size, "another number of voxels than pynrrd's"
    ours = volume.voxels.T.ravel(order="F").astype(float)
    same = np.isclose(ours, theirs.ravel(order="F").astype(float), equal_nan=True)
    assert same.all(), "other voxels than pynrrd's"
    directions = header.get("space directions")
    if directions is not None and np.isfinite(np.asarray(directions, float)).all() and "space units" not in header:
        lengths = np.linalg.norm(np.asarray(directions, float), axis=1)
        np.testing.assert_allclose(volume.geometry.spacing_mm, lengths, rtol=1e-4)
    return True


def _slicers(folder: Path) -> list[bytes]:
    masks = {f"node {n}": np.zeros(SIZE[::-1], bool) for n in range(3)}
    for number, mask in enumerate(masks.values()):
        mask[2 + number : 6 + number, 3:8, 2 + number : 7] = True
    variants = ({}, {"layers": True}, {"crop": True})
    return [write_slicer(folder / "a.seg.nrrd", masks, CT.geometry, **how).read_bytes() for how in variants]


def _slicer(chance: random.Random, made: list[bytes], folder: Path) -> Path:
    path = folder / "a.seg.nrrd"
    path.write_bytes(mutate.header_text(chance, chance.choice(made)))
    return path


def _as_pynrrd_counts(path: Path, read: list[Volume]) -> bool:
    try:
        voxels, header = nrrd.read(str(path))
        expected = _counts(voxels, header)
    except Exception:  # pynrrd refuses what ITK takes, and fails on some
        return False
    counts = Counter(int(np.count_nonzero(mask.voxels)) for mask in read)
    assert not counts - expected, "a segment of another size than the file's"
    return True


def _counts(voxels: np.ndarray, header: dict[str, object]) -> Counter[int]:
    """How many voxels each label value has in each layer, by pynrrd alone."""
    layers = voxels if voxels.ndim == 4 else voxels[np.newaxis]
    found = (zip(*np.unique(layer, return_counts=True), strict=True) for layer in layers)
    return Counter(int(count) for layer in found for value, count in layer if value)


def read_all_masks(path: Path) -> list[Volume]:
    """Read a file of masks, and raise what was wrong where none could be read."""
    nodes = list(read_masks([MaskFile(path, None, alone=True)], CT))
    masks = [node.mask for node in nodes if node.mask is not None]
    for mask in masks:
        check_finite(mask)
    ids = [node.node_id for node in nodes if node.mask is not None]
    assert len(set(ids)) == len(ids), "an id twice"
    assert all(name.isprintable() and name for name in ids), "an id that cannot be shown"
    for node in nodes:
        if not masks and node.failure is not None:
            raise node.failure
    return masks


KINDS = (
    Kind("NIfTI-1 and NIfTI-2", 35, _niftis, _nifti, _read, _as_nibabel),
    Kind("labelmap", 5, _labelmaps, _nifti, read_all_masks, _as_nibabel_counts),
    Kind("NRRD", 15, _nrrds, _nrrd, _read, _as_pynrrd),
    Kind("3D Slicer segmentation", 10, _slicers, _slicer, read_all_masks, _as_pynrrd_counts),
)
