"""The forest plots of the subgroups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.metrics.levels import equals
from nodecluster.report.parts import Figure
from nodecluster.report.plots.bars import RATES
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.report.plots.whiskers import DIGITS, MODEL, known, whiskers, with_interval

Rows = Sequence[Mapping[str, Any]]

_ROW_HEIGHT = 24
_MOST_LETTERS = 22
_END = 24
"""px beyond 100 %, or plotly leaves its label out."""
_SMALLEST, _LARGEST = 6.0, 14.0
"""Sides of a square in px; its area grows with the patients that the figure rests on."""


@dataclass(frozen=True)
class Column:
    """A column that makes subgroups.

    Attributes
    ----------
    name : of the column.
    rows : its rows of patients, as of ``subgroups`` in ``metrics.json``, that of everybody too.
    tests : the test of interaction of each rate, by its name.
    """

    name: str
    rows: Rows
    tests: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    """A line of the plot: a subgroup, or the name of a column, which has no row.

    Attributes
    ----------
    label : at the axis.
    row : of the subgroup.
    said : beside the name of a column.
    """

    label: str
    row: Mapping[str, Any] | None = None
    said: str = ""


def forest_figures(key: str, columns: Sequence[Column]) -> tuple[Figure, ...]:
    """Return a forest plot each of CCR, sensitivity and specificity; without those that have nothing to draw.

    Parameters
    ----------
    key : what their keys begin with.
    columns : that make subgroups.
    """
    made = (forest_figure(key if rate == "ccr" else f"{key}-{rate}", columns, rate) for rate in RATES)
    return tuple(figure for figure in made if figure is not None)


def forest_figure(key: str, columns: Sequence[Column], rate: str = "ccr") -> Figure | None:
    """Return a rate of every subgroup with its interval, below that of everybody; None where there is nobody.

    Parameters
    ----------
    key : unique on the page.
    columns : that make subgroups.
    rate : a name of ``bars.RATES``.
    """
    found = _lines(columns, rate)
    places = list(range(len(found)))[::-1]
    drawn = [
        (place, line.row)
        for place, line in zip(places, found, strict=True)
        if line.row is not None and known(line.row.get(rate))
    ]
    if not drawn:
        return None
    layout = base_layout(RATES[rate], "", height=90 + _ROW_HEIGHT * len(found))
    layout["margin"] |= {"r": _END}
    layout["xaxis"] |= {"range": [-0.02, 1.02], "dtick": 0.5, "tickformat": ".0%", "zeroline": False}
    layout["yaxis"] |= {
        "tickvals": places,
        "ticktext": [line.label for line in found],
        "range": [-0.7, len(found) - 0.3],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }
    said = [_said(place, line.said) for place, line in zip(places, found, strict=True) if line.said]
    layout |= {"annotations": said} if said else {}
    everybody = [row[rate]["value"] for _, row in drawn if row.get("role") == "all"][:1]
    data = [*(_overall(value, len(found)) for value in everybody), _points(drawn, rate)]
    name = RATES[rate]
    caption = (
        f"{name} of the patients by subgroup with its interval; dashed grey: everybody. p: test of interaction, by Holm"
        " over the columns."
    )
    alt = f"Forest plot: {name} of {len(drawn)} groups of patients. The numbers are in this section's tables."
    return Figure(key, {"data": data, "layout": layout | {"showlegend": False}}, caption, alt)


def _lines(columns: Sequence[Column], rate: str) -> list[_Line]:
    """Return every line, everybody first; a column's name has a line without a row."""
    lines: list[_Line] = []
    for column in columns:
        # The rows of all three plots are the same, so that they stand beside each other.
        rows = [row for row in column.rows if any(known(row.get(each)) for each in RATES)]
        if not lines:
            lines += [_Line(f"All ({formats.count(row['n'])})", row) for row in rows if row.get("role") == "all"]
        parts = [_Line(f"   {_label(row)}", row) for row in rows if row.get("role") != "all"]
        heading = _Line(f"<b>{_cut(column.name)}</b>", said=_p(column.tests.get(rate)))
        lines += [heading, *parts] if parts else []
    return lines


def _label(row: Mapping[str, Any]) -> str:
    """Return a subgroup and its patients."""
    return f"{_cut(str(row['subgroup']))} ({formats.count(row['n'])})"


def _cut(text: str) -> str:
    """Return a text for plotly, cut where it is long: an axis has little room."""
    return plot_text(text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…")


def _p(test: Mapping[str, Any] | None) -> str:
    """Return the p of interaction, adjusted where it is of a family, or that there is none."""
    if test is None:
        return ""
    adjusted = formats.number(test.get("p_holm"))
    p = formats.number(test.get("p")) if adjusted is None else adjusted
    return "no test" if p is None else f"p {equals(formats.p_value(p))}"


def _said(place: int, words: str) -> dict[str, Any]:
    """Return what stands beside the name of a column."""
    look = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "font": {"size": 12}}
    return {"text": words, "x": 0, "y": place, "xref": "x", "yref": "y", **look}


def _points(drawn: Sequence[tuple[int, Mapping[str, Any]]], rate: str) -> dict[str, Any]:
    """Return the estimates with their intervals."""
    estimates = [row[rate] for _, row in drawn]
    sizes = [int(each.get("n") or row["n"]) for (_, row), each in zip(drawn, estimates, strict=True)]
    said = [(str(row["subgroup"]), each, n) for (_, row), each, n in zip(drawn, estimates, sizes, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "x": [round(each["value"], DIGITS) for each in estimates],
        "y": [place for place, _ in drawn],
        "customdata": [[plot_text(name), with_interval(each, formats.percent), n] for name, each, n in said],
        "error_x": whiskers(estimates, color=MODEL),
        "marker": {
            "color": MODEL,
            "symbol": "square",
            "opacity": 1,
            "size": [max(_SMALLEST, round(_LARGEST * (n / max(sizes)) ** 0.5, 1)) for n in sizes],
            "line": {"width": 0},
        },
        "hovertemplate": f"%{{customdata[0]}}<br>{RATES[rate]} %{{customdata[1]}}, n %{{customdata[2]}}<extra></extra>",
    }


def _overall(value: float, lines: int) -> dict[str, Any]:
    """Return the line of everybody."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(value, DIGITS)] * 2,
        "y": [-0.7, lines - 0.3],
        "line": {"color": GREY, "dash": "dash", "width": 1},
        "hoverinfo": "skip",
    }
