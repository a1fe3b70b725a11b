"""The dot plot of the features: how far they set the groups apart, and how far the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster import formats
from nodecluster.report.embed import plot_text
from nodecluster.report.metrics.signed import LABEL_COLOURS, Numbers, Signed, brief, full, is_small
from nodecluster.report.parts import Figure
from nodecluster.report.plots.plotting import base_layout
from nodecluster.report.plots.whiskers import DIGITS, unless_missing, whiskers
from nodecluster.validation.signature.columns import SMALL

MOST = 20
"""Features that are drawn; all of them are in the tables."""
GROUPS_COLOUR = "#6460c8"
"""Of the contrast of the groups: not the colour of one of them."""
_ROW_HEIGHT, _APART = 27, 0.17
_Rows = Sequence[tuple[int, Numbers]]
"""Features with their places along the axis."""
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
    drawn = {
        part: [(place, rows[name]) for name, place in places.items() if name in rows and _estimate(rows[name])]
        for part, rows in parts.items()
    }
    data = [trace for part, rows in drawn.items() for trace in _traces(part, rows)]
    layout = base_layout("Cohen's d", "", height=150 + _ROW_HEIGHT * len(top))
    layout["xaxis"] |= {"zeroline": True, "zerolinewidth": 1.5}
    layout["yaxis"] |= {
        "tickvals": list(places.values()),
        "ticktext": [plot_text(brief(name)) for name in top],
        "tickfont": {"size": 11},
        "range": [-0.7, len(top) - 0.3],
        "zeroline": False,
    }
    lacking = unless_missing(_estimate(row) for rows in drawn.values() for _, row in rows)
    caption = _caption(len(top), len(found.features), whose, _intervals(level, lacking), labelled=bool(drawn["labels"]))
    alt = _alt(top, labelled=bool(drawn["labels"]))
    return Figure("plot-features", {"data": data, "layout": layout}, caption, alt)


def _traces(part: str, rows: _Rows) -> list[dict[str, Any]]:
    """Return the marks of one contrast; those of a test are filled where q is small, open where not.

    The groups have one look and no q: they were made of these features, and their q would be small anyway.
    """
    if part == "groups":
        return [_marks(part, rows, "", "")]
    filled = [each for each in rows if is_small(each[1]["q_bh"])]
    others = [each for each in rows if not is_small(each[1]["q_bh"])]
    tested = [formats.number(row["p"]) is not None for _, row in others]
    not_small = f"q ≥ {SMALL:g}" if all(tested) else f"q ≥ {SMALL:g} or no test" if any(tested) else "no test"
    return [
        _marks(part, some, text, ending)
        for some, text, ending in ((filled, f": q < {SMALL:g}", ""), (others, f": {not_small}", "-open"))
        if some
    ]


def _marks(part: str, rows: _Rows, text: str, ending: str) -> dict[str, Any]:
    """Return one trace."""
    title, colour, symbol, shift = _LOOKS[part]
    q = "" if part == "groups" else "<br>q %{customdata[2]}"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{title}{text}",
        "meta": part,
        "x": [round(row["d"], DIGITS) for _, row in rows],
        "y": [place + shift for place, _ in rows],
        "customdata": [[plot_text(full(row["feature"])), *_said(part, row)] for _, row in rows],
        "error_x": whiskers([_estimate(row) for _, row in rows], width=0, color=colour),
        "marker": {"color": colour, "symbol": f"{symbol}{ending}", "size": 9, "line": {"width": 1.5, "color": colour}},
        "hovertemplate": f"%{{customdata[0]}}<br>{title}: d %{{customdata[1]}}{q}<extra></extra>",
    }


def _said(part: str, row: Numbers) -> tuple[str, ...]:
    """Return d with its interval, and the q of a test, for the hover."""
    limits = formats.interval(row, lambda value: formats.decimals(value, 2))
    d = formats.signed(row["d"], 2)
    return (f"{d} ({limits})" if limits else d), *([] if part == "groups" else [formats.p_value(row["q_bh"])])


def _estimate(row: Numbers) -> dict[str, Any]:
    """Return d as an ESTIMATE; nothing where it is not known."""
    d = formats.number(row["d"])
    return {} if d is None else {"value": d, "low": row["low"], "high": row["high"]}


def _intervals(level: object, lacking: str) -> str:
    """Return what a caption says of the intervals; nothing where a run has none."""
    if formats.number(level) is None:
        return ""
    return f", with {formats.level({'level': level})}s, each for itself, that respect the patients{lacking}"


def _caption(shown: int, count: int, whose: Mapping[str, str], intervals: str, *, labelled: bool) -> str:
    """Return what stands below the figure."""
    which = f"The {shown} of {count} kept features" if shown < count else f"The {count} kept features"
    said = [
        f"{which} that set the groups farthest apart: Cohen's d{intervals}.",
        f"Circles: group 2 less group 1 ({whose['groups']}), a description.",
    ]
    if labelled:
        said.append(f"Diamonds: metastatic less non-metastatic ({whose['labels']}), a test.")
        said.append(f"Diamonds, filled: q < {SMALL:g} (Benjamini-Hochberg over all {count}); open: not.")
    return " ".join(said)


def _alt(top: Sequence[str], *, labelled: bool) -> str:
    """Return what a reader who cannot see the figure needs to know."""
    of = "groups and of pathology's labels" if labelled else "groups"
    return (
        f"Dot plot of the standardised differences of the {of} on {len(top)} features, the largest first: "
        f"{', '.join(full(name) for name in top[:5])}. The numbers are in this section's tables."
    )
