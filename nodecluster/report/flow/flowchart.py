"""The flow of patients or nodes as a diagram: down the page who stays, to the side who leaves, at the foot the outcome.

Two drawings of the same boxes, one for a page and one for a telephone; the style sheet shows the one that fits. They
are not scaled down, so that their letters can be read on both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from nodecluster.formats import count
from nodecluster.report.drawing.elements import element, join, path
from nodecluster.report.flow.flowboxes import Box, Step, exit_box, step_box

_ARROW = 5.0
_GAP = 26.0
"""Between two boxes one below the other, in px."""
_INDENT = 16.0


@dataclass(frozen=True)
class Format:
    """How wide a drawing is.

    Attributes
    ----------
    name : class of the drawing.
    column : width of a box in either of two columns, in px: those who stay, and those who leave.
    between : room between the two.
    """

    name: str
    column: float
    between: float

    @property
    def width(self) -> float:
        """Of the whole drawing, in px."""
        return 2 * self.column + self.between


FORMATS = (Format("wide", 265.0, 36.0), Format("narrow", 164.0, 14.0))


@dataclass
class _Drawing:
    """What has been drawn so far, and how far down."""

    form: Format
    unit: str
    nodes: Mapping[str, int]
    parts: list[Markup] = field(default_factory=list)
    lines: list[Markup] = field(default_factory=list)
    y: float = 1.0

    def place(self, box: Box, x: float, y: float) -> None:
        self.parts.append(box.at(x, y))

    def line(self, *points: tuple[float, float], arrow: bool = True) -> None:
        """Draw a line through points, with a head at the last one."""
        self.lines.append(element("path", d=path(points), class_="way"))
        if arrow:
            (x0, _), (x, y) = points[-2:]
            a = _ARROW
            head = (
                [(x - a, y - a * 1.4), (x + a, y - a * 1.4)]
                if x == x0
                else [(x - a * 1.4, y - a), (x - a * 1.4, y + a)]
            )
            self.lines.append(element("path", d=path([*head, (x, y)], closed=True), class_="head"))


def flowchart(steps: Sequence[Step], unit: str, nodes: Mapping[str, int] | None = None) -> Markup:
    """Return the flow as SVG, for wide and for narrow screens.

    Parameters
    ----------
    steps : of ``cohort.json``, each after its parent, the first of them the root.
    unit : what they count: ``patient`` or ``node``.
    nodes : how many nodes the patients of a step have, by its key, where that is told.
    """
    return join(_drawn(steps, unit, nodes or {}, form) for form in FORMATS)


def alternative(steps: Sequence[Step], unit: str) -> str:
    """Return the flow in words, for those who cannot see it."""
    said = []
    for step in steps:
        if step["n"] or not step["parent"]:
            reasons = [f"{reason['label']} {count(reason['n'])}" for reason in step.get("reasons") or ()][:5]
            why = f" ({', '.join(reasons)})" if reasons else ""
            said.append(f"{step['label']} {count(step['n'])}{why}")
    return f"Flow diagram of {unit}s: {'; '.join(said)}."


def _drawn(steps: Sequence[Step], unit: str, nodes: Mapping[str, int], form: Format) -> Markup:
    """Return one drawing."""
    drawing = _Drawing(form, unit, nodes)
    _spine(drawing, steps)
    width, height = form.width + 2, drawing.y + 1
    return element(
        "svg",
        join([*drawing.lines, *drawing.parts]),
        class_=f"flow {form.name}",
        viewBox=f"-1 0 {width:g} {height:g}",
        width=width,
        height=height,
        aria_hidden="true",
        focusable="false",
    )


def _spine(drawing: _Drawing, steps: Sequence[Step]) -> None:
    """Draw who stays down the page, and who leaves beside it, until the way parts."""
    step, parent = steps[0], None
    while True:
        box = step_box(step, parent, drawing.unit, drawing.form.column, drawing.nodes.get(step["key"]))
        drawing.place(box, 0, drawing.y)
        drawing.y += box.height
        below = [each for each in steps if each["parent"] == step["key"]]
        ways = [each for each in below if any(other["parent"] == each["key"] for other in steps)]
        if len(ways) > 1:
            aside = [each for each in below if each not in ways and each["n"]]
            if aside:
                _leave(drawing, step, aside, arrow=False)
            _fork(drawing, steps, step, ways)
            return
        if not below:
            return
        # who stays: the one who goes further, or else the last, which is the one that the others fell short of
        stays = ways[0] if ways else below[-1]
        _leave(drawing, step, [each for each in below if each is not stays])
        step, parent = stays, step


def _leave(drawing: _Drawing, parent: Step, steps: Sequence[Step], *, arrow: bool = True) -> None:
    """Draw who leaves, and the way down past them."""
    form, top = drawing.form, drawing.y
    middle = form.column / 2
    box = exit_box(steps, parent, form.column)
    drawing.y += _GAP if box is None else max(_GAP, box.height + 16)
    if box is not None:
        centre = (top + drawing.y) / 2
        drawing.line((middle, centre), (form.column + form.between, centre))
        drawing.place(box, form.column + form.between, centre - box.height / 2)
    drawing.line((middle, top), (middle, drawing.y), arrow=arrow)


def _fork(drawing: _Drawing, steps: Sequence[Step], parent: Step, ways: Sequence[Step]) -> None:
    """Draw the ways that part side by side, each with its ends below it."""
    form = drawing.form
    width = (form.width - form.between * (len(ways) - 1)) / len(ways)
    boxes = [step_box(way, parent, drawing.unit, width) for way in ways]
    top = drawing.y + _GAP
    bar = drawing.y + _GAP / 2 - 2
    drawing.line((form.column / 2, drawing.y), (form.column / 2, bar), arrow=False)
    height = max(box.height for box in boxes)
    deepest = top + height
    for place, (way, box) in enumerate(zip(ways, boxes, strict=True)):
        x = place * (width + form.between)
        drawing.line((form.column / 2, bar), (x + width / 2, bar), (x + width / 2, top))
        drawing.place(box, x, top)
        ends = [each for each in steps if each["parent"] == way["key"]]
        deepest = max(deepest, _ends(drawing, way, ends, (x, width), (top + box.height, top + height)))
    drawing.y = deepest


def _ends(
    drawing: _Drawing, way: Step, ends: Sequence[Step], across: tuple[float, float], down: tuple[float, float]
) -> float:
    """Draw the ends of a way, set in below its box; return how far down they reach."""
    (x, width), (top, y) = across, down
    for end in ends:
        box = step_box(end, way, drawing.unit, width - _INDENT)
        y += 12
        centre = y + box.height / 2
        drawing.line((x + _INDENT / 2, top), (x + _INDENT / 2, centre), (x + _INDENT, centre))
        drawing.place(box, x + _INDENT, y)
        y += box.height
    return y
