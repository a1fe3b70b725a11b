"""Scoring several tables of predictions: where they come from, and whom their models have seen."""

from __future__ import annotations

import pandas as pd
import pytest

import nodecluster as nc
from nodecluster.errors import SettingsError, TableError


@pytest.fixture
def runs(features_table, tmp_path):
    """Two models, fitted on other patients of 12, each applied to all and saved; and the truth."""
    features = features_table(12)
    ids = sorted(features["patient_id"].unique())
    truth = pd.DataFrame({"patient_id": ids, "nodes_examined": 9, "nodes_positive": [0, 9] * 6})
    folders = []
    for name, first, last in (("low", 0, 6), ("high", 4, 10)):
        fitted = nc.fit(features[features["patient_id"].isin(ids[first:last])])
        nc.save(nc.predict(fitted, features, patients=truth), tmp_path / name)
        folders.append(tmp_path / name / "nodes.csv")
    return folders, truth, ids


def test_a_patient_whom_any_model_has_seen_is_seen(runs):
    folders, truth, ids = runs
    alone = nc.score(folders[0], patients=truth, resamples=200)
    assert alone.metrics["seen_patients"] == ids[:6]
    both = nc.score(folders, patients=truth, resamples=200)
    assert both.metrics["seen_patients"] == ids[:10]
    (pair,) = both.metrics["comparison"]["pairs"]
    assert (pair["patient"]["all"]["n"], pair["patient"]["all (unseen)"]["n"], pair["node_unseen"]["n"]) == (12, 2, 6)
    assert not any("is not known" in line for line in both.info["warnings"])
    mixed = nc.score({"model": folders[0], "reader": pd.read_csv(folders[1])}, patients=truth, resamples=200)
    (warning,) = [line for line in mixed.info["warnings"] if "is not known" in line]
    assert warning.startswith("reader: whether the predictions come from a model")
    assert mixed.metrics["seen_patients"] == ids[:6]


def test_slips_are_said_before_anything_is_read():
    with pytest.raises(SettingsError, match=r"^level: found 2"):
        nc.score("nowhere.csv", patients="nowhere", level=2)
    with pytest.raises(SettingsError, match=r"^prevalence: found 30"):
        nc.score("nowhere.csv", patients="nowhere", prevalences=[30])
    with pytest.raises(TableError, match="found no predictions"):
        nc.score(7, patients=pd.DataFrame({"patient_id": ["A"]}))
