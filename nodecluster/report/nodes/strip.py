"""A patient's nodes along the way between the centres of the groups: a small drawing, one mark a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nodecluster import formats

WIDTH, HEIGHT = 360, 56
_MARGIN, _LINE, _TEXT = 10, 26, 51
_WIDEST = 4.0
"""Times the way from the border to a centre. What lies beyond is an arrow at the edge: it would squeeze the others."""


@dataclass(frozen=True)
class Mark:
    """A node on the strip: its score, its group (1 or 2), and whether it decides on the patient."""

    score: float
    group: int
    decides: bool = False


def score_strip(marks: Sequence[Mark], half: float, limit: float) -> Markup:
    """Return the drawing as SVG.

    Parameters
    ----------
    marks : the patient's nodes, with finite scores.
    half : the way from the border to the centre of a group, |c2 - c1| / 2.
    limit : the size of a score below which a node is uncertain.
    """
    farthest = max((abs(mark.score) for mark in marks), default=0.0)
    reach = min(max(1.5 * half, 1.08 * farthest), _WIDEST * half)

    def place(score: float) -> str:
        return _short(WIDTH / 2 + score / reach * (WIDTH / 2 - _MARGIN))

    band = float(place(limit)) - float(place(-limit))
    pieces = [
        Markup('<rect class="band" x="{}" y="{}" width="{}" height="24"/>').format(
            place(-limit), _LINE - 12, _short(band)
        ),
        Markup('<path class="axis" d="M{} {}H{}M{} {}v24"/>').format(
            _MARGIN, _LINE, WIDTH - _MARGIN, place(0), _LINE - 12
        ),
        *(_centre(place(side * half), group) for group, side in ((1, -1), (2, 1))),
        Markup('<text class="middle" x="{}" y="{}">border</text>').format(place(0), _TEXT),
    ]
    # The deciding node is drawn last, above the others.
    pieces += [_mark(mark, place, reach) for mark in sorted(marks, key=lambda mark: (mark.decides, mark.score))]
    head = Markup('<svg class="strip" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    return head.format(WIDTH, HEIGHT, _words(marks)) + Markup("").join(pieces) + Markup("</svg>")


def _centre(x: str, group: int) -> Markup:
    """Return the centre of a group: a tick, and its name below."""
    return Markup('<path class="axis" d="M{} {}v12"/><text class="middle" x="{}" y="{}">centre {}</text>').format(
        x, _LINE - 6, x, _TEXT, group
    )


def _mark(mark: Mark, place: Callable[[float], str], reach: float) -> Markup:
    """Return a node: a circle in group 1, a diamond in group 2, an arrow beyond the edge; larger where it decides."""
    size = 7 if mark.decides else 4.5
    kind = f"group{mark.group}" + (" decides" if mark.decides else "")
    if abs(mark.score) > reach:
        side = 1 if mark.score > 0 else -1
        tip = WIDTH / 2 + side * (WIDTH / 2 - 2)
        path = f"M{_short(tip)} {_LINE}l{_short(-2 * side * size)} {_short(-size)}v{_short(2 * size)}z"
        return Markup('<path class="{}" d="{}"/>').format(kind, path)
    x = place(mark.score)
    if mark.group == 1:
        return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, x, _LINE, size)
    wide = _short(1.25 * size)
    path = f"M{x} {_short(_LINE - 1.25 * size)}l{wide} {wide} -{wide} {wide} -{wide} -{wide}z"
    return Markup('<path class="{}" d="{}"/>').format(kind, path)


def _words(marks: Sequence[Mark]) -> str:
    """Return what is drawn, for those who cannot see it."""
    scores = sorted(mark.score for mark in marks)
    if not scores:
        return "No node has a score"
    second = sum(mark.group == 2 for mark in marks)
    ends = f"from {formats.signed(scores[0], 2)} to {formats.signed(scores[-1], 2)}" if len(scores) > 1 else ""
    said = f"Scores of {len(scores)} nodes {ends}" if ends else f"Score of the node {formats.signed(scores[0], 2)}"
    return f"{said}; {second} in group 2, the side above 0"


def _short(value: float) -> str:
    """Return a coordinate to a tenth of a unit.

    >>> _short(12.0), _short(3.14)
    ('12', '3.1')
    """
    return f"{value:.1f}".removesuffix(".0")
