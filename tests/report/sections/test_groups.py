"""Groups against labels: of unseen patients first, because the others do not judge the model."""

from __future__ import annotations

import pandas as pd

from nodecluster.report.sections.groups import section
from nodecluster.results import Run

NODES = pd.DataFrame(
    {"patient_id": ["a", "a", "b", "b", "c"], "group": [2, 1, 2, 2, 1], "label": [1, 0, 1, 0, 0], "score": 0.5}
)


def tables(seen: list[str], nodes: pd.DataFrame = NODES):
    made = section(Run({"command": "score"}, nodes=nodes, metrics={"seen_patients": seen}))
    return {table.caption: table.rows for table in made.content["tables"] if "labels" in table.caption}


def test_the_unseen_come_first_and_leave_the_seen_out():
    fresh, whole = tables(["b"]).items()
    assert fresh[0].startswith("Groups against the nodes' labels of unseen patients")
    assert fresh[1] == (
        ("Group 1", "0 (0.00 %)", "2 (100.00 %)", "2", "0"),
        ("Group 2", "1 (100.00 %)", "0 (0.00 %)", "1", "0"),
    )
    assert "those the model was fitted on too" in whole[0]
    assert whole[1][1] == ("Group 2", "2 (66.67 %)", "1 (33.33 %)", "3", "0")


def test_one_table_where_nobody_was_seen_or_nobody_else_is_there():
    (caption,) = tables([])
    assert caption.startswith("Groups against the nodes' labels (")
    (caption,) = tables(["a", "b", "c"])
    assert "those the model was fitted on too" in caption
