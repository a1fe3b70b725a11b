"""The heat map of features over nodes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nodecluster.report.metrics.signed import Signed
from nodecluster.report.plots.feature_heat import MOST_COLUMNS, MOST_ROWS, heat_map
from nodecluster.validation.signature.columns import COLUMNS

EVIL = "<b>x</b>"


def found(**d):
    rows = {name: dict.fromkeys(COLUMNS) | {"feature": name, "d": value} for name, value in d.items()}
    return Signed(tuple(sorted(d, key=lambda name: -abs(d[name] or 0))), rows, {})


def model(*kept):
    return {"features": list(kept), "kept": list(kept), "mean": [0.0] * len(kept), "sd": [2.0] * len(kept)}


def nodes(values, group, score, label=None):
    """Return a node a row of values."""
    frame = pd.DataFrame(values).assign(group=group, score=score, label=np.nan if label is None else label)
    names = [f"n{i}" for i in range(len(frame))]
    return frame.assign(patient_id=EVIL, node_id=names)


def test_columns_by_group_then_score_and_rows_from_group_2_to_group_1():
    table = nodes(
        {"a": [2.0, 4.0, 100.0, -6.0], "b": [0.0, 2.0, 4.0, 1.0]}, [2, 1, 2, 1], [0.5, -1, 0.1, -3], [1, 0, 1, 0]
    )
    figure = heat_map(table, model("a", "b"), found(a=-3.0, b=1.0))
    cells, strip = figure.plot["data"]
    # Order of the nodes: 3, 1 (group 1), 2, 0 (group 2). z is half of the value, cut at 3; b, larger in 2, on top.
    assert cells["y"] == ["a", "b"]
    assert cells["z"] == [[-3.0, 2.0, 3.0, 1.0], [0.5, 1.0, 2.0, 0.0]]
    assert strip["z"] == [[2.0, 2.0, 3.0, 3.0], [0, 0, 1, 1]]
    assert strip["customdata"][0][0].startswith("Patient &lt;b&gt;x&lt;/b&gt;, node n3<br>Group 1, non-metastatic")
    assert [note["text"] for note in figure.plot["layout"]["annotations"]] == ["Group 1", "Group 2"]
    assert "4 nodes (a column a node)" in figure.caption


def test_an_unlabelled_node_has_no_label_in_the_strip():
    figure = heat_map(nodes({"a": [1.0, 2.0]}, [1, 1], [0, 1], [1, np.nan]), model("a"), found(a=1.0))
    assert figure.plot["data"][1]["z"][0] == [3.0, None]
    assert len(figure.plot["layout"]["annotations"]) == 1


def test_neighbours_of_one_group_share_a_column_where_there_are_many():
    many = 4 * MOST_COLUMNS
    score = np.linspace(-1, 1, many)
    label = np.where(np.arange(many) % 4 == 0, 1, np.where(np.arange(many) % 4 == 1, 0, np.nan))
    table = nodes({"a": 2 * score}, np.where(score > 0, 2, 1), score, label)
    figure = heat_map(table, model("a"), found(a=1.0))
    cells, strip = figure.plot["data"]
    assert len(cells["z"][0]) == len(strip["z"][1]) == MOST_COLUMNS
    assert sum(strip["z"][1]) == MOST_COLUMNS / 2  # no column has nodes of both groups
    assert cells["z"][0] == sorted(cells["z"][0])
    assert set(strip["z"][0]) == {2.5}  # one metastatic and one not in each column
    assert strip["customdata"][0][0] == "4 nodes of group 1<br>1 of 2 labelled are metastatic<br>Scores −1.00 to −0.99"
    assert f"{MOST_COLUMNS} columns, in each the mean of neighbours of one group" in figure.caption


def test_the_smallest_group_keeps_a_column():
    many = 4 * MOST_COLUMNS
    group = np.where(np.arange(many) == 0, 2, 1)
    figure = heat_map(nodes({"a": np.zeros(many)}, group, np.arange(many)), model("a"), found(a=None))
    assert figure.plot["data"][1]["z"][1].count(1) == 1


def test_an_outlier_does_not_colour_its_neighbours():
    many = 2 * MOST_COLUMNS
    values = np.zeros(many)
    values[0] = 1e6
    figure = heat_map(nodes({"a": values}, np.ones(many), np.arange(many)), model("a"), found(a=1.0))
    assert figure.plot["data"][0]["z"][0][:2] == [1.5, 0.0]


def test_more_features_than_there_is_room_for_are_left_out_and_it_is_said():
    names = [f"f{i}" for i in range(MOST_ROWS + 7)]
    table = nodes({name: [1.0, 2.0] for name in names}, [1, 2], [0, 1])
    figure = heat_map(table, model(*names), found(**{name: i + 1.0 for i, name in enumerate(names)}))
    assert len(figure.plot["data"][0]["y"]) == MOST_ROWS
    assert "f0" not in figure.plot["data"][0]["y"]
    assert f"the {MOST_ROWS} of {MOST_ROWS + 7} kept features that differ most" in figure.caption


def test_names_that_would_be_the_same_are_given_in_full():
    pair = ["original_glcm_MaximumX", "original_glcm_Max.X"]
    figure = heat_map(nodes({name: [1.0] for name in pair}, [1], [0]), model(*pair), found(**dict.fromkeys(pair, 1.0)))
    assert set(figure.plot["data"][0]["y"]) == {"glcm MaximumX", "glcm Max.X"}


@pytest.mark.parametrize("values", [[np.nan, np.inf], []])
def test_nothing_without_finite_features(values):
    table = nodes({"a": np.array(values, dtype=float)}, [1] * len(values), [0.0] * len(values))
    assert heat_map(table, model("a"), found(a=1.0)) is None
