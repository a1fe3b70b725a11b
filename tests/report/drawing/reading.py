"""A static picture as its elements, and a plot whose pixels can be worked out by hand."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from nodecluster.report.drawing import static_picture

SVG = "{http://www.w3.org/2000/svg}"
BLUE, ORANGE = "#0072b2", "#d55e00"


def bare(*data: dict[str, Any], x: Any = (0, 66.6), y: Any = (0, 40), **layout: Any) -> dict[str, Any]:
    """Return a plot without axes, whose room is 666 px wide from 2 on and 400 px high from 30 on.

    680 less 2 at the left (a border) and 12 at the right; 434 less 30 at the top and 4 at the foot (two borders).
    """
    axes = {"xaxis": {"range": list(x), "visible": False}, "yaxis": {"range": list(y), "visible": False}}
    return {"data": list(data), "layout": {"height": 434, "margin": {"t": 30}, "showlegend": False, **axes, **layout}}


def drawn(plot: dict[str, Any], key: str = "k") -> ElementTree.Element:
    """Return the wide picture of a plot; it is well-formed, as is the narrow one."""
    wide, _ = ElementTree.fromstring(f"<pair>{static_picture(plot, key)}</pair>")  # noqa: S314
    return wide


def found(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the elements of a name that are drawn, not those that are only defined."""
    defined = {id(each) for each in picture.iterfind(f".//{SVG}defs//*")}
    return [each for each in picture.iter(f"{SVG}{name}") if id(each) not in defined]


def words(picture: ElementTree.Element) -> list[str]:
    """Return every text of a picture."""
    return ["".join(each.itertext()) for each in found(picture, "text")]
