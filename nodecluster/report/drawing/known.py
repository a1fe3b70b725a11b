"""What a static picture can show of plotly's specification; whatever else would change the picture is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nodecluster.report.drawing.elements import parse_colour

Tree = Mapping[str, Any]
Plot = Mapping[str, Any]


def _leaves(names: str) -> dict[str, Any]:
    """Return properties that hold values, not other properties."""
    return dict.fromkeys(names.split())


_HARMLESS = frozenset(
    _leaves(
        "uid ids meta customdata hoverinfo hoveron hovertemplate hovertext hoverlabel hovermode hoverdistance "
        "hoversubplots spikedistance modebar dragmode clickmode selectdirection uirevision editrevision "
        "selectionrevision transition autosize fixedrange automargin captureevents itemclick itemdoubleclick "
        "groupclick simplify separatethousands exponentformat minexponent maxdisplayed"
    )
)
"""Has to do with what happens under the mouse, or with room, which the static picture measures for itself."""

_FONT: Tree = {"size": None, "color": None, "family": None}
_TITLE: Tree = {"text": None, "standoff": None, "font": _FONT, "side": None}
_TICKS: Tree = _leaves(
    "dtick tick0 tickvals ticktext tickmode tickformat ticks ticklen tickcolor tickangle showticklabels "
    "tickprefix ticksuffix nticks"
)
_AXIS: Tree = {
    **_leaves(
        "type range rangemode autorange showgrid gridcolor zeroline zerolinecolor zerolinewidth "
        "showline linecolor linewidth visible side anchor domain categoryorder categoryarray"
    ),
    **_TICKS,
    "tickfont": _FONT,
    "title": _TITLE,
}
_BAR: Tree = {
    **_leaves("thickness thicknessmode len lenmode x y xanchor yanchor xpad ypad outlinewidth orientation"),
    **_TICKS,
    "tickfont": _FONT,
    "title": _TITLE,
}
_ERROR: Tree = _leaves("type visible symmetric array arrayminus thickness width color")
_LINE: Tree = {"color": None, "width": None, "dash": None, "shape": None}
_EDGE: Tree = {"color": None, "width": None}
_SCALE: Tree = {"colorscale": None, "cmin": None, "cmax": None, "cmid": None, "showscale": None, "colorbar": _BAR}
_PATTERN: Tree = _leaves("shape bgcolor fgcolor fillmode")
_TRACE: dict[str, Any] = _leaves(
    "type name x y xaxis yaxis visible showlegend legendgroup legendrank opacity text textposition"
) | {"textfont": _FONT}
_TRACES: Mapping[str, Tree] = {
    "scatter": _TRACE
    | {
        **_leaves("mode fill fillcolor connectgaps cliponaxis"),
        "line": _LINE,
        "marker": {"color": None, "size": None, "symbol": None, "opacity": None, "line": _EDGE, **_SCALE},
        "error_x": _ERROR,
        "error_y": _ERROR,
    },
    "bar": _TRACE
    | {
        **_leaves("orientation width base cliponaxis constraintext"),
        "marker": {"color": None, "opacity": None, "line": _EDGE, "pattern": _PATTERN},
        "error_x": _ERROR,
        "error_y": _ERROR,
    },
    "heatmap": _TRACE
    | {"z": None, "xgap": None, "ygap": None, "zmin": None, "zmax": None, "zmid": None, "texttemplate": None}
    | {"colorscale": None, "showscale": None, "colorbar": _BAR},
}
_LEGEND: Tree = {
    **_leaves("orientation x y xanchor yanchor xref yref traceorder tracegroupgap itemsizing"),
    **_leaves("entrywidth entrywidthmode itemwidth indentation"),
    "font": _FONT,
    "title": _TITLE,
}
_NOTE: Tree = _leaves("text x y xref yref xanchor yanchor xshift yshift align showarrow textangle visible") | {
    "font": _FONT
}
_SHAPE: Tree = _leaves("type x0 x1 y0 y1 xref yref fillcolor opacity layer visible") | {"line": _LINE}
_LAYOUT: Tree = {
    **_leaves("height paper_bgcolor plot_bgcolor showlegend barmode bargap bargroupgap"),
    "margin": _leaves("l r t b pad"),
    "font": _FONT,
    "legend": _LEGEND,
    "annotations": [_NOTE],
    "shapes": [_SHAPE],
}
_AXIS_NAME = re.compile(r"[xy]axis[2-9]?")


def check(plot: Plot) -> None:
    """Refuse a specification that the static picture would show otherwise than plotly.

    Raises
    ------
    ValueError
        it has a trace or a property that is not known here; the message names it.
    """
    layout = plot.get("layout") or {}
    axes = {name: _AXIS for name in layout if _AXIS_NAME.fullmatch(name)}
    _walk({key: value for key, value in plot.items() if key not in {"data", "layout"}}, {}, "plot")
    _walk(layout, {**_LAYOUT, **axes}, "layout")
    for name in ("paper_bgcolor", "plot_bgcolor"):
        if parse_colour(layout.get(name, "transparent"))[3]:
            raise ValueError(f"A static picture stands on the page's own ground: {name} has to be transparent.")
    for place, trace in enumerate(plot.get("data") or ()):
        kind = trace.get("type", "scatter")
        if kind not in _TRACES:
            raise ValueError(f"A static picture has no trace of type {kind!r}, only {', '.join(_TRACES)}.")
        _walk(trace, _TRACES[kind], f"data[{place}] ({kind})")


def _walk(found: object, tree: Tree | Sequence[Tree], where: str) -> None:
    """Refuse what a part of the specification has beyond its tree."""
    if isinstance(tree, Sequence):
        for place, each in enumerate(found if isinstance(found, list | tuple) else ()):
            _walk(each, tree[0], f"{where}[{place}]")
        return
    if isinstance(found, str):  # a title may be its text
        return
    for key, value in (found if isinstance(found, Mapping) else {}).items():
        if key in _HARMLESS or value is None:
            continue
        if key not in tree:
            raise ValueError(f"The static picture does not know {where}.{key}: report/drawing would have to learn it.")
        if tree[key] is not None:
            _walk(value, tree[key], f"{where}.{key}")
