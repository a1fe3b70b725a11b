"""The boxes of a flow diagram: what stands in each, and how high that makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nodecluster.formats import count
from nodecluster.report.drawing.elements import element, join
from nodecluster.report.flow.wrapping import wrapped
from nodecluster.words import counted

Step = Mapping[str, Any]

SIZE = 13.0
PAD = 9.0
LINE = 17.0
_RISE = 4.6
"""From the middle of a line down to the base line of its letters, in px."""
_MOST_REASONS = 3
_MOST_COHORTS = 3
_NAME = 24
"""So many letters of a cohort's name are shown."""


@dataclass(frozen=True)
class Box:
    """A box that has its text and its width, but no place yet.

    Attributes
    ----------
    lines : each with its class: ``plain``, ``count`` or ``quiet``.
    width : in px.
    kind : class of the box: ``step``, ``exit``, ``right`` or ``wrong``.
    """

    lines: tuple[tuple[str, str], ...]
    width: float
    kind: str

    @property
    def height(self) -> float:
        """Height in px."""
        return 2 * PAD + LINE * len(self.lines)

    def at(self, x: float, y: float) -> Markup:
        """Return the box with its upper left corner there."""
        frame = element("rect", x=x, y=y, width=self.width, height=self.height, rx=4.0, class_=self.kind)
        texts = [
            element("text", text, x=x + PAD, y=y + PAD + LINE * (place + 0.5) + _RISE, class_=name)
            for place, (text, name) in enumerate(self.lines)
        ]
        return join([frame, *texts])


def step_box(step: Step, parent: Step | None, unit: str, width: float, nodes: int | None = None) -> Box:
    """Return the box of a step: its words, how many, and of which cohorts.

    Parameters
    ----------
    step, parent : of the flow; what the parent says already is not said again.
    unit : what is counted: ``patient`` or ``node``.
    width : in px.
    nodes : how many nodes these patients have; None where that is not told.
    """
    kind = "right" if str(step["key"]).startswith("true_") else "wrong" if _is_wrong(step) else "step"
    n = counted(step["n"], unit) if nodes is None else f"{counted(step['n'], unit)}, {counted(nodes, 'node')}"
    parts = [(_words(step, parent), "plain", 6), (n, "count", 2), (_cohorts(step), "quiet", 5)]
    return Box(_lines(parts, width), width, kind)


def exit_box(steps: Sequence[Step], parent: Step, width: float) -> Box | None:
    """Return the box of those who went no further, with the most frequent reasons; None where nobody did."""
    parts: list[tuple[str, str, int]] = []
    for step in steps:
        if not step["n"]:
            continue
        parts.append((f"{_words(step, parent)}: {count(step['n'])}", "count", 3))
        reasons = list(step.get("reasons") or ())
        told = reasons if len(reasons) <= _MOST_REASONS else reasons[: _MOST_REASONS - 1]
        parts += [(f"– {count(reason['n'])}: {_one_line(reason['label'])}", "plain", 6) for reason in told]
        if rest := reasons[len(told) :]:
            others = sum(reason["n"] for reason in rest)
            parts.append((f"– {count(others)}: {counted(len(rest), 'more reason')}", "plain", 2))
    return Box(_lines(parts, width), width, "exit") if parts else None


def _lines(parts: Sequence[tuple[str, str, int]], width: float) -> tuple[tuple[str, str], ...]:
    """Return texts in lines, each with its class."""
    room = width - 2 * PAD
    return tuple((line, name) for text, name, most in parts if text for line in wrapped(text, _size(name), room, most))


def _size(name: str) -> float:
    """Return the size of letters that a width is measured by; bold ones are wider."""
    return SIZE * {"count": 1.07, "quiet": 0.92}.get(name, 1.0)


def _words(step: Step, parent: Step | None) -> str:
    """Return a step's words, without what its parent says."""
    label = _one_line(step["label"])
    first, comma, rest = label.partition(", ")
    if comma and parent is not None and first in str(parent["label"]):
        label = rest
    return label if label.startswith("pN") else label[:1].upper() + label[1:]


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _cohorts(step: Step) -> str:
    """Return how many are of each cohort, where there are two or three."""
    parts = step.get("cohorts") or {}
    if not 1 < len(parts) <= _MOST_COHORTS:
        return ""
    return ", ".join(f"{_short(name)} {count(n)}" for name, n in parts.items())


def _short(name: str) -> str:
    """Return the name of a cohort, cut where it is long, so that the count behind it is not."""
    text = _one_line(name) or "(no cohort)"
    return text if len(text) <= _NAME else f"{text[: _NAME - 1]}…"


def _is_wrong(step: Step) -> bool:
    return str(step["key"]).startswith("false_")
