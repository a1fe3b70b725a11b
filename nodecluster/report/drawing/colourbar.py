"""The colour bar of a heat map or of marks, right of the axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nodecluster.report.drawing.colourscale import ColourScale
from nodecluster.report.drawing.elements import element, join
from nodecluster.report.drawing.heat import heat_scale
from nodecluster.report.drawing.marking import Tick, bar_ticks
from nodecluster.report.drawing.panels import Box, Shared
from nodecluster.report.drawing.points import mark_scale
from nodecluster.report.drawing.rulers import title_of
from nodecluster.report.drawing.text import LINE, SIZE, height, width, write
from nodecluster.report.drawing.values import Trace, kind

_WIDE, _BEFORE, _AIR = 14.0, 16.0, 5.0


@dataclass(frozen=True)
class ColourBar:
    """A colour bar: its scale, its part of the plot, and its marks."""

    scale: ColourScale
    spec: Mapping[str, Any]
    ticks: tuple[Tick, ...]

    @property
    def beside(self) -> bool:
        """Whether its title stands right of it, and not above it."""
        title = self.spec.get("title") or ""
        return not isinstance(title, str) and bool(title.get("side", "top") == "right")

    @property
    def labels(self) -> float:
        """Width of the labels at its marks, in px."""
        return max((width(tick.label, self.size) for tick in self.ticks), default=0.0)

    @property
    def size(self) -> float:
        """Size of the letters at its marks, in px."""
        return float((self.spec.get("tickfont") or {}).get("size") or SIZE)

    @property
    def width(self) -> float:
        """How much room it takes beside the axes, in px."""
        title = title_of(self.spec)
        if not title:
            return _BEFORE + _WIDE + _AIR + self.labels
        if self.beside:
            return _BEFORE + _WIDE + _AIR + self.labels + _AIR + height(title)
        return _BEFORE + max(_WIDE + _AIR + self.labels, width(title))

    @property
    def least(self) -> float:
        """How high the picture is at least, in px: where the bar's length is given in pixels."""
        if self.spec.get("lenmode", "fraction") == "fraction":
            return 0.0
        title = height(title_of(self.spec)) if title_of(self.spec) and not self.beside else 0.0
        return float(self.spec["len"]) + self.size * LINE + title


def colour_bars(traces: Sequence[Trace], length: float) -> list[ColourBar]:
    """Return the colour bars of the traces, ``length`` px high.

    Raises
    ------
    ValueError
        a colour bar that does not stand upright.
    """
    found = []
    for trace in traces:
        spec, scale = _of(trace)
        if scale is None:
            continue
        bar = spec.get("colorbar") or {}
        if bar.get("orientation", "v") != "v":
            raise ValueError("A static picture has upright colour bars only.")
        ticks = bar_ticks(bar, scale.low, scale.high, length * _length(bar, length))
        found.append(ColourBar(scale, bar, ticks))
    return found


def draw_colour_bar(bar: ColourBar, box: Box, left: float, foot: float, shared: Shared) -> Markup:
    """Return a colour bar.

    Parameters
    ----------
    box : beside which it stands.
    left : where its room begins, in px.
    foot : how far down it may reach, in px.
    shared : what the picture defines once.
    """
    high = box.height * _length(bar.spec, box.height)
    title = title_of(bar.spec)
    least = bar.size * LINE / 2 + (height(title) if title and not bar.beside else 0)
    top = max(least, min(box.top + (box.height - high) / 2, foot - bar.size * LINE / 2 - high))
    stops = [element("stop", offset=f"{place:g}", stop_color=colour) for place, colour in bar.scale.stops()]
    ident = shared.add("linearGradient", join(stops), x1="0", y1="1", x2="0", y2="0")
    x = left + _BEFORE
    edge = x + _WIDE + _AIR
    made = [element("rect", x=x, y=top, width=_WIDE, height=high, fill=f"url(#{ident})")]
    places = [(edge, top + high * (1 - tick.share)) for tick in bar.ticks]
    made += [
        write(tick.label, place, anchor="start", size=bar.size) for tick, place in zip(bar.ticks, places, strict=True)
    ]
    if title and bar.beside:
        place = edge + bar.labels + _AIR + height(title) / 2, top + high / 2
        made.append(write(title, place, angle=90, size=min(SIZE, max(9.0, SIZE * high / max(width(title), 1)))))
    elif title:
        made.append(write(title, (x, top - bar.size / 2), anchor="start", down=1.0))
    return join(made)


def _of(trace: Trace) -> tuple[Mapping[str, Any], ColourScale | None]:
    """Return what holds a trace's colour bar, and its scale; None where it has none."""
    if kind(trace) == "heatmap":
        return trace, heat_scale(trace) if trace.get("showscale", True) else None
    marker = trace.get("marker") or {}
    there = marker.get("showscale", "colorbar" in marker)
    return marker, mark_scale(trace) if there and kind(trace) == "scatter" else None


def _length(bar: Mapping[str, Any], height: float) -> float:
    """Return how long a colour bar is, as a share of the axes' height (px)."""
    return float(bar.get("len", 1)) if bar.get("lenmode", "fraction") == "fraction" else float(bar["len"]) / height
