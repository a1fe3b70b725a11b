"""The nodes on the model's principal components, coloured by group and marked by label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.columns import numbers, words
from nodecluster.report.embed import plot_text
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import GREY, base_layout
from nodecluster.volume import Floats
from nodecluster.words import counted

_MARKS = ((1.0, "metastatic", "diamond"), (0.0, "non-metastatic", "circle"), (float("nan"), "unlabelled", "cross"))


def groups_scatter(nodes: pd.DataFrame, places: Floats, explained: Sequence[float], rows: Sequence[int] = ()) -> Figure:
    """Return the nodes on the model's first two principal components, coloured by group, marked by label.

    Nodes whose group is not that of their label are larger and ringed. The border between the groups is not drawn: it
    is flat in the space of all kept features, and in two components nodes of both sides lie over each other.

    Parameters
    ----------
    nodes : ``patient_id``, ``node_id``, ``group``, ``score``, ``label``; a row a node.
    places : shape (nodes, 2); a node whose place is not finite is left out.
    explained : share of the variance of each component.
    rows : of each node in ``nodes.csv``, where ``static/hover.js`` shows what is pointed at; else plotly does.
    """
    group, label = numbers(nodes, "group"), numbers(nodes, "label")
    seen = np.isfinite(places).all(axis=1)
    hover = [[row] for row in rows] if rows else _hover(nodes)
    data = []
    for number, colour in GROUP_COLOURS.items():
        for value, name, symbol in _MARKS:
            of_label = np.isnan(label) if np.isnan(value) else label == value
            found = np.flatnonzero(seen & (group == number) & of_label)
            if found.size:
                mark = _marker(colour, symbol, against=value == 2 - number)
                data.append(_points(places[found], [hover[row] for row in found], (number, name), mark, bool(rows)))
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


def _marker(colour: str, symbol: str, *, against: bool) -> dict[str, Any]:
    """Return how nodes of one group and label are drawn: larger and ringed where the two disagree."""
    size = (8 if symbol == "diamond" else 7) + 4 * against
    line = {"width": 2, "color": GREY} if against else {"width": 0.5, "color": "#ffffff"}
    return {"color": colour, "symbol": symbol, "size": size, "opacity": 1 if against else 0.75, "line": line}


def _points(
    places: Floats, hover: Sequence[list[Any]], kind: tuple[int, str], marker: dict[str, Any], own: bool
) -> dict[str, Any]:
    """Return one trace of the scatter plot: the nodes of one group and label; ``own`` where we show the hover."""
    group, label = kind
    shown = {
        "hovertemplate": (
            f"Patient %{{customdata[0]}}<br>Node %{{customdata[1]}}<br>Group {group}, {label}"
            "<br>Score %{customdata[2]}<extra></extra>"
        )
    }
    against = ": against the label" if marker["line"]["width"] > 1 else ""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"Group {group}, {label} ({len(hover):,}){against}",
        "x": places[:, 0].round(4).tolist(),
        "y": places[:, 1].round(4).tolist(),
        "customdata": hover,
        "marker": marker,
        # Events are sent all the same.
        **({"hoverinfo": "none"} if own else shown),
    }
