from __future__ import annotations

import pytest

from nodecluster.clustering.verdict import GroupSizes, judge


@pytest.mark.parametrize(
    ("nodes", "patients", "everyone", "name"),
    [
        ((1073, 664), (190, 180), 190, "usable"),  # the study's own split
        ((191, 4), (49, 3), 49, "degenerate"),  # 2.1 % of the nodes
        ((950, 50), (90, 40), 90, "doubtful"),  # exactly 5 %
        ((900, 100), (90, 40), 90, "usable"),  # exactly 10 %
        ((901, 99), (90, 40), 90, "doubtful"),
        ((60, 40), (30, 1), 30, "degenerate"),  # a group is one patient
        ((60, 40), (30, 4), 30, "doubtful"),
        ((60, 40), (30, 5), 30, "usable"),
        ((15, 14), (10, 10), 10, "doubtful"),  # 29 nodes
        ((20, 20), (1, 1), 1, "usable"),  # one patient with many nodes is not a fault of the split
    ],
)
def test_rules(nodes, patients, everyone, name):
    verdict = judge(GroupSizes(nodes, patients, everyone))
    assert verdict.name == name
    assert verdict.reasons


def test_the_reason_names_the_numbers():
    assert "holds 4 of 195 nodes (2.1 %)" in judge(GroupSizes((191, 4), (49, 3), 49)).reasons[0]
