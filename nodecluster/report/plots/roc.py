"""ROC curves of the score with the band of the first of them, and the operating points of the hard groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.columns import numbers
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import base_layout, diagonal
from nodecluster.report.plots.whiskers import DIGITS, band, known, whiskers, with_interval
from nodecluster.validation.areas.roc import roc_points
from nodecluster.volume import Floats

_LOOKS = (
    (GROUP_COLOURS[1], "solid", "diamond"),
    (GROUP_COLOURS[2], "dash", "square"),
    ("#009E73", "dot", "triangle-up"),
)
_RATES = "<br>FPR %{x:.3f}<br>sensitivity %{y:.3f}<extra></extra>"


@dataclass(frozen=True)
class Curve:
    """What one ROC curve is made of.

    Attributes
    ----------
    name : of the set.
    labels : 0 or 1, shape (n,).
    scores : higher is more likely metastatic, shape (n,).
    level : the LEVEL of the set, as in ``metrics.json``.
    drawn : its CURVE of ``metrics.json``; nothing where a run has none, as those of version 0.3.0.
    """

    name: str
    labels: Floats
    scores: Floats
    level: Mapping[str, Any]
    drawn: Mapping[str, Any] = field(default_factory=dict)

    @property
    def banded(self) -> bool:
        """Whether it has a band: limits at two rates or more."""
        return sum(low is not None for low in self.drawn.get("low") or ()) > 1


def roc(key: str, curves: Sequence[Curve], unit: str) -> Figure | None:
    """Return the ROC curves of the score with the operating points of the hard group, or None with neither.

    Parameters
    ----------
    key : unique on the page.
    curves : at most three; one with a class missing, or without scores, shows its operating point only. The band is of
        the first: those of several would hide each other.
    unit : what is counted: ``nodes`` or ``patients``.
    """
    traces = [
        trace
        for place, (curve, look) in enumerate(zip(curves, _LOOKS, strict=False))
        for trace in _traces(curve, look, place == 0, unit)
    ]
    if not traces:
        return None
    layout = base_layout("False positive rate (1 − specificity)", "Sensitivity (true positive rate)", height=560)
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"range": [-0.02, 1.02], "dtick": 0.2, "tickformat": ".1f", "zeroline": False}
    return Figure(key, {"data": [diagonal(), *traces], "layout": layout}, _caption(curves, traces), _alt(curves, unit))


def level_curve(
    name: str, table: pd.DataFrame, truth: str, level: Mapping[str, Any], drawn: Mapping[str, Any] | None = None
) -> Curve:
    """Return the curve of a LEVEL; without scores where its ``auc_score`` is not estimable.

    Parameters
    ----------
    name : of the set.
    table : ``score`` and the column ``truth``, a row a node or patient.
    truth : name of the column that holds 1, 0 or missing.
    level : as in ``metrics.json``.
    drawn : the CURVE of the same set, where there is one.
    """
    labels, scores = numbers(table, truth), numbers(table, "score")
    if not known(level.get("auc_score")):
        scores = np.full_like(scores, np.nan)
    # A score of -inf is a score: under rule count:K, a patient of fewer nodes is negative at every cut-off.
    both = ~np.isnan(labels) & ~np.isnan(scores)
    return Curve(name, labels[both], scores[both], level, drawn or {})


def operating_point(level: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return FPR and TPR of a LEVEL's hard group, from its confusion table; None where a class is empty."""
    table = level["confusion"]
    positive, negative = table["tp"] + table["fn"], table["fp"] + table["tn"]
    return (table["fp"] / negative, table["tp"] / positive) if positive and negative else None


def _traces(curve: Curve, look: tuple[str, str, str], first: bool, unit: str) -> list[dict[str, Any]]:
    """Return what is drawn of one curve: its band below, its line, its operating point."""
    colour, dash, symbol = look
    line = _line(curve, colour, dash, unit)
    below = [_band(curve, colour)] if first and line and curve.banded else []
    return [*below, *line, *_point(curve, colour, symbol, named=not line)]


def _band(curve: Curve, colour: str) -> dict[str, Any]:
    """Return the band of a curve."""
    drawn = curve.drawn
    name = f"{formats.level(drawn).capitalize()} of the sensitivity"
    return band(name, drawn["fpr"], (drawn["low"], drawn["high"]), colour)


def _line(curve: Curve, colour: str, dash: str, unit: str) -> list[dict[str, Any]]:
    """Return the line of a curve, or nothing where a class is missing."""
    fpr, tpr = roc_points(curve.labels.astype(np.int64), curve.scores)
    if not fpr.size:
        return []
    name, area = plot_text(curve.name), with_interval(curve.level["auc_score"], formats.decimals)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"{name} ({curve.labels.size:,} {unit})<br>AUC {area}",
            "x": np.round(fpr, DIGITS).tolist(),
            "y": np.round(tpr, DIGITS).tolist(),
            "line": {"color": colour, "dash": dash, "width": 2},
            "hovertemplate": f"Score: {name}{_RATES}",
        }
    ]


def _point(curve: Curve, colour: str, symbol: str, *, named: bool) -> list[dict[str, Any]]:
    """Return the operating point of a curve's hard group with its intervals, or nothing where a class is missing."""
    point = operating_point(curve.level)
    if point is None:
        return []
    name = plot_text(curve.name)
    rates = [
        (curve.level.get(rate) or {}) | {"value": value}
        for rate, value in zip(("fpr", "sensitivity"), point, strict=True)
    ]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"Hard group: {name}",
            "showlegend": named,
            "x": [round(point[0], DIGITS)],
            "y": [round(point[1], DIGITS)],
            "error_x": whiskers(rates[:1], thickness=1, color=colour),
            "error_y": whiskers(rates[1:], thickness=1, color=colour),
            "marker": {"color": colour, "symbol": symbol, "size": 12, "line": {"width": 1.5, "color": "#ffffff"}},
            "hovertemplate": f"Hard group: {name}{_RATES}",
        }
    ]


def _caption(curves: Sequence[Curve], traces: Sequence[Mapping[str, Any]]) -> str:
    """Return what is to be seen."""
    lines = any(trace["mode"] == "lines" for trace in traces)
    said = ["Lines: the continuous score at every cut-off." if lines else "Without scores there is no curve."]
    first = curves[0]
    if any(trace.get("fill") for trace in traces):
        method = str(first.drawn["method"])
        pointwise = "" if "pointwise" in method else "pointwise "
        said.append(f"Shaded: {pointwise}{formats.level(first.drawn)} of the sensitivity of the first ({method}).")
        said += [str(note) for note in first.drawn.get("notes") or () if str(note).startswith("No interval")]
        said.append("The limits of every curve are in tables/roc.csv.")
    marks = [trace["error_x"]["array"] + trace["error_y"]["array"] for trace in traces if trace["mode"] == "markers"]
    lacking = ", none where not estimable" if any(None in lengths for lengths in marks) else ""
    said.append(
        f"Marks: the hard groups, one cut-off each, with the intervals of both rates{lacking}. Dashed grey: guessing."
    )
    return " ".join(said)


def _alt(curves: Sequence[Curve], unit: str) -> str:
    """Return the curves in words."""
    areas = [
        f"{curve.name}: AUC {with_interval(curve.level['auc_score'], formats.decimals)}"
        for curve in curves
        if known(curve.level.get("auc_score"))
    ]
    rest = "; ".join(areas) if areas else ", ".join(curve.name for curve in curves)
    return f"ROC plot in {unit}. {rest}. The areas under the curves are in the tables of this section."
