"""Masks that are none, are of somebody else, or leave nothing to measure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import nrrd
import numpy as np
import SimpleITK as sitk

from tests.catalogue.case import NODE, PATIENT, Case, array, ct_of, mask_of, masks_of, place, voxels
from tests.conftest import ellipsoid

RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])


def _mask(draw: Callable[[np.ndarray], object], kind: str = "uint8") -> Callable[[Path], None]:
    """Draw the node anew into an empty array (z, y, x)."""

    def spoil(root: Path) -> None:
        def change(old: np.ndarray) -> np.ndarray:
            new = np.zeros(old.shape, kind)
            draw(new)
            return new

        voxels(mask_of(root), change)

    return spoil


def _box(z: slice, y: slice, x: slice, value: float = 1) -> Callable[[np.ndarray], None]:
    def draw(mask: np.ndarray) -> None:
        mask[z, y, x] = value

    return draw


def _corners(mask: np.ndarray) -> None:
    mask[9, 9, 9] = mask[10, 10, 10] = 1


def _nothing(mask: np.ndarray) -> None:
    """Draw no voxel."""


def _chest(mask: np.ndarray) -> None:
    mask[...] = np.arange(mask.size).reshape(mask.shape) % 1500 - 1000


def _valued(values: tuple[float, ...], kind: str) -> Callable[[Path], None]:
    """Draw the node with several values, slice by slice."""

    def draw(mask: np.ndarray) -> None:
        for number, value in enumerate(values):
            mask[6 + 2 * number : 8 + 2 * number, 10:20, 10:20] = value

    return _mask(draw, kind)


def _coarse(root: Path) -> None:
    """Draw a small node on voxels of 4 x 4 x 5 mm, which no CT's voxels can follow."""
    image = sitk.GetImageFromArray(np.pad(np.ones((1, 1, 1), np.uint8), 3))
    image.SetSpacing((4.0, 4.0, 5.0))
    image.SetOrigin((-9.0, 9.0, -28.0))
    image.SetDirection((0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1))
    sitk.WriteImage(image, str(mask_of(root)))


def _slicer(root: Path, voxel_array: np.ndarray, header: dict[str, str]) -> None:
    """Replace the masks by a segmentation of 3D Slicer: array x y z, or layer x y z."""
    shutil.rmtree(masks_of(root))
    directions = [[0.8, 0, 0], [0, 0.9, 0], [0, 0, 2.0]]
    layers = voxel_array.ndim == 4
    fields = {
        "space": "left-posterior-superior",
        "space directions": np.array([[np.nan] * 3, *directions] if layers else directions),
        "space origin": np.array([-11.0, 7.0, -30.0]),
        "kinds": (["list"] if layers else []) + ["domain"] * 3,
        **header,
    }
    masks_of(root).mkdir()
    nrrd.write(str(masks_of(root) / "Segmentation.seg.nrrd"), voxel_array, fields)


def _segment(number: int, name: str, value: int, layer: int) -> dict[str, str]:
    return {
        f"Segment{number}_{key}": str(text)
        for key, text in {"ID": f"Segment_{number}", "Name": name, "LabelValue": value, "Layer": layer}.items()
    }


def _missing_layer(root: Path) -> None:
    """Save three segments, of which one names a layer that is not there; the others are B's own nodes."""
    size = (30, 34, 20)
    first = ellipsoid(size, (9, 10, 10), (5, 4, 3)).T
    second = ellipsoid(size, (20, 22, 9), (5, 4, 3)).T
    layers = np.stack([first, second]).astype(np.uint8)
    header = {**_segment(0, "LN_1", 1, 0), **_segment(1, "LN_2", 1, 1), **_segment(2, "LN_3", 1, 4)}
    _slicer(root, layers, header)


def _other_patients(root: Path) -> None:
    """Give B's node the place of a scan on another table."""
    place(mask_of(root), origin=(400.0, 300.0, 900.0))


def _half_outside(root: Path) -> None:
    place(mask_of(root), origin=(-11.0 + 0.8 * 12, 7.0, -30.0))


def _copied(name: str) -> Callable[[Path], object]:
    return lambda root: sitk.WriteImage(sitk.ReadImage(str(mask_of(root))), str(masks_of(root) / name))


def _lone_value_file(root: Path) -> None:
    array(mask_of(root), np.zeros((30, 34, 20, 2), np.uint8), nib.Nifti1Image)


MIDDLE = slice(8, 12)
MASK_CASES = (
    Case("mask: empty", _mask(_nothing), ("LN_2.nii.gz is empty: no voxel is set", "Draw the node"), NODE),
    Case("mask: full", _mask(lambda mask: mask.fill(1)), ("touches the CT's border along x",), NODE),
    Case("mask: one voxel", _mask(_box(slice(9, 10), slice(9, 10), slice(9, 10))), ("one voxel thick along x",), NODE),
    Case("mask: one slice", _mask(_box(slice(9, 10), slice(9, 19), slice(9, 19))), ("one voxel thick along z",), NODE),
    Case("mask: two voxels", _mask(_corners), ("too small", "at least"), NODE),
    Case("mask: at the CT's border", _mask(_box(MIDDLE, slice(0, 9), MIDDLE)), ("border along y", "whole node"), NODE),
    Case("mask: of another patient", _other_patients, ("0 % of the mask lies inside the CT", "on this CT"), NODE),
    Case("mask: half outside the CT", _half_outside, ("% of the mask lies inside the CT; at least 95 %",), NODE),
    Case("mask: on a grid too coarse", _coarse, ("another grid", "at most 10 %", "as reference volume"), NODE),
    Case("mask: negative values", _valued((-1, -1), "int16"), ("LN_2.nii.gz holds values from -1 to -1",), NODE),
    Case("mask: fractions", _valued((0.25, 0.75), "float32"), ("LN_2.nii.gz", "whole"), NODE),
    Case(
        "mask: values that are not numbers",
        _valued((1, np.nan), "float32"),
        ("LN_2.nii.gz holds values that are not numbers",),
        NODE,
    ),
    Case(
        "mask: a CT of the whole chest",
        _mask(_chest, "int16"),
        ("LN_2.nii.gz looks like an image in HU, not a mask: its values run from -1000 to 499", "swapped"),
        NODE,
    ),
    Case(
        "mask: several values", _valued((1, 2, 7), "uint8"), ("LN_2.nii.gz holds 3 values (1, 2, 7)", "own path"), NODE
    ),
    Case(
        "mask: the CT",
        lambda root: shutil.copy(ct_of(root), mask_of(root)),
        ("LN_2.nii.gz holds values from -", "not positive whole"),
        NODE,
    ),
    Case("mask: four dimensions", _lone_value_file, ("LN_2.nii.gz has 4 dimensions",), NODE),
    Case("mask: colours", lambda root: array(mask_of(root), np.zeros((30, 34, 20), RGB)), ("LN_2.nii.gz",), NODE),
    Case("mask: two files of one id", _copied("LN_2.nrrd"), ("several files for node 'LN_2'", "rename"), PATIENT),
    Case("mask: MetaImage", _copied("LN_3.mha"), ("'LN_3.mha'", "Export the segmentation as NIfTI or NRRD"), PATIENT),
    Case(
        "segmentation: 3D Slicer's empty one",
        lambda root: _slicer(root, np.zeros((1, 1, 1), np.uint8), {}),
        ("Segmentation.seg.nrrd", "empty segmentation"),
        (("B", "Segmentation"),),
        gone=("B",),
    ),
    Case("segmentation: a layer that is not there", _missing_layer, ("LN_3", "layer"), (("B", "LN_3"),)),
)
