"""ROC curves as plotly's values: lines, the band of the first, operating points."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from nodecluster.report import page
from nodecluster.report.plots.roc import level_curve, operating_point, roc

from ..conftest import EVIL, level, made_metrics
from ..reading import Reader
from ..whole import whole

FOUR = pd.DataFrame({"label": [0, 1, 0, 1], "score": [0.0, 1.0, 2.0, 3.0]})
DRAWN = {
    "fpr": [0.0, 0.5, 1.0], "tpr": [0.5, 1.0, 1.0], "low": [None, 0.4, 1.0], "high": [None, 0.9, 1.0],
    "level": 0.95, "method": "Wilson score, bootstrap", "n": 4, "notes": [],
}  # fmt: skip


def of_four(name="nodes", drawn=None):
    return level_curve(name, FOUR, "label", level(1, 1, 1, 1), drawn)


def test_by_hand():
    # Scores 3 (1), 2 (0), 1 (1), 0 (0): (0,0) → (0,½) → (½,½) → (½,1) → (1,1).
    diagonal, line, point = roc("k", [of_four()], "nodes").plot["data"]
    assert (diagonal["x"], diagonal["y"]) == ([0, 1], [0, 1])
    assert line["x"] == [0, 0, 0.5, 0.5, 1]
    assert line["y"] == [0, 0.5, 0.5, 1, 1]
    assert (point["x"], point["y"]) == ([0.5], [0.5])


def test_the_area_stands_in_the_legend_with_its_first_interval():
    figure = roc("k", [of_four()], "nodes")
    assert figure.plot["data"][1]["name"] == "nodes (4 nodes)<br>AUC 0.912 (0.890 to 0.930)"
    assert "nodes: AUC 0.912 (0.890 to 0.930)" in figure.alt


def test_the_band_of_the_first_alone_goes_there_and_back():
    figure = roc("k", [of_four("a", DRAWN), of_four("b", DRAWN)], "nodes")
    (band,) = [trace for trace in figure.plot["data"] if trace.get("fill")]
    assert band["x"] == [0.5, 1.0, 1.0, 0.5]  # no limits at 0
    assert band["y"] == [0.9, 1.0, 1.0, 0.4]
    assert band["name"] == "95 % interval of the sensitivity"
    assert "Wilson score, bootstrap" in figure.caption
    assert "tables/roc.csv" in figure.caption


@pytest.mark.parametrize("drawn", [None, {"reason": "no scores"}, {**DRAWN, "low": [None] * 3, "high": [None] * 3}])
def test_without_limits_there_is_no_band_and_no_word_of_one(drawn):
    figure = roc("k", [of_four("a", drawn)], "nodes")
    assert not [trace for trace in figure.plot["data"] if trace.get("fill")]
    assert "Shaded" not in figure.caption


def test_the_operating_point_has_the_intervals_of_both_rates():
    point = roc("k", [of_four()], "nodes").plot["data"][-1]
    # Made-up intervals: give or take 0.05.
    assert point["error_x"]["array"] == point["error_y"]["arrayminus"] == [pytest.approx(0.05)]


def test_operating_point_of_the_study():
    # FPR 105 / 941, TPR 368 / 456.
    assert operating_point(level(368, 105, 88, 836)) == pytest.approx((0.11158, 0.80702), abs=1e-5)
    assert operating_point(level(0, 1, 0, 3)) is None


def test_without_scores_the_operating_point_stays():
    metrics = level(1, 1, 1, 1)
    metrics["auc_score"] = {"value": None, "reason": "no scores"}
    curve = level_curve("nodes", pd.DataFrame({"label": [0, 1, 0, 1]}), "label", metrics)
    figure = roc("k", [curve], "nodes")
    assert [trace["mode"] for trace in figure.plot["data"]] == ["lines", "markers"]  # the diagonal and the point
    assert figure.plot["data"][1]["showlegend"] is True
    assert figure.caption.startswith("Without scores there is no curve.")


def test_one_class_is_no_figure():
    table = pd.DataFrame({"label": [1, 1], "score": [0.0, 1.0]})
    assert roc("k", [level_curve("nodes", table, "label", level(1, 0, 1, 0))], "nodes") is None


def test_a_score_of_minus_infinity_is_one():
    table = FOUR.assign(score=[-np.inf, -np.inf, 2.0, 3.0])
    line = roc("k", [level_curve("nodes", table, "label", level(1, 1, 1, 1))], "nodes").plot["data"][1]
    assert line["x"] == [0, 0, 0.5, 1]


def test_names_are_text():
    figure = roc("k", [of_four(EVIL, DRAWN)], "nodes")
    shown = [trace.get("name", "") + trace.get("hovertemplate", "") for trace in figure.plot["data"]]
    assert not any("<img" in text for text in shown)


def test_patient_curves_leave_out_seen_patients(validated):
    data = Reader(page(validated)).plots["plot-roc-patients"]["data"]
    lines = [trace["name"].split("<br>")[0] for trace in data if "AUC" in trace.get("name", "")]
    # 24 patients, p0001 (cN0) and p0003 (cN+) seen; the made-up metrics have no "cN0 (unseen)".
    wanted = ["All patients, unseen (22 patients)", "cN0 patients (12 patients)", "cN+ patients, unseen (11 patients)"]
    assert lines == wanted


@pytest.mark.parametrize("rule", ["any", "count:2", "fraction:0.5", "largest"])
def test_patient_curve_follows_the_rule(validated, rule):
    run = dataclasses.replace(validated, metrics=made_metrics(rule=rule))
    assert "plot-roc-patients" in Reader(page(run)).plots


def test_the_line_lies_within_its_band():
    """The band comes from the metrics, the line from the tables: they are of the same patients."""
    for key in ("plot-roc-nodes", "plot-roc-patients"):
        data = Reader(page(whole())).plots[key]["data"]
        band = next(trace for trace in data if trace.get("fill"))
        line = next(trace for trace in data if "AUC" in trace.get("name", ""))
        half = len(band["x"]) // 2
        x, high, low = band["x"][:half], band["y"][:half], band["y"][half:][::-1]
        reached = [max(y for there, y in zip(line["x"], line["y"], strict=True) if there <= rate + 1e-9) for rate in x]
        assert all(reach <= top + 1e-4 for reach, top in zip(reached, high, strict=True))
        assert all(reach >= foot - 1e-4 for reach, foot in zip(reached, low, strict=True))


def test_the_caption_says_where_there_is_no_band_and_pointwise_once():
    gap = "No interval at false positive rates below 0.250: too few."
    drawn = {**DRAWN, "method": "Wilson score; pointwise", "notes": ["Each interval is for one rate.", gap]}
    caption = roc("k", [of_four("a", drawn)], "nodes").caption
    assert gap in caption
    assert caption.count("pointwise") == 1
    assert "pointwise" in roc("k", [of_four("a", DRAWN)], "nodes").caption
