"""The figures of what a prediction is worth in use: decision curve and calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import GREY, base_layout, diagonal
from nodecluster.report.plots.whiskers import CLINIC, DIGITS, END, MODEL, OTHER, band, unless_missing, whiskers

_STRATEGIES = {
    "model": (MODEL, "solid"),
    "prediction": (MODEL, "dash"),
    "clinical": (CLINIC, "dashdot"),
    "all": (OTHER, "dot"),
    "none": (GREY, "solid"),
}
_CALIBRATORS = {"logistic": (GROUP_COLOURS[1], "circle"), "isotonic": (GROUP_COLOURS[2], "diamond")}
_SMALLEST, _LARGEST = 6.0, 14.0
"""Of the mark of a group of risk, in px."""
_EDGE = {"width": 1, "color": "#ffffff"}
_BELOW = 0.25
"""Net benefit falls without end; the figure shows this much of it below zero, as a share of the highest."""


def decision_figure(key: str, name: str, block: Mapping[str, Any]) -> Figure | None:
    """Return the net benefit of each strategy by threshold, or None where there is no curve.

    Parameters
    ----------
    key : unique on the page.
    name : of the set of patients.
    block : a set's ``decision_curve`` of ``metrics.json``.
    """
    strategies = {which: each for which, each in (block.get("strategies") or {}).items() if not each.get("reason")}
    if not strategies:
        return None
    lines = [_strategy(block["thresholds"], each, *_STRATEGIES[which]) for which, each in strategies.items()]
    data = [*_band(block, strategies), *lines]
    layout = base_layout("Threshold of risk", "Net benefit", height=460)
    layout["margin"] |= {"r": END}
    top = max((value for each in strategies.values() for value in each["net_benefit"]), default=0.0) or 1.0
    layout["xaxis"] |= {"tickformat": ".0%", "range": [0, 1.005], "dtick": 0.2, "zeroline": False}
    layout["yaxis"] |= {"range": [-_BELOW * top, 1.1 * top]}
    shaded = f" Shaded: pointwise {formats.level(block)} of the model." if len(data) > len(lines) else ""
    caption = (
        f"{name}: net benefit by threshold.{shaded} All intervals are in the table and in tables/decision_curve.csv."
    )
    names = ", ".join(str(each["label"]) for each in strategies.values())
    alt = f"Decision curve: {names}. Net benefits at round thresholds are in the table of this section."
    return Figure(key, {"data": data, "layout": layout}, caption, alt)


def calibration_figure(key: str, name: str, block: Mapping[str, Any]) -> Figure | None:
    """Return observed shares against predicted risks, or None where there is no calibration.

    Parameters
    ----------
    key : unique on the page.
    name : of the set of patients or nodes.
    block : a set's ``calibration`` of ``metrics.json``.
    """
    there = [which for which in _CALIBRATORS if block.get(which)]
    if block.get("reason") or not there:
        return None
    data = [diagonal(), *(_reliability(which, block[which]["reliability"]["groups"]) for which in there)]
    layout = base_layout("Mean predicted risk", "Observed share", height=460)
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"range": [-0.03, 1.03], "dtick": 0.2, "tickformat": ".0%", "zeroline": False}
    groups = [_share(group) for which in there for group in block[which]["reliability"]["groups"]]
    caption = (
        f"{name}: groups of rising risk, the larger the mark the more are in it; bars are the intervals of the"
        f" observed share{unless_missing(groups)}. Dashed grey: ideal."
    )
    alt = (
        f"Calibration plot of {name}: observed share against predicted risk. The numbers are in this section's tables."
    )
    return Figure(key, {"data": data, "layout": layout}, caption, alt)


def _band(block: Mapping[str, Any], strategies: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the band of the model's score, or of its hard prediction where that alone has a curve."""
    of = next((which for which in ("model", "prediction") if which in strategies), None)
    limits = [strategies[of][end] for end in ("low", "high")] if of else []
    if of is None or all(limit is None for limit in limits[0]):
        return []
    name = f"{formats.level(block).capitalize()}, {plot_text(strategies[of]['label'])}"
    return [band(name, block["thresholds"], (limits[0], limits[1]), _STRATEGIES[of][0])]


def _strategy(thresholds: list[float], curve: Mapping[str, Any], colour: str, dash: str) -> dict[str, Any]:
    """Return the line of a strategy."""
    name = plot_text(curve["label"])
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": thresholds,
        "y": [round(value, DIGITS) for value in curve["net_benefit"]],
        "line": {"color": colour, "dash": dash, "width": 2},
        "hovertemplate": f"{name}<br>threshold %{{x:.0%}}<br>net benefit %{{y:.3f}}<extra></extra>",
    }


def _reliability(which: str, groups: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the points of a calibrator with the intervals of their observed shares."""
    colour, symbol = _CALIBRATORS[which]
    hover = "predicted %{x:.1%}<br>observed %{y:.1%}<br>n %{customdata}<extra></extra>"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": which.capitalize(),
        "x": [round(group["predicted"], DIGITS) for group in groups],
        "y": [round(group["observed"], DIGITS) for group in groups],
        "customdata": [group["n"] for group in groups],
        "error_y": whiskers([_share(group) for group in groups], thickness=1, color=colour),
        "marker": {"color": colour, "symbol": symbol, "size": _sizes(groups), "opacity": 1, "line": _EDGE},
        "line": {"color": colour, "width": 1},
        "hovertemplate": f"{which.capitalize()}<br>{hover}",
    }


def _share(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return the observed share of a group as an ESTIMATE."""
    return {**group, "value": group["observed"]}


def _sizes(groups: list[Mapping[str, Any]]) -> list[float]:
    """Return the size of each group's mark in px; its area grows with those who are in the group."""
    most = max(group["n"] for group in groups)
    return [max(_SMALLEST, round(_LARGEST * (group["n"] / most) ** 0.5, 1)) for group in groups]
