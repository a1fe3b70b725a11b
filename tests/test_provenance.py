"""What ``run.json`` says of a run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import SimpleITK as sitk

from nodecluster import check
from nodecluster.cohort.masks.dicom.contours import RULE
from nodecluster.loading import Loaded, load
from nodecluster.provenance import Clock, describe
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES, failures_table
from nodecluster.variables import NOT_SHOWN

TRUTH = """patient_id,cohort,clinical_n,excluded
P00,train,cN0,
P01,train,cN+,no contrast
P02,validation,cN0,
P03,validation,,no contrast
P04,,cN+,moved
P05,train,cN+,
"""


def described(features_table, tmp_path, **options):
    (tmp_path / "truth.csv").write_text(TRUTH)
    table = features_table(patients=6)
    table.loc[(table["patient_id"] == "P00") & (table["node_id"] == "LN_1"), FEATURES[0]] = np.nan
    table.loc[table["patient_id"] == "P05", FEATURES[0]] = np.nan
    loaded = load(table, Settings(), patients=tmp_path / "truth.csv")
    return describe("fit", Clock(), Settings().as_dict(), loaded, **options)


def part(patients: int, measured: int, **others: int) -> dict[str, int]:
    nothing = {"excluded": 0, "nodes": 0, "nodes_failed": 0, "patients_failed": 0}
    return {"patients": patients, "patients_measured": measured, **nothing, **others}


def test_counts_worked_out_by_hand(features_table, tmp_path):
    # P00 keeps 2 of 3 nodes, P02 all 3, P05 none of 3; P01, P03 and P04 are excluded
    info = described(features_table, tmp_path)
    assert info["counts"] == {
        "patients": 3,
        "patients_measured": 2,
        "excluded": 3,
        "nodes": 5,
        "nodes_failed": 4,
        "patients_failed": 1,
        "cohorts": {
            "": part(0, 0, excluded=1),
            "train": part(2, 1, nodes=2, nodes_failed=4, patients_failed=1, excluded=1),
            "validation": part(1, 1, nodes=3, excluded=1),
        },
        "clinical_n": {"cN0": 2, "cN+": 1},
    }
    assert info["excluded"] == {"moved": 1, "no contrast": 2}


def test_a_reason_that_may_name_somebody_is_not_shown_and_that_is_said(features_table, tmp_path):
    (tmp_path / "truth.csv").write_text(TRUTH.replace("moved", "Frau Huber (geb. 1950)"))
    loaded = load(features_table(patients=6), Settings(), patients=tmp_path / "truth.csv")
    info = describe("fit", Clock(), Settings().as_dict(), loaded)
    assert info["excluded"] == {NOT_SHOWN: 1, "no contrast": 2}
    assert "Huber" not in str(info)
    assert sum("reasons of 1 patient are not shown" in warning for warning in info["warnings"]) == 1


def test_what_was_done_with_what(features_table, tmp_path):
    info = described(features_table, tmp_path, jobs=3, cohorts=("train",), warnings=["beware"])
    assert info["inputs"]["files"] == {
        "patients": {"name": "truth.csv", "sha256": hashlib.sha256(TRUTH.encode()).hexdigest()}
    }
    assert info["inputs"].items() >= {"cohort": "features table", "cohorts": ["train"], "jobs": 3}.items()
    assert info["settings"] == Settings().as_dict()
    assert info["versions"]["pyradiomics"] == "3.0.1"
    beware, unknown, failed = info["warnings"]
    assert beware == "beware"
    assert unknown.startswith("features table lies in no run folder of this tool")
    assert failed == "4 failures in 2 patients: the nodes that failed are in no figure, see failures.csv"
    assert json.loads(json.dumps(info)) == info


def test_no_path_of_the_machine_gets_into_it(small_cohort):
    root = small_cohort()
    text = json.dumps(describe("extract", Clock(), Settings().as_dict(), load(root, Settings())))
    assert str(root) not in text
    assert str(root.parent) not in text


def test_a_patient_whose_ct_fails_is_a_patient_failed():
    patients = pd.DataFrame({"patient_id": ["A", "B"], "excluded": ["", ""]})
    failures = failures_table([("A", "", "reading", "ct.nii.gz is empty", "Copy it")])
    features = pd.DataFrame({"patient_id": ["B"], "node_id": ["1"]})
    counts = describe("extract", Clock(), Settings().as_dict(), Loaded("c", features, failures, (), patients))["counts"]
    assert (counts["patients"], counts["patients_failed"], counts["nodes_failed"]) == (2, 1, 0)


def test_without_a_patients_table_the_nodes_tell(features_table):
    info = describe("fit", Clock(), Settings().as_dict(), load(features_table(patients=2), Settings()))
    assert (info["counts"]["patients"], info["counts"]["nodes"], info["counts"]["cohorts"]) == (2, 6, {})
    assert (info["excluded"], info["warnings"], info["notice"]) == ({}, info["warnings"][:1], "")


def test_remarks_that_are_the_same_of_several_nodes_are_one_warning():
    said = {
        "A": [
            "the CT is odd",
            "node a: it is small",
            *(f"node {name}: it was sampled" for name in ("b", "LN: 1", "c", "a", "d")),
            "the slices are thick",
            "node b: it is small",
        ],
        "B": ["the CT is odd", "node a: it was sampled"],
        "C": [f"node {name}: it is small" for name in "abc"],
    }
    remarks = tuple((patient, text) for patient, texts in said.items() for text in texts)
    features = pd.DataFrame({"patient_id": ["A"], "node_id": ["a"]})
    info = describe("extract", Clock(), {}, Loaded("c", features, failures_table([]), remarks, None))
    assert info["remarks"] == [list(remark) for remark in remarks], "each for itself, for who reads the table"
    assert info["warnings"] == [
        "patient A, the CT is odd",
        "patient A, nodes a and b: it is small",
        "patient A, nodes a, b and 2 more: it was sampled",
        "patient A, node LN: 1: it was sampled",
        "patient A, the slices are thick",
        "patient B, the CT is odd",
        "patient B, node a: it was sampled",
        "patient C, nodes a, b and c: it is small",
    ]


def test_measured_nodes_are_counted_by_the_format_of_their_masks(small_cohort):
    root = small_cohort(patients=3)
    image = sitk.ReadImage(str(root / "C" / "segmentations" / "LN_1.nii.gz"))
    (root / "C" / "segmentations" / "LN_1.nii.gz").unlink()
    sitk.WriteImage(image, str(root / "C" / "segmentations" / "LN_1.nrrd"))
    (root / "B" / "segmentations" / "LN_1.nii.gz").write_bytes(b"")
    loaded = load(root, Settings(), jobs=2)
    inputs = describe("extract", Clock(), Settings().as_dict(), loaded)["inputs"]
    assert inputs["masks"] == {"NIfTI": 4, "NRRD": 1}, "four of NIfTI could be measured, and one not"
    assert "contours" not in inputs
    assert check(root).info["inputs"]["masks"] == inputs["masks"]


def test_the_rule_of_contours_is_stated_where_there_are_contours():
    features, forms = pd.DataFrame({"patient_id": ["A"], "node_id": ["a"]}), {"NIfTI": 2, "RTSTRUCT": 1}
    loaded = Loaded("c", features, failures_table([]), (), None, forms=forms)
    info = describe("extract", Clock(), {}, loaded)
    assert (info["inputs"]["masks"], info["inputs"]["contours"]) == (forms, RULE)
    assert (info["warnings"], info["remarks"]) == ([], []), "a method is no warning"
    table = replace(loaded, forms={})
    assert not {"masks", "contours"} & set(describe("fit", Clock(), {}, table)["inputs"])


def test_the_clock():
    clock = Clock()
    assert datetime.fromisoformat(clock.started).utcoffset() == timedelta(0)
    assert 0 <= clock.seconds() < 5
