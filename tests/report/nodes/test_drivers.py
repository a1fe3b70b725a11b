"""What drove the scores of a run's nodes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nodecluster.report.nodes.drivers import Driver, drivers, uncertain_limit
from nodecluster.results import Run

MODEL = {
    "features": ["a", "b", "c", "d", "e"],
    "mean": [10.0, 0.0, 0.0, 0.0, 99.0],
    "sd": [2.0, 1.0, 1.0, 1.0, 1.0],
    "kept": ["a", "b", "c", "d"],
    "centroids": [[-1.0, -1.0, -1.0, -1.0], [1.0, 1.0, 1.0, 1.0]],  # 4 apart: a share is 2 z / 4
}
NODES = pd.DataFrame(
    {"patient_id": [7, 7], "node_id": ["x", "y"], "group": [2, 1], "score": [1.0, -1.0], "label": [1, 0]}
)
FEATURES = pd.DataFrame(
    {"patient_id": ["7", "7"], "node_id": ["x", "y"], "a": [16.0, 10.0], "b": [-4.0, np.nan], "c": 1.0, "d": 2.0}
)
RUN = Run({"command": "validate"}, nodes=NODES, features=FEATURES, model=MODEL)


def test_the_largest_shares_come_first_and_the_rest_completes_the_score():
    # z of node x: 3, -4, 1, 2; shares 1.5, -2, 0.5, 1.
    found = drivers(RUN)["7", "x"]
    assert found.top == (Driver("b", -4.0, -2.0), Driver("a", 3.0, 1.5), Driver("d", 2.0, 1.0))
    assert (found.others, found.rest) == (1, 0.5)
    assert drivers(RUN, most=4)["7", "x"].others == 0


def test_a_node_without_finite_features_has_none():
    assert list(drivers(RUN)) == [("7", "x")]


@pytest.mark.parametrize("part", ["features", "model", "nodes"])
def test_a_run_without_features_or_model_has_none(part):
    assert drivers(dataclasses.replace(RUN, **{part: None})) == {}


def test_uncertain_is_less_than_a_quarter_of_the_way():
    assert uncertain_limit(RUN) == pytest.approx(0.5)
    assert uncertain_limit(dataclasses.replace(RUN, model=None)) is None
