"""What the page knows of what sets the groups apart, with and without ``signature.json``."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nodecluster.report.measured import standardised
from nodecluster.report.metrics.signed import brief, full, signed
from nodecluster.results import Run
from nodecluster.tables import FEATURES, LEAST_AXIS
from nodecluster.validation.signature.differences import side_differences

from ..conftest import KEPT
from ..whole import whole


def test_the_most_different_come_first_whatever_the_sign():
    found = signed(whole())
    sizes = [abs(found.groups[name]["d"]) for name in found.features]
    assert sizes == sorted(sizes, reverse=True)
    assert set(found.features) == set(KEPT) == set(found.labels)


def test_a_run_without_the_file_has_means_and_d_of_its_groups(validated):
    found = signed(validated)
    values = validated.features[list(KEPT)].to_numpy()
    table = side_differences(values, validated.nodes["group"].to_numpy())
    for name, d, mean in zip(KEPT, table["d"], table["mean2"], strict=True):
        assert found.groups[name]["d"] == pytest.approx(d)
        assert found.groups[name]["mean2"] == pytest.approx(mean)
        assert found.groups[name]["p"] is found.groups[name]["low"] is None
    assert found.labels == {}


@pytest.mark.parametrize("missing", ["features", "nodes", "model"])
def test_nothing_to_compare_is_none(validated, missing):
    assert signed(dataclasses.replace(validated, **{missing: None})) is None


def test_a_feature_without_a_difference_comes_last(validated):
    features = validated.features.assign(**{LEAST_AXIS: 1.0})
    found = signed(dataclasses.replace(validated, features=features))
    assert found.features[-1] == LEAST_AXIS
    assert signed(Run({"command": "fit"})) is None


def test_short_names_of_all_features_differ_and_are_short():
    names = [brief(name) for name in FEATURES]
    assert len(set(names)) == len(FEATURES)
    assert max(map(len, names)) <= 30
    assert full(None) == ""


def test_z_by_hand():
    model = {"features": ["a", "x", "b"], "mean": [4.0, 9.0, 5.0], "sd": [3.0, 9.0, 0.0], "kept": ["b", "a"]}
    nodes = pd.DataFrame({"a": [10.0], "b": [7.0]})
    np.testing.assert_array_equal(standardised(nodes, model), [[2.0, 2.0]])  # a spread of 0 counts as 1
