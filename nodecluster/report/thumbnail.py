"""A node's preview as a page shows it: a small PNG with the outline of the mask and a scale drawn over it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nodecluster.imaging.outline import Polyline
from nodecluster.imaging.preview import Preview
from nodecluster.volume import Array

SIDE = 100.0
"""Width and height of the drawing, in its own units; it is square, and the picture lies in its middle."""
BAR_MM = 10
_PIXELS = 60
"""A longer side is made smaller: 40 mm of a chest CT's pixels (0.7 mm) still fit, and thousands fit into one file."""
_LEVELS = 64
"""Steps of 6 HU, below the noise of a CT: the eye misses nothing, and the file is a third smaller."""


@dataclass(frozen=True)
class Thumbnail:
    """A drawing of ``SIDE`` by ``SIDE`` units; numbers are text, ready for SVG.

    Attributes
    ----------
    key : unique on the page.
    png : the picture as a data URI.
    x, y, width, height : where the picture lies.
    path : the outline, in pixels of the preview from the picture's corner.
    scale : width and height of such a pixel.
    bar : length of ``BAR_MM``, or nothing where that is wider than the drawing.
    left, right : sides of the patient.
    words : what is seen, for those who cannot see it.
    where : the slice, for finding it again.
    """

    key: str
    png: str
    x: str
    y: str
    width: str
    height: str
    path: str
    scale: str
    bar: str
    left: str
    right: str
    words: str
    where: str


def thumbnail(key: str, preview: Preview) -> Thumbnail:
    """Return a preview as a drawing, its pixels in their true proportion."""
    rows, columns = preview.grey.shape
    width_mm, height_mm = columns * preview.pixel_mm[0], rows * preview.pixel_mm[1]
    unit = SIDE / max(width_mm, height_mm)
    width, height = width_mm * unit, height_mm * unit
    bar = BAR_MM * unit
    where = f"{preview.slice_number:,} of {preview.slices:,}"
    return Thumbnail(
        key=key,
        png=_png(preview.grey),
        x=_short((SIDE - width) / 2),
        y=_short((SIDE - height) / 2),
        width=_short(width),
        height=_short(height),
        path="".join(_path(line) for line in preview.outline),
        scale=f"{preview.pixel_mm[0] * unit:.5g} {preview.pixel_mm[1] * unit:.5g}",
        bar=_short(bar) if bar < 0.9 * SIDE else "",
        left=preview.left,
        right=preview.right,
        words=f"{preview.plane.capitalize()} slice {where}, {width_mm:.0f} by {height_mm:.0f} mm, the mask outlined",
        where=where,
    )


def _png(grey: Array) -> str:
    """Return grey levels as the data URI of a PNG, made smaller where they are many."""
    from PIL import Image  # here, because a page without pictures does not need it

    image = Image.fromarray(grey)
    longest = max(image.size)
    if longest > _PIXELS:
        size = [max(1, round(n * _PIXELS / longest)) for n in image.size]
        image = image.resize((size[0], size[1]), Image.Resampling.BOX)
    step = 256 // _LEVELS
    levels = np.asarray(image) // step * (255 / (_LEVELS - 1))
    file = io.BytesIO()
    Image.fromarray(np.rint(levels).astype(np.uint8)).save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _path(line: Polyline) -> str:
    """Return a closed line along pixel edges as SVG.

    >>> _path(((0, 0), (2, 0), (2, 1), (0, 1)))
    'M0 0h2v1h-2z'
    """
    steps = (
        f"h{after[0] - before[0]}" if after[0] != before[0] else f"v{after[1] - before[1]}"
        for before, after in pairwise(line)
    )
    return f"M{line[0][0]} {line[0][1]}{''.join(steps)}z"


def _short(value: float) -> str:
    """Return a coordinate to a hundredth of a unit.

    >>> _short(12.0), _short(3.14159), _short(0.001)
    ('12', '3.14', '0')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")
