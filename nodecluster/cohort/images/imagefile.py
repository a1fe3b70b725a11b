"""An image file whose header has been read; its voxels come slab by slab, and only what is wanted is kept."""

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
    slabs : gives arrays of one or several slices, of shape (slices, y, x), from the first slice to the last, reading
        the file as they are asked for; raises NodeError where the file turns out to be damaged.
    form : the format, as ``check`` names it.
    remarks : what has to be said of how the file was read, each a clause without a full stop.
    frame_uid : DICOM's frame of reference, by which masks are known to be this image's; never shown.
    """

    geometry: Geometry
    slabs: Callable[[], Iterable[Array]]
    form: str = ""
    remarks: tuple[str, ...] = ()
    frame_uid: str = ""

    def whole(self) -> Volume:
        """Return all of it."""
        return Volume(np.concatenate(list(self.slabs())), self.geometry)

    def window(self, start: Triple, stop: Triple) -> Window:
        """Return the part from index ``start`` to before ``stop`` (x, y, z).

        The file is read to its end all the same, so that it is refused wherever it is damaged.
        """
        x, y = slice(start[0], stop[0]), slice(start[1], stop[1])
        kept: list[Array] = []
        z = 0
        for slab in self.slabs():
            wanted = slab[max(start[2] - z, 0) : max(stop[2] - z, 0), y, x]
            if wanted.size:
                kept.append(wanted.copy())
            z += len(slab)
        return Window(np.concatenate(kept), start, self.geometry)

    def nonzero(self) -> Volume:
        """Return the slabs from the first to the last that is not all zero; of an empty mask, the first slice."""
        kept: list[Array] = []
        first = z = between = 0
        for slab in self.slabs():
            if slab.any():
                first = first if kept else z
                kept += [np.zeros((between, *slab.shape[1:]), slab.dtype), slab]
                between = 0
            elif kept:
                between += len(slab)  # counted and not kept, so that its memory serves the next
            z += len(slab)
        nx, ny, _ = self.geometry.size
        voxels = np.concatenate(kept) if kept else np.zeros((1, ny, nx), dtype=np.uint8)
        return Volume(voxels, self.geometry.crop((0, 0, first), (nx, ny, first + len(voxels))))
