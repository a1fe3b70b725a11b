"""Where things lie in the picture, in px, and what they share there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from nodecluster.report.drawing.axes import Axis
from nodecluster.report.drawing.elements import element, join, number
from nodecluster.volume import Floats

_FAR = 1e5
"""px; what lies beyond is drawn there, for a number may be as large as it likes."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture, in px from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right border."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower border."""
        return self.top + self.height


@dataclass(frozen=True)
class Panel:
    """A pair of axes and the rectangle that they span.

    Attributes
    ----------
    x, y : the axes.
    box : what they span.
    clip : the attribute that cuts off what lies beyond.
    """

    x: Axis
    y: Axis
    box: Box
    clip: str

    def across(self, values: Floats) -> Floats:
        """Return how far from the left edge of the picture values of the x axis lie, in px."""
        return _near(self.box.left + self.x.share(values) * self.box.width)

    def up(self, values: Floats) -> Floats:
        """Return how far from the top of the picture values of the y axis lie, in px."""
        return _near(self.box.bottom - self.y.share(values) * self.box.height)


def _near(pixels: Floats) -> Floats:
    """Return places that any program can draw."""
    return np.asarray(np.clip(pixels, -_FAR, _FAR), dtype=float)


def panel_box(x: Axis, y: Axis, room: Box) -> Box:
    """Return the rectangle of a pair of axes, each of which has its share of the room."""
    (left, right), (foot, head) = x.domain, y.domain
    return Box(
        room.left + left * room.width,
        room.top + (1 - head) * room.height,
        (right - left) * room.width,
        (head - foot) * room.height,
    )


@dataclass
class Shared:
    """What is defined once in a picture and used where it is needed.

    Attributes
    ----------
    key : goes before every id: there are several pictures on a page.
    made : the ids by what they define, and the definitions.
    """

    key: str
    made: dict[str, tuple[str, Markup]] = field(default_factory=dict)

    def add(self, name: str, inside: Markup | str = "", /, **attributes: str | float | None) -> str:
        """Return the id of an element, which is defined where it is not yet."""
        what = str(element(name, inside, **attributes))
        if what not in self.made:
            ident = f"{self.key}-{len(self.made)}"
            self.made[what] = ident, element(name, inside, id=ident, **attributes)
        return self.made[what][0]

    def clip(self, box: Box) -> str:
        """Return the attribute that cuts off what lies beyond a rectangle."""
        inside = element("rect", x=box.left, y=box.top, width=box.width, height=box.height)
        return f"url(#{self.add('clipPath', inside)})"

    def definitions(self) -> Markup:
        """Return what has been defined."""
        return element("defs", join(definition for _, definition in self.made.values())) if self.made else Markup("")


def straight(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the path of a line, upright or level ones short.

    >>> straight((1, 2), (1, 9)), straight((1, 2), (5, 2))
    ('M1,2V9', 'M1,2H5')
    """
    (x, y), (right, foot) = start, end
    if number(x) == number(right):
        return f"M{number(x)},{number(y)}V{number(foot)}"
    if number(y) == number(foot):
        return f"M{number(x)},{number(y)}H{number(right)}"
    return f"M{number(x)},{number(y)}L{number(right)},{number(foot)}"
