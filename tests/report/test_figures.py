"""The figures as plotly's values."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from nodecluster.report import page
from nodecluster.report.figures import groups_scatter, level_curve, operating_point, roc

from .conftest import level, made_metrics
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
    assert names == [f"Group {group}, {kind} (1)" for group in (1, 2) for kind in kinds]
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


def test_roc_by_hand():
    # Scores 3 (1), 2 (0), 1 (1), 0 (0): (0,0) → (0,½) → (½,½) → (½,1) → (1,1).
    table = pd.DataFrame({"label": [0, 1, 0, 1], "score": [0.0, 1.0, 2.0, 3.0]})
    curve = level_curve("nodes", table, "label", level(1, 1, 1, 1))
    diagonal, line, point = roc("k", [curve], "nodes").plot["data"]
    assert (diagonal["x"], diagonal["y"]) == ([0, 1], [0, 1])
    assert line["x"] == [0, 0, 0.5, 0.5, 1]
    assert line["y"] == [0, 0.5, 0.5, 1, 1]
    assert (point["x"], point["y"]) == ([0.5], [0.5])


def test_operating_point_of_the_study():
    # FPR 105 / 941, TPR 368 / 456.
    assert operating_point(level(368, 105, 88, 836)) == pytest.approx((0.11158, 0.80702), abs=1e-5)
    assert operating_point(level(0, 1, 0, 3)) is None


def test_roc_without_scores_keeps_the_operating_point():
    metrics = level(1, 1, 1, 1)
    metrics["auc_score"] = {"value": None, "reason": "no scores"}
    curve = level_curve("nodes", pd.DataFrame({"label": [0, 1, 0, 1]}), "label", metrics)
    figure = roc("k", [curve], "nodes")
    assert [trace["mode"] for trace in figure.plot["data"]] == ["lines", "markers"]  # the diagonal and the point
    assert figure.caption.startswith("Without scores there is no curve.")


def test_roc_of_one_class_is_no_figure():
    table = pd.DataFrame({"label": [1, 1], "score": [0.0, 1.0]})
    assert roc("k", [level_curve("nodes", table, "label", level(1, 0, 1, 0))], "nodes") is None


def test_patient_curves_leave_out_seen_patients(validated):
    data = Reader(page(validated)).plots["plot-roc-patients"]["data"]
    lines = [trace["name"] for trace in data if trace.get("name", "").startswith("Score")]
    # 24 patients, p0001 (cN0) and p0003 (cN+) seen; the made-up metrics have no "cN0 (unseen)".
    assert lines == ["Score: all, unseen (22 patients)", "Score: cN0 (12 patients)", "Score: cN+, unseen (11 patients)"]


@pytest.mark.parametrize(
    ("rule", "drawn"), [("any", True), ("count:2", True), ("fraction:0.5", True), ("largest", True)]
)
def test_patient_curve_follows_the_rule(validated, rule, drawn):
    run = dataclasses.replace(validated, metrics=made_metrics(rule=rule))
    assert ("plot-roc-patients" in Reader(page(run)).plots) is drawn


def test_plotly_knows_every_property(validated):
    """graph_objects refuses a property that plotly does not have; the browser would ignore it."""
    for plot in Reader(page(validated)).plots.values():
        assert len(go.Figure(plot).data) == len(plot["data"]) > 2
