"""The node that decides on a patient: the one whose score ``predict_patients`` gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.report.nodes.deciding import Decision, decisions, rule_of
from nodecluster.results import Run
from nodecluster.tables import MESH_VOLUME

NODES = pd.DataFrame(
    {
        "patient_id": ["a", "a", "a", "b", "c", "c"],
        "node_id": list("123456"),
        "group": [1, 2, 2, 1, 1, 1],
        "score": [-1.0, 3.0, 2.0, -4.0, np.nan, -1.0],
    }
)
VOLUMES = NODES[["patient_id", "node_id"]].assign(**{MESH_VOLUME: [9.0, 5, 1, 1, 1, 1]})


def run(rule: str, **more) -> Run:
    return Run({"command": "validate"}, nodes=NODES, metrics={"rule": rule}, **more)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any", {"a": Decision(1, 3.0), "b": Decision(3, -4.0)}),
        ("count:2", {"a": Decision(2, 2.0), "b": Decision(None, -np.inf)}),
        ("fraction:0.9", {"a": Decision(0, -1.0), "b": Decision(3, -4.0)}),
        ("largest", {}),
    ],
)
def test_the_node_of_each_rule(rule, expected):
    assert decisions(run(rule)) == expected


def test_the_largest_node_where_volumes_are_known():
    found = decisions(run("largest", features=VOLUMES))
    assert found["a"] == Decision(0, -1.0)
    assert found["c"] == Decision(5, -1.0)


def test_the_rule_of_a_prediction_is_that_of_its_settings():
    assert rule_of(Run({"settings": {"rule": "count:3"}})).count == 3
    assert rule_of(Run({"settings": {"rule": "tuned"}})) is None
    assert rule_of(Run({})) is None
