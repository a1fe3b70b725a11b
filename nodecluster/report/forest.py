"""The forest plot of the subgroups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plotting import GREY, base_layout

Rows = Sequence[Mapping[str, Any]]

_ROW_HEIGHT = 24
_MOST_LETTERS = 26


def forest_figure(key: str, columns: Sequence[tuple[str, Rows]]) -> Figure | None:
    """Return the CCR of every subgroup with its interval, below that of everybody; None where there is nobody.

    Parameters
    ----------
    key : unique on the page.
    columns : the name of each column and its rows of patients, as of ``subgroups`` in ``metrics.json``.
    """
    found = _lines(columns)
    if not found:
        return None
    places = list(range(len(found)))[::-1]
    drawn = [(place, row) for place, (_, row) in zip(places, found, strict=True) if row is not None]
    if not drawn:
        return None
    layout = base_layout("CCR of the patients", "", height=120 + _ROW_HEIGHT * len(found))
    layout["xaxis"] |= {"range": [-0.02, 1.02], "tickformat": ".0%", "zeroline": False}
    layout["yaxis"] |= {
        "tickvals": places,
        "ticktext": [label for label, _ in found],
        "range": [-0.7, len(found) - 0.3],
        "showgrid": False,
        "zeroline": False,
    }
    everybody = drawn[0][1]["ccr"]["value"]
    data = [_overall(everybody, len(found)), _points(drawn)]
    caption = "CCR of the patients by subgroup with its interval; dashed grey: everybody. The numbers are below."
    alt = (
        f"Forest plot: correct classification rate of {len(drawn)} subgroups. The numbers are in this section's tables."
    )
    return Figure(key, {"data": data, "layout": layout | {"showlegend": False}}, caption, alt)


def _lines(columns: Sequence[tuple[str, Rows]]) -> list[tuple[str, Mapping[str, Any] | None]]:
    """Return label and row of every line, everybody first; a column's name has a line without a row."""
    lines: list[tuple[str, Mapping[str, Any] | None]] = []
    for name, rows in columns:
        known = [row for row in rows if formats.number((row.get("ccr") or {}).get("value")) is not None]
        if not lines:
            lines += [("All", row) for row in known if row.get("role") == "all"]
        parts = [(f"   {_label(row)}", row) for row in known if row.get("role") != "all"]
        lines += [(f"<b>{_cut(name)}</b>", None), *parts] if parts else []
    return lines


def _label(row: Mapping[str, Any]) -> str:
    """Return a subgroup and its patients."""
    return f"{_cut(str(row['subgroup']))} ({formats.count(row['n'])})"


def _cut(text: str) -> str:
    """Return a text for plotly, cut where it is long: an axis has little room."""
    return plot_text(text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…")


def _points(drawn: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the estimates with their intervals."""
    values = [row["ccr"]["value"] for _, row in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(value, 5) for value in values],
        "y": [place for place, _ in drawn],
        "customdata": [
            [formats.percent(row["ccr"]["value"]), formats.interval(row["ccr"], formats.percent)] for _, row in drawn
        ],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(row["ccr"], "high") for _, row in drawn],
            "arrayminus": [_reach(row["ccr"], "low") for _, row in drawn],
            "thickness": 1.5,
            "width": 4,
        },
        "marker": {"color": GROUP_COLOURS[1], "symbol": "square", "size": 9},
        "hovertemplate": "CCR %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }


def _reach(value: Mapping[str, Any], end: str) -> float:
    """Return how far a limit lies from the estimate; 0 where there is none."""
    limit = formats.number(value.get(end))
    return 0.0 if limit is None else round(abs(limit - value["value"]), 5)


def _overall(value: float, lines: int) -> dict[str, Any]:
    """Return the line of everybody."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value, value],
        "y": [-0.7, lines - 0.3],
        "line": {"color": GREY, "dash": "dash", "width": 1},
        "hoverinfo": "skip",
    }
