"""The files that ``patients.csv`` names: whether they are there, and of a kind that is read."""

from __future__ import annotations

import os

import pytest

from nodecluster.cohort.tables.patients import read_cohort
from nodecluster.errors import CohortError


def problems(folder):
    with pytest.raises(CohortError) as caught:
        read_cohort(folder)
    return caught.value.problems


def test_files_that_are_not_there(small_cohort):
    root = small_cohort(patients=4)
    (root / "A" / "ct.nii.gz").unlink()
    (root / "B" / "ct.nii.gz").unlink()
    (root / "B" / "ct.nii.gz").mkdir()
    for mask in (root / "C" / "segmentations").iterdir():
        mask.unlink()
    (root / "C" / "segmentations" / ".DS_Store").write_text("x")
    (root / "C" / "segmentations" / "._LN_1.nii.gz").write_text("x")
    (root / "D" / "ct.dcm").write_text("x")
    table = "patient_id,image,segmentation\nA,,\nB,,\n\nC,,\nD,D/ct.dcm,D/none\n"
    (root / "patients.csv").write_text(table)
    found = [(problem.where, problem.found) for problem in problems(root)]
    assert found == [
        ("row 2 (patient A), column 'image'", "'A/ct.nii.gz', which does not exist"),
        ("row 3 (patient B), column 'image'", "'B/ct.nii.gz', which is a folder"),
        ("row 5 (patient C), column 'segmentation'", "'C/segmentations', which holds no mask"),
        ("row 6 (patient D), column 'image'", "'D/ct.dcm'"),
        ("row 6 (patient D), column 'segmentation'", "'D/none', which does not exist"),
    ]
    assert read_cohort(root, images=False).name == root.name


def test_paths_that_no_disk_can_hold(tmp_path):
    root = tmp_path
    (root / "patients.csv").write_text(f"patient_id,image,segmentation\nA,{'x' * 300},s\nB,B\\ct.nii.gz,s\n")
    found = problems(root)
    assert (found[0].where, found[0].found) == (
        "row 2 (patient A)",
        "a path that cannot be looked at (File name too long)",
    )
    assert found[1].remedy == "Write / between folders, which works on every system"


def test_links_that_lead_nowhere_and_things_that_are_no_files(small_cohort, tmp_path):
    root = small_cohort(patients=4)
    for name in "ABC":
        (root / name / "ct.nii.gz").unlink()
    (root / "A" / "ct.nii.gz").symlink_to("ct.nii.gz")
    (root / "B" / "ct.nii.gz").symlink_to("nowhere")
    os.mkfifo(root / "C" / "ct.nii.gz")
    (root / "loop").symlink_to("loop")
    windows = "E,A\\ct.nii.gz,D\\segmentations\nF,D/ct.nii.gz,D/segmentations\n"
    (root / "patients.csv").write_text(f"patient_id,image,segmentation\nA,,\nB,,\nC,,\nD,,loop\n{windows}")
    found = [(row[0], row[3].partition(", which ")[2]) for row in read_cohort(root).failures]
    circle = "is a link that leads nowhere or in a circle; expected "
    assert found == [
        ("A", f"{circle}the patient's CT"),
        ("B", f"{circle}the patient's CT"),
        ("C", "is neither a file nor a folder; expected the patient's CT"),
        ("D", f"{circle}a folder of masks, or a file of them"),
        ("E", "does not exist; expected the patient's CT"),
        ("E", "does not exist; expected a folder of masks, or a file of them"),
    ]


def test_the_ct_may_lie_among_the_masks(small_cohort):
    root = small_cohort(patients=3)
    for name in "ABC":
        (root / name / "ct.nii.gz").rename(root / name / "segmentations" / "CT.nrrd.nii.gz")
    (root / "C" / "segmentations" / "LN_1.nii.gz").unlink()
    (root / "C" / "segmentations" / "LN_2.nii.gz").unlink()
    rows = "\n".join(f"{name},{name}/segmentations/CT.nrrd.nii.gz," for name in "ABC")
    (root / "patients.csv").write_text(f"patient_id,image\n{rows}\n")
    cohort = read_cohort(root)
    assert [files.patient_id for files in cohort.files()] == ["A", "B"]
    assert "found 'C/segmentations', which holds no mask" in cohort.failures[0][3]


def test_what_dicom_is_given_as(small_cohort):
    # a folder is looked into, and a file without a known ending opened, where the patient is measured
    root = small_cohort(patients=2)
    (root / "A" / "ct").mkdir()
    (root / "B" / "IM0001").write_bytes(bytes(128) + b"DICM")
    (root / "B" / "notes").write_text("x")
    rows = "A,A/ct,\nB,B/IM0001,\nC,B/notes,B/segmentations\nD,A/ct.nii.gz,A/segmentations\n"
    (root / "patients.csv").write_text(f"patient_id,image,segmentation\n{rows}")
    cohort = read_cohort(root)
    assert [files.patient_id for files in cohort.files()] == ["A", "B", "D"]
    ((patient, _, stage, reason, remedy),) = cohort.failures
    assert (patient, stage, remedy) == ("C", "reading", "Export the CT as NIfTI or NRRD")
    assert reason.startswith("patients.csv, row 4, column 'image': found 'B/notes'; expected a file ending in .nii.gz")
    assert reason.endswith("or a folder of DICOM slices")
