"""The marks of points."""

from __future__ import annotations

import math
from collections.abc import Callable

from nodecluster.report.drawing.elements import number, path

_OPEN = "-open"
_THIRD = 2 / math.sqrt(3)


def mark_path(symbol: str, size: float) -> str:
    """Return a mark's outline around (0, 0); its proportions are plotly's, and ``-open`` has the same one.

    Parameters
    ----------
    symbol : its name.
    size : in px; the diameter of a circle, and of the other marks that have about the same weight.

    Raises
    ------
    ValueError
        a mark that is not known here.

    >>> mark_path("square", 4)
    'M-2,-2L2,-2L2,2L-2,2Z'
    """
    name = symbol.removesuffix(_OPEN)
    if name not in _SHAPES:
        raise ValueError(f"A static picture has no mark {symbol!r}, only {', '.join(_SHAPES)}, each also {_OPEN}.")
    return _SHAPES[name](size / 2)


def is_open(symbol: str) -> bool:
    """Return whether a mark is an outline only.

    >>> is_open("circle-open"), is_open("circle")
    (True, False)
    """
    return symbol.endswith(_OPEN)


def _circle(r: float) -> str:
    """Return a circle."""
    radius, across = number(r), number(2 * r)
    return f"M{number(-r)},0a{radius},{radius} 0 1,1 {across},0a{radius},{radius} 0 1,1 -{across},0Z"


def _square(r: float) -> str:
    """Return a square."""
    return path([(-r, -r), (r, -r), (r, r), (-r, r)], closed=True)


def _diamond(r: float) -> str:
    """Return a square on its corner."""
    reach = 1.3 * r
    return path([(0, -reach), (reach, 0), (0, reach), (-reach, 0)], closed=True)


def _cross(r: float) -> str:
    """Return an upright cross."""
    return path(_cross_points(r), closed=True)


def _x(r: float) -> str:
    """Return a cross on its feet."""
    half = math.sqrt(0.5)
    return path([((x - y) * half, (x + y) * half) for x, y in _cross_points(r)], closed=True)


def _cross_points(r: float) -> list[tuple[float, float]]:
    """Return the corners of an upright cross."""
    thick, reach = 0.4 * r, 1.2 * r
    arm = [(-thick, -reach), (thick, -reach), (thick, -thick)]
    corners = []
    for _ in range(4):
        corners += arm
        arm = [(-y, x) for x, y in arm]
    return corners


def _triangle(turned: int) -> Callable[[float], str]:
    """Return a triangle that points up, or down where ``turned`` is -1."""

    def outline(r: float) -> str:
        reach = _THIRD * r
        return path([(-reach, turned * r / 2), (reach, turned * r / 2), (0, -turned * r)], closed=True)

    return outline


_SHAPES: dict[str, Callable[[float], str]] = {
    "circle": _circle,
    "square": _square,
    "diamond": _diamond,
    "cross": _cross,
    "x": _x,
    "triangle-up": _triangle(1),
    "triangle-down": _triangle(-1),
}
