"""An image file whose header has been read; its voxels come slab by slab, and only what is wanted is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from nodecluster.volume import Array, Geometry, Triple, Volume, Window
from nodecluster.words import printable


@dataclass(frozen=True)
class ImageFile:
    """A three-dimensional image file with one number a voxel.

    Attributes
    ----------
    geometry : as ITK reports it.
    slabs : gives arrays of one or several slices, of shape (slices, y, x), from the first slice to the last, reading
        the file as they are asked for; raises NodeError where the file turns out to be damaged.
    remarks : what has to be said of how the file was read, each a clause without a full stop, made ``printable``.
    frame_uid : DICOM's frame of reference, by which masks are known to be this image's; never shown.
    """

    geometry: Geometry
    slabs: Callable[[], Iterable[Array]]
    remarks: tuple[str, ...] = ()
    frame_uid: str = ""

    def __post_init__(self) -> None:
        """Make the remarks, which name files, such as can be written."""
        object.__setattr__(self, "remarks", tuple(map(printable, self.remarks)))

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
        keeper = SlabKeeper()
        for slab in self.slabs():
            keeper.add(slab)
        return keeper.volume(self.geometry)


class SlabKeeper:
    """The slices of a mask from the first to the last that is not all zero, gathered slab by slab."""

    def __init__(self) -> None:
        self._kept: list[Array] = []
        self._first = self._seen = self._between = 0

    def add(self, slab: Array) -> None:
        """Take the next slices, shape (slices, y, x)."""
        with np.errstate(invalid="ignore"):  # a signalling NaN of damaged bytes is refused as a value
            filled = np.flatnonzero(slab.any(axis=(1, 2)))
        start, stop = (int(filled[0]), int(filled[-1]) + 1) if filled.size else (len(slab), len(slab))
        self._between += start  # counted and not kept, so that its memory serves the next
        if filled.size:
            if self._kept:
                self._kept.append(np.zeros((self._between, *slab.shape[1:]), slab.dtype))
            else:
                self._first = self._seen + start
            self._kept.append(np.ascontiguousarray(slab[start:stop]))
            self._between = len(slab) - stop
        self._seen += len(slab)

    def volume(self, geometry: Geometry) -> Volume:
        """Return what was gathered of a mask on the grid ``geometry``; of an empty mask, the first slice."""
        nx, ny, _ = geometry.size
        voxels = np.concatenate(self._kept) if self._kept else np.zeros((1, ny, nx), dtype=np.uint8)
        return Volume(voxels, geometry.crop((0, 0, self._first), (nx, ny, self._first + len(voxels))))
