"""The figures of what a prediction is worth in use: decision curve and calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plotting import GREY, base_layout, diagonal

_STRATEGIES = {
    "model": (GROUP_COLOURS[2], "solid"),
    "prediction": (GROUP_COLOURS[2], "dash"),
    "clinical": (GROUP_COLOURS[1], "dashdot"),
    "all": ("#009E73", "dot"),
    "none": (GREY, "solid"),
}
_CALIBRATORS = {"logistic": (GROUP_COLOURS[1], "circle"), "isotonic": (GROUP_COLOURS[2], "diamond")}
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
    data = [_strategy(block["thresholds"], each, *_STRATEGIES[which]) for which, each in strategies.items()]
    layout = base_layout("Threshold of risk", "Net benefit", height=460)
    top = max((value for each in strategies.values() for value in each["net_benefit"]), default=0.0) or 1.0
    layout["xaxis"] |= {"tickformat": ".0%", "rangemode": "tozero", "zeroline": False}
    layout["yaxis"] |= {"range": [-_BELOW * top, 1.1 * top]}
    caption = f"{name}: net benefit by threshold. Intervals are in the table and in tables/decision_curve.csv."
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
    caption = f"{name}: groups of rising risk; bars are the intervals of the observed share. Dashed grey: ideal."
    alt = (
        f"Calibration plot of {name}: observed share against predicted risk. The numbers are in this section's tables."
    )
    return Figure(key, {"data": data, "layout": layout}, caption, alt)


def _strategy(thresholds: list[float], curve: Mapping[str, Any], colour: str, dash: str) -> dict[str, Any]:
    """Return the line of a strategy."""
    name = plot_text(curve["label"])
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": thresholds,
        "y": [round(value, 5) for value in curve["net_benefit"]],
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
        "x": [round(group["predicted"], 5) for group in groups],
        "y": [round(group["observed"], 5) for group in groups],
        "customdata": [group["n"] for group in groups],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(group, "high") for group in groups],
            "arrayminus": [_reach(group, "low") for group in groups],
            "thickness": 1,
            "width": 3,
        },
        "marker": {"color": colour, "symbol": symbol, "size": 9},
        "line": {"color": colour, "width": 1},
        "hovertemplate": f"{which.capitalize()}<br>{hover}",
    }


def _reach(group: Mapping[str, Any], end: str) -> float:
    """Return how far a limit lies from the observed share; 0 where there is none."""
    limit = group.get(end)
    return 0.0 if limit is None else round(abs(limit - group["observed"]), 5)
