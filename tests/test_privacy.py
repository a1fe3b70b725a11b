"""What no output may hold: where files lie, who ran the program, what a DICOM header says of a person."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
import SimpleITK as sitk

from nodecluster.cli import main
from nodecluster.volume import Volume
from tests.cohort.images.dicom.samples import SIGNED_16, write_series
from tests.cohort.masks.dicom.samples import write_seg

WARD, USER = "ward_Seven", "ursula_of_radiology"
HEADERS = {
    "PatientName": "Quincannon^Petronella",
    "PatientID": "MRN-7731904",
    "PatientBirthDate": "19481103",
    "ReferringPhysicianName": "Abernathy^Quill",
    "StudyDate": "20190317",
    "AccessionNumber": "ACC55193",
    "StudyID": "ST-40417",
    "SeriesDescription": "Thorax Petronella Q.",
    "Manufacturer": "Maker of scanners",
}
PATIENTS = ("P001", "P002", "P003")


@pytest.fixture(scope="module")
def ward(example: Path, tmp_path_factory) -> Path:
    """A folder with a cohort of DICOM files whose headers name a person; the runs go beside it."""
    folder = tmp_path_factory.mktemp(WARD)
    rows = ["patient_id,image,segmentation,cohort,clinical_n,nodes_examined,nodes_positive"]
    for place, patient in enumerate(PATIENTS):
        ct = Volume.of(sitk.ReadImage(str(example / patient / "ct.nii.gz")))
        home = folder / "cohort" / patient
        series = write_series(home / "ct", ct.voxels, ct.geometry, stored=SIGNED_16, series=patient, **HEADERS)
        masks = {}
        for path in sorted((example / patient / "segmentations").iterdir()):
            image = sitk.Resample(sitk.ReadImage(str(path)), ct.image(), sitk.Transform(), sitk.sitkNearestNeighbor)
            masks[path.name.removesuffix(".nii.gz")] = sitk.GetArrayFromImage(image) != 0
        write_seg(home / "nodes.dcm", series, masks)
        rows.append(f"{patient},{patient}/ct,{patient}/nodes.dcm,all,cN{'0+'[place % 2]},5,{5 * (place % 2)}")
    (folder / "cohort" / "patients.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.mark.parametrize("command", ["fit", "validate", "predict", "check", "extract"])
def test_no_file_names_a_person_a_place_or_a_user(command, ward, monkeypatch, capsys):
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, USER)
    out, cohort = ward / command, ward / "cohort"
    fitted = [] if command in ("fit", "check", "extract") else [str(_fitted(ward))]
    with pytest.raises(SystemExit) as ended:
        main([command, *fitted, str(cohort), "--out", str(out), "--jobs", "1"])
    assert ended.value.code in (0, 3), capsys.readouterr().err
    secrets = [WARD, str(ward), USER, *HEADERS.values(), "Petronella", "Quincannon", "1.2.826.0.1.3680043"]
    files = [path for path in out.rglob("*") if path.is_file()]
    assert any(path.suffix == ".html" for path in files)
    for path in files:
        text = _text(path)
        assert [secret for secret in secrets if secret in text] == [], path.name


def _fitted(ward: Path) -> Path:
    """The folder of a fit of this cohort, made once."""
    folder = ward / "model"
    if not folder.is_dir():
        with pytest.raises(SystemExit):
            main(["fit", str(ward / "cohort"), "--out", str(folder), "--jobs", "1"])
    return folder


def _text(path: Path) -> str:
    """A file as text; of a Parquet table its cells, and what its own header says."""
    content = path.read_bytes()
    cells = pd.read_parquet(io.BytesIO(content)).to_csv() if path.suffix == ".parquet" else ""
    return content.decode("latin-1") + cells
