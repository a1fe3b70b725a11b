"""CCR, sensitivity and specificity of several rules, or of several sets, as dots with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plots.bars import RATES
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.report.plots.whiskers import (
    CLINIC,
    DIGITS,
    MODEL,
    OTHER,
    Estimate,
    known,
    unless_missing,
    whiskers,
    with_interval,
)

_LOOKS = {
    "ccr": (MODEL, "square", 0.24),
    "sensitivity": (CLINIC, "circle", 0.0),
    "specificity": (OTHER, "diamond", -0.24),
}
"""Colour, mark, and how far above the middle of the line."""

_ROW, _MOST_LETTERS, _END = 52, 26, 24
"""Of a line in px, of a name in letters, and px beyond 100 %, or plotly leaves its label out."""


@dataclass(frozen=True)
class Line:
    """A line of the figure.

    Attributes
    ----------
    name : at the axis; cut where it is long.
    rates : ESTIMATEs by the names of ``bars.RATES``.
    n : how many, written below the name; None writes nothing.
    marked : whether it stands out.
    """

    name: str
    rates: Mapping[str, Estimate]
    n: int | None = None
    marked: bool = False


def dots_figure(key: str, lines: Sequence[Line], caption: str, alt: str) -> Figure | None:
    """Return the dots of every line, from the top, or None where there is none.

    Parameters
    ----------
    key : unique on the page.
    lines : with whatever rates they have.
    caption, alt : what they are of; where an interval is missing the caption says so.
    """
    drawn = [line for line in lines if any(known(line.rates.get(rate)) for rate in RATES)]
    if not drawn:
        return None
    places = list(range(len(drawn)))[::-1]
    layout = base_layout("", "", height=110 + _ROW * len(drawn))
    layout["margin"] |= {"r": _END}
    layout["xaxis"] |= {"range": [-0.02, 1.02], "dtick": 0.25, "tickformat": ".0%", "zeroline": False}
    layout["yaxis"] |= {
        "tickvals": places,
        "ticktext": [_label(line) for line in drawn],
        "range": [-0.6, len(drawn) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }
    layout["shapes"] = _between(len(drawn))
    placed = list(zip(places, drawn, strict=True))
    data = [_dots(rate, [each for each in placed if known(each[1].rates.get(rate))]) for rate in RATES]
    if unless_missing(each for line in drawn for each in line.rates.values() if known(each)):
        caption += " No interval where it is not estimable."
    return Figure(key, {"data": [trace for trace in data if trace["x"]], "layout": layout}, caption, alt)


def _label(line: Line) -> str:
    """Return the label of a line at the axis."""
    name = line.name if len(line.name) <= _MOST_LETTERS else f"{line.name[: _MOST_LETTERS - 1]}…"
    said = f"<b>{plot_text(name)}</b>" if line.marked else plot_text(name)
    return said if line.n is None else f"{said}<br>n = {formats.count(line.n)}"


def _between(lines: int) -> list[dict[str, Any]]:
    """Return what parts neighbouring lines."""
    look = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "layer": "below"}
    return [
        {**look, "y0": place + 0.5, "y1": place + 0.5, "line": {"color": GREY, "width": 0.5, "dash": "dot"}}
        for place in range(lines - 1)
    ]


def _dots(rate: str, lines: Sequence[tuple[int, Line]]) -> dict[str, Any]:
    """Return the dots of one rate."""
    colour, symbol, above = _LOOKS[rate]
    estimates = [line.rates[rate] for _, line in lines]
    said = zip(lines, estimates, strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": RATES[rate],
        "x": [round(each["value"], DIGITS) for each in estimates],
        "y": [place + above for place, _ in lines],
        "error_x": whiskers(estimates, color=colour),
        "marker": {"color": colour, "symbol": symbol, "size": 10, "line": {"width": 1, "color": "#ffffff"}},
        "customdata": [[plot_text(line.name), with_interval(each, formats.percent)] for (_, line), each in said],
        "hovertemplate": f"%{{customdata[0]}}<br>{RATES[rate]} %{{customdata[1]}}<extra></extra>",
    }
