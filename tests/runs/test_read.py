"""A run read back, and what is said of one that is damaged."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pandas as pd
import pytest

from nodecluster import runs
from nodecluster.cohort.tables.node_tables import read_features
from nodecluster.errors import RunError


@pytest.mark.parametrize("name", [os.fsdecode("Läufe".encode("latin-1")), "a\tb\nc"])
def test_a_folder_of_any_name(run, tmp_path, name):
    (tmp_path / name).mkdir()
    runs.write_run(run, tmp_path / name, "")
    pd.testing.assert_frame_equal(runs.read_run(tmp_path / name).features, run.features, check_dtype=False)
    features, _ = read_features(tmp_path / name / "features.parquet")
    assert len(features) == len(run.features)
    source = runs.read_origin(tmp_path / name / "features.parquet")
    assert source is not None
    assert source.info == run.info


def counted(pathology: bytes) -> bytes:
    """Return a cohort.json with these counts of pathology."""
    return b'{"flow": {}, "baseline": null, "left_out": [], "pathology": ' + pathology + b"}"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.json", b'{"command": "fit"', "run.json is no JSON"),
        ("run.json", b"{}", "run.json lacks 'command'"),
        ("run.json", b"[1]", "run.json holds no JSON object"),
        ("run.json", b"\xff", "run.json is no JSON"),
        ("metrics.json", b"", "metrics.json is no JSON"),
        ("metrics.json", b'{"n": NaN}', "metrics.json is no JSON: found NaN, which is not a number"),
        ("metrics.json", b'{"n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "metrics.json is no JSON"),
        ("cohort.json", b"[]", "cohort.json holds no JSON object"),
        ("cohort.json", b'{"flow": {}, "baseline": null}', "cohort.json lacks 'flow', 'baseline' or 'left_out'"),
        ("cohort.json", b'{"flow": [], "baseline": {}, "left_out": []}', "or one is not what it should be"),
        ("cohort.json", counted(b"[]"), "cohort.json has a 'pathology' that is not what it should be"),
        ("cohort.json", counted(b'{"A": [1]}'), "cohort.json has a 'pathology' that is not what it should be"),
        ("cohort.json", counted(b'{"A": [true, 2]}'), "cohort.json has a 'pathology' that is not what it should be"),
        ("cohort.json", counted(b'{"A": [-1, 2]}'), "cohort.json has a 'pathology' that is not what it should be"),
        ("model.json", b"[]", "model.json holds no JSON object"),
        ("nodes.csv", b"patient_id,node_id\n1,2\n", "nodes.csv: 4 problems"),
        ("nodes.csv", b"patient_id,node_id,cohort,group,score,label\nP,1,,", "nodes.csv has a node without a group"),
        ("nodes.csv", b"", "No columns"),
        ("patients.csv", b"a,b\n1,2\n", "patients.csv: 7 problems"),
        ("features.parquet", b"PAR1", "features.parquet is no Parquet table"),
        ("failures.csv", b"a,b\n1,2\n", "failures.csv: 5 problems"),
        ("failures.csv", None, "found no failures.csv in it"),
        ("run.json", None, "found no run.json in it; expected the folder of a finished run"),
    ],
)
def test_a_damaged_run_is_said_in_one_line(run, tmp_path, name, content, words):
    runs.write_run(run, tmp_path, "x")
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RunError) as caught:
        runs.read_run(tmp_path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("remarks", [None, 5, [None], [["P"]]])
def test_remarks_that_are_none_are_damage(run, tmp_path, remarks):
    runs.write_run(replace(run, info={**run.info, "remarks": remarks}), tmp_path, "x")
    with pytest.raises(RunError, match="'remarks' that are not what they should be"):
        runs.read_run(tmp_path)


def test_the_description_of_the_cohort_comes_back(run, tmp_path):
    runs.write_run(run, tmp_path, "x")
    assert runs.read_run(tmp_path).cohort == run.cohort


def test_a_run_of_an_earlier_version_has_no_description(run, tmp_path):
    runs.write_run(run, tmp_path, "x")
    (tmp_path / "cohort.json").unlink()
    assert runs.read_run(tmp_path).cohort is None


def test_counts_of_pathology_come_back_and_may_be_missing(run, tmp_path):
    runs.write_run(run, tmp_path, "x")
    for pathology in (b'{"A": [1, 10], "B": [0, null]}', b"{}"):
        (tmp_path / "cohort.json").write_bytes(counted(pathology))
        assert runs.read_run(tmp_path).cohort["pathology"] == json.loads(pathology)
    (tmp_path / "cohort.json").write_bytes(b'{"flow": {}, "baseline": null, "left_out": []}')
    assert "pathology" not in runs.read_run(tmp_path).cohort
