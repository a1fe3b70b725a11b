"""A patient's nodes from the front and from the side, as an SVG: the atlas for paper and for pages without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup, escape

from nodecluster import formats
from nodecluster.imaging.outline import Polyline, outline
from nodecluster.report.nodes.placed import LEFT, RIGHT, Placed, PlacedNode, extent, middle, placed_patient
from nodecluster.results import Run
from nodecluster.volume import Array, Floats

if TYPE_CHECKING:
    from nodecluster.imaging.shape import Shape

# All in units of the picture, whole numbers to keep it small; a unit is a quarter of a pixel at its usual width.
_WIDTH, _HEIGHT = 2400, 1040
_MARGIN, _TOP, _FOOT = 130, 30, 120
_TEXT = 46
_ROUND_MM = 120.0
"""What is shown of a long body above and below the nodes."""
_BARE_MM = 15.0
"""What is left around the nodes where there is no body."""
_BODY_POINTS, _NODE_POINTS = 48, 14


@dataclass(frozen=True)
class _View:
    """A view of the patient: millimetres across and up become units of the picture.

    Attributes
    ----------
    axis : the patient's axis (0 x, 1 y) that runs across the picture to the right.
    left, right : which side of the patient is at either edge.
    name : below the view.
    start : unit at which its margin ends and the patient starts; width : of the patient, units.
    scale : units a millimetre.
    low, top : mm across at ``start``, and mm up at the upper edge.
    """

    axis: int
    left: str
    right: str
    name: str
    start: int
    width: int
    scale: float
    low: float
    top: float

    def units(self, across: Floats, up: Floats) -> Array:
        """Return points of the picture, whole units, shape (n, 2)."""
        x = self.start + (across - self.low) * self.scale
        y = _TOP + (self.top - up) * self.scale
        return np.rint(np.stack([x, y], axis=-1)).astype(int)


def projection(run: Run, patient: str) -> Markup | None:
    """Return the picture of a patient's nodes from the front and from the left; None where no node has a shape."""
    placed = placed_patient(run, patient)
    return None if placed is None else picture(placed)


def picture(placed: Placed) -> Markup:
    """Return the picture of a patient's nodes: an ``<svg>`` with its own alt text, of about 3 kB."""
    body = None if placed.body is None else _around(placed.body, placed.nodes)
    low, high = _box(placed, body)
    views = _views(low, high)
    foot = round(_TOP + (high[2] - low[2]) * views[0].scale)
    parts = [_view(view, placed, body, foot) for view in views]
    label = escape(alt(placed))
    height = foot + _FOOT
    head = Markup('<svg class="places" viewBox="0 0 {} {}" font-size="{}" role="img" aria-label="{}">')
    return head.format(_WIDTH, height, _TEXT, label) + Markup("").join(parts) + _bar(views[0], foot) + Markup("</svg>")


def alt(placed: Placed) -> str:
    """Return what a reader who cannot see the picture needs to know: how many nodes of which group, on which side."""
    nodes = placed.nodes
    parts = [f"Patient {placed.patient}, from the front and from the side: {formats.count(len(nodes))} nodes"]
    for group in (2, 1, None):
        mine = [node for node in nodes if node.group == group]
        if mine and (group or len(mine) < len(nodes)):
            name = f"in group {group}" if group else "without a group"
            parts.append(f"{len(mine)} {name}{_sides(placed, mine)}")
    if not any(node.group for node in nodes):
        parts[0] += _sides(placed, nodes)
    return (
        "; ".join(parts) + ". " + ("Grey: the body, as far as the CT shows it." if placed.body else "No body outline.")
    )


def _sides(placed: Placed, nodes: Sequence[PlacedNode]) -> str:
    """Return how many of the nodes lie on the patient’s left and right."""
    count = Counter(placed.side(node) for node in nodes)
    told = [f"{count[side]} on the patient’s {side}" for side in (RIGHT, LEFT) if count[side]]
    return f" ({', '.join(told)})" if told else ""


def _around(body: Shape, nodes: Sequence[PlacedNode]) -> Shape:
    """Return the body without what lies far above and below the nodes."""
    boxes = [extent(node.shape) for node in nodes]
    low = min(box[0][2] for box in boxes) - _ROUND_MM
    high = max(box[1][2] for box in boxes) + _ROUND_MM
    levels = body.origin_mm[2] + body.step_mm * np.arange(body.size[2])
    mask: Array = body.mask() & ((levels >= low) & (levels <= high))[:, None, None]
    return type(body).of(mask, body.origin_mm, body.step_mm) if mask.any() else body


def _box(placed: Placed, body: Shape | None) -> tuple[Floats, Floats]:
    """Return the lowest and highest point (mm, x y z) of all that is drawn."""
    boxes = [extent(node.shape) for node in placed.nodes]
    low, high = np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)
    if body is None:
        return low - _BARE_MM, high + _BARE_MM
    around = extent(body)
    return np.minimum(low, around[0]), np.maximum(high, around[1])


def _views(low: Floats, high: Floats) -> tuple[_View, _View]:
    """Return the two views beside each other, at one scale."""
    wide, deep, tall = (float(v) for v in high - low)
    scale = min((_WIDTH - 4 * _MARGIN) / (wide + deep), (_HEIGHT - _TOP) / tall)
    spare = (_WIDTH - 4 * _MARGIN - round((wide + deep) * scale)) // 2
    start = spare + _MARGIN
    front = _View(0, "R", "L", "from the front", start, round(wide * scale), scale, float(low[0]), float(high[2]))
    start += front.width + 2 * _MARGIN
    side = _View(1, "A", "P", "from the left", start, round(deep * scale), scale, float(low[1]), float(high[2]))
    return front, side


def _view(view: _View, placed: Placed, body: Shape | None, foot: int) -> Markup:
    """Return one view: body, nodes, their numbers, the letters of the sides."""
    parts = []
    if body is not None:
        parts.append(Markup('<path class="body" d="{}"/>').format(_path(view, body, _BODY_POINTS)))
    # The far ones first, so that what is nearer lies over them: from the front, and from the left.
    away = 1 if view.axis == 0 else 0
    far_first = sorted(placed.nodes, key=lambda node: middle(node.shape)[away], reverse=away == 1)
    parts += [_node(view, node) for node in far_first]
    parts += _numbers(view, placed.nodes, foot)
    line = Markup('<text x="{}" y="{}"{}>{}</text>')
    side = Markup(' class="side"')
    parts.append(line.format(view.start, foot + 46, side, view.left))
    parts.append(line.format(view.start + view.width, foot + 46, side, view.right))
    parts.append(line.format(view.start + view.width // 2, foot + 46, "", view.name))
    return Markup("").join(parts)


def _node(view: _View, node: PlacedNode) -> Markup:
    """Return a node's outline, filled where it is in group 2, with its name for the mouse."""
    kind = f"node group{node.group}" if node.group else "node"
    shape = _path(view, node.shape, _NODE_POINTS)
    return Markup('<path class="{}" d="{}"><title>{} {}</title></path>').format(kind, shape, node.number, node.node_id)


def _numbers(view: _View, nodes: Sequence[PlacedNode], foot: int) -> list[Markup]:
    """Return the numbers of the nodes in the margin that is nearer, one below the other, each with a line to its node.

    Beside the nodes themselves they would cover each other and what they name.
    """
    centre = view.start + view.width / 2
    places = {node.number: _point(view, node) for node in nodes}
    parts = []
    for left in (True, False):
        mine = sorted((n for n, at in places.items() if (at[0] < centre) == left), key=lambda n: places[n][1])
        rows = _spread([places[number][1] for number in mine], _TOP, foot)
        x = view.start - 30 if left else view.start + view.width + 30
        for number, row in zip(mine, rows, strict=True):
            ends = (*places[number], x + (14 if left else -14), row)
            parts.append(Markup('<path class="lead" d="M{} {}L{} {}"/>').format(*ends))
            anchor = "end" if left else "start"
            text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
            parts.append(text.format(x, row + 16, anchor, number))
    return parts


def _point(view: _View, node: PlacedNode) -> tuple[int, int]:
    """Return the middle of a node on the picture."""
    at = middle(node.shape)
    x, y = view.units(at[[view.axis]], at[[2]])[0].tolist()
    return x, y


def _spread(rows: Sequence[int], low: int, high: int) -> list[int]:
    """Return the rows, sorted, moved apart until none covers the next, inside the picture.

    >>> _spread([100, 100, 400], 0, 500)
    [75, 125, 400]
    """
    gap = min(50.0, (high - low) / max(len(rows), 1))
    # Groups of neighbours that touch share their middle; two that come to touch become one.
    groups: list[tuple[float, int]] = []
    for row in rows:
        at, many = float(row), 1
        while groups and at - (many - 1) * gap / 2 < groups[-1][0] + (groups[-1][1] + 1) * gap / 2:
            before, count = groups.pop()
            at, many = (before * count + at * many) / (count + many), count + many
        groups.append((at, many))
    found = [at + (i - (many - 1) / 2) * gap for at, many in groups for i in range(many)]
    over, under = max(0.0, found[-1] - high) if found else 0.0, max(0.0, low - found[0]) if found else 0.0
    return [round(row - over + under) for row in found]


def _bar(view: _View, foot: int) -> Markup:
    """Return the scale bar, 50 mm, or 10 mm where the picture shows little."""
    length = 50 if 50 * view.scale < view.width else 10
    end = view.start + round(length * view.scale)
    bar = Markup('<path class="scale" d="M{} {}H{}"/><text class="bar" x="{}" y="{}">{} mm</text>')
    return bar.format(view.start, foot + 92, end, end + 20, foot + 108, length)


def _path(view: _View, shape: Shape, points: int) -> str:
    """Return the outline of a shape's shadow as the ``d`` of an SVG path, its corners rounded off."""
    shadow = np.flip(shape.mask().any(axis=1 if view.axis == 0 else 2), axis=0)
    height = shape.origin_mm[2] + (shape.size[2] - 0.5) * shape.step_mm
    lines = []
    for line in outline(shadow):
        rounded = _rounded(line, points)
        across = shape.origin_mm[view.axis] + (rounded[:, 0] - 0.5) * shape.step_mm
        lines.append(_relative(view.units(across, height - rounded[:, 1] * shape.step_mm)))
    return "".join(lines)


def _rounded(line: Polyline, points: int) -> Floats:
    """Return a closed line along pixel edges as a smooth one of at most about so many points, shape (n, 2)."""
    corners = np.asarray([*line, line[0]], dtype=float)
    steps = np.abs(np.diff(corners, axis=0)).sum(axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.arange(along[-1]) + 0.5  # the middles of the edges cut every corner already
    fine = np.stack([np.interp(at, along, corners[:, i]) for i in range(2)], axis=1)
    if len(fine) > 8:
        for _ in range(2):
            fine = (np.roll(fine, 1, axis=0) + 2 * fine + np.roll(fine, -1, axis=0)) / 4
    chosen = np.unique(np.linspace(0, len(fine), min(points, len(fine)), endpoint=False).astype(int))
    return np.asarray(fine[chosen])


def _relative(points: Array) -> str:
    """Return a closed polygon as SVG, a step a point.

    >>> _relative(np.array([[0, 0], [20, 0], [20, -10]]))
    'M0 0l20 0 0-10z'
    """
    moves = "".join(f" {x}{y if y < 0 else f' {y}'}" for x, y in np.diff(points, axis=0).tolist())
    first = points[0].tolist()
    return f"M{first[0]} {first[1]}l{moves.replace(' -', '-').strip()}z"
