"""The figures as plotly's values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from nodecluster.report import page
from nodecluster.report.plots.scatter import groups_scatter

from .reading import Reader


@pytest.fixture
def six() -> pd.DataFrame:
    """Six nodes: each group has one of each label."""
    return pd.DataFrame(
        {
            "patient_id": ["a", "a", "b", "b", "c", "c"],
            "node_id": list("123456"),
            "group": [1, 1, 1, 2, 2, 2],
            "score": [-1.0, -2.0, np.nan, 1.0, 2.0, 3.0],
            "label": pd.array([1, 0, None, 1, 0, None], dtype="Int64"),
        }
    )


def test_scatter_has_a_trace_for_each_group_and_label(six):
    figure = groups_scatter(six, np.arange(12.0).reshape(6, 2), [0.6, 0.15])
    names = [trace["name"] for trace in figure.plot["data"]]
    kinds = ("metastatic", "non-metastatic", "unlabelled")
    plain = [f"Group {group}, {kind} (1)" for group in (1, 2) for kind in kinds]
    assert [name.removesuffix(": against the label") for name in names] == plain
    assert [name for name in names if name.endswith("label")] == [
        f"{plain[place]}: against the label" for place in (0, 4)
    ]
    marks = [(trace["marker"]["color"], trace["marker"]["symbol"]) for trace in figure.plot["data"]]
    assert marks == [(colour, symbol) for colour in ("#0072B2", "#D55E00") for symbol in ("diamond", "circle", "cross")]
    assert figure.plot["layout"]["xaxis"]["title"]["text"] == "Component 1 (60.00 % of variance)"
    assert "group 1 3, group 2 3" in figure.alt


def test_scatter_hover_names_patient_node_and_score(six):
    traces = groups_scatter(six, np.zeros((6, 2)), [0.6, 0.15]).plot["data"]
    assert [trace["customdata"][0] for trace in traces] == [
        ["a", "1", "−1.000"], ["a", "2", "−2.000"], ["b", "3", "–"],
        ["b", "4", "1.000"], ["c", "5", "2.000"], ["c", "6", "3.000"],
    ]  # fmt: skip


def test_scatter_leaves_out_what_has_no_place_and_says_so(six):
    places = np.zeros((6, 2))
    places[0, 1] = np.nan
    figure = groups_scatter(six, places, [0.6, 0.15])
    assert len(figure.plot["data"]) == 5
    assert "1 node without finite features not shown" in figure.caption


def test_plotly_knows_every_property(validated):
    """graph_objects refuses a property that plotly does not have; the browser would ignore it."""
    for plot in Reader(page(validated)).plots.values():
        assert len(go.Figure(plot).data) == len(plot["data"]) > 0
