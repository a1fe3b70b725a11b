"""A node's picture as a page shows it: the small image with the outline of the mask and a scale drawn over it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from nodecluster.imaging.picture import Picture

SIDE = 100.0
"""Width and height of the drawing, in its own units; it is square, and the picture lies in its middle."""
BAR_MM = 10


@dataclass(frozen=True)
class Thumbnail:
    """A drawing of ``SIDE`` by ``SIDE`` units; numbers are text, ready for SVG.

    Attributes
    ----------
    key : unique on the page.
    image : the picture as a data URI.
    x, y, width, height : where the picture lies.
    path : the outline, in pixels of the picture from the picture's corner.
    scale : width and height of such a pixel.
    bar : length of ``BAR_MM``, or nothing where that is wider than the drawing.
    left, right : sides of the patient.
    words : what is seen, for those who cannot see it.
    where : the slice, for finding it again.
    """

    key: str
    image: str
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


def thumbnail(key: str, picture: Picture) -> Thumbnail:
    """Return a picture as a drawing, its pixels in their true proportion."""
    width_mm, height_mm = picture.columns * picture.column_mm, picture.rows * picture.row_mm
    unit = SIDE / max(width_mm, height_mm)
    width, height = width_mm * unit, height_mm * unit
    bar = BAR_MM * unit
    where = f"{picture.slice_number:,} of {picture.slices:,}"
    return Thumbnail(
        key=key,
        image=data_uri(picture),
        x=_short((SIDE - width) / 2),
        y=_short((SIDE - height) / 2),
        width=_short(width),
        height=_short(height),
        path=picture.outline,
        scale=f"{picture.column_mm * unit:.5g} {picture.row_mm * unit:.5g}",
        bar=_short(bar) if bar < 0.9 * SIDE else "",
        left=picture.left,
        right=picture.right,
        words=f"{picture.plane.capitalize()} slice {where}, {width_mm:.0f} by {height_mm:.0f} mm, the mask outlined",
        where=where,
    )


def data_uri(picture: Picture) -> str:
    """Return the image of a picture as a data URI."""
    return f"data:image/webp;base64,{base64.b64encode(picture.image).decode()}"


def _short(value: float) -> str:
    """Return a coordinate to a hundredth of a unit.

    >>> _short(12.0), _short(3.14159), _short(0.001)
    ('12', '3.14', '0')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")
