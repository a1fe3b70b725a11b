"""CTs that are none: other dimensions, other numbers, other formats."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import SimpleITK as sitk

from tests.catalogue.case import NODE, Case, array, ct_of, mask_of, table, voxels

BOTH = (("B", "LN_1"), ("B", "LN_2"))
RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])


def _values(root: Path, low: float, high: float, kind: str = "int16") -> None:
    """Give the CT other values, between two."""
    rng = np.random.default_rng(9)
    voxels(ct_of(root), lambda old: (rng.random(old.shape) * (high - low) + low).astype(kind))


def _hole(root: Path) -> None:
    """Put a value that is not a number inside a node."""
    inside = sitk.GetArrayFromImage(sitk.ReadImage(str(mask_of(root)))) > 0

    def change(old: np.ndarray) -> np.ndarray:
        new = old.astype(np.float32)
        new[inside] = np.nan
        return new

    voxels(ct_of(root), change)


def _blank_node(root: Path) -> None:
    """Give a node and its surroundings one value."""
    inside = sitk.GetArrayFromImage(sitk.ReadImage(str(mask_of(root)))) > 0
    voxels(ct_of(root), lambda old: np.where(inside, 40, old).astype(np.int16))


def _mha(root: Path) -> None:
    sitk.WriteImage(sitk.ReadImage(str(ct_of(root))), str(root / "B" / "ct.mha"))
    table(root, "A,", "B,B/ct.mha", "C,", header="patient_id,image")


IMAGE_CASES = (
    Case("CT: two dimensions", lambda root: array(ct_of(root), np.zeros((30, 34), np.int16)), ("ct.nii.gz", "2", "3")),
    Case(
        "CT: four dimensions",
        lambda root: array(ct_of(root), np.zeros((30, 34, 20, 3), np.int16)),
        ("ct.nii.gz has 4 dimensions; 3 are needed",),
    ),
    Case(
        "CT: four dimensions in NIfTI-2",
        lambda root: array(ct_of(root), np.zeros((30, 34, 20, 3), np.int16), nib.Nifti2Image),
        ("ct.nii.gz has 4 dimensions; 3 are needed",),
    ),
    Case("CT: colours", lambda root: array(ct_of(root), np.zeros((30, 34, 20), RGB)), ("ct.nii.gz", "colour")),
    Case(
        "CT: complex numbers",
        lambda root: array(ct_of(root), np.ones((30, 34, 20), np.complex64)),
        ("ct.nii.gz", "complex"),
    ),
    Case("CT: nothing but zeros", lambda root: voxels(ct_of(root), np.zeros_like), ("ct.nii.gz", "0")),
    Case(
        "CT: one value everywhere", lambda root: voxels(ct_of(root), lambda old: np.full_like(old, 40)), ("ct.nii.gz",)
    ),
    Case(
        "CT: grey levels of 8 bits",
        lambda root: _values(root, 0, 255, "uint8"),
        ("ct.nii.gz holds 8 bits a voxel", "Hounsfield"),
    ),
    Case(
        "CT: without its rescale intercept", lambda root: _values(root, 900, 1200), ("ct.nii.gz", "rescale intercept")
    ),
    Case("CT: fractions of one", lambda root: _values(root, 0, 1, "float32"), ("ct.nii.gz", "Hounsfield")),
    Case("CT: values that are not numbers in a node", _hole, ("not numbers", "Export the CT again"), BOTH),
    Case("CT: one value in all of a node", _blank_node, ("same value (40 HU)", "no texture"), NODE),
    Case("CT: MetaImage", _mha, ("'B/ct.mha'", "Export the CT as NIfTI or NRRD")),
)
