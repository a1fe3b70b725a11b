"""The interactive figures, as plotly's own values. Colours are set here, text and lines by the style sheet.

Colours are Okabe and Ito's, which the colour-blind tell apart; every group and curve differs in shape or dash too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.columns import numbers, words
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plotting import base_layout, diagonal
from nodecluster.validation.areas.roc import roc_points
from nodecluster.volume import Floats
from nodecluster.words import counted

_CURVES = ((GROUP_COLOURS[1], "solid"), (GROUP_COLOURS[2], "dash"), ("#009E73", "dot"))
_MARKS = ((1.0, "metastatic", "diamond"), (0.0, "non-metastatic", "circle"), (float("nan"), "unlabelled", "cross"))
_RATES = "<br>FPR %{x:.3f}<br>TPR %{y:.3f}<extra></extra>"


@dataclass(frozen=True)
class Curve:
    """What one ROC curve is made of.

    Attributes
    ----------
    name : of the set.
    labels : 0 or 1, shape (n,).
    scores : higher is more likely metastatic, shape (n,).
    point : FPR and TPR of the hard group, or None where not estimable.
    """

    name: str
    labels: Floats
    scores: Floats
    point: tuple[float, float] | None


def groups_scatter(nodes: pd.DataFrame, places: Floats, explained: Sequence[float]) -> Figure:
    """Return the nodes on the model's first two principal components, coloured by group, marked by label.

    Parameters
    ----------
    nodes : ``patient_id``, ``node_id``, ``group``, ``score``, ``label``; a row a node.
    places : shape (nodes, 2); a node whose place is not finite is left out.
    explained : share of the variance of each component.
    """
    group, label = numbers(nodes, "group"), numbers(nodes, "label")
    seen = np.isfinite(places).all(axis=1)
    hover = _hover(nodes)
    data = []
    for number, colour in GROUP_COLOURS.items():
        for value, name, symbol in _MARKS:
            of_label = np.isnan(label) if np.isnan(value) else label == value
            rows = np.flatnonzero(seen & (group == number) & of_label)
            if rows.size:
                data.append(_points(places[rows], [hover[row] for row in rows], number, name, (colour, symbol)))
    axes = [f"Component {i + 1} ({formats.percent(share)} of variance)" for i, share in enumerate(explained)]
    layout = base_layout(axes[0], axes[1], height=540)
    drawn = int(seen.sum())
    missing = len(nodes) - drawn
    caption = f"{counted(drawn, 'node')} on the first two principal components of the kept features."
    if missing:
        caption += f" {counted(missing, 'node')} without finite features not shown."
    alt = (
        f"Scatter plot of {counted(drawn, 'node')}: group 1 {formats.count((group[seen] == 1).sum())}, "
        f"group 2 {formats.count((group[seen] == 2).sum())}. Each node is also a row of nodes.csv."
    )
    return Figure("plot-groups", {"data": data, "layout": layout}, caption, alt)


def _hover(nodes: pd.DataFrame) -> list[list[str]]:
    """Return patient, node and score of each row as plotly shows them."""
    scores = [formats.decimals(score) for score in numbers(nodes, "score")]
    rows = zip(words(nodes, "patient_id"), words(nodes, "node_id"), scores, strict=True)
    return [[plot_text(text) for text in row] for row in rows]


def _points(places: Floats, hover: list[list[str]], group: int, label: str, mark: tuple[str, str]) -> dict[str, Any]:
    """Return one trace of the scatter plot: the nodes of one group and label."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"Group {group}, {label} ({len(hover):,})",
        "x": places[:, 0].round(4).tolist(),
        "y": places[:, 1].round(4).tolist(),
        "customdata": hover,
        "marker": {
            "color": mark[0],
            "symbol": mark[1],
            "size": 8 if mark[1] == "diamond" else 7,
            "opacity": 0.75,
            "line": {"width": 0.5, "color": "#ffffff"},
        },
        "hovertemplate": (
            f"Patient %{{customdata[0]}}<br>Node %{{customdata[1]}}<br>Group {group}, {label}"
            "<br>Score %{customdata[2]}<extra></extra>"
        ),
    }


def roc(key: str, curves: Sequence[Curve], unit: str) -> Figure | None:
    """Return the ROC curves of the score with the operating points of the hard group, or None with neither.

    Parameters
    ----------
    key : unique on the page.
    curves : at most three; one with a class missing, or without scores, shows its operating point only.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    traces = [
        trace
        for curve, (colour, dash) in zip(curves, _CURVES, strict=False)
        for trace in (*_line(curve, colour, dash, unit), *_point(curve, colour))
    ]
    if not traces:
        return None
    layout = base_layout("False positive rate (1 − specificity)", "True positive rate (sensitivity)", height=520)
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"range": [-0.02, 1.02], "dtick": 0.2, "tickformat": ".1f", "zeroline": False}
    lines = any(trace["mode"] == "lines" for trace in traces)
    score = "Lines: the continuous score at every cut-off." if lines else "Without scores there is no curve."
    caption = f"{score} Diamonds: the hard groups, which are one cut-off and so one point. Dashed grey: guessing."
    names = ", ".join(curve.name for curve in curves)
    alt = f"ROC plot in {unit}: {names}. The areas under the curves are in the tables of this section."
    return Figure(key, {"data": [diagonal(), *traces], "layout": layout}, caption, alt)


def level_curve(name: str, table: pd.DataFrame, truth: str, level: Mapping[str, Any]) -> Curve:
    """Return the curve of a LEVEL; without scores where its ``auc_score`` is not estimable.

    Parameters
    ----------
    name : of the set.
    table : ``score`` and the column ``truth``, a row a node or patient.
    truth : name of the column that holds 1, 0 or missing.
    level : as in ``metrics.json``.
    """
    labels, scores = numbers(table, truth), numbers(table, "score")
    if formats.number((level.get("auc_score") or {}).get("value")) is None:
        scores = np.full_like(scores, np.nan)
    # A score of -inf is a score: under rule count:K, a patient of fewer nodes is negative at every cut-off.
    both = ~np.isnan(labels) & ~np.isnan(scores)
    return Curve(name, labels[both], scores[both], operating_point(level))


def operating_point(level: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return FPR and TPR of a LEVEL's hard group, from its confusion table; None where a class is empty."""
    table = level["confusion"]
    positive, negative = table["tp"] + table["fn"], table["fp"] + table["tn"]
    return (table["fp"] / negative, table["tp"] / positive) if positive and negative else None


def _line(curve: Curve, colour: str, dash: str, unit: str) -> list[dict[str, Any]]:
    """Return the line of a curve, or nothing where a class is missing."""
    fpr, tpr = roc_points(curve.labels.astype(np.int64), curve.scores)
    if not fpr.size:
        return []
    name = plot_text(curve.name)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"Score: {name} ({curve.labels.size:,} {unit})",
            "x": np.round(fpr, 5).tolist(),
            "y": np.round(tpr, 5).tolist(),
            "line": {"color": colour, "dash": dash, "width": 2},
            "hovertemplate": f"Score: {name}{_RATES}",
        }
    ]


def _point(curve: Curve, colour: str) -> list[dict[str, Any]]:
    """Return the operating point of a curve's hard group, or nothing where a class is missing."""
    if curve.point is None:
        return []
    name = plot_text(curve.name)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"Hard group: {name}",
            "x": [round(curve.point[0], 5)],
            "y": [round(curve.point[1], 5)],
            "marker": {"color": colour, "symbol": "diamond", "size": 13, "line": {"width": 1.5, "color": "#ffffff"}},
            "hovertemplate": f"Hard group: {name}{_RATES}",
        }
    ]
