"""What sets the groups apart, from the workflows to ``signature.json`` and back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.runs import read_run
from nodecluster.settings import Settings
from nodecluster.tables import FEATURES
from nodecluster.validation.signature.differences import side_differences


@pytest.fixture(scope="module")
def tables():
    """Twenty patients of four nodes; every second has metastases in all of them, and larger nodes."""
    rng = np.random.default_rng(0)
    ids, truth = np.repeat([f"P{i:02d}" for i in range(20)], 4), np.repeat(np.arange(20) % 2, 4)
    values = rng.normal(size=(80, len(FEATURES))) + 1.2 * truth[:, None]
    features = pd.DataFrame(values, columns=list(FEATURES))
    features.insert(0, "node_id", np.tile(list("abcd"), 20))
    features.insert(0, "patient_id", ids)
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{i:02d}" for i in range(20)],
            "cohort": ["train" if i < 8 else "validation" for i in range(20)],
            "nodes_examined": 4,
            "nodes_positive": 4 * (np.arange(20) % 2),
            "excluded": ["no consent" if i == 19 else "" for i in range(20)],
        }
    )
    return features, patients


@pytest.fixture(scope="module")
def fitted(tables):
    features, patients = tables
    return nc.fit(features, patients=patients, cohorts=["train"], settings=Settings(starts=2))


def test_a_fit_describes_its_groups_and_its_patients_labels(fitted):
    assert sum(fitted.signature["groups"]["nodes"]) == len(fitted.nodes) == 32
    assert fitted.signature["features"] == fitted.model["kept"]
    assert fitted.signature["labels"]["of"].endswith("that the model was fitted on")


def test_a_validation_tests_the_labels_of_those_it_has_not_seen(tables, fitted):
    features, patients = tables
    run = nc.validate(fitted, features.sample(frac=1, random_state=1), patients=patients, level=0.9)
    found = run.signature
    assert found["labels"]["patients"] == [6, 5]  # twelve of the validation cohort, one of them excluded
    assert sum(found["groups"]["nodes"]) == len(run.nodes) == 76
    assert found["level"] == 0.9
    kept = run.model["kept"]
    table = run.nodes.merge(features, on=["patient_id", "node_id"])
    means = side_differences(table[kept].to_numpy(), table["group"].to_numpy())
    assert [row["d"] for row in found["groups"]["rows"]] == pytest.approx(means["d"].tolist())


def test_a_prediction_without_pathology_tests_no_label(tables, fitted):
    found = nc.predict(fitted, tables[0]).signature
    assert found["labels"]["reason"] == "no node has a label"
    assert found["groups"]["tests"] == len(found["features"])


def test_an_extraction_and_a_score_have_none(tables, fitted):
    features, patients = tables
    nodes = nc.predict(fitted, features).nodes
    assert nc.score(nodes, patients=patients, resamples=200).signature is None


def test_it_is_written_and_read_back_the_same(fitted, tmp_path):
    nc.save(fitted, tmp_path)
    assert read_run(tmp_path).signature == fitted.signature
    assert (tmp_path / "tables" / "signature.csv").is_file()
