"""Values as colours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nodecluster.report.drawing.elements import parse_colour
from nodecluster.volume import Floats


@dataclass(frozen=True)
class ColourScale:
    """Colours along a range of values.

    Attributes
    ----------
    low, high : values of the first and the last colour; what lies beyond has theirs.
    places : of the colours, 0 to 1, rising.
    colours : red, green and blue from 0 to 255, shape (places, 3).
    """

    low: float
    high: float
    places: tuple[float, ...]
    colours: Floats

    def rgb(self, values: Floats) -> Floats:
        """Return red, green and blue of values, in a last axis of 3; NaN stays NaN."""
        share = np.clip((values - self.low) / ((self.high - self.low) or 1.0), 0, 1)
        parts = [np.interp(share, self.places, self.colours[:, part]) for part in range(3)]
        return np.where(np.isnan(share)[..., None], np.nan, np.stack(parts, axis=-1))

    def names(self, values: Floats) -> list[str]:
        """Return values as ``#rrggbb``, and NaN as ``transparent``."""
        rows = self.rgb(values).reshape(-1, 3)
        return [
            "transparent" if np.isnan(row[0]) else "#{:02x}{:02x}{:02x}".format(*row.round().astype(int))
            for row in rows
        ]

    def stops(self) -> list[tuple[float, str]]:
        """Return place and colour of each colour."""
        spots = np.array(self.places) * (self.high - self.low) + self.low
        return list(zip(self.places, self.names(spots), strict=True))


def colour_scale(spec: Mapping[str, Any], values: Floats, letter: str) -> ColourScale:
    """Return the colour scale of a heat map (``letter`` z) or of markers (``letter`` c).

    Raises
    ------
    ValueError
        the scale is a name: what a name means is known to plotly only.
    """
    given = spec.get("colorscale")
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) < 2:
        raise ValueError(f"A static picture needs colorscale as pairs of place and colour, not {given!r}.")
    finite = values[np.isfinite(values)]
    low = spec.get(f"{letter}min", float(finite.min()) if finite.size else 0.0)
    high = spec.get(f"{letter}max", float(finite.max()) if finite.size else 1.0)
    middle = spec.get(f"{letter}mid")
    if middle is not None and spec.get(f"{letter}min") is None and spec.get(f"{letter}max") is None:
        reach = max(high - middle, middle - low)
        low, high = middle - reach, middle + reach
    places = tuple(float(place) for place, _ in given)
    colours = np.array([parse_colour(colour)[:3] for _, colour in given], dtype=float)
    return ColourScale(float(low), float(high), places, colours)


def readable_on(colour: str) -> str:
    """Return black or white, whichever is read more easily on a ground of this colour.

    >>> readable_on("#0072B2"), readable_on("#ffffff")
    ('#ffffff', '#000000')
    """
    linear = [_linear(part / 255) for part in parse_colour(colour)[:3]]
    light = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    grounds = (0.179,)  # luminance at which both have the same contrast
    return ("#ffffff", "#000000")[bisect_right(grounds, light)]


def _linear(part: float) -> float:
    """Return a part of an sRGB colour as linear light."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
