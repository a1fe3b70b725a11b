"""A bad input, and what has to become of it."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk

PATIENT = (("B", ""),)
NODE = (("B", "LN_2"),)
NOBODY = ()
SIZE = (20, 34, 30)  # z y x, of every image in the cohort


@dataclass(frozen=True)
class Case:
    """One way in which a cohort can be bad.

    Attributes
    ----------
    name : what is wrong.
    spoil : makes it so in the cohort's folder, which has patients A, B and C with nodes LN_1 and LN_2 each.
    words : parts of what is said of it, reason and remedy.
    lost : patient and node (nothing where it is the patient) of each failure; their rows are missing from the results.
    code : the exit code: 3 where somebody is lost, 1 where the table itself is, 0 where it has to be read right.
    gone : patients who are missing from the results though a failure has another id, or none.
    renamed : the patients or nodes that have other ids than in the good cohort.
    patch : changes the system that the tool meets, where files cannot.
    folder : the name of the cohort's folder.
    """

    name: str
    spoil: Callable[[Path], object]
    words: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = PATIENT
    code: int = 3
    gone: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    patch: Callable[[pytest.MonkeyPatch], None] | None = None
    folder: str = "cohort"


def ct_of(root: Path) -> Path:
    """The CT of the patient that is spoilt."""
    return root / "B" / "ct.nii.gz"


def masks_of(root: Path) -> Path:
    """The patient's folder of masks."""
    return root / "B" / "segmentations"


def mask_of(root: Path) -> Path:
    """The mask of the node that is spoilt."""
    return masks_of(root) / "LN_2.nii.gz"


def fields(path: Path, *changes: tuple[int, str, tuple[float, ...]]) -> None:
    """Overwrite fields of a NIfTI-1 header: byte, struct format, values."""
    raw = bytearray(gzip.decompress(path.read_bytes()))
    for at, form, values in changes:
        struct.pack_into(f"<{form}", raw, at, *values)
    path.write_bytes(gzip.compress(bytes(raw), 1))


def voxels(path: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """Replace the voxels (z, y, x) of an image, which stays in its place."""
    image = sitk.ReadImage(str(path))
    changed = sitk.GetImageFromArray(change(sitk.GetArrayFromImage(image)))
    changed.SetSpacing(image.GetSpacing())
    changed.SetOrigin(image.GetOrigin())
    sitk.WriteImage(changed, str(path), useCompression=True)


def place(path: Path, **where: tuple[float, ...]) -> None:
    """Move an image: ``origin``, ``spacing`` or ``direction``, x y z, LPS."""
    image = sitk.ReadImage(str(path))
    for name, value in where.items():
        getattr(image, f"Set{name.capitalize()}")(value)
    sitk.WriteImage(image, str(path), useCompression=True)


def array(path: Path, values: np.ndarray, maker: type = nib.Nifti1Image) -> None:
    """Write an array of any shape or type as NIfTI."""
    nib.save(maker(values, np.diag([0.8, 0.9, 2.0, 1.0])), path)


def table(root: Path, *rows: str, header: str = "patient_id") -> None:
    """Write the patients' table."""
    (root / "patients.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
