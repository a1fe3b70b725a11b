"""Nodes beside their features, and their place on the principal components."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from nodecluster.report.measured import measured_nodes, positions


def test_position_by_hand():
    # Kept: b, a, in this order. z_b = (7 − 5) / 2 = 1, z_a = (10 − 4) / 3 = 2.
    # x = 1·1 + 2·10 = 21, y = 1·0 + 2·(−1) = −2.
    model = {
        "features": ["a", "unused", "b"],
        "mean": [4.0, 99.0, 5.0],
        "sd": [3.0, 99.0, 2.0],
        "kept": ["b", "a"],
        "projection": {"components": [[1.0, 10.0], [0.0, -1.0]]},
    }
    nodes = pd.DataFrame({"a": [10.0], "b": [7.0]})
    np.testing.assert_allclose(positions(nodes, model), [[21.0, -2.0]])


def test_features_find_their_node_whatever_the_order(validated):
    shuffled = validated.features.sample(frac=1, random_state=1)
    found = measured_nodes(dataclasses.replace(validated, features=shuffled))
    pd.testing.assert_frame_equal(found, measured_nodes(validated))
    assert len(found) == len(validated.nodes)


def test_a_node_without_features_is_left_out(validated):
    found = measured_nodes(dataclasses.replace(validated, features=validated.features.iloc[1:]))
    assert len(found) == len(validated.nodes) - 1


def test_a_features_table_with_columns_of_the_nodes_table_is_no_trouble(validated):
    features = validated.features.assign(label=7, cohort="other", score=0.0)
    found = measured_nodes(dataclasses.replace(validated, features=features))
    assert set(found["cohort"]) == {"north", "south"}


def test_nothing_without_the_models_features(validated):
    assert (
        measured_nodes(dataclasses.replace(validated, features=validated.features[["patient_id", "node_id"]])) is None
    )
