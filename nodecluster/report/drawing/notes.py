"""What is written and drawn over a plot by hand: annotations and shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from nodecluster.report.drawing.axes import Axis
from nodecluster.report.drawing.elements import element, join, paint, stroke
from nodecluster.report.drawing.panels import Box, panel_box, straight
from nodecluster.report.drawing.text import SIZE, write

Spec = Mapping[str, Any]
Axes = Mapping[str, Axis]

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_DOWN = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
_THICKNESS = 2.0


def draw_notes(layout: Spec, axes: Axes, room: Box) -> Markup:
    """Return the annotations.

    Raises
    ------
    ValueError
        one with an arrow.
    """
    return join([_note(note, axes, room) for note in layout.get("annotations") or () if note.get("visible", True)])


def draw_shapes(layout: Spec, axes: Axes, room: Box, layer: str) -> Markup:
    """Return the shapes ``above`` or ``below`` the traces."""
    shapes = layout.get("shapes") or ()
    mine = [shape for shape in shapes if shape.get("layer", "above") == layer and shape.get("visible", True)]
    return join([_shape(shape, axes, room) for shape in mine])


def _note(note: Spec, axes: Axes, room: Box) -> Markup:
    """Return an annotation."""
    if note.get("showarrow", True):
        raise ValueError("A static picture has no arrows: say showarrow false.")
    x = _place("x", note, note.get("x", 0), axes, room) + float(note.get("xshift") or 0)
    y = _place("y", note, note.get("y", 0), axes, room) - float(note.get("yshift") or 0)
    font = note.get("font") or {}
    return write(
        str(note.get("text") or ""),
        (x, y),
        anchor=_ANCHORS[_anchor(note, "x", ("left", "center", "right"))],
        down=_DOWN[_anchor(note, "y", ("bottom", "middle", "top"))],
        size=float(font.get("size") or SIZE),
        angle=float(note.get("textangle") or 0),
        colour=font.get("color"),
    )


def _anchor(note: Spec, letter: str, names: tuple[str, str, str]) -> str:
    """Return which side of a note lies at its place; as plotly, by thirds of the paper where nothing is said."""
    given = note.get(f"{letter}anchor", "auto")
    if given != "auto":
        return str(given)
    if note.get(f"{letter}ref") != "paper":
        return names[1]
    place = float(note.get(letter, 0))
    return names[0] if place < 1 / 3 else names[2] if place > 2 / 3 else names[1]


def _shape(shape: Spec, axes: Axes, room: Box) -> Markup:
    """Return a line or a rectangle.

    Raises
    ------
    ValueError
        a shape of another type.
    """
    (x0, x1), (y0, y1) = (
        [_place(letter, shape, shape.get(f"{letter}{end}", end), axes, room) for end in (0, 1)] for letter in "xy"
    )
    line = shape.get("line") or {}
    opacity = float(shape.get("opacity", 1))
    width = line.get("width", _THICKNESS)
    look = stroke(line.get("color", "#444444"), width, line.get("dash", "solid"), opacity) if width else {}
    if shape.get("type") == "line":
        return element("path", d=straight((x0, y0), (x1, y1)), fill="none", **look)
    if shape.get("type") != "rect":
        raise ValueError(f"A static picture has no shape {shape.get('type')!r}, only line and rect.")
    fill = paint("fill", shape.get("fillcolor", "transparent"), opacity)
    return element("rect", x=min(x0, x1), y=min(y0, y1), width=abs(x1 - x0), height=abs(y1 - y0), **{**fill, **look})


def _place(letter: str, spec: Spec, value: Any, axes: Axes, room: Box) -> float:
    """Return where a value lies, in px: on an axis, within its domain, or on the whole paper."""
    ref = str(spec.get(f"{letter}ref", letter))
    if ref == "paper":
        return _within(letter, float(value), room)
    name, _, domain = ref.partition(" ")
    axis = axes.get(f"{name[:1]}axis{name[1:]}")
    if axis is None:
        raise ValueError(f"A static picture has no axis {ref!r}.")
    other = axes[axis.spec.get("anchor", "").replace("x", "xaxis").replace("y", "yaxis") or _opposite(letter)]
    box = panel_box(axis, other, room) if axis.across else panel_box(other, axis, room)
    return _within(letter, float(value) if domain else float(axis.share(value)), box)


def _opposite(letter: str) -> str:
    """Return the first axis of the other direction."""
    return "yaxis" if letter == "x" else "xaxis"


def _within(letter: str, share: float, box: Box) -> float:
    """Return where a share of a rectangle lies."""
    return box.left + share * box.width if letter == "x" else box.bottom - share * box.height
