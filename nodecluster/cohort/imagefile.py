"""An image file whose header has been read; its voxels come slice by slice, and only what is wanted is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from nodecluster.volume import Array, Geometry, Triple, Volume, Window


@dataclass(frozen=True)
class ImageFile:
    """A three-dimensional image file with one number a voxel.

    Attributes
    ----------
    geometry : as ITK reports it.
    slices : gives the slices (arrays of shape (y, x)), from the first to the last, reading the file as they are asked
        for; raises NodeError where the file turns out to be damaged.
    """

    geometry: Geometry
    slices: Callable[[], Iterable[Array]]

    def whole(self) -> Volume:
        """Return all of it."""
        return Volume(np.stack(list(self.slices())), self.geometry)

    def window(self, start: Triple, stop: Triple) -> Window:
        """Return the part from index ``start`` to before ``stop`` (x, y, z); the file is read to its end all the same.

        A damaged file is refused wherever the damage is.
        """
        x, y = slice(start[0], stop[0]), slice(start[1], stop[1])
        kept = [plane[y, x].copy() for z, plane in enumerate(self.slices()) if start[2] <= z < stop[2]]
        return Window(np.stack(kept), start, self.geometry)

    def nonzero(self) -> Volume:
        """Return the slices from the first to the last that is not all zero; of an empty mask, the first slice."""
        kept: list[Array] = []
        first = 0
        pending = 0
        for z, plane in enumerate(self.slices()):
            if plane.any():
                first = first if kept else z
                kept.extend([np.zeros_like(plane)] * pending)
                kept.append(plane)
                pending = 0
            elif kept:
                pending += 1
        nx, ny, _ = self.geometry.size
        stop = first + max(len(kept), 1)
        voxels = np.stack(kept) if kept else np.zeros((1, ny, nx), dtype=np.uint8)
        return Volume(voxels, self.geometry.crop((0, 0, first), (nx, ny, stop)))
