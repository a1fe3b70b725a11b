"""The dot plot of the features: how far they set the groups apart, and how far the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.metrics.signed import LABEL_COLOURS, SMALL, Numbers, Signed, brief, full, is_small
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import base_layout

MOST = 20
"""Features that are drawn; all of them are in the tables."""
GROUPS_COLOUR = "#6460c8"
"""Of the contrast of the groups: not the colour of one of them."""
_ROW_HEIGHT, _APART = 27, 0.17
_LOOKS = {
    "groups": ("Groups", GROUPS_COLOUR, "circle", _APART),
    "labels": ("Labels", LABEL_COLOURS[1], "diamond", -_APART),
}


def dot_plot(found: Signed, whose: Mapping[str, str], level: object) -> Figure | None:
    """Return Cohen's d of the features that set the groups farthest apart, with intervals; None where no d is known.

    Parameters
    ----------
    found : the features, the most different first.
    whose : of which nodes the parts ``groups`` and ``labels`` are.
    level : of the intervals; None where there are none.
    """
    top = [name for name in found.features if formats.number(found.groups[name]["d"]) is not None][:MOST]
    if not top:
        return None
    places = {name: len(top) - 1 - row for row, name in enumerate(top)}
    parts = {"groups": found.groups, "labels": found.labels}
    data = [trace for part, rows in parts.items() for trace in _traces(part, rows, places)]
    layout = base_layout("Cohen's d", "", height=150 + _ROW_HEIGHT * len(top))
    layout["xaxis"] |= {"zeroline": True, "zerolinewidth": 1.5}
    layout["yaxis"] |= {
        "tickvals": list(places.values()),
        "ticktext": [plot_text(brief(name)) for name in top],
        "tickfont": {"size": 11},
        "range": [-0.7, len(top) - 0.3],
        "zeroline": False,
    }
    labelled = any(trace["meta"] == "labels" for trace in data)
    caption = _caption(len(top), len(found.features), whose, level, labelled=labelled)
    return Figure("plot-features", {"data": data, "layout": layout}, caption, _alt(top, labelled=labelled))


def _traces(part: str, rows: Mapping[str, Numbers], places: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the marks of one contrast: filled where q is small, open where not."""
    there = [name for name in places if name in rows and formats.number(rows[name]["d"]) is not None]
    filled = [name for name in there if is_small(rows[name]["q_bh"])]
    others = [name for name in there if name not in set(filled)]
    tested = [formats.number(rows[name]["p"]) is not None for name in others]
    not_small = f"q ≥ {SMALL:g}" if all(tested) else f"q ≥ {SMALL:g} or no test" if any(tested) else "no test"
    return [
        _marks(part, [(places[name], rows[name]) for name in names], text, ending)
        for names, text, ending in ((filled, f"q < {SMALL:g}", ""), (others, not_small, "-open"))
        if names
    ]


def _marks(part: str, rows: Sequence[tuple[int, Numbers]], text: str, ending: str) -> dict[str, Any]:
    """Return one trace."""
    title, colour, symbol, shift = _LOOKS[part]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{title}: {text}",
        "meta": part,
        "x": [round(row["d"], 4) for _, row in rows],
        "y": [place + shift for place, _ in rows],
        "customdata": [[plot_text(full(row["feature"])), *_said(row)] for _, row in rows],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(row, "high") for _, row in rows],
            "arrayminus": [_reach(row, "low") for _, row in rows],
            "thickness": 1.5,
            "width": 0,
            "color": colour,
        },
        "marker": {"color": colour, "symbol": f"{symbol}{ending}", "size": 9, "line": {"width": 1.5, "color": colour}},
        "hovertemplate": (
            f"%{{customdata[0]}}<br>{title}: d %{{customdata[1]}}<br>q %{{customdata[2]}}<extra></extra>"
        ),
    }


def _said(row: Numbers) -> tuple[str, str]:
    """Return d with its interval, and q, for the hover."""
    limits = formats.interval(row, lambda value: formats.decimals(value, 2))
    d = formats.signed(row["d"], 2)
    return (f"{d} ({limits})" if limits else d), formats.p_value(row["q_bh"])


def _reach(row: Numbers, end: str) -> float:
    """Return how far a limit lies from d; 0 where there is none."""
    limit = formats.number(row[end])
    return 0.0 if limit is None else round(abs(limit - row["d"]), 4)


def _caption(shown: int, count: int, whose: Mapping[str, str], level: object, *, labelled: bool) -> str:
    """Return what stands below the figure."""
    which = f"The {shown} of {count} kept features" if shown < count else f"The {count} kept features"
    known = formats.number(level) is not None
    intervals = f", with {formats.level({'level': level})}s that respect the patients" if known else ""
    said = [
        f"{which} that set the groups farthest apart: Cohen's d{intervals}.",
        f"Circles: group 2 less group 1 ({whose['groups']}), a description.",
    ]
    if labelled:
        said.append(f"Diamonds: metastatic less non-metastatic ({whose['labels']}), a test.")
    if known:
        said.append(f"Filled: q < {SMALL:g} (Benjamini-Hochberg over all {count}); open: not.")
    return " ".join(said)


def _alt(top: Sequence[str], *, labelled: bool) -> str:
    """Return what a reader who cannot see the figure needs to know."""
    of = "groups and of pathology's labels" if labelled else "groups"
    return (
        f"Dot plot of the standardised differences of the {of} on {len(top)} features, the largest first: "
        f"{', '.join(full(name) for name in top[:5])}. The numbers are in this section's tables."
    )
