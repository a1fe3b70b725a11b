"""A picture of a node for the eye: one layer of the CT around it, with the outline of its mask.

It is turned as a radiologist expects it, however the file holds its axes: axial with the patient's right on the left
and the front above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from nodecluster.imaging.outline import Polyline, outline
from nodecluster.imaging.placing import PlacedMask
from nodecluster.volume import Array, Floats, Geometry, Triple, Window, bounding_box, cut

LEVEL_HU, WIDTH_HU = 40.0, 400.0
"""The usual soft-tissue window, -160 to 240 HU: fat, node and filled vessel differ; lung is black, bone white."""
LEAST_SIDE_MM = 40.0
"""Less would show a small node without the fat, vessel or wall by which its place is known."""
MARGIN_MM = 10.0
"""What is shown around a large node on each side."""

_LETTERS = (("R", "L"), ("A", "P"), ("I", "S"))  # the ends of x, y and z in LPS, the lower first
_OBLIQUE = np.sin(np.radians(22.5))  # as on a compass of eight points: "LP" lies between "L" and "P"


@dataclass(frozen=True)
class Plane:
    """How a picture lies in the patient: the axes (x, y, z of LPS) that run across and down, and in which sense."""

    name: str
    across: int
    down: int
    down_sense: int


AXIAL = Plane("axial", 0, 1, 1)
CORONAL = Plane("coronal", 0, 2, -1)
SAGITTAL = Plane("sagittal", 1, 2, -1)


@dataclass(frozen=True, eq=False)
class Preview:
    """A layer of the CT around a node.

    Attributes
    ----------
    grey : uint8, shape (rows, columns), the CT in the soft-tissue window; values that are not numbers are black.
    pixel_mm : width and height of a pixel.
    outline : the mask's border in pixels from the upper left corner of the picture; holes have lines of their own.
    left, right, top, bottom : which side of the patient each edge is: of R, L, A, P, I, S the nearest, or several.
    slice_number : of the CT's own slices (or rows, or columns) across this plane, counted from 1.
    slices : how many of them there are.
    plane : its name.
    """

    grey: Array
    pixel_mm: tuple[float, float]
    outline: tuple[Polyline, ...]
    left: str
    right: str
    top: str
    bottom: str
    slice_number: int
    slices: int
    plane: str


@dataclass(frozen=True)
class _View:
    """The array's axes (0, 1, 2 for x, y, z) that run across, down and through the picture, and which run backwards."""

    across: int
    down: int
    through: int
    flipped: tuple[bool, bool]  # down, across

    def facing(self, layer: Array) -> Array:
        """Return an array (z, y, x), one voxel thick along ``through``, as rows and columns of the picture."""
        flat = layer.transpose(2 - self.down, 2 - self.across, 2 - self.through)[..., 0]
        return flat[tuple(slice(None, None, -1 if back else 1) for back in self.flipped)]


def preview(ct: Window, node: PlacedMask, plane: Plane = AXIAL) -> Preview | None:
    """Return the layer on which the node is largest; None where that is empty or outside the window.

    The picture is a square in millimetres around the node, and less where the window ends.

    Parameters
    ----------
    ct : a part of the CT that holds the node, HU.
    node : the mask on the CT's grid.
    plane : nearest to it is the layer of voxels that is shown; oblique CTs are not interpolated.
    """
    view = _view(ct.geometry, plane)
    layer, inside = _largest_layer(node.mask, view.through)
    bounds = bounding_box(inside)
    if bounds is None:
        return None
    base = [n + (layer if axis == view.through else 0) for axis, n in enumerate(node.box.start)]
    tight = [(base[axis] + bounds[0][axis], base[axis] + bounds[1][axis]) for axis in range(3)]
    held = [(a, a + n) for a, n in zip(ct.start, ct.voxels.shape[::-1], strict=True)]
    if any(a < lower or b > upper for (a, b), (lower, upper) in zip(tight, held, strict=True)):
        return None
    start, stop = _square(tight, held, view, ct.geometry)
    crop = np.zeros([b - a for a, b in zip(start, stop, strict=True)][::-1], dtype=np.bool_)
    place = (np.asarray(tight) - np.asarray(start)[:, None]).T
    cut(crop, *place)[...] = cut(inside, *bounds)
    return _preview(_grey(view.facing(ct.part(start, stop))), view.facing(crop), view, ct.geometry, plane, start)


def _preview(grey: Array, mask: Array, view: _View, ct: Geometry, plane: Plane, start: Triple) -> Preview:
    """Put a picture together."""
    cosines = ct.cosines()
    down, across = (cosines[:, axis] * (-1 if back else 1)
                    for axis, back in zip((view.down, view.across), view.flipped, strict=True))  # fmt: skip
    return Preview(
        grey=grey,
        pixel_mm=(ct.spacing_mm[view.across], ct.spacing_mm[view.down]),
        outline=outline(mask),
        left=_side(-across),
        right=_side(across),
        top=_side(-down),
        bottom=_side(down),
        slice_number=start[view.through] + 1,
        slices=ct.size[view.through],
        plane=plane.name,
    )


def _view(ct: Geometry, plane: Plane) -> _View:
    """Return which of the CT's axes lie nearest to the plane's."""
    cosines, order = ct.cosines(), ct.patient_axes()
    across, down = order[plane.across], order[plane.down]
    back = bool(cosines[plane.down, down] * plane.down_sense < 0), bool(cosines[plane.across, across] < 0)
    return _View(across, down, 3 - across - down, back)


def _largest_layer(mask: Array, through: int) -> tuple[int, Array]:
    """Return index and voxels (z, y, x; one thick) of the largest layer; of equals, the one in the middle."""
    areas = np.count_nonzero(mask, axis=tuple(2 - axis for axis in range(3) if axis != through))
    equals = np.flatnonzero(areas == areas.max())
    layer = int(equals[len(equals) // 2])
    return layer, np.take(mask, [layer], axis=2 - through)


def _square(
    tight: list[tuple[int, int]], held: list[tuple[int, int]], view: _View, ct: Geometry
) -> tuple[Triple, Triple]:
    """Return first and after-last index of the square around a node's layer, as far as there are voxels."""
    shown = (view.across, view.down)
    widest = max((tight[axis][1] - tight[axis][0]) * ct.spacing_mm[axis] for axis in shown)
    side = max(LEAST_SIDE_MM, widest + 2 * MARGIN_MM)
    bounds = list(tight)
    for axis in shown:
        middle, pixels = sum(tight[axis]), round(side / ct.spacing_mm[axis])
        pixels += (middle - pixels) % 2  # so that the node is in the middle, from whichever side one counts
        first = (middle - pixels) // 2
        bounds[axis] = max(first, held[axis][0]), min(first + pixels, held[axis][1])
    start, stop = zip(*bounds, strict=True)
    return cast("Triple", start), cast("Triple", stop)


def _grey(hu: Array) -> Array:
    """Return HU as grey levels, black to white over the window (DICOM PS3.3 C.11.2.1.3.2, LINEAR_EXACT)."""
    share = np.clip((hu.astype(np.float64) - (LEVEL_HU - WIDTH_HU / 2)) / WIDTH_HU, 0, 1)
    return np.rint(255 * np.nan_to_num(share)).astype(np.uint8)


def _side(cosines: Floats) -> str:
    """Return the letters of the side of the patient that a direction (LPS) points to, the nearest first."""
    sizes = np.abs(cosines)
    order = [int(axis) for axis in np.argsort(-sizes, kind="stable")]
    near = [axis for axis in order if axis == order[0] or sizes[axis] >= _OBLIQUE]
    return "".join(_LETTERS[axis][int(cosines[axis] > 0)] for axis in near)
