"""The colours of the two groups, wherever they are shown: Okabe and Ito's, which the colour-blind tell apart."""

from __future__ import annotations

GROUP_COLOURS = {1: "#0072B2", 2: "#D55E00"}
"""Blue and vermilion, as sRGB; the style sheet of the pages has the same two on light ground."""


def unit_rgb(colour: str) -> tuple[float, float, float]:
    """Return a colour such as ``#D55E00`` as red, green and blue from 0 to 1.

    >>> unit_rgb("#FF0033")
    (1.0, 0.0, 0.2)
    """
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
