"""What pathology says of the nodes of each group, as bars: the study's Figure 5, A and B."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nodecluster import formats
from nodecluster.report.columns import numbers
from nodecluster.report.metrics.signed import LABEL_COLOURS
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.words import counted

_NAMES = {1: "Metastatic", 0: "Non-metastatic"}


def label_bars(nodes: pd.DataFrame, whose: str) -> Figure | None:
    """Return the shares of metastatic and non-metastatic nodes among each group's labelled ones; None without any.

    Parameters
    ----------
    nodes : with ``patient_id``, ``group`` and ``label``.
    whose : what the caption says of their patients: nothing, or ``that the model has not seen`` and the like.
    """
    group, label = numbers(nodes, "group"), numbers(nodes, "label")
    counts = {(number, kind): int(((group == number) & (label == kind)).sum()) for number in (1, 2) for kind in (1, 0)}
    totals = {number: counts[number, 1] + counts[number, 0] for number in (1, 2)}
    if not sum(totals.values()):
        return None
    there = [number for number in (1, 2) if totals[number]]
    data = [_bars(kind, {number: (counts[number, kind], totals[number]) for number in there}) for kind in (1, 0)]
    layout = base_layout("", "Share of labelled nodes", height=360)
    layout["xaxis"] |= {
        "tickvals": there,
        "ticktext": [f"Group {number}<br>({counted(totals[number], 'node')})" for number in there],
        "showgrid": False,
        "range": [min(there) - 0.5, max(there) + 0.5],
    }
    layout["yaxis"] |= {"range": [0, 1.2], "tickformat": ".0%", "dtick": 0.25, "zeroline": False}
    layout |= {"barmode": "group", "bargap": 0.12}
    known = nodes[(label == 0) | (label == 1)]
    of = f"{counted(len(known), 'labelled node')} of {counted(known['patient_id'].nunique(), 'patient')}{whose}"
    caption = (
        f"What pathology says of each group's nodes: {of}."
        " Nodes of one patient are alike, and mostly share a label: intervals that respect this are under node level."
    )
    said = [f"group {number}: {_share(counts[number, 1], totals[number])} metastatic" for number in there]
    return Figure("plot-group-labels", {"data": data, "layout": layout}, caption, f"Bar chart. {'; '.join(said)}.")


def _bars(kind: int, shares: dict[int, tuple[int, int]]) -> dict[str, Any]:
    """Return the bars of one label."""
    return {
        "type": "bar",
        "name": _NAMES[kind],
        "x": list(shares),
        "y": [round(part / whole, 4) for part, whole in shares.values()],
        "text": [f"{part:,}<br>{formats.percent(part / whole)}" for part, whole in shares.values()],
        "textposition": "outside",
        "textfont": {"size": 12},
        "constraintext": "none",
        "customdata": [_share(part, whole) for part, whole in shares.values()],
        "cliponaxis": False,
        "marker": {"color": LABEL_COLOURS[kind], "line": {"width": 1, "color": GREY}},
        "hovertemplate": f"{_NAMES[kind]}: %{{customdata}}<extra></extra>",
    }


def _share(part: int, whole: int) -> str:
    """Return a count with its share."""
    return f"{part:,} ({formats.percent(part / whole)})"
