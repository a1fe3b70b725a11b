"""The heat map of the kept features over the nodes, sorted by group and score, below a strip of groups and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nodecluster import formats
from nodecluster.colours import GROUP_COLOURS
from nodecluster.report.columns import numbers, words
from nodecluster.report.embed import plot_text
from nodecluster.report.measured import standardised
from nodecluster.report.metrics.signed import LABEL_COLOURS, Signed, brief, full
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import base_layout
from nodecluster.volume import Floats
from nodecluster.words import counted

MOST_COLUMNS, MOST_ROWS, LIMIT = 300, 60, 3.0
_BROWN_TO_TEAL = ("#8c510a", "#d8b365", "#f5f5f5", "#5ab4ac", "#01665e")
"""ColorBrewer's BrBG in five steps: the colour-blind tell its ends apart, and neither is the colour of a group."""
_STRIP = ((0.0, GROUP_COLOURS[1]), (1 / 3, GROUP_COLOURS[2]), (2 / 3, LABEL_COLOURS[0]), (1.0, LABEL_COLOURS[1]))
"""Of the strip, for values 0 (group 1), 1 (group 2), and 2 to 3 (share of metastatic among the labelled nodes)."""
_ROW_HEIGHT, _STRIP_HEIGHT, _EDGES = 13, 34, 48


@dataclass(frozen=True, eq=False)
class _Columns:
    """The columns of the heat map: each holds one node, or neighbours.

    Attributes
    ----------
    members : places of the nodes of each.
    groups : the group of each.
    """

    members: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]
    groups: tuple[int, ...]


def heat_map(nodes: pd.DataFrame, model: Mapping[str, Any], found: Signed) -> Figure | None:
    """Return the z-scores of the kept features; None where no node has finite features.

    Parameters
    ----------
    nodes : as of ``measured_nodes``.
    model : the content of ``model.json``.
    found : the features, the most different first.
    """
    z = standardised(nodes, model)
    there = np.isfinite(z).all(axis=1) & np.isin(numbers(nodes, "group"), (1, 2))
    if not there.any():
        return None
    shown, z = nodes[there].reset_index(drop=True), z[there]
    columns = _columns(shown)
    rows = _rows(found)
    places = {name: place for place, name in enumerate(model["kept"])}
    # Clipped before they are averaged: one outlier would colour its neighbours.
    clipped = np.clip(z[:, [places[name] for name in rows]], -LIMIT, LIMIT)
    cells = np.stack([clipped[members].mean(axis=0) for members in columns.members], axis=1)
    data = [_cells(cells, rows), _strip(shown, columns)]
    caption = _caption(len(shown), len(columns.members), len(rows), len(model["kept"]))
    return Figure("plot-heat", {"data": data, "layout": _layout(columns, rows)}, caption, _alt(len(shown), rows))


def _columns(nodes: pd.DataFrame) -> _Columns:
    """Return the nodes by group, then score; where there are too many, neighbours of a group share a column."""
    group, score = numbers(nodes, "group"), numbers(nodes, "score")
    order = np.lexsort((np.nan_to_num(score), group))
    members: list[Any] = []
    groups: list[int] = []
    for number in (1, 2):
        own = order[group[order] == number]
        if not own.size:
            continue
        room = own.size if len(nodes) <= MOST_COLUMNS else max(1, round(MOST_COLUMNS * own.size / len(nodes)))
        parts = np.array_split(own, min(room, own.size))
        members += parts
        groups += [number] * len(parts)
    return _Columns(tuple(members), tuple(groups))


def _rows(found: Signed) -> list[str]:
    """Return the features from the one that is largest in group 2, on top, to the one that is largest in group 1."""
    return sorted(found.features[:MOST_ROWS], key=lambda name: -(formats.number(found.groups[name]["d"]) or 0.0))


def _cells(cells: Floats, rows: Sequence[str]) -> dict[str, Any]:
    """Return the trace of the z-scores."""
    steps = len(_BROWN_TO_TEAL) - 1
    return {
        "type": "heatmap",
        "z": (cells[::-1].round(1) + 0.0).tolist(),  # the first row lies below; no minus before a zero
        "y": _names(rows)[::-1],
        "zmin": -LIMIT,
        "zmax": LIMIT,
        "colorscale": [[place / steps, colour] for place, colour in enumerate(_BROWN_TO_TEAL)],
        "colorbar": {
            "len": 110,
            "lenmode": "pixels",
            "ypad": 0,
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [-3, -2, -1, 0, 1, 2, 3],
            "ticktext": ["≤ −3", "−2", "−1", "0", "1", "2", "≥ 3"],
            "tickfont": {"size": 10},
            "title": {"text": "z"},
        },
        "hovertemplate": "%{y}<br>z %{z}<extra></extra>",
    }


def _names(rows: Sequence[str]) -> list[str]:
    """Return the names of the rows as the axis has them: short, unless two would be the same."""
    names = [plot_text(brief(name)) for name in rows]
    return names if len(set(names)) == len(names) else [plot_text(full(name)) for name in rows]


def _strip(nodes: pd.DataFrame, columns: _Columns) -> dict[str, Any]:
    """Return the trace of groups and labels above the z-scores."""
    label = numbers(nodes, "label")
    shares: list[float | None] = []
    for members in columns.members:
        known = label[members][np.isin(label[members], (0, 1))]
        shares.append(round(2 + float(known.mean()), 3) if known.size else None)
    hover = _hover(nodes, columns)
    return {
        "type": "heatmap",
        "z": [shares, [group - 1 for group in columns.groups]],
        "y": [0, 1],
        "yaxis": "y2",
        "zmin": 0,
        "zmax": 3,
        "colorscale": [list(stop) for stop in _STRIP],
        "showscale": False,
        "customdata": [hover, hover],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(nodes: pd.DataFrame, columns: _Columns) -> list[str]:
    """Return what is said of each column: the node, or how many."""
    patients, ids = words(nodes, "patient_id"), words(nodes, "node_id")
    score, label = numbers(nodes, "score"), numbers(nodes, "label")
    said = []
    for members, group in zip(columns.members, columns.groups, strict=True):
        if members.size == 1:
            node = int(members[0])
            known = {0.0: ", non-metastatic", 1.0: ", metastatic"}.get(float(label[node]), "")
            text = f"Patient {plot_text(patients[node])}, node {plot_text(ids[node])}<br>Group {group}{known}"
            said.append(f"{text}<br>Score {formats.decimals(score[node], 2)}")
            continue
        known_nodes, metastatic = int(np.isin(label[members], (0, 1)).sum()), int((label[members] == 1).sum())
        of = f"<br>{metastatic} of {known_nodes} labelled are metastatic" if known_nodes else ""
        first, last = (formats.decimals(score[member], 2) for member in (members[0], members[-1]))
        said.append(f"{members.size} nodes of group {group}{of}<br>Scores {first} to {last}")
    return said


def _layout(columns: _Columns, rows: Sequence[str]) -> dict[str, Any]:
    """Return the layout: the strip above the cells, and over it which columns are of which group."""
    height = _ROW_HEIGHT * len(rows) + _STRIP_HEIGHT
    layout = base_layout("", "", height=height + _EDGES)
    bare = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True}
    share = _ROW_HEIGHT * len(rows) / height
    small = {"tickfont": {"size": 10}}
    layout["xaxis"] |= {**bare, "showticklabels": False, "anchor": "y"}
    layout["yaxis"] |= {
        **bare,
        **small,
        "type": "category",
        "dtick": 1,  # every row has its name, however low it is
        "domain": [0, share - 0.01],
    }
    layout["yaxis2"] = {
        **bare,
        **small,
        "tickvals": [0, 1],
        "ticktext": ["label", "group"],
        "domain": [share + 0.01, 1],
    }
    layout["yaxis2"] |= {"automargin": True}
    layout["margin"] |= {"t": 36, "b": 12}
    layout["annotations"] = [_group_name(columns, group) for group in sorted(set(columns.groups))]
    return layout | {"showlegend": False}


def _group_name(columns: _Columns, group: int) -> dict[str, Any]:
    """Return the words above the columns of a group."""
    own = [place for place, number in enumerate(columns.groups) if number == group]
    left = group == 1
    return {
        "text": f"Group {group}",
        "x": own[0] - 0.5 if left else own[-1] + 0.5,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "xanchor": "left" if left else "right",
        "yanchor": "bottom",
        "showarrow": False,
    }


def _caption(nodes: int, columns: int, rows: int, kept: int) -> str:
    """Return what stands below the figure."""
    one = "a column a node" if columns == nodes else f"{columns} columns, in each the mean of neighbours of one group"
    which = f"the {rows} of {kept} kept features that differ most" if rows < kept else f"the {kept} kept features"
    return (
        f"{counted(nodes, 'node')} ({one}), by group and within it by score, against {which}, the one that is largest"
        f" in group 2 on top. Colours: distance from the training nodes' mean in their standard deviations, teal above,"
        f" brown below, cut at {LIMIT:g}. Strip: group (blue 1, orange 2) and label (green metastatic, grey not, blank"
        f" unknown)."
    )


def _alt(nodes: int, rows: Sequence[str]) -> str:
    """Return what a reader who cannot see the figure needs to know."""
    return (
        f"Heat map of {len(rows)} features of {counted(nodes, 'node')}, sorted by group and score; each group's means"
        f" and standard deviations are in this section's tables."
    )
