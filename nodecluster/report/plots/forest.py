"""The forest plot of the subgroups: CCR, sensitivity and specificity side by side, their labels once."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.metrics.levels import equals
from nodecluster.report.parts import Figure
from nodecluster.report.plots.bars import RATES
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.report.plots.whiskers import DIGITS, MODEL, known, unless_missing, whiskers, with_interval

Rows = Sequence[Mapping[str, Any]]
Drawn = Sequence[tuple[float, Mapping[str, Any]]]
"""Rows with their places along the axis of labels."""

_ROW_HEIGHT = 24
_LETTERS, _MOST_LINES = 19, 3
"""Of a line of a label, and how many lines it may have: a telephone has little room."""
_RIGHT = 14
"""px beyond the last panel, or plotly leaves out the label of its end."""
_LINE = 0.8
"""Height of a further line of a label, in rows."""
_PANELS = {"ccr": ("x", (0.0, 0.29)), "sensitivity": ("x2", (0.355, 0.645)), "specificity": ("x3", (0.71, 1.0))}
"""Axis of each rate, and its share of the room."""
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
    said : beside the name of a column, by rate.
    """

    label: str
    row: Mapping[str, Any] | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def height(self) -> float:
        """Of the line, in rows."""
        return 1 + _LINE * self.label.count("<br>")


def forest_figure(key: str, columns: Sequence[Column], *, unseen: bool = False) -> Figure | None:
    """Return the rates of every subgroup with their intervals, below those of everybody; None where there is nobody.

    Parameters
    ----------
    key : unique on the page.
    columns : that make subgroups.
    unseen : whether they are of the patients that the model has not seen alone.
    """
    found = _lines(columns, "All unseen" if unseen else "All")
    high = sum(line.height for line in found)
    lines = list(zip(_places(found, high), found, strict=True))
    drawn = {
        rate: [(place, line.row) for place, line in lines if line.row and known(line.row.get(rate))] for rate in RATES
    }
    drawn = {rate: rows for rate, rows in drawn.items() if rows}
    if not drawn:
        return None
    data = [trace for rate, rows in drawn.items() for trace in _panel(rate, rows, high)]
    whose = ", unseen" if unseen else ""
    lacking = unless_missing(row[rate] for rate, rows in drawn.items() for _, row in rows)
    caption = (
        f"CCR, sensitivity and specificity (%) of the patients{whose}, by subgroup with their intervals{lacking};"
        f" dashed grey: everybody{whose}. p: test of interaction, by Holm over the columns."
    )
    count = max(len(rows) for rows in drawn.values())
    rates = ", ".join(RATES[rate] for rate in drawn)
    alt = f"Forest plot: {rates} of {count} groups of patients. The numbers are in this section's tables."
    return Figure(key, {"data": data, "layout": _layout(lines, high, list(drawn))}, caption, alt)


def _places(lines: Sequence[_Line], high: float) -> list[float]:
    """Return where the middles of lines lie, in rows from the foot: from the top, each as high as its label."""
    ends = list(accumulate(line.height for line in lines))
    return [round(high - end + line.height / 2, 2) for end, line in zip(ends, lines, strict=True)]


def _layout(lines: Sequence[tuple[float, _Line]], high: float, rates: Sequence[str]) -> dict[str, Any]:
    """Return the axes: one of labels, and one of each rate."""
    layout = base_layout("", "", height=round(90 + _ROW_HEIGHT * high))
    layout["margin"] |= {"r": _RIGHT}
    across = layout.pop("xaxis")
    layout["yaxis"].pop("title")  # even an empty one takes room from a telephone
    for rate in rates:
        name, domain = _PANELS[rate]
        layout[f"xaxis{name[1:]}"] = across | {
            "domain": list(domain) if len(rates) > 1 else [0.0, 1.0],
            "anchor": "y",
            "range": [-0.04, 1.04],
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0", "50", "100"],
            "tickfont": {"size": 12},
            "tickangle": 0,
            "zeroline": False,
            "title": across["title"] | {"text": RATES[rate], "font": {"size": 12}},
        }
    layout["yaxis"] |= {
        "tickvals": [place for place, _ in lines],
        "ticktext": [line.label for _, line in lines],
        "tickfont": {"size": 12},
        "range": [-0.2, high + 0.2],
        "anchor": _PANELS[rates[0]][0],
        "showgrid": False,
        "showline": False,
        "zeroline": False,
        "ticks": "",
    }
    said = [_said(place, line.said[rate], rate) for place, line in lines for rate in rates if line.said.get(rate)]
    layout |= {"annotations": said} if said else {}
    return layout | {"showlegend": False}


def _panel(rate: str, rows: Drawn, high: float) -> list[dict[str, Any]]:
    """Return what is drawn of a rate."""
    everybody = [row[rate]["value"] for _, row in rows if row.get("role") == "all"][:1]
    return [
        trace | {"xaxis": _PANELS[rate][0]} for trace in (*(_overall(v, high) for v in everybody), _points(rows, rate))
    ]


def _lines(columns: Sequence[Column], everybody: str) -> list[_Line]:
    """Return every line, everybody first; a column's name has a line without a row."""
    lines: list[_Line] = []
    for column in columns:
        rows = [row for row in column.rows if any(known(row.get(each)) for each in RATES)]
        if not lines:
            lines += [
                _Line(f"{everybody} ({formats.count(row['n'])})", row) for row in rows if row.get("role") == "all"
            ]
        parts = [
            _Line(_label(f"{row['subgroup']} ({formats.count(row['n'])})"), row)
            for row in rows
            if row.get("role") != "all"
        ]
        heading = _Line(_label(column.name, bold=True), said={rate: _p(column.tests.get(rate)) for rate in RATES})
        lines += [heading, *parts] if parts else []
    return lines


def _label(text: str, *, bold: bool = False) -> str:
    """Return a text for plotly in lines, cut where they are too many."""
    lines = textwrap.wrap(text, _LETTERS) or [""]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][: _LETTERS - 1]}…"]
    said = [plot_text(line) for line in lines]
    return "<br>".join(f"<b>{line}</b>" if bold else line for line in said)


def _p(test: Mapping[str, Any] | None) -> str:
    """Return the p of interaction, adjusted where it is of a family, or that there is none."""
    if test is None:
        return ""
    adjusted = formats.number(test.get("p_holm"))
    p = formats.number(test.get("p")) if adjusted is None else adjusted
    return "no test" if p is None else f"p {equals(formats.p_value(p))}"


def _said(place: float, words: str, rate: str) -> dict[str, Any]:
    """Return what stands beside the name of a column."""
    look = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "font": {"size": 11}}
    return {"text": words, "x": 0, "y": place, "xref": _PANELS[rate][0], "yref": "y", **look}


def _points(drawn: Drawn, rate: str) -> dict[str, Any]:
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


def _overall(value: float, high: float) -> dict[str, Any]:
    """Return the line of everybody."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(value, DIGITS)] * 2,
        "y": [-0.2, high + 0.2],
        "line": {"color": GREY, "dash": "dash", "width": 1},
        "hoverinfo": "skip",
    }
