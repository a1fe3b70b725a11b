"""What plotly would choose for itself, said as the static picture has it, so that both show the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodecluster.report.drawing.axes import Axis, axes_of
from nodecluster.report.drawing.bars import ERROR
from nodecluster.report.drawing.frame import frame_of
from nodecluster.report.drawing.values import Trace, kind, shown

_DIGITS = 9


def completed(plot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plot for plotly with the height, ranges, grids, colours of error bars and legend of its picture.

    Parameters
    ----------
    plot : plotly's ``data`` and ``layout``, as ``static_picture`` takes it; it is not changed.
    """
    layout = dict(plot.get("layout") or {})
    data = [_with_errors(trace) for trace in plot.get("data") or ()]
    axes, _ = axes_of(shown(data), layout)
    layout["height"] = round(frame_of(shown(data), layout, axes).height)
    for name, axis in axes.items():
        ends = [float(f"{end:.{_DIGITS}g}") for end in (axis.low, axis.high)]
        layout[name] = {"showgrid": _gridded(axis), **axis.spec, "range": ends, "autorange": False}
    layout["legend"] = {"traceorder": "normal", **(layout.get("legend") or {})}
    return {**plot, "data": data, "layout": layout}


def _gridded(axis: Axis) -> bool:
    """Return whether an axis has grid lines."""
    return bool(axis.spec.get("showgrid", axis.gridded))


def _with_errors(trace: Trace) -> Trace:
    """Return a trace whose error bars have a colour, where they are of bars and would be almost black."""
    if kind(trace) != "bar":
        return trace
    named = {name: trace[name] for name in ("error_x", "error_y") if trace.get(name)}
    return {**trace, **{name: {"color": ERROR, **bars} for name, bars in named.items()}}
