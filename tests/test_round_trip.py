"""One patient in every form that clinics have: the same nodes, and the same 107 features."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

import nodecluster as nc
from nodecluster.tables import FEATURES
from nodecluster.volume import Volume, bounding_box
from tests.cohort.images.dicom.samples import SIGNED_16, write_series
from tests.cohort.masks.dicom.samples import mask_contours, write_rtstruct, write_seg
from tests.cohort.masks.slicer_samples import write_slicer
from tests.conftest import ROUND_TRIP, WORST
from tests.imaging.pyradiomics_reference import reference, worst_relative_difference

LIMIT = 1e-9  # relative
Masks = dict[str, np.ndarray]
TURNED = ("Slicer", "DICOM and SEG", "DICOM and RTSTRUCT", "NIfTI and RTSTRUCT")
TURN = (0.96, -0.28, 0.0, 0.28, 0.96, 0.0, 0.0, 0.0, 1.0)
"""A table that was turned by 16 degrees; every number is a short decimal."""


@pytest.fixture(scope="module")
def patient(example: Path) -> tuple[Volume, Masks]:
    """A made-up patient of the example cohort, the nodes all on the CT's grid; no grid point is a tie."""
    return made_up(example / "P001")


def made_up(folder: Path) -> tuple[Volume, Masks]:
    """A patient of the example cohort."""
    ct = Volume.of(sitk.ReadImage(str(folder / "ct.nii.gz")))
    masks = {}
    for path in sorted((folder / "segmentations").iterdir()):
        found = Volume.of(sitk.ReadImage(str(path)))
        start = np.round(ct.geometry.index(found.geometry.origin_mm)).astype(int)[::-1]
        whole = np.zeros(ct.voxels.shape, bool)
        whole[tuple(slice(a, a + n) for a, n in zip(start, found.voxels.shape, strict=True))] = found.voxels != 0
        masks[path.name.removesuffix(".nii.gz")] = whole
    assert len(masks) >= 3
    assert sum(mask.astype(int) for mask in masks.values()).max() == 1
    return ct, masks


def nifti_ct(folder: Path, ct: Volume) -> str:
    sitk.WriteImage(ct.image(), str(folder / "ct.nii.gz"), useCompression=True)
    return "ct.nii.gz"


def nrrd_ct(folder: Path, ct: Volume) -> str:
    sitk.WriteImage(ct.image(), str(folder / "ct.nrrd"), useCompression=True)
    return "ct.nrrd"


def unsigned_dicom(folder: Path, ct: Volume) -> str:
    write_series(folder / "ct", ct.voxels, ct.geometry)
    return "ct"


def signed_dicom(folder: Path, ct: Volume) -> str:
    write_series(folder / "ct", ct.voxels, ct.geometry, stored=SIGNED_16)
    return "ct"


def files(folder: Path, ct: Volume, masks: Masks) -> str:
    for name, mask in masks.items():
        sitk.WriteImage(Volume(mask, ct.geometry).image(), str(folder / "masks" / f"{name}.nii.gz"))
    return "masks"


def cropped_files(folder: Path, ct: Volume, masks: Masks) -> str:
    for name, mask in masks.items():
        cut = Volume(mask, ct.geometry).crop(*bounding_box(mask))
        sitk.WriteImage(cut.image(), str(folder / "masks" / f"{name}.nii.gz"))
    return "masks"


def labelmap(folder: Path, ct: Volume, masks: Masks) -> str:
    labels = sum(np.uint8(number) * mask for number, mask in enumerate(masks.values(), 11))
    sitk.WriteImage(Volume(labels, ct.geometry).image(), str(folder / "masks" / "nodes.nii.gz"))
    lines = [f"{number} {name} 10 20 30 255" for number, name in enumerate(masks, 11)]
    (folder / "masks" / "nodes_ColorTable.ctbl").write_text("\n".join(["# Color table file", *lines]) + "\n")
    return "masks"


def slicer(**how: bool) -> Callable[[Path, Volume, Masks], str]:
    def write(folder: Path, ct: Volume, masks: Masks) -> str:
        write_slicer(folder / "masks" / "Segmentation.seg.nrrd", masks, ct.geometry, **how)
        return "masks/Segmentation.seg.nrrd"

    return write


def dicom_seg(**how: str) -> Callable[[Path, Volume, Masks], str]:
    def write(folder: Path, ct: Volume, masks: Masks) -> str:
        series = folder / "ct" if (folder / "ct").is_dir() else write_series(folder / "headers", ct.voxels, ct.geometry)
        write_seg(folder / "masks" / "1.2.3.dcm", series, masks, **how)
        return "masks"

    return write


def rtstruct(folder: Path, ct: Volume, masks: Masks) -> str:
    series = folder / "ct" if (folder / "ct").is_dir() else write_series(folder / "headers", ct.voxels, ct.geometry)
    contours = {name: mask_contours(mask, ct.geometry) for name, mask in masks.items()}
    write_rtstruct(folder / "masks" / "1.2.3.4", series, contours)
    return "masks"


FORMS = {
    "a file a node": (nifti_ct, files),
    "a cropped file a node": (nifti_ct, cropped_files),
    "labelmap with names": (nifti_ct, labelmap),
    "Slicer": (nifti_ct, slicer()),
    "Slicer in layers": (nrrd_ct, slicer(layers=True)),
    "Slicer, cropped": (nrrd_ct, slicer(crop=True)),
    "DICOM and Slicer, cropped in layers": (unsigned_dicom, slicer(layers=True, crop=True)),
    "DICOM and a file a node": (signed_dicom, files),
    "DICOM and SEG": (unsigned_dicom, dicom_seg()),
    "DICOM and SEG with empty frames": (signed_dicom, dicom_seg(kind="LABELMAP")),
    "NIfTI and SEG": (nifti_ct, dicom_seg()),
    "DICOM and RTSTRUCT": (unsigned_dicom, rtstruct),
    "NIfTI and RTSTRUCT": (nifti_ct, rtstruct),
}


def measured(folder: Path, ct: Volume, masks: Masks, form: str) -> pd.DataFrame:
    write_ct, write_masks = FORMS[form]
    (folder / "masks").mkdir(parents=True)
    image = write_ct(folder, ct)
    cells = {"patient_id": "P001", "image": image, "segmentation": write_masks(folder, ct, masks)}
    pd.DataFrame([cells]).to_csv(folder / "patients.csv", index=False)
    run = nc.extract(folder)
    assert run.failures.empty
    return run.features.set_index("node_id")


def overlapping(masks: Masks) -> Masks:
    """The same nodes, and a sixth that shares voxels with two of them: only some forms can hold it."""
    names = list(masks)
    first = np.argwhere(masks[names[0]]).mean(axis=0).astype(int)
    box = np.zeros_like(masks[names[0]])
    box[tuple(slice(at - 3, at + 4) for at in first)] = True
    return {**masks, "over": box}


def difference(found: pd.DataFrame, expected: pd.DataFrame) -> float:
    """Worst relative difference over the 107 features of all nodes."""
    assert list(found.index) == list(expected.index)
    a, b = (frame[list(FEATURES)].to_numpy(float) for frame in (found, expected))
    return float((np.abs(a - b) / np.maximum(np.abs(b), 1e-30)).max())


@pytest.fixture(scope="module")
def plain(example: Path, tmp_path_factory) -> pd.DataFrame:
    """The patient as the example cohort holds it."""
    root = tmp_path_factory.mktemp("reference")
    shutil.copytree(example / "P001", root / "P001")
    (root / "patients.csv").write_text("patient_id\nP001\n")
    return nc.extract(root).features.set_index("node_id")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_patient_in_every_form(tmp_path, record_property, patient, plain, form):
    ct, masks = patient
    worst = difference(measured(tmp_path / "case", ct, masks, form), plain)
    record_property(ROUND_TRIP, worst)
    assert worst <= LIMIT


def test_how_contours_were_read_is_in_run_json_and_is_no_warning(tmp_path, patient):
    ct, masks = patient
    measured(tmp_path, ct, masks, "NIfTI and RTSTRUCT")
    run, checked = nc.extract(tmp_path), nc.check(tmp_path)
    for info in (run.info, checked.info):
        assert info["inputs"]["masks"] == {"RTSTRUCT": len(masks)}
        assert info["inputs"]["contours"].startswith("a voxel is the node's where its centre lies inside the contours")
        assert (info["warnings"], info["remarks"]) == ([], [])
    assert not checked.checks["finding"].str.contains("contour").any()


def test_what_predict_gives_back_to_slicer_is_read_with_the_same_ids(tmp_path, small_cohort):
    """And a second prediction names the segments as the first did."""
    root = small_cohort(patients=4)
    model = nc.fit(root)
    first = nc.predict(model, root)
    nc.save(first, tmp_path / "first")
    shutil.copytree(tmp_path / "first" / "slicer", root / "slicer")
    rows = "".join(f"{name},slicer/{name}.seg.nrrd\n" for name in "ABCD")
    (root / "patients.csv").write_text(f"patient_id,segmentation\n{rows}")
    again = nc.predict(model, root)
    pd.testing.assert_frame_equal(again.nodes, first.nodes)
    pd.testing.assert_frame_equal(again.features, first.features)
    assert again.info["inputs"]["masks"] == {"Slicer": 8}
    assert again.info["remarks"] == []
    nc.save(again, tmp_path / "again")
    for path in sorted((tmp_path / "first" / "slicer").iterdir()):
        assert (tmp_path / "again" / "slicer" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("form", ["Slicer in layers", "DICOM and SEG", "DICOM and RTSTRUCT"])
def test_nodes_that_overlap(tmp_path, patient, form):
    ct, masks = patient
    more = overlapping(masks)
    expected = measured(tmp_path / "expected", ct, more, "a file a node")
    assert difference(measured(tmp_path / "case", ct, more, form), expected) <= LIMIT


@pytest.mark.parametrize("name", ["P002", "P007", "P023"])
@pytest.mark.parametrize("form", ["a file a node", "DICOM and a file a node"])
def test_ties_go_as_in_pyradiomics(tmp_path, record_property, example, name, form):
    """Slices of 0.5, 0.75, 1.25 or 1.5 mm put points of the 1 mm grid midway between two voxels of a CT.

    The last digit of where the CT lies then decides which is nearer, and formats keep different digits: these patients
    differ between NIfTI and DICOM. In each form they equal what PyRadiomics makes of ITK's reading of that form.
    """
    ct, masks = made_up(example / name)
    found = measured(tmp_path / "case", ct, masks, form)
    series = sitk.ImageSeriesReader()
    series.SetFileNames(series.GetGDCMSeriesFileNames(str(tmp_path / "case" / "ct")) if "DICOM" in form else [])
    image = series.Execute() if "DICOM" in form else sitk.ReadImage(str(tmp_path / "case" / "ct.nii.gz"))
    for node, mask in masks.items():
        drawn = sitk.GetImageFromArray(mask.astype(np.uint8))
        drawn.CopyInformation(image)
        worst = worst_relative_difference(found.loc[node, list(FEATURES)].to_numpy(float), reference(image, drawn))
        record_property(WORST, worst)
        assert worst <= LIMIT


@pytest.mark.parametrize("form", TURNED)
def test_a_turned_patient(tmp_path, record_property, patient, form):
    """NIfTI keeps directions to 7 digits, DICOM to 16 letters: features agree where no grid point is a tie."""
    ct, masks = patient
    place = replace(ct.geometry, direction=TURN, spacing_mm=(0.8317, 0.7903, 1.2971), origin_mm=(79.6, -38.4, -217.6))
    turned = Volume(ct.voxels, place)
    expected = measured(tmp_path / "expected", turned, masks, "Slicer, cropped")
    worst = difference(measured(tmp_path / "case", turned, masks, form), expected)
    record_property(ROUND_TRIP, worst)
    assert worst <= LIMIT
