"""A node's previews made small enough to be kept by the thousand: an encoded image, its outline and where it lies."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nodecluster.imaging.outline import Polyline
from nodecluster.imaging.placing import PlacedMask
from nodecluster.imaging.preview import AXIAL, CORONAL, SAGITTAL, Preview, preview
from nodecluster.volume import Array, Window

PLANES = (AXIAL, CORONAL, SAGITTAL)
_PIXELS = 96
"""A longer side is made smaller: 40 mm at 0.5 mm a pixel still fit, and a coarser CT is not touched."""
_QUALITY = 80
"""Of WebP: what is lost lies below the noise of a CT at this window; a third of the size of a PNG."""


@dataclass(frozen=True)
class Picture:
    """One layer of the CT around a node, ready for a page.

    Attributes
    ----------
    plane : ``axial``, ``coronal`` or ``sagittal``.
    image : WebP of the grey levels.
    columns, rows : pixels of the preview, in which the outline is drawn; the image itself may have fewer.
    column_mm, row_mm : width and height of such a pixel.
    outline : the mask's border as the ``d`` of an SVG path.
    left, right, top, bottom : which side of the patient each edge is.
    slice_number, slices : of the CT's own slices across this plane, counted from 1, and how many there are.
    """

    plane: str
    image: bytes
    columns: int
    rows: int
    column_mm: float
    row_mm: float
    outline: str
    left: str
    right: str
    top: str
    bottom: str
    slice_number: int
    slices: int


Pictures = tuple[Picture, ...]
"""The pictures of one node, axial, coronal, sagittal; without those that there are not."""


def pictures(ct: Window, node: PlacedMask) -> Pictures:
    """Return a node's pictures in three planes; none where it lies outside the window.

    Parameters
    ----------
    ct : a part of the CT that holds the node and what is around it, HU.
    node : the mask on the CT's grid.
    """
    found = (preview(ct, node, plane) for plane in PLANES)
    return tuple(picture(each) for each in found if each is not None)


def axial_picture(ct: Window, node: PlacedMask) -> Picture | None:
    """Return a node's axial picture alone; arguments as of ``pictures``."""
    made = preview(ct, node, AXIAL)
    return None if made is None else picture(made)


def picture(made: Preview) -> Picture:
    """Return a preview with its image encoded."""
    rows, columns = made.grey.shape
    return Picture(
        plane=made.plane,
        image=_webp(made.grey),
        columns=columns,
        rows=rows,
        column_mm=made.pixel_mm[0],
        row_mm=made.pixel_mm[1],
        outline="".join(_path(line) for line in made.outline),
        left=made.left,
        right=made.right,
        top=made.top,
        bottom=made.bottom,
        slice_number=made.slice_number,
        slices=made.slices,
    )


def _webp(grey: Array) -> bytes:
    """Return grey levels as WebP, made smaller where they are many."""
    from PIL import Image  # here, because nothing else that measures a node needs it

    image = Image.fromarray(np.ascontiguousarray(grey))
    longest = max(image.size)
    if longest > _PIXELS:
        width, height = (max(1, round(n * _PIXELS / longest)) for n in image.size)
        image = image.resize((width, height), Image.Resampling.BOX)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=_QUALITY, method=4)
    return file.getvalue()


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
