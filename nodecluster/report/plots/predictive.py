"""What a positive and a negative prediction mean, by how common metastasis is, as a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.report.plots.whiskers import CLINIC, DIGITS, MODEL, known, unless_missing, whiskers, with_interval

_VALUES = {
    "ppv": ("Positive predictive value", MODEL, "solid", "circle"),
    "npv": ("Negative predictive value", CLINIC, "dash", "diamond"),
}
_LEAST = 2
"""Of prevalences with a value: one is no curve."""


def predictive_figure(key: str, name: str, block: Mapping[str, Any]) -> Figure | None:
    """Return the predictive values by prevalence with their intervals, or None where there is nothing to draw.

    Parameters
    ----------
    key : unique on the page.
    name : of the set of patients.
    block : a set's ``prevalence`` of ``metrics.json``.
    """
    if block.get("reason"):
        return None
    own = block["own"]
    given = sorted([*(block.get("stated") or ()), own], key=lambda each: float(each["prevalence"]))
    data = [_values(which, given) for which in _VALUES if sum(known(each.get(which)) for each in given) >= _LEAST]
    if not data:
        return None
    layout = base_layout("Prevalence of pN+", "Predictive value", height=420)
    most = min(1.02, max(float(each["prevalence"]) for each in given) + 0.05)
    layout["xaxis"] |= {"range": [0, most], "dtick": 0.1 if most < 0.8 else 0.2, "tickformat": ".0%", "zeroline": False}
    layout["yaxis"] |= {"range": [-0.02, 1.02], "dtick": 0.2, "tickformat": ".0%", "zeroline": False}
    layout["shapes"] = [_upright(float(own["prevalence"]))]
    share = formats.percent(own["prevalence"])
    lacking = unless_missing(each[which] for each in given for which in _VALUES if known(each.get(which)))
    caption = (
        f"{name}: positive and negative predictive value by prevalence, with intervals{lacking}; sensitivity and"
        " specificity as found here."
        f" Dotted: the prevalence of these patients ({share})."
    )
    alt = (
        f"Predictive values of {name} by prevalence; at {share}, {_own(own)}. The numbers are in this section's tables."
    )
    return Figure(key, {"data": data, "layout": layout}, caption, alt)


def _values(which: str, given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one predictive value by prevalence."""
    name, colour, dash, symbol = _VALUES[which]
    there = [each for each in given if known(each.get(which))]
    estimates = [each[which] for each in there]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [round(float(each["prevalence"]), DIGITS) for each in there],
        "y": [round(each["value"], DIGITS) for each in estimates],
        "error_y": whiskers(estimates, color=colour, thickness=1),
        "line": {"color": colour, "dash": dash, "width": 2},
        "marker": {"color": colour, "symbol": symbol, "size": 9, "line": {"width": 1, "color": "#ffffff"}},
        "customdata": [with_interval(each, formats.percent) for each in estimates],
        "hovertemplate": f"{name}<br>prevalence %{{x:.1%}}<br>%{{customdata}}<extra></extra>",
    }


def _upright(place: float) -> dict[str, Any]:
    """Return the line at the patients' own prevalence."""
    look = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return {
        **look,
        "x0": round(place, DIGITS),
        "x1": round(place, DIGITS),
        "line": {"color": GREY, "width": 1, "dash": "dot"},
    }


def _own(own: Mapping[str, Any]) -> str:
    """Return the predictive values of the patients in words."""
    there = [(name.lower(), own.get(which)) for which, (name, *_) in _VALUES.items()]
    said = [f"{name} {with_interval(each, formats.percent)}" for name, each in there if each and known(each)]
    return " and ".join(said) or "neither is estimable"
