"""Drawing an axis: its line, marks, labels, title, and the grid behind everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from nodecluster.report.drawing.axes import Axis
from nodecluster.report.drawing.elements import element, join
from nodecluster.report.drawing.marking import Marking
from nodecluster.report.drawing.panels import Box, Panel, straight
from nodecluster.report.drawing.text import height, width, write

TITLE = 14.0
_TICK, _AIR, _TITLE_AIR = 5.0, 4.0, 6.0
_GRID = {"stroke": "currentColor", "stroke_opacity": "0.14", "stroke_width": "1"}
_ZERO = {"stroke": "currentColor", "stroke_opacity": "0.45", "stroke_width": "1"}
_LINE = {"stroke": "currentColor", "stroke_opacity": "0.6", "stroke_width": "1"}


def title_of(spec: Mapping[str, Any]) -> str:
    """Return the title of an axis, a colour bar or a legend; empty where there is none."""
    title = spec.get("title") or ""
    return str(title if isinstance(title, str) else title.get("text") or "")


def title_size(spec: Mapping[str, Any]) -> float:
    """Return the size of a title's letters, in px."""
    title = spec.get("title") or {}
    return TITLE if isinstance(title, str) else float((title.get("font") or {}).get("size") or TITLE)


def thickness(axis: Axis, marks: Marking) -> float:
    """Return how much room an axis takes beside its line, in px."""
    if axis.spec.get("visible") is False:
        return 0.0
    labels = marks.reach(axis.across)
    title = title_of(axis.spec)
    return (
        _tick(axis)
        + (_AIR + labels if labels else 0)
        + (_TITLE_AIR + height(title, title_size(axis.spec)) if title else 0)
    )


def draw_grid(panel: Panel, marks: dict[str, Marking]) -> Markup:
    """Return the grid lines of a pair of axes, and the lines of zero."""
    lines, zeros = [], []
    for axis in (panel.x, panel.y):
        if axis.spec.get("visible") is False:
            continue
        inner = [tick.share for tick in marks[axis.name].ticks if 0.001 < tick.share < 0.999]
        if axis.spec.get("showgrid", axis.gridded):
            lines += [_across(axis, panel.box, share) for share in inner]
        if not axis.categories and axis.spec.get("zeroline", True) and 0.001 < axis.share(0.0) < 0.999:
            zeros.append(_across(axis, panel.box, axis.share(0.0)))
    made = [
        element("path", d="".join(each), fill="none", **look) for each, look in ((lines, _GRID), (zeros, _ZERO)) if each
    ]
    return join(made)


def draw_axis(axis: Axis, box: Box, marks: Marking) -> Markup:
    """Return an axis beside the rectangle that it belongs to."""
    if axis.spec.get("visible") is False:
        return Markup("")
    far = axis.spec.get("side", "bottom" if axis.across else "left") in {"top", "right"}
    base = (box.top if far else box.bottom) if axis.across else (box.right if far else box.left)
    out = (-1 if far else 1) if axis.across else (1 if far else -1)
    length = _tick(axis)
    places = [_along(axis, box, tick.share) for tick in marks.ticks]
    strokes = "".join(_stroke(axis, place, base, base + out * length) for place in places) if length else ""
    if axis.spec.get("showline"):
        ends = (box.left, box.right) if axis.across else (box.top, box.bottom)
        strokes += straight(*[(end, base) if axis.across else (base, end) for end in ends])
    made = [element("path", d=strokes, fill="none", **_LINE)] if strokes else []
    away = base + out * (length + _AIR)
    for tick, place in zip(marks.ticks, places, strict=True):
        if tick.label:
            made.append(_label(axis, tick.label, (place, away), marks, far))
    title = title_of(axis.spec)
    if title:
        made.append(_title(axis, title, box, base + out * thickness(axis, marks)))
    return join(made)


def _label(axis: Axis, label: str, place: tuple[float, float], marks: Marking, far: bool) -> Markup:
    """Return the label of a mark, ``place`` along and away from the axis."""
    along, away = place
    if not axis.across:
        return write(label, (away, along), anchor="start" if far else "end", size=marks.size)
    if not marks.angle:
        return write(label, (along, away), down=1.0 if far else 0.0, size=marks.size)
    down = (marks.angle > 0) != far
    return write(label, (along, away), anchor="start" if down else "end", size=marks.size, angle=marks.angle)


def _title(axis: Axis, title: str, box: Box, edge: float) -> Markup:
    """Return the title of an axis, which ends at ``edge``; shrunk where it is longer than the axis and its sides."""
    length = box.width if axis.across else box.height
    full = title_size(axis.spec)
    size = min(full, max(10.0, full * (length + 40) / max(width(title, full), 1)))
    far = axis.spec.get("side", "") in {"top", "right"}
    if axis.across:
        return write(title, (box.left + box.width / 2, edge), down=0.0 if far else 1.0, size=size)
    half = height(title, full) / 2
    return write(title, (edge - half if far else edge + half, box.top + box.height / 2), angle=-90, size=size)


def _tick(axis: Axis) -> float:
    """Return the length of an axis' marks."""
    return float(axis.spec.get("ticklen", _TICK)) if axis.spec.get("ticks") == "outside" else 0.0


def _along(axis: Axis, box: Box, share: float) -> float:
    """Return where a share of an axis lies, in px along it."""
    return box.left + share * box.width if axis.across else box.bottom - share * box.height


def _across(axis: Axis, box: Box, share: float) -> str:
    """Return the line across a rectangle at a share of an axis."""
    place = _along(axis, box, share)
    ends = (box.top, box.bottom) if axis.across else (box.left, box.right)
    return _stroke(axis, place, *ends)


def _stroke(axis: Axis, place: float, start: float, end: float) -> str:
    """Return a line at right angles to an axis."""
    return straight((place, start), (place, end)) if axis.across else straight((start, place), (end, place))
